#include "models/targeting/risk/metrics/model_card.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "models/targeting/risk/metrics/confusion.hpp"
#include "models/targeting/risk/score_order.hpp"
#include "sim/core/check.hpp"

namespace streetlight::targeting {
namespace {

constexpr std::size_t bins = 10;

/// Running sums of one group against one label while scores fall.
struct Sweep {
  double positives = 0;  // seen so far
  double run = 0;        // of these at the present score
  double wins = 0;
  double precision_sum = 0;
  double brier = 0;
  double found = 0;
  std::array<double, bins> bin_positives{};
};

struct GroupSweep {
  double rows = 0;
  double run = 0;
  double score = 0;
  double flagged = 0;
  std::array<double, bins> bin_score{};
  std::array<Sweep, 2> label;
};

template <class Visit>
void for_each_bit(std::uint64_t bits, Visit&& visit) {
  for (; bits != 0; bits &= bits - 1) visit(static_cast<std::size_t>(std::countr_zero(bits)));
}

/// Closes a run of equal scores; `taken` is the share of it that is flagged.
void close_run(GroupSweep& group, double taken) {
  const double before = group.rows;
  group.rows += group.run;
  group.flagged += taken * group.run;
  for (Sweep& sweep : group.label) {
    const double negatives = group.run - sweep.run;
    sweep.wins += negatives * (sweep.positives + 0.5 * sweep.run);
    sweep.positives += sweep.run;
    if (sweep.run == 0) continue;  // few rows have the label: no division for the others
    sweep.precision_sum += sweep.run * (sweep.positives / (before + group.run));
    sweep.found += taken * sweep.run;
    sweep.run = 0;
  }
  group.run = 0;
}

Performance performance_of(const GroupSweep& group, const Sweep& sweep, bool probabilistic) {
  const double nothing = std::nan("");
  Performance p;
  p.rows = group.rows;
  p.base_rate = share(sweep.positives, group.rows);
  p.auc = share(sweep.wins, sweep.positives * (group.rows - sweep.positives));
  p.average_precision = share(sweep.precision_sum, sweep.positives);
  p.brier = probabilistic ? share(sweep.brier, group.rows) : nothing;
  p.mean_score = probabilistic ? share(group.score, group.rows) : nothing;
  double gaps = 0;
  for (std::size_t b = 0; b < bins; ++b) gaps += std::abs(group.bin_score[b] - sweep.bin_positives[b]);
  p.calibration_error = probabilistic ? share(gaps, group.rows) : nothing;
  p.flagged = group.flagged;
  p.precision = share(sweep.found, group.flagged);
  p.recall = share(sweep.found, sweep.positives);
  return p;
}

}  // namespace

std::vector<GroupCard> card_groups(const CardRequest& request) {
  const std::size_t n = request.scores.size();
  EXPECT(request.recorded.size() == n && request.truth.size() == n && request.members.size() == n);
  EXPECT(request.groups <= 64);
  const std::uint64_t used = request.groups == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << request.groups) - 1;
  const auto order = descending_order(request.scores);
  const std::size_t places = std::min(request.places, order.size());
  std::vector<GroupSweep> groups(request.groups);

  for (std::size_t first = 0, end = 0; first < order.size(); first = end) {
    const float score = request.scores[order[first]];
    const double s = static_cast<double>(score);
    const std::size_t bin = bins - 1 - first * bins / order.size();
    std::uint64_t touched = 0;
    for (end = first; end < order.size() && request.scores[order[end]] == score; ++end) {
      const std::size_t row = order[end];
      const std::array<double, 2> label{request.recorded[row] != 0 ? 1.0 : 0.0, request.truth[row] != 0 ? 1.0 : 0.0};
      const std::uint64_t bits = request.members[row] & used;
      touched |= bits;
      for_each_bit(bits, [&](std::size_t g) {
        GroupSweep& group = groups[g];
        group.run += 1;
        group.score += s;
        group.bin_score[bin] += s;
        for (std::size_t view = 0; view < 2; ++view) {
          Sweep& sweep = group.label[view];
          sweep.run += label[view];
          sweep.brier += (s - label[view]) * (s - label[view]);
          sweep.bin_positives[bin] += label[view];
        }
      });
    }
    const double left = static_cast<double>(places) - static_cast<double>(std::min(first, places));
    const double taken = std::min(1.0, left / static_cast<double>(end - first));
    for_each_bit(touched, [&](std::size_t g) { close_run(groups[g], taken); });
  }

  std::vector<GroupCard> cards;
  for (const GroupSweep& group : groups)
    cards.push_back({performance_of(group, group.label[0], request.probabilistic),
                     performance_of(group, group.label[1], request.probabilistic)});
  return cards;
}

ModelCard model_card(const Learner& learner, const FitReport& fit, const CardRequest& request) {
  return {fit, learner.coefficients(), card_groups(request)};
}

}  // namespace streetlight::targeting
