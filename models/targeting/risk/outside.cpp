#include "models/targeting/risk/outside.hpp"

#include <algorithm>
#include <cmath>
#include <exception>

#include "models/targeting/risk/gathered_rows.hpp"
#include "models/targeting/risk/standardisation.hpp"
#include "sim/core/check.hpp"
#include "sim/core/format.hpp"

namespace streetlight::targeting {

namespace {

bool between_0_and_1(float score) { return score >= 0.0f && score <= 1.0f; }

}  // namespace

Outside::Outside(const Outside& other)
    : name_(other.name_),
      learner_(other.learner_),
      occasion_(other.occasion_),
      features_(other.features_),
      model_(other.model_),
      base_rate_(other.base_rate_),
      beyond_(other.beyond_.load()) {}

OutsideRows Outside::on_file(const Occasion& occasion, std::size_t rows, std::vector<float> features) const {
  return {.rows = rows,
          .names = features_,
          .features = std::move(features),
          .month = occasion.month,
          .authority = occasion.authority,
          .seed = occasion.seed};
}

void Outside::failed(const Occasion& occasion) const {
  const auto cause = std::current_exception();
  try {
    std::rethrow_exception(cause);
  } catch (const std::exception& error) {
    throw LearnerError(name_, occasion.month, occasion.authority, error.what(), cause);
  }
}

FitReport Outside::fit(const ObservationBlocks& training, BlockRunner& runner) {
  const TrainingMoments moments = training_moments(training, runner);
  FitReport report{.rows = moments.rows, .weight = moments.weight, .passes = 1};
  report.base_rate = moments.weight > 0 ? moments.positives / moments.weight : 0.0;
  base_rate_ = static_cast<float>(report.base_rate);
  features_ = training.feature_names();
  model_.reset();
  beyond_ = false;
  if (moments.rows == 0 || report.base_rate <= 0 || report.base_rate >= 1) return report;

  GatheredRows table = gather_rows(training, runner);
  const bool alike = std::all_of(table.weights.begin(), table.weights.end(), [](float w) { return w == 1.0f; });
  if (alike) table.weights.clear();
  try {
    const std::size_t rows = table.labels.size();
    model_ = learner_->fit({.on_file = on_file(occasion_, rows, std::move(table.features)),
                            .labels = std::move(table.labels),
                            .weights = std::move(table.weights)});
  } catch (...) {
    failed(occasion_);
  }
  EXPECT(model_ != nullptr);
  report.fitted = report.converged = true;
  return report;
}

void Outside::score(const ObservationBlock& rows, std::span<float> out) const {
  std::vector<float> features;
  features.reserve(rows.rows() * rows.features());
  for (std::size_t r = 0; r < rows.rows(); ++r)
    for (std::size_t j = 0; j < rows.features(); ++j) features.push_back(rows.feature(j)[r]);
  score_at_once(nullptr, std::move(features), out.first(rows.rows()));
}

void Outside::score_at_once(const Occasion* when, std::vector<float> features, std::span<float> out) const {
  const Occasion& occasion = when != nullptr ? *when : occasion_;
  if (!model_ || out.empty()) {
    std::fill(out.begin(), out.end(), base_rate_);
    return;
  }
  EXPECT(features.size() == out.size() * features_.size());
  try {
    model_->score(on_file(occasion, out.size(), std::move(features)), out);
    const bool said_to_be = learner_->probabilistic().value_or(false);
    for (std::size_t r = 0; r < out.size(); ++r) {
      VALIDATE(std::isfinite(out[r]), "the score of row " + std::to_string(r) + " is not a finite number");
      VALIDATE(!said_to_be || between_0_and_1(out[r]),
               "the score of row " + std::to_string(r) + " is " + shortest(out[r]) +
                   ", which is not a probability, as the learner says its scores are");
    }
  } catch (...) {
    failed(occasion);
  }
  if (!std::all_of(out.begin(), out.end(), between_0_and_1)) beyond_ = true;
}

bool Outside::probabilistic() const { return learner_->probabilistic().value_or(!beyond_); }

}  // namespace streetlight::targeting
