#pragma once
/// What the selection aims at, as a score made of the model's score s and what the records show of a family. With V its
/// counts at linked services that it can wholly or mostly avoid (voluntary above one half), S the others with the
/// social-care record, as the programme sees them:
///
///     risk                 s;
///     payment_by_results   - (V + S) for those that meet programme.criteria of risk.criteria, nobody else: the
///     eligible family
///                          with the least on file is the one likeliest to show a result (creaming);
///     prospects            s (1 + V) / (1 + V + S): the chance of need times the share of its dealings that the family
///     sought
///                          itself, which is the only sign on record that it would take an offer up.
///
/// Sources: payment by results in the Troubled Families programme (creaming and parking: Carter and Whitworth 2015, on
/// the Work Programme); prospects: strengths-based practice. All three see the records only.

#include <span>
#include <vector>

#include "models/targeting/policy/features.hpp"

namespace streetlight::targeting {

class ObjectiveScore {
 public:
  ObjectiveScore(const World& world, const FeatureLayout& layout);
  /// Whether it looks at the rows at all.
  bool reads_rows() const { return objective_ != Objective::risk; }
  /// Replaces the model's scores of `rows`; NaN for families that are not eligible.
  void operator()(const ObservationBlock& rows, std::span<float> scores) const;

 private:
  struct Criterion {
    std::size_t column;
    float above;
  };
  Objective objective_;
  std::int64_t criteria_wanted_;
  std::vector<Criterion> criteria_;
  std::vector<std::size_t> voluntary_, statutory_;  ///< columns
};

}  // namespace streetlight::targeting
