#include "sim/results/deciding.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/order.hpp"
#include "sim/results/mean.hpp"

namespace streetlight {

namespace {

/// Ranks from 0 to 1, ties at their middle.
std::vector<double> ranks(const std::vector<double>& values) {
  const auto order =
      indices_in_order(values.size(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t from = 0; from < order.size();) {
    std::size_t to = from;
    while (to < order.size() && values[order[to]] == values[order[from]]) ++to;
    for (std::size_t k = from; k < to; ++k)
      result[order[k]] = (static_cast<double>(from + to) / 2 - 0.5) / static_cast<double>(values.size());
    from = to;
  }
  return result;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const double ma = mean_of(a), mb = mean_of(b);
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t w = 0; w < a.size(); ++w) {
    ab += (a[w] - ma) * (b[w] - mb);
    aa += (a[w] - ma) * (a[w] - ma);
    bb += (b[w] - mb) * (b[w] - mb);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

/// y by a parabola in x: least squares on the orthogonal polynomials of x's values.
std::vector<double> fitted(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  const double mx = mean_of(x), my = mean_of(y);
  std::vector<double> first, second, result(x.size(), my);
  double square = 0, cube = 0;
  for (const double value : x) {
    first.push_back(value - mx);
    square += first.back() * first.back();
    cube += first.back() * first.back() * first.back();
  }
  if (square == 0) return result;
  for (const double d : first) second.push_back(d * d - square / n - cube / square * d);
  for (const auto* basis : {&first, &second}) {
    double along = 0, length = 0;
    for (std::size_t w = 0; w < y.size(); ++w) {
      along += (*basis)[w] * y[w];
      length += (*basis)[w] * (*basis)[w];
    }
    if (length <= 1e-12 * square * square) continue;
    for (std::size_t w = 0; w < y.size(); ++w) result[w] += along / length * (*basis)[w];
  }
  return result;
}

std::vector<double> column_of(const std::vector<std::vector<double>>& values, std::size_t parameter) {
  std::vector<double> column;
  for (const auto& row : values) column.push_back(row[parameter]);
  return column;
}

double explained(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(y.size());
  if (n < 5) return 0;
  const auto f = fitted(x, y);
  const double my = mean_of(y);
  double rest = 0, all = 0;
  for (std::size_t w = 0; w < y.size(); ++w) {
    rest += (y[w] - f[w]) * (y[w] - f[w]);
    all += (y[w] - my) * (y[w] - my);
  }
  return all > 0 ? std::max(0.0, 1 - rest / all * (n - 1) / (n - 3)) : 0;
}

/// What the luckiest of so many parameters explains by chance in one case of twenty. A parabola's share of the variance
/// of normal noise exceeds r with chance (1 - r)^((n - 3) / 2); the bound over all parameters is Bonferroni's.
double explained_by_chance(std::size_t worlds, std::size_t parameters) {
  const auto n = static_cast<double>(worlds);
  if (worlds < 5) return 1;
  const double left = std::pow(0.05 / static_cast<double>(parameters), 2 / (n - 3));
  return 1 - left * (n - 1) / (n - 3);
}

/// The mean of the least loss when the losses are known as the parameter tells them, under the least mean loss.
double value_of(const std::vector<double>& x, const std::vector<std::vector<double>>& losses) {
  std::vector<std::vector<double>> told;
  double least = 1e300;
  for (const auto& loss : losses) {
    told.push_back(fitted(x, loss));
    least = std::min(least, mean_of(loss));
  }
  double sum = 0;
  for (std::size_t w = 0; w < x.size(); ++w) {
    double best = 1e300;
    for (const auto& policy : told) best = std::min(best, policy[w]);
    sum += best;
  }
  const double gain = least - sum / static_cast<double>(x.size());
  return gain > 1e-9 * std::abs(least) ? gain : 0;  // less is rounding
}

}  // namespace

double rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
  return correlation(ranks(a), ranks(b));
}

std::vector<ParameterInfluence> influences(const std::vector<std::vector<double>>& values,
                                           const std::vector<double>& difference,
                                           const std::vector<std::vector<double>>& losses) {
  std::vector<ParameterInfluence> all;
  const std::size_t count = values.empty() ? 0 : values.front().size();
  const double chance = explained_by_chance(values.size(), count);
  const auto difference_ranks = ranks(difference);
  for (std::size_t j = 0; j < count; ++j) {
    const auto x = ranks(column_of(values, j));
    const double share = explained(x, difference);
    all.push_back({j, correlation(x, difference_ranks), share, value_of(x, losses), share > chance});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.spread_explained > b.spread_explained; });
  return all;
}

}  // namespace streetlight
