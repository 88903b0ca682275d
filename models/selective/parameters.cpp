#include "models/selective/selective.hpp"

namespace streetlight::selective {

void Parameters::declare(ParameterTable& table) {
  const char* const own = "experimenter";
  const auto number = [&](const char* key, const char* unit, Range range, const char* sentence, double& target) {
    table.add({.key = key, .unit = unit, .range = range, .grade = Grade::choice, .source = own, .sentence = sentence},
              target);
  };
  table.add({.key = "people.count",
             .unit = "people",
             .range = {1, 1e8},
             .grade = Grade::choice,
             .source = own,
             .sentence = "People in a step.",
             .timing = Timing::structural},
            people);
  number("people.unknown", "share", {0, 1}, "Share of people in the unknown group.", unknown);
  number("people.need", "share", {0, 1, true, true}, "Probability of being in need, the same in both groups.", need);
  number("people.separation", "sd", {0, 20}, "How far the signal of people in need lies above that of the others.",
         separation);
  number("records.known", "probability", {0, 1, true, false}, "Probability that need is recorded in the known group.",
         recording_known);
  number("records.unknown", "probability", {0, 1, true, false},
         "Probability that need is recorded in the unknown group.", recording_unknown);
  number("programme.capacity", "share", {0, 1}, "Share of people who are flagged.", capacity);
  const auto doc = [&](const char* key, const char* sentence) {
    return ParameterDoc{.key = key, .grade = Grade::choice, .source = own, .sentence = sentence};
  };
  table.add_choice(
      doc("risk.score", "Who scores: the exact posterior of the label, or the targeting model's logistic learner."),
      score, {{"posterior", Score::posterior}, {"logistic", Score::logistic}});
  table.add_choice(doc("risk.label", "What is learned: need on the records, or true need (an oracle)."), label,
                   {{"recorded", Label::recorded}, {"truth", Label::truth}});
  table.add_choice(
      doc("risk.correction", "Whether what is learned is weighted by one over the probability of being recorded."),
      correction, {{"none", Weighting::none}, {"inverse_propensity", Weighting::inverse_propensity}});
}

}  // namespace streetlight::selective
