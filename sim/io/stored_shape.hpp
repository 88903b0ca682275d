#pragma once
/// A layout as a file gives it back: what was written in more than one way (a unit that is missing or "1", a
/// design value as TOML or as plain text) has one form. Two layouts that make the same file have equal stored shapes.

#include "sim/core/panel.hpp"

namespace streetlight {

PanelShape stored_shape(PanelShape shape);

/// Whether a design key is stored as numbers: it has one at every point.
bool stored_as_numbers(const DesignShape& design, std::size_t key);

}  // namespace streetlight
