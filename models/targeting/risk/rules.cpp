#include "models/targeting/risk/rules.hpp"

#include <algorithm>

#include "models/targeting/risk/standardisation.hpp"
#include "sim/core/check.hpp"

namespace streetlight::targeting {
namespace {

/// What can be said of a training set that nothing is learnt from.
FitReport describe(const ObservationBlocks& training, BlockRunner& runner) {
  const TrainingMoments moments = training_moments(training, runner);
  FitReport report{.fitted = true, .converged = true, .rows = moments.rows, .weight = moments.weight, .passes = 1};
  report.base_rate = moments.weight > 0 ? moments.positives / moments.weight : 0.0;
  return report;
}

}  // namespace

Points::Points(const std::map<std::string, double>& criteria, const std::vector<std::string>& feature_names) {
  for (const auto& [name, above] : criteria) {
    const auto found = std::find(feature_names.begin(), feature_names.end(), name);
    if (found != feature_names.end())
      criteria_.push_back({name, static_cast<std::size_t>(found - feature_names.begin()), static_cast<float>(above)});
  }
}

FitReport Points::fit(const ObservationBlocks& training, BlockRunner& runner) { return describe(training, runner); }

void Points::score(const ObservationBlock& rows, std::span<float> out) const {
  EXPECT(out.size() >= rows.rows());
  std::fill_n(out.begin(), rows.rows(), 0.0f);
  for (const Criterion& criterion : criteria_) {
    const auto x = rows.feature(criterion.feature);
    for (std::size_t r = 0; r < rows.rows(); ++r) out[r] += x[r] > criterion.above ? 1.0f : 0.0f;
  }
}

std::vector<Coefficient> Points::coefficients() const {
  std::vector<Coefficient> result;
  for (const Criterion& criterion : criteria_) result.push_back({criterion.name, 1.0, 1.0});
  return result;
}

Known::Known(const std::vector<std::string>& feature_names, const std::string& care)
    : rule_({{care, 0.0}}, feature_names) {}

FitReport Random::fit(const ObservationBlocks& training, BlockRunner& runner) { return describe(training, runner); }

void Random::score(const ObservationBlock& rows, std::span<float> out) const {
  EXPECT(out.size() >= rows.rows());
  std::copy_n(rows.draw().begin(), rows.rows(), out.begin());
}

}  // namespace streetlight::targeting
