#pragma once
/// What an output is, as text: two outputs belong together (resume, merge) when their identities are equal.

#include <cstddef>
#include <string>

#include "sim/core/panel.hpp"
#include "sim/results/provenance.hpp"

namespace streetlight {

/// Program, resolved configuration, seed and layout, as JSON with a fixed order of keys. The same from a declared
/// layout and from the one that a finished file gives back.
std::string panel_identity(const PanelShape& declared, const Provenance& provenance);

/// How many runs the experiment of an identity has; 0 when it does not say.
std::size_t runs_of(const std::string& identity);

/// How two identities differ, a line for each difference: "  seed: 1 there, 2 here\n".
std::string identity_difference(const std::string& there, const std::string& here);

}  // namespace streetlight
