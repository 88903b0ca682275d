#include "models/targeting/policy/objective.hpp"

#include <algorithm>
#include <limits>

namespace streetlight::targeting {

namespace {

float sum_of(const ObservationBlock& rows, const std::vector<std::size_t>& columns, std::size_t row) {
  float sum = 0.0f;
  for (const auto column : columns) sum += rows.feature(column)[row];
  return sum;
}

}  // namespace

ObjectiveScore::ObjectiveScore(const World& world, const FeatureLayout& layout)
    : objective_(world.parameters.programme.objective), criteria_wanted_(world.parameters.programme.criteria) {
  const auto& services = world.parameters.services.list;
  for (std::size_t k = 0; k < layout.services().size(); ++k)
    (services[layout.services()[k]].voluntary > 0.5 ? voluntary_ : statutory_).push_back(k);
  statutory_.push_back(layout.care_column());
  const auto& names = layout.names();
  for (const auto& [name, above] : world.parameters.risk.criteria) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end())
      criteria_.push_back({static_cast<std::size_t>(found - names.begin()), static_cast<float>(above)});
  }
}

void ObjectiveScore::operator()(const ObservationBlock& rows, std::span<float> scores) const {
  if (objective_ == Objective::risk) return;
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    const float voluntary = sum_of(rows, voluntary_, row), statutory = sum_of(rows, statutory_, row);
    if (objective_ == Objective::prospects) {
      scores[row] *= (1.0f + voluntary) / (1.0f + voluntary + statutory);
      continue;
    }
    std::int64_t met = 0;
    for (const auto& criterion : criteria_) met += rows.feature(criterion.column)[row] > criterion.above;
    scores[row] = met >= criteria_wanted_ ? -(voluntary + statutory) : std::numeric_limits<float>::quiet_NaN();
  }
}

}  // namespace streetlight::targeting
