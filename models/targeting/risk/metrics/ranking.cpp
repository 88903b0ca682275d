#include "models/targeting/risk/metrics/ranking.hpp"

#include <algorithm>

#include "models/targeting/risk/metrics/confusion.hpp"
#include "models/targeting/risk/score_order.hpp"
#include "sim/core/check.hpp"

namespace streetlight::targeting {
namespace {

/// Calls visit(rows, weight of label 1, weight of label 0) for each distinct score, highest first.
template <class Visit>
void for_each_score(std::span<const float> scores, std::span<const std::uint8_t> labels, std::span<const float> weights,
                    Visit&& visit) {
  EXPECT(labels.size() == scores.size() && (weights.empty() || weights.size() == scores.size()));
  const auto order = descending_order(scores);
  for (std::size_t i = 0; i < order.size();) {
    double mass[2] = {0, 0};
    const std::size_t first = i;
    const float score = scores[order[i]];
    for (; i < order.size() && scores[order[i]] == score; ++i)
      mass[labels[order[i]] != 0] += weights.empty() ? 1.0 : static_cast<double>(weights[order[i]]);
    visit(i - first, mass[1], mass[0]);
  }
}

}  // namespace

double area_under_curve(std::span<const float> scores, std::span<const std::uint8_t> labels,
                        std::span<const float> weights) {
  double above = 0, negatives = 0, wins = 0;
  for_each_score(scores, labels, weights, [&](std::size_t, double positive, double negative) {
    wins += negative * (above + 0.5 * positive);
    above += positive;
    negatives += negative;
  });
  return share(wins, above * negatives);
}

double average_precision(std::span<const float> scores, std::span<const std::uint8_t> labels,
                         std::span<const float> weights) {
  double found = 0, flagged = 0, sum = 0;
  for_each_score(scores, labels, weights, [&](std::size_t, double positive, double negative) {
    found += positive;
    flagged += positive + negative;
    if (flagged > 0) sum += positive * (found / flagged);
  });
  return share(sum, found);
}

AtCapacity at_capacity(std::span<const float> scores, std::span<const std::uint8_t> labels, std::size_t places) {
  AtCapacity result;
  double positives = 0, rows = 0;
  for_each_score(scores, labels, {}, [&](std::size_t count, double positive, double) {
    const double n = static_cast<double>(count);
    const double taken = std::min(n, static_cast<double>(places) - result.flagged);
    result.flagged += taken;
    result.found += positive * (taken / n);
    positives += positive;
    rows += n;
  });
  result.precision = share(result.found, result.flagged);
  result.recall = share(result.found, positives);
  result.enrichment = share(result.precision * rows, positives);
  return result;
}

}  // namespace streetlight::targeting
