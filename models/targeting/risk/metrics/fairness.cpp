#include "models/targeting/risk/metrics/fairness.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace streetlight::targeting {
namespace {

struct Ends {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  int groups = 0;
};

template <class Rate>
Ends ends_of(std::span<const Confusion> groups, Rate&& rate) {
  Ends ends;
  for (const Confusion& group : groups) {
    const double value = rate(group);
    if (std::isnan(value)) continue;
    ends.low = std::min(ends.low, value);
    ends.high = std::max(ends.high, value);
    ++ends.groups;
  }
  return ends;
}

double gap_of(const Ends& ends) { return ends.groups < 2 ? std::nan("") : ends.high - ends.low; }

}  // namespace

double disparate_impact(std::span<const Confusion> groups) {
  const Ends ends = ends_of(groups, [](const Confusion& table) { return table.flag_rate(); });
  return ends.groups < 2 ? std::nan("") : share(ends.low, ends.high);
}

double equal_opportunity_gap(std::span<const Confusion> groups) {
  return gap_of(ends_of(groups, [](const Confusion& table) { return table.true_positive_rate(); }));
}

double equalised_odds_gap(std::span<const Confusion> groups) {
  return std::max(equal_opportunity_gap(groups),
                  gap_of(ends_of(groups, [](const Confusion& table) { return table.false_positive_rate(); })));
}

}  // namespace streetlight::targeting
