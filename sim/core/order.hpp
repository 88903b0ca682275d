#pragma once
/// Places 0, 1, ... put into an order. Once for all who need one: the page's engine is sent, and a sort for each
/// comparison is two kilobytes each time.

#include <algorithm>
#include <cstddef>
#include <functional>
#include <numeric>
#include <vector>

namespace streetlight {

/// Whether the thing at the first place stands before that at the second.
using Before = std::function<bool(std::size_t, std::size_t)>;

/// Those of which none stands before the other stay as they are.
inline void put_in_order(std::vector<std::size_t>& places, const Before& before) {
  std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) { return before(a, b); });
}

/// All places below `count`.
inline std::vector<std::size_t> places_in_order(std::size_t count, const Before& before) {
  std::vector<std::size_t> places(count);
  std::iota(places.begin(), places.end(), std::size_t{0});
  put_in_order(places, before);
  return places;
}

}  // namespace streetlight
