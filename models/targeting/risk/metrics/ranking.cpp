#include "models/targeting/risk/metrics/ranking.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include "models/targeting/risk/metrics/confusion.hpp"
#include "models/targeting/risk/score_order.hpp"
#include "sim/core/check.hpp"

namespace streetlight::targeting {
namespace {

/// Calls visit(weight of label 1, weight of label 0) for each distinct score, highest first.
template <class Visit>
void for_each_score(std::span<const float> scores, std::span<const std::uint8_t> labels, std::span<const float> weights,
                    Visit&& visit) {
  EXPECT(labels.size() == scores.size() && (weights.empty() || weights.size() == scores.size()));
  const auto order = descending_order(scores);
  for (std::size_t i = 0; i < order.size();) {
    double mass[2] = {0, 0};
    const float score = scores[order[i]];
    for (; i < order.size() && scores[order[i]] == score; ++i)
      mass[labels[order[i]] != 0] += weights.empty() ? 1.0 : static_cast<double>(weights[order[i]]);
    visit(mass[1], mass[0]);
  }
}

}  // namespace

double area_under_curve(std::span<const float> scores, std::span<const std::uint8_t> labels,
                        std::span<const float> weights) {
  double above = 0, negatives = 0, wins = 0;
  for_each_score(scores, labels, weights, [&](double positive, double negative) {
    wins += negative * (above + 0.5 * positive);
    above += positive;
    negatives += negative;
  });
  return share(wins, above * negatives);
}

double average_precision(std::span<const float> scores, std::span<const std::uint8_t> labels,
                         std::span<const float> weights) {
  double found = 0, flagged = 0, sum = 0;
  for_each_score(scores, labels, weights, [&](double positive, double negative) {
    found += positive;
    flagged += positive + negative;
    if (flagged > 0) sum += positive * (found / flagged);
  });
  return share(sum, found);
}

AtCapacity at_capacity(std::span<const float> scores, std::span<const std::uint8_t> labels, std::size_t seats) {
  EXPECT(labels.size() == scores.size());
  // The score of the last seat: all above it are flagged, and the rest of the seats go to those that tie there.
  std::vector<std::uint32_t> scored;
  for (const float score : scores)
    if (in_scope(score)) scored.push_back(ordered_bits(score));
  const std::size_t rows = scored.size();
  std::uint32_t last = 0;  // below every score: all are flagged
  if (seats < rows) {
    std::nth_element(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(seats), scored.end(),
                     std::greater<>());
    last = scored[seats];
  }
  std::size_t above = 0, at = 0, positives_above = 0, positives_at = 0, positives = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!in_scope(scores[i])) continue;
    const std::uint32_t bits = ordered_bits(scores[i]);
    const std::size_t label = labels[i] != 0;
    positives += label;
    above += bits > last;
    positives_above += bits > last ? label : 0;
    at += bits == last;
    positives_at += bits == last ? label : 0;
  }
  AtCapacity result;
  result.flagged = static_cast<double>(std::min(seats, rows));
  result.found = static_cast<double>(positives_above);
  if (at > 0)
    result.found +=
        static_cast<double>(positives_at) * ((result.flagged - static_cast<double>(above)) / static_cast<double>(at));
  result.precision = share(result.found, result.flagged);
  result.recall = share(result.found, static_cast<double>(positives));
  result.enrichment = share(result.precision * static_cast<double>(rows), static_cast<double>(positives));
  return result;
}

}  // namespace streetlight::targeting
