#include "models/targeting/risk/parameters.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "models/targeting/risk/boosted.hpp"
#include "sim/core/outside_learners.hpp"

namespace streetlight::targeting {
namespace {

std::string unknown_word(const std::string& word, std::vector<std::string> known) {
  const std::string near = nearest_word(word, known);
  if (!near.empty()) return "names \"" + word + "\", which does not exist: did you mean \"" + near + "\"?";
  std::sort(known.begin(), known.end());
  constexpr std::size_t most_listed = 20;
  std::string list;
  for (std::size_t k = 0; k < std::min(known.size(), most_listed); ++k) list += (list.empty() ? "" : ", ") + known[k];
  if (known.size() > most_listed) list += ", ... (" + std::to_string(known.size()) + " in all)";
  return "names \"" + word + "\", which does not exist: use one of " + list;
}

/// "logistic (ridge regression), boosted (gradient-boosted trees), or external (...)".
std::string learners_told() {
  std::string text;
  for (const LearnerWord& each : learner_words) {
    if (!text.empty()) text += &each == std::end(learner_words) - 1 ? ", or " : ", ";
    text += each.word;
    if (*each.meaning != 0) text += std::string(" (") + each.meaning + ")";
  }
  return text;
}

/// The words of risk.learner: ours, and those that were put into this process.
std::vector<std::pair<std::string, LearnerChoice>> learner_choices() {
  std::vector<std::pair<std::string, LearnerChoice>> choices;
  for (const LearnerWord& each : learner_words) choices.emplace_back(each.word, each.kind);
  for (const std::string& name : outside_learner_names()) choices.emplace_back(name, LearnerChoice(name));
  return choices;
}

bool has(std::span<const std::string> names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

void RiskParameters::declare(ParameterTable& table) {
  table.add(
      {.key = "risk.features",
       .grade = Grade::choice,
       .source = "experimenter's choice",
       .sentence = "Attributes that the risk model sees in addition to the linked record counts: deprivation, or the "
                   "name of an attribute; the social-care record is always among its features."},
      features);
  table.add({.key = "risk.horizon",
             .unit = "month",
             .range = {1, most_horizon},
             .grade = Grade::choice,
             .source = "experimenter's choice; deployed models predict one or two years ahead",
             .sentence = "A label is 1 when a finding follows within this many months."},
            horizon);
  table.add({.key = "risk.retrain",
             .unit = "month",
             .range = {1, 1200},
             .grade = Grade::choice,
             .source = "experimenter's choice",
             .sentence = "Months between two trainings of the risk model."},
            retrain);
  table.add({.key = "risk.pooled",
             .grade = Grade::choice,
             .source = "experimenter's choice",
             .sentence = "Whether authorities that run a programme train one model together on their pooled data, "
                         "instead of one each."},
            pooled);
  table.add(
      {.key = "risk.trained_on",
       .grade = Grade::choice,
       .source = "experimenter; vendors sell councils models that were made on other councils' records",
       .sentence = "Authorities on whose records one model is trained that all then use: names of authorities, or "
                   "\"all\". []: each authority's model is trained on its own records (or see risk.pooled)."},
      trained_on);
  table.add_choice(
      {.key = "risk.training",
       .grade = Grade::choice,
       .source = "experimenter's choice",
       .sentence = "Who is in the training set: linked (everyone whose records are linked; no finding counts as "
                   "0), or known (only those with a record)."},
      training, {{"linked", TrainingSet::linked}, {"known", TrainingSet::known}});
  table.add_choice(
      {.key = "risk.label",
       .grade = Grade::choice,
       .source = "experimenter's choice; selective labels: Lakkaraju et al. 2017",
       .sentence = "What the model is taught: finding (recorded findings), survey (true need in an unbiased "
                   "random sample), or truth (true need of everyone: the oracle)."},
      label, {{"finding", LabelSource::finding}, {"survey", LabelSource::survey}, {"truth", LabelSource::truth}});
  table.add({.key = "risk.survey_share",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "experimenter's choice",
             .sentence = "Share of families in the random sample that risk.label = \"survey\" is trained on."},
            survey_share);
  table.add_choice(
      {.key = "risk.learner",
       .grade = Grade::choice,
       .source = "experimenter's choice; points as in payment-by-results programmes",
       .sentence = "How a score is made: " + learners_told() + ". In Python, the name of a learner of your own."},
      learner, learner_choices());
  table.add({.key = "risk.external.command",
             .grade = Grade::choice,
             .source = "experimenter's choice",
             .sentence = "The program, with its arguments, that risk.learner = \"external\" runs to get scores."},
            external_command);
  table.add({.key = "risk.ridge",
             .unit = "observations",
             .range = {0},
             .grade = Grade::choice,
             .source = "experimenter's choice",
             .sentence = "Half this times the sum of squared standardised coefficients is added to the negative "
                         "log-likelihood of the logistic learner."},
            ridge);
  table.add_choice(
      {.key = "risk.correction",
       .grade = Grade::choice,
       .source = "experimenter's choice; Hardt, Price and Srebro 2016 for group_thresholds",
       .sentence = "A remedy for biased labels: none, inverse_propensity (weights from a fitted chance of being "
                   "observed), or group_thresholds (equal recall on the recorded labels)."},
      correction,
      {{"none", Correction::none},
       {"inverse_propensity", Correction::inverse_propensity},
       {"group_thresholds", Correction::group_thresholds}});
  table.add({.key = "risk.correction_group",
             .grade = Grade::choice,
             .source = "experimenter's choice",
             .sentence = "The attribute whose levels are the groups of risk.correction = \"group_thresholds\"."},
            correction_group);
  table.add(
      {.key = "risk.propensity_floor",
       .unit = "probability",
       .range = {0, 1, true},
       .grade = Grade::choice,
       .source = "experimenter's choice",
       .sentence = "Fitted chances of being observed are raised to this one, so that no weight exceeds its inverse."},
      propensity_floor);

  table.add({.key = "risk.boosted.trees",
             .unit = "trees",
             .range = {1, 10000},
             .grade = Grade::choice,
             .source = "experimenter's choice",
             .sentence = "Number of trees of the boosted learner."},
            boosted.trees);
  table.add({.key = "risk.boosted.depth",
             .unit = "splits",
             .range = {1, 16},
             .grade = Grade::choice,
             .source = "experimenter's choice",
             .sentence = "Greatest depth of a tree of the boosted learner."},
            boosted.depth);
  table.add({.key = "risk.boosted.learning_rate",
             .range = {0, 1, true},
             .grade = Grade::choice,
             .source = "experimenter's choice",
             .sentence = "Share of each new tree that the boosted learner adds."},
            boosted.learning_rate);
  table.add({.key = "risk.boosted.leaf_penalty",
             .unit = "observations",
             .range = {0},
             .grade = Grade::choice,
             .source = "XGBoost's default",
             .sentence = "Ridge penalty on the leaf values of the boosted learner."},
            boosted.leaf_penalty);
  table.add({.key = "risk.boosted.leaf_weight",
             .unit = "observations",
             .range = {0},
             .grade = Grade::choice,
             .source = "XGBoost's default",
             .sentence = "Least curvature (sum of p(1-p)) in a leaf of the boosted learner."},
            boosted.leaf_weight);
  table.add({.key = "risk.boosted.subsample",
             .unit = "share",
             .range = {0, 1, true},
             .grade = Grade::choice,
             .source = "XGBoost's default",
             .sentence = "Share of rows that each tree of the boosted learner is grown on."},
            boosted.subsample);
  table.add({.key = "risk.boosted.seed",
             .range = {0, 2147483647},
             .grade = Grade::choice,
             .source = "experimenter's choice",
             .sentence = "Seed of the boosted learner's own subsampling; read only when subsample is below 1."},
            boosted.seed);
  table.add(
      {.key = "risk.criteria",
       .unit = "feature's own",
       .grade = Grade::assumed,
       .source = "starting value, after the criteria of payment-by-results programmes",
       .sentence = "Criteria of the points learner: each is met when the feature of that name exceeds the value."},
      criteria);
}

void RiskParameters::check(std::span<const std::string> attributes, std::span<const std::string> columns,
                           Complaints& into) const {
  std::vector<std::string> known(attributes.begin(), attributes.end());
  for (const std::string& name : features)
    if (name != "deprivation" && !has(attributes, name)) {
      std::vector<std::string> allowed = known;
      allowed.push_back("deprivation");
      into.push_back({"risk.features", unknown_word(name, allowed)});
    }
  if (correction == Correction::group_thresholds && correction_group.empty())
    into.push_back({"risk.correction_group",
                    "is empty, but risk.correction = \"group_thresholds\" needs groups: name an attribute"});
  if (!correction_group.empty() && !has(attributes, correction_group))
    into.push_back({"risk.correction_group", unknown_word(correction_group, known)});
  if (learner == LearnerKind::boosted && !boosted_available())
    into.push_back(
        {"risk.learner",
         "= \"boosted\" needs XGBoost, which this program was built without: install libxgboost-dev and build "
         "again, or use \"logistic\""});
  if (learner == LearnerKind::external && (external_command.empty() || external_command.front().empty()))
    into.push_back(
        {"risk.external.command",
         "is empty, but risk.learner = \"external\" runs a program: name it, as in [\"Rscript\", \"mine.R\"]"});
  for (const auto& [name, threshold] : criteria)
    if (!has(columns, name))
      into.push_back({"risk.criteria." + name, unknown_word(name, {columns.begin(), columns.end()})});
  if (learner == LearnerKind::points && criteria.empty())
    into.push_back({"risk.criteria", "is empty, but risk.learner = \"points\" counts criteria: name at least one"});
}

void RiskParameters::check_trained_on(std::span<const std::string> authorities, Complaints& into) const {
  if (trained_on.empty()) return;
  const auto complain = [&](std::string message) { into.push_back({"risk.trained_on", std::move(message)}); };
  std::vector<std::string> known(authorities.begin(), authorities.end());
  known.push_back(all_authorities);
  for (std::size_t k = 0; k < trained_on.size(); ++k) {
    const std::string& name = trained_on[k];
    if (!has(known, name)) complain(unknown_word(name, known));
    if (has(std::span(trained_on).first(k), name)) complain("names \"" + name + "\" more than once");
  }
  if (trained_on.size() > 1 && has(trained_on, all_authorities))
    complain("names \"all\" beside other authorities: \"all\" is everyone already");
  if (authorities.size() == 1)
    complain(
        "says on whose records the model is trained, and there is one authority only (authorities.count = 1), whose "
        "own "
        "they are without it");
  if (pooled)
    complain(
        "says on whose records the one model is trained, and risk.pooled = true trains it on those of all: leave one "
        "of "
        "the two out");
}

}  // namespace streetlight::targeting
