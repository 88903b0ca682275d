#pragma once
/// Indices 0, 1, ... put into an order. Once for all who need one: the page's engine is sent, and a sort for each
/// comparison is two kilobytes each time.

#include <algorithm>
#include <cstddef>
#include <functional>
#include <numeric>
#include <vector>

namespace streetlight {

/// Whether the thing of the first index stands before that of the second.
using Before = std::function<bool(std::size_t, std::size_t)>;

/// Those of which none stands before the other stay as they are.
inline void put_in_order(std::vector<std::size_t>& indices, const Before& before) {
  std::stable_sort(indices.begin(), indices.end(), [&](std::size_t a, std::size_t b) { return before(a, b); });
}

/// All indices below `count`.
inline std::vector<std::size_t> indices_in_order(std::size_t count, const Before& before) {
  std::vector<std::size_t> indices(count);
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  put_in_order(indices, before);
  return indices;
}

}  // namespace streetlight
