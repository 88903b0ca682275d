#include "models/targeting/risk/correction.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "models/targeting/risk/logistic.hpp"
#include "models/targeting/risk/score_order.hpp"
#include "sim/core/check.hpp"

namespace streetlight::targeting {
namespace {

/// The training set with "was looked at" instead of the label.
class LookedAt final : public ObservationBlocks {
 public:
  explicit LookedAt(const ObservationBlocks& base) : base_(base) {}
  std::size_t rows() const override { return base_.rows(); }
  const std::vector<std::string>& feature_names() const override { return base_.feature_names(); }
  void read(std::size_t block, ObservationBlock& out) const override {
    base_.read(block, out);
    std::copy(out.observed().begin(), out.observed().end(), out.label().begin());
  }

 private:
  const ObservationBlocks& base_;
};

/// The rows that were looked at, weighted by one over the fitted chance of it.
class Reweighted final : public ObservationBlocks {
 public:
  Reweighted(const ObservationBlocks& base, const LogisticRegression& propensity, double floor)
      : base_(base), propensity_(propensity), floor_(static_cast<float>(floor)) {}
  std::size_t rows() const override { return base_.rows(); }
  const std::vector<std::string>& feature_names() const override { return base_.feature_names(); }
  void read(std::size_t block, ObservationBlock& out) const override {
    base_.read(block, out);
    std::array<float, block_size> chance;
    propensity_.score(out, chance);
    const auto weight = out.weight();
    const auto included = out.included();
    const auto observed = out.observed();
    for (std::size_t r = 0; r < out.rows(); ++r) {
      weight[r] /= std::max(chance[r], floor_);
      included[r] = included[r] != 0 && observed[r] != 0;
    }
  }

 private:
  const ObservationBlocks& base_;
  const LogisticRegression& propensity_;
  float floor_;
};

/// One group's scores, highest first, and after how many of them each positive comes.
struct GroupScores {
  std::vector<float> scores;
  std::vector<std::size_t> after_positive;  // [k]: rows from the top down to the (k+1)-th positive, ties included

  std::size_t rows_at_recall(double recall) const {
    const auto wanted = static_cast<std::size_t>(std::ceil(recall * static_cast<double>(after_positive.size()) - 1e-9));
    return wanted == 0 ? 0 : after_positive[wanted - 1];
  }
};

}  // namespace

CorrectedFit fit_inverse_propensity(Learner& learner, const ObservationBlocks& training,
                                    const PropensitySettings& settings, BlockRunner& runner) {
  EXPECT(settings.floor > 0);
  CorrectedFit result;
  LogisticRegression propensity({.ridge = settings.ridge, .warm_start = false});
  result.propensity = propensity.fit(LookedAt(training), runner);
  result.fit = learner.fit(Reweighted(training, propensity, settings.floor), runner);
  return result;
}

GroupThresholds equal_opportunity_thresholds(std::span<const float> scores, std::span<const std::uint8_t> labels,
                                             std::span<const std::uint8_t> group, std::size_t groups,
                                             std::size_t seats) {
  EXPECT(labels.size() == scores.size() && group.size() == scores.size());
  const auto order = descending_order(scores);
  std::vector<GroupScores> by_group(groups);
  for (const std::uint32_t row : order) {
    EXPECT(group[row] < groups);
    GroupScores& g = by_group[group[row]];
    g.scores.push_back(scores[row]);
    if (labels[row] != 0) g.after_positive.push_back(g.scores.size());
  }
  // A threshold flags all that tie with it.
  for (GroupScores& g : by_group)
    for (std::size_t& rows : g.after_positive) {
      const float at = g.scores[rows - 1];
      while (rows < g.scores.size() && g.scores[rows] == at) ++rows;
    }

  // Groups without positives: the score that `seats` asks of all rows.
  const float infinity = std::numeric_limits<float>::infinity();
  const float common = seats == 0 || order.empty() ? infinity : scores[order[std::min(seats, order.size()) - 1]];
  std::vector<std::size_t> fixed(groups, 0);
  for (std::size_t g = 0; g < groups; ++g)
    if (by_group[g].after_positive.empty())
      fixed[g] = static_cast<std::size_t>(
          std::count_if(by_group[g].scores.begin(), by_group[g].scores.end(), [&](float s) { return s >= common; }));

  // The highest recall that does not need more than `seats` rows, by bisection over the recall.
  const auto needed = [&](double recall) {
    std::size_t rows = 0;
    for (std::size_t g = 0; g < groups; ++g)
      rows += by_group[g].after_positive.empty() ? fixed[g] : by_group[g].rows_at_recall(recall);
    return rows;
  };
  double low = 0, high = 1;
  if (needed(1) <= seats) low = 1;
  for (int step = 0; step < 50 && low < high; ++step) {
    const double middle = 0.5 * (low + high);
    (needed(middle) <= seats ? low : high) = middle;
  }

  GroupThresholds result{low, {}, {}};
  for (std::size_t g = 0; g < groups; ++g) {
    const GroupScores& own = by_group[g];
    const bool learnt = !own.after_positive.empty();
    const std::size_t rows = learnt ? own.rows_at_recall(low) : fixed[g];
    result.threshold.push_back(learnt ? (rows == 0 ? infinity : own.scores[rows - 1]) : common);
    result.flag_share.push_back(
        own.scores.empty() ? 0.0 : static_cast<double>(rows) / static_cast<double>(own.scores.size()));
  }
  return result;
}

}  // namespace streetlight::targeting
