#include "models/performative/performative.hpp"

#include <cmath>

#include "sim/core/elementary.hpp"
#include "sim/experiment/level_groups.hpp"

namespace streetlight::performative {

namespace {
enum class Draw : Purpose { outcome = 1 };
}

void Parameters::declare(ParameterTable& table) {
  table.add({.key = "outcome.mean",
             .unit = "outcome",
             .range = {-1e6, 1e6},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "Mean outcome (mu) when nothing is predicted, theta = 0."},
            mean);
  table.add(
      {.key = "outcome.response",
       .unit = "outcome per prediction",
       .range = {-100, 100},
       .grade = Grade::choice,
       .source = "experimenter; Perdomo et al. 2020 prove convergence below 1 for this loss",
       .sentence =
           "How far the mean outcome moves with the prediction (epsilon): 1 makes every prediction come true in full."},
      response);
  table.add({.key = "outcome.spread",
             .unit = "outcome",
             .range = {0, 1e6},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "Standard deviation of outcomes (sigma)."},
            spread);
  table.add({.key = "learner.start",
             .unit = "outcome",
             .range = {-1e6, 1e6},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "The first prediction deployed.",
             .timing = Timing::structural},
            start);
  table.add(
      {.key = "learner.outcomes",
       .unit = "outcomes/round",
       .range = {0, 1e8},
       .grade = Grade::choice,
       .source = "experimenter",
       .sentence = "Outcomes drawn for a retraining; 0: the whole population, so that nothing is left to chance."},
      outcomes);
  table.add({.key = "learner.learning",
             .unit = "share",
             .range = {0, 1, true, false},
             .grade = Grade::choice,
             .source = "experimenter; 1 is repeated risk minimisation, less is repeated gradient descent",
             .sentence = "Share of the distance to the best fit that a retraining goes."},
            learning);
}

Model::Model(const Parameters& parameters, const ModelContext& context)
    : parameters_(parameters), context_(context), prediction_(parameters.start) {}

double Model::mean_outcome(Month round) const {
  const double expected = parameters_.mean + parameters_.response * deployed_;
  if (parameters_.outcomes == 0) return expected;
  double sum = 0;
  for (std::int64_t i = 0; i < parameters_.outcomes; ++i) {
    if (static_cast<std::size_t>(i) % block_size == 0) context_.blocks->check_wanted();
    const RandomWords words = context_.streams.words(
        {.entity = static_cast<std::uint32_t>(i), .month = round, .purpose = Purpose(Draw::outcome)});
    sum += static_cast<double>(normal_of(words[0]));
  }
  return expected + parameters_.spread * sum / static_cast<double>(parameters_.outcomes);
}

void Model::step(Month round) {
  deployed_ = prediction_;
  outcome_ = mean_outcome(round);
  prediction_ = deployed_ + parameters_.learning * (outcome_ - deployed_);
}

std::vector<Column> Model::columns(const Parameters&) {
  using enum ColumnKind;
  using enum ColumnType;
  return {
      {"prediction", "outcome", "Prediction after the round's retraining (theta).", stock, real},
      {"deployed", "outcome", "Prediction that was deployed in the round.", stock, real},
      {"outcome", "outcome", "Mean outcome that the retraining saw.", stock, real},
      {"surprise", "outcome", "Expected outcome less the deployed prediction: what retraining would change.", stock,
       real},
      {"error",
       "outcome",
       "Distance of the prediction after retraining from the stable point; missing when there is none (response = 1).",
       stock,
       real,
       {},
       {},
       true},
      {"loss", "outcome^2", "Expected squared loss of the deployed prediction on the outcomes that it brings about.",
       stock, real}};
}

void Model::check_groups(const Parameters&, const std::vector<GroupSpec>& groups, Complaints& complaints) {
  LevelGroups::check(groups, "", {}, complaints);
}

void Model::observe(std::span<double> row) const {
  const double surprise = parameters_.mean + (parameters_.response - 1.0) * deployed_;
  const double stable = parameters_.response == 1.0 ? std::nan("") : parameters_.mean / (1.0 - parameters_.response);
  const double values[] = {prediction_,
                           deployed_,
                           outcome_,
                           surprise,
                           std::abs(prediction_ - stable),
                           surprise * surprise + parameters_.spread * parameters_.spread};
  for (std::size_t column = 0; column < std::size(values); ++column) row[column] += values[column];
}

}  // namespace streetlight::performative

namespace streetlight {

ModelType performative_model() {
  return model_type<performative::Model>("performative",
                                         "A prediction that changes what it predicts, retrained on what it changed", 40,
                                         0, "round", "outcome");
}

}  // namespace streetlight
