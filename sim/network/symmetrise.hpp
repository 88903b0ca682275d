#pragma once
/// From ties named once to complete rows. The source of the ties is a function that can be run again:
/// it runs twice, to count and to place, so that no list of ties needs to be held beside the rows.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "sim/core/check.hpp"
#include "sim/network/network.hpp"

namespace streetlight {

/// `for_each_tie(visit)` must call visit(a, b) for the same ties each time it is called. Repeats in either
/// direction are merged. Ends must be below `entities` and differ.
template <class ForEachTie>
PlainRows symmetrise(std::uint32_t entities, ForEachTie&& for_each_tie) {
  // Count: offsets[e + 2] becomes the length of row e, so that placing can use offsets[e + 1] as a cursor
  PlainRows rows;
  auto& [offsets, targets] = rows;
  offsets.assign(std::size_t{entities} + 2, 0);
  std::uint64_t ends = 0;
  for_each_tie([&](std::uint32_t a, std::uint32_t b) {
    ++offsets[std::size_t{a} + 2];
    ++offsets[std::size_t{b} + 2];
    ends += 2;
  });
  VALIDATE(ends <= std::numeric_limits<std::uint32_t>::max(),
           "a network of " + std::to_string(ends / 2) +
               " ties is too large: rows are indexed with 32 bits, which allows 2147483647 ties. Lower the degree or "
               "the number of entities");
  for (std::size_t e = 2; e < offsets.size(); ++e) offsets[e] += offsets[e - 1];

  // Place each tie in both rows; afterwards offsets[e + 1] is the end of row e, as it should be
  targets.resize(ends);
  for_each_tie([&](std::uint32_t a, std::uint32_t b) {
    targets[offsets[std::size_t{a} + 1]++] = b;
    targets[offsets[std::size_t{b} + 1]++] = a;
  });
  offsets.pop_back();

  // Sort rows and close the gaps that repeats leave
  std::uint32_t row_begin = 0, kept = 0;
  for (std::size_t e = 0; e < entities; ++e) {
    const auto first = targets.begin() + row_begin, last = targets.begin() + offsets[e + 1];
    row_begin = offsets[e + 1];
    std::sort(first, last);
    const auto unique_last = std::unique(first, last);
    if (targets.begin() + kept != first) std::move(first, unique_last, targets.begin() + kept);
    kept += static_cast<std::uint32_t>(unique_last - first);
    offsets[e + 1] = kept;
  }
  targets.resize(kept);
  return rows;
}

}  // namespace streetlight
