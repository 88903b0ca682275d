#pragma once
/// How well scores order the rows. Rows out of scope (NaN, minus infinity) take no part.

#include <cstddef>
#include <cstdint>
#include <span>

namespace streetlight::targeting {

/// Chance that a row of label 1 scores above one of label 0, ties counting half (Hanley and McNeil 1982). NaN when
/// there is only one label. Empty `weights`: all 1.
double area_under_curve(std::span<const float> scores, std::span<const std::uint8_t> labels,
                        std::span<const float> weights = {});

/// Sum over distinct scores, from the highest, of (rise in recall) x (precision so far). NaN without a label 1.
double average_precision(std::span<const float> scores, std::span<const std::uint8_t> labels,
                         std::span<const float> weights = {});

/// What flagging the highest `seats` rows finds. Rows that tie for the last seats count in proportion, which is the
/// expectation of a fair lottery among them.
struct AtCapacity {
  double flagged = 0;     ///< rows flagged
  double found = 0;       ///< of these with label 1
  double precision = 0;   ///< found / flagged; NaN when nobody is flagged
  double recall = 0;      ///< found / all with label 1; NaN when there are none
  double enrichment = 0;  ///< precision / base rate
};
AtCapacity at_capacity(std::span<const float> scores, std::span<const std::uint8_t> labels, std::size_t seats);

}  // namespace streetlight::targeting
