#pragma once
/// The model card (Mitchell et al. 2019): what is to be known of a fitted model, each measure twice, against the
/// recorded labels and against the truth, for all rows and for groups.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/targeting/risk/learner.hpp"

namespace streetlight::targeting {

/// Of one group against one kind of label. NaN where a measure does not exist.
struct Performance {
  double rows = 0;
  double base_rate = 0;
  double auc = 0;  ///< ties count half
  double average_precision = 0;
  double brier = 0;              ///< NaN when the score is not a probability
  double mean_score = 0;         ///< calibration in the large: beside base_rate; NaN when not a probability
  double calibration_error = 0;  ///< over tenths of all rows by score; NaN when not a probability
  double flagged = 0;            ///< members among the rows flagged at capacity
  double precision = 0;          ///< at capacity
  double recall = 0;             ///< at capacity
  double enrichment = 0;         ///< the label's share in the top tenth of all scores over its share in the group
};

struct GroupCard {
  Performance recorded;
  Performance truth;
};

/// Rows that are alike in score, groups and labels.
struct CardRow {
  float score;                 ///< rows out of scope (NaN, minus infinity) take no part
  std::uint16_t kind;          ///< which groups they belong to: CardRequest::members has a word for each kind
  std::uint16_t count : 14;    ///< how many they are
  std::uint16_t recorded : 1;  ///< label on file
  std::uint16_t truth : 1;     ///< label in truth
};

struct CardRequest {
  std::vector<CardRow> rows;               ///< in any order
  std::span<const std::uint64_t> members;  ///< [kind]: bit g, it belongs to group g. Set bit 0 for a group of all
  std::size_t groups = 0;                  ///< at most 64: ask again for more
  std::size_t seats = 0;                   ///< capacity: the highest scores of all rows are flagged, whatever the group
  bool probabilistic = true;               ///< Learner::probabilistic()
};

/// Sorts once, then sweeps once over all groups. Ties at the last seat count in proportion.
std::vector<GroupCard> card_groups(CardRequest request);

}  // namespace streetlight::targeting
