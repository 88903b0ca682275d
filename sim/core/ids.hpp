#pragma once
/// Distinct types for indices, so that an index of one kind is never used for another, and the
/// month as a signed count from the first written month (spin-up months are negative).

#include <compare>
#include <cstdint>

namespace streetlight {

/// A 32-bit index that belongs to the kind of thing named by `Tag`.
template <class Tag>
struct Id {
  std::uint32_t value = 0;

  constexpr Id() = default;
  constexpr explicit Id(std::uint32_t index) : value(index) {}
  friend constexpr auto operator<=>(Id, Id) = default;
};

/// Months since the first written month. Negative during spin-up.
using Month = std::int32_t;

}  // namespace streetlight
