#pragma once
/// The month, as a signed count from the first written one: those of the spin-up are negative. A model whose steps are
/// days or years counts its steps in it.

#include <cstdint>

namespace streetlight {

using Month = std::int32_t;

}  // namespace streetlight
