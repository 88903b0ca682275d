#include "sim/running/robust_work.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/config/report_window.hpp"
#include "sim/config/worlds_file.hpp"
#include "sim/core/check.hpp"
#include "sim/core/wording.hpp"
#include "sim/io/toml_document.hpp"
#include "sim/results/comparison_choice.hpp"
#include "sim/results/leading_columns.hpp"
#include "sim/results/run_window.hpp"

namespace streetlight {

namespace {

const std::string more_is_better_ending = ":most", less_is_better_ending = ":least";

/// A column and which way is better: as its name's ending says, else as the model says of the column, else less.
struct Wanted {
  std::size_t column = 0;
  bool more_is_better = false;
};

Wanted wanted_column(const std::string& text, const PanelShape& shape) {
  const std::size_t column = choose_one(robust_column(text), column_names(shape), "column");
  if (text.ends_with(more_is_better_ending)) return {column, true};
  if (text.ends_with(less_is_better_ending)) return {column, false};
  return {column, shape.columns[column].leading.more_is_better};
}

/// What a first look wants to see, of what the file has; any model's first column otherwise.
std::vector<Wanted> main_wanted(const PanelShape& shape) {
  std::vector<Wanted> columns;
  for (const std::size_t column : leading_columns(shape, &Leading::judged, 1))
    columns.push_back({column, shape.columns[column].leading.more_is_better});
  return columns;
}

/// What varies between the worlds, from the result itself: its points, and the experiment that it holds.
WorldParameters parameters_of(const RunSource& panel) {
  const PanelShape& shape = panel.shape();
  WorldParameters parameters;
  // Only numbers can be ranked
  std::vector<std::size_t> indices;
  for (std::size_t j = 0; j < shape.design.keys.size(); ++j) {
    const bool numbers = std::all_of(shape.design.number.begin(), shape.design.number.end(),
                                     [&](const auto& point) { return !std::isnan(point[j]); });
    if (!numbers) continue;
    indices.push_back(j);
    parameters.keys.push_back(shape.design.keys[j]);
  }
  for (const auto& point : shape.design.number) {
    auto& row = parameters.values.emplace_back();
    for (const std::size_t j : indices) row.push_back(point[j]);
  }
  const TomlDocument document = parse_toml(panel.provenance().config_text_resolved, panel.name());
  if (const TomlEntry* entry = document.find("design.weights"))
    if (const auto* list = std::get_if<std::vector<double>>(&entry->value.value); list && list->size() == shape.points)
      parameters.weights = *list;
  return parameters;
}

/// The worlds that were run, found in a file that may hold more of them. Throws InvalidInput when one is not there.
WorldsFile worlds_that_were_run(WorldParameters& parameters, const std::string& path) {
  WorldsFile file = read_worlds(path);
  std::vector<std::size_t> indices;
  for (const auto& key : parameters.keys) {
    const auto found =
        std::find_if(file.priors.begin(), file.priors.end(), [&](const Prior& prior) { return prior.key == key; });
    VALIDATE(found != file.priors.end(), path + ": has no prior of " + key + ", which the result's worlds differ in");
    parameters.priors.push_back(*found);
    indices.push_back(static_cast<std::size_t>(found - file.priors.begin()));
  }
  std::map<std::vector<double>, std::size_t> by_values;
  for (std::size_t w = 0; w < file.worlds.size(); ++w) {
    std::vector<double> values;
    for (const std::size_t index : indices) values.push_back(file.worlds[w].values[index]);
    file.worlds[w].values = values;  // in the result's order
    by_values.emplace(std::move(values), w);
  }
  std::vector<World> run;
  const bool weighted = !parameters.weights.empty();
  for (std::size_t w = 0; w < parameters.values.size(); ++w) {
    const auto found = by_values.find(parameters.values[w]);
    VALIDATE(found != by_values.end(),
             path + ": world " + std::to_string(w) + " of the result is not in it. Name the worlds that were run.");
    VALIDATE(!weighted || file.worlds[found->second].weight == parameters.weights[w],
             path + ": world " + std::to_string(w) +
                 " of the result has another weight in it. Name the worlds that were "
                 "run.");
    run.push_back(file.worlds[found->second]);
  }
  file.worlds = std::move(run);
  if (!file.sensitivity.rows.empty()) {
    parameters.sensitivity = file.sensitivity;
    parameters.sensitivity.variance_left.clear();
    for (const std::size_t index : indices)
      parameters.sensitivity.variance_left.push_back(file.sensitivity.variance_left[index]);
  }
  return file;
}

std::vector<ShareSensitivity> sensitivities_of(const WorldParameters& parameters, const WorldsFile& file,
                                               const RobustColumn& found) {
  const Verdict better = found.request.more_is_better ? Verdict::more : Verdict::less;
  const JudgedWorlds judged{file.worlds, file.goals, file.expected_errors};
  std::vector<ShareSensitivity> all;
  for (const PolicyInWorlds& policy : found.result.policies) {
    std::vector<bool> holds;
    for (const Verdict verdict : policy.verdicts) holds.push_back(verdict == better);
    all.push_back(share_sensitivity(parameters.priors, judged, found.result.worlds, holds));
  }
  return all;
}

/// The worlds whose answer a box is looked for around. Where "less" and "more" are both frequent enough to be told from
/// chance, the rarer of them; else the more frequent of them or its failure, whichever is rarer.
std::optional<BoxAnswer> answer_to_box(const PolicyInWorlds& policy) {
  constexpr double rare = 0.05;
  constexpr std::size_t fewest = 5;
  const std::size_t all = policy.verdicts.size();
  const auto frequent = [&](std::size_t worlds) {
    return worlds >= fewest && static_cast<double>(worlds) >= rare * static_cast<double>(all);
  };
  if (frequent(std::min(policy.less, policy.more)))
    return policy.more < policy.less ? BoxAnswer{Verdict::more, true} : BoxAnswer{Verdict::less, true};
  const Verdict usual = policy.more > policy.less ? Verdict::more : Verdict::less;
  const std::size_t holds = std::max(policy.less, policy.more), fails = all - holds;
  if (!frequent(std::min(holds, fails))) return std::nullopt;
  return BoxAnswer{usual, holds <= fails};
}

void choose_box(PolicyDeciders& deciders, const PolicyInWorlds& policy, const std::vector<std::vector<double>>& values,
                const std::vector<double>& differences) {
  const auto answer = answer_to_box(policy);
  if (!answer) return;
  std::vector<bool> marked;
  for (const Verdict verdict : policy.verdicts) marked.push_back((verdict == answer->verdict) == answer->holds);
  deciders.box = deciding_box(values, differences, marked);
  deciders.box_answer = *answer;
}

std::vector<PolicyDeciders> deciders_of(const WorldParameters& parameters, const RobustColumn& found) {
  const Robustness& result = found.result;
  std::vector<std::vector<double>> values, losses;
  for (const std::size_t world : result.worlds) values.push_back(parameters.values[world]);
  for (const auto& policy : result.policies) {
    auto& of_policy = losses.emplace_back(policy.levels);
    if (found.request.more_is_better)
      for (double& level : of_policy) level = -level;
  }
  std::vector<PolicyDeciders> all(1);
  for (std::size_t p = 1; p < result.policies.size(); ++p) {
    const PolicyInWorlds& policy = result.policies[p];
    std::vector<double> differences;
    for (const auto& d : policy.differences) differences.push_back(d.value);
    PolicyDeciders deciders;
    deciders.influences = influences(values, differences, losses);
    choose_box(deciders, policy, values, differences);
    all.push_back(std::move(deciders));
  }
  return all;
}

}  // namespace

std::string robust_column(const std::string& name) {
  for (const std::string& ending : {more_is_better_ending, less_is_better_ending})
    if (name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  return name;
}

RobustWork robust_work(const RunSource& panel, const RobustQuestion& question) {
  const PanelShape& shape = panel.shape();
  const bool one_column = question.columns.size() == 1;
  VALIDATE(!question.margin || one_column, "a margin is in the unit of one column: name that column.");
  VALIDATE(!question.threshold || one_column, "a threshold is in the unit of one column: name that column.");
  VALIDATE(shape.points > 1 && !shape.design.keys.empty(),
           panel.name() + ": there is one world in it: run the experiment " +
               worded("with --worlds FILE.", "in the worlds of a file first."));
  WorldParameters parameters = parameters_of(panel);
  std::optional<WorldsFile> file;
  if (!question.worlds.empty()) file = worlds_that_were_run(parameters, question.worlds);

  std::vector<Wanted> wanted;
  for (const auto& text : question.columns) {
    const Wanted one = wanted_column(text, shape);
    for (const Wanted& earlier : wanted)
      VALIDATE(earlier.column != one.column || earlier.more_is_better == one.more_is_better,
               text + ": " + shape.columns[one.column].name + " is asked for both ways, and only one can be better.");
    wanted.push_back(one);
  }
  if (wanted.empty()) wanted = main_wanted(shape);
  std::vector<std::string> names;
  for (const Wanted& one : wanted) names.push_back(shape.columns[one.column].name);
  const ComparisonRequest chosen = report_request(
      panel, {question.baseline, question.scenarios, names, {question.group}, {}, question.authority}, question.window);
  RobustRequest request;
  request.baseline = chosen.baseline;
  request.scenarios = chosen.scenarios;
  request.group = chosen.groups.front();
  request.authority = chosen.authority;
  request.window = chosen.window;
  request.margin = question.margin;
  request.threshold = question.threshold;
  request.weights = parameters.weights;

  VALIDATE(!question.margin || (std::isfinite(*question.margin) && *question.margin >= 0),
           "the margin must be a number, 0 or more.");
  VALIDATE(!question.threshold || std::isfinite(*question.threshold), "the threshold must be a number.");
  std::vector<RobustColumn> columns;
  for (const auto& [column, more_is_better] : wanted) {
    RobustColumn found;
    found.request = request;
    const auto at = std::find(chosen.columns.begin(), chosen.columns.end(), column) - chosen.columns.begin();
    found.request.usual = chosen.margins[static_cast<std::size_t>(at)];
    found.request.column = column;
    found.request.more_is_better = more_is_better;
    found.result = robustness(panel, found.request);
    found.deciders = deciders_of(parameters, found);
    if (file) found.sensitivities = sensitivities_of(parameters, *file, found);
    columns.push_back(std::move(found));
  }
  return {std::move(parameters), std::move(columns)};
}

}  // namespace streetlight
