#pragma once
/// From ties named once to complete rows. The source of the ties is a function that can be run again:
/// it runs twice, to count and to store, so that no list of ties needs to be held beside the rows.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "sim/core/blocks.hpp"
#include "sim/core/check.hpp"
#include "sim/network/network.hpp"

namespace streetlight {

/// `for_each_tie(visit)` must call visit(a, b) for the same ties in the same order each time it is called, also from
/// several threads at once. Repeats in either direction are merged. Ends must be below `entities` and differ.
template <class ForEachTie>
PlainRows symmetrise(std::uint32_t entities, ForEachTie&& for_each_tie, BlockRunner& blocks) {
  // Every part goes through all ties and deals with the ends that are its own: writing to rows all over the memory is
  // what takes long. How many parts there are does not show
  const auto parts = static_cast<std::uint32_t>(blocks.concurrency());
  const auto for_each_end = [&](auto&& visit) {
    blocks.for_each(parts, [&](std::size_t part) {
      const auto begin = static_cast<std::uint32_t>(std::uint64_t{entities} * part / parts);
      const auto size = static_cast<std::uint32_t>(std::uint64_t{entities} * (part + 1) / parts) - begin;
      for_each_tie([&](std::uint32_t a, std::uint32_t b) {
        if (a - begin < size) visit(a, b);
        if (b - begin < size) visit(b, a);
      });
    });
  };

  // Count: offsets[e + 2] becomes the length of row e, so that placing can use offsets[e + 1] as a cursor
  PlainRows rows;
  auto& [offsets, targets] = rows;
  offsets.assign(std::size_t{entities} + 2, 0);
  for_each_end([&offsets = offsets](std::uint32_t from, std::uint32_t) { ++offsets[std::size_t{from} + 2]; });
  std::uint64_t ends = 0;
  for (const std::uint32_t length : offsets) ends += length;
  VALIDATE(ends <= std::numeric_limits<std::uint32_t>::max(),
           "a network of " + std::to_string(ends / 2) +
               " ties is too large: rows are indexed with 32 bits, which allows 2147483647 ties. Lower the degree or "
               "the number of entities");
  for (std::size_t e = 2; e < offsets.size(); ++e) offsets[e] += offsets[e - 1];

  // Put each tie in both rows; afterwards offsets[e + 1] is the end of row e, as it should be
  targets.resize(ends);
  for_each_end([&offsets = offsets, &targets = targets](std::uint32_t from, std::uint32_t to) {
    targets[offsets[std::size_t{from} + 1]++] = to;
  });
  offsets.pop_back();

  // Sort rows
  std::vector<std::uint8_t> repeats(block_count(entities));
  blocks.for_each_block(entities, [&offsets = offsets, &targets = targets, &repeats](const Block& block) {
    for (std::size_t e = block.begin; e < block.end; ++e) {
      const auto first = targets.begin() + offsets[e], last = targets.begin() + offsets[e + 1];
      std::sort(first, last);
      if (std::adjacent_find(first, last) != last) repeats[block.index] = 1;
    }
  });
  if (std::find(repeats.begin(), repeats.end(), 1) == repeats.end()) return rows;

  // Close the gaps that repeats leave
  std::uint32_t row_begin = 0, kept = 0;
  for (std::size_t e = 0; e < entities; ++e) {
    const auto first = targets.begin() + row_begin, last = targets.begin() + offsets[e + 1];
    row_begin = offsets[e + 1];
    const auto unique_last = std::unique(first, last);
    if (targets.begin() + kept != first) std::move(first, unique_last, targets.begin() + kept);
    kept += static_cast<std::uint32_t>(unique_last - first);
    offsets[e + 1] = kept;
  }
  targets.resize(kept);
  return rows;
}

/// The same on one thread.
template <class ForEachTie>
PlainRows symmetrise(std::uint32_t entities, ForEachTie&& for_each_tie) {
  BlockRunner alone;
  return symmetrise(entities, for_each_tie, alone);
}

}  // namespace streetlight
