#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>

#include "sim/app/experiment_options.hpp"
#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/config/report_window.hpp"
#include "sim/config/worlds_file.hpp"
#include "sim/core/check.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/io/toml_document.hpp"
#include "sim/report/robust_report.hpp"
#include "sim/results/comparison_choice.hpp"
#include "sim/results/run_window.hpp"
#include "sim/running/standard_output.hpp"

namespace streetlight {

namespace {

struct RobustOptions {
  std::string file;
  std::string worlds;
  std::string baseline;
  std::vector<std::string> scenarios, metrics;
  std::string group = "all";
  std::string authority = "all";
  std::string window;
  std::string format = "table";
  std::optional<double> margin;
  bool guard = false;
};

/// A metric and which way is better: "trust:most".
struct Wanted {
  std::size_t column = 0;
  bool more_is_better = false;
};

Wanted wanted_metric(const std::string& text, const PanelShape& shape) {
  const std::string ending = ":most";
  const bool most = text.ends_with(ending);
  const auto name = most ? text.substr(0, text.size() - ending.size()) : text;
  refuse_list(name, column_names(shape), "--metric");
  return {choose_one(name, column_names(shape), "metric"), most};
}

/// What a first look wants to see, of what the file has; any model's first columns otherwise.
std::vector<Wanted> main_metrics(const PanelShape& shape) {
  const auto names = column_names(shape);
  std::vector<Wanted> metrics;
  for (const std::string name : {"harm", "unmet_need", "unwarranted_visits", "trust:most"}) {
    const auto stem = name.substr(0, name.find(':'));
    const auto found = std::find(names.begin(), names.end(), stem);
    const auto place = static_cast<std::size_t>(found - names.begin());
    if (found != names.end() && can_gather(shape, place)) metrics.push_back({place, name != stem});
  }
  for (std::size_t place = 0; metrics.empty() && place < names.size(); ++place)
    if (can_gather(shape, place)) metrics.push_back({place, false});
  return metrics;
}

/// What varies between the worlds, from the result itself: its points, and the experiment that it holds.
WorldParameters parameters_of(const PanelReader& panel, std::vector<double>& weights) {
  const PanelShape& shape = panel.shape();
  WorldParameters parameters;
  // Only numbers can be ranked
  std::vector<std::size_t> places;
  for (std::size_t j = 0; j < shape.design.keys.size(); ++j) {
    const bool numbers = std::all_of(shape.design.number.begin(), shape.design.number.end(),
                                     [&](const auto& point) { return !std::isnan(point[j]); });
    if (!numbers) continue;
    places.push_back(j);
    parameters.keys.push_back(shape.design.keys[j]);
  }
  for (const auto& point : shape.design.number) {
    auto& row = parameters.values.emplace_back();
    for (const std::size_t j : places) row.push_back(point[j]);
  }
  const TomlDocument document = parse_toml(panel.provenance().config_text_resolved, panel.name());
  if (const TomlEntry* entry = document.find("design.weights"))
    if (const auto* list = std::get_if<std::vector<double>>(&entry->value.value); list && list->size() == shape.points)
      weights = *list;
  parameters.weighted = !weights.empty();
  return parameters;
}

/// The worlds that were run, found in a file that may hold more of them. Throws InvalidInput when one is not there.
WorldsFile worlds_that_were_run(WorldParameters& parameters, const std::string& path) {
  WorldsFile file = read_worlds(path);
  std::vector<std::size_t> places;
  for (const auto& key : parameters.keys) {
    const auto found =
        std::find_if(file.priors.begin(), file.priors.end(), [&](const Prior& prior) { return prior.key == key; });
    VALIDATE(found != file.priors.end(), path + ": has no prior of " + key + ", which the result's worlds differ in");
    parameters.priors.push_back(*found);
    places.push_back(static_cast<std::size_t>(found - file.priors.begin()));
  }
  std::map<std::vector<double>, std::size_t> by_values;
  for (std::size_t w = 0; w < file.worlds.size(); ++w) {
    std::vector<double> values;
    for (const std::size_t place : places) values.push_back(file.worlds[w].values[place]);
    file.worlds[w].values = values;  // in the result's order
    by_values.emplace(std::move(values), w);
  }
  std::vector<World> run;
  for (std::size_t w = 0; w < parameters.values.size(); ++w) {
    const auto found = by_values.find(parameters.values[w]);
    VALIDATE(found != by_values.end(),
             path + ": world " + std::to_string(w) + " of the result is not in it. Name the worlds that were run.");
    run.push_back(file.worlds[found->second]);
  }
  file.worlds = std::move(run);
  return file;
}

std::vector<ShareSensitivity> sensitivities_of(const WorldParameters& parameters, const WorldsFile& file,
                                               const RobustMetric& metric) {
  const Verdict better = metric.request.more_is_better ? Verdict::more : Verdict::less;
  std::vector<ShareSensitivity> all;
  for (const PolicyInWorlds& policy : metric.result.policies) {
    std::vector<bool> holds;
    for (const Verdict verdict : policy.verdicts) holds.push_back(verdict == better);
    all.push_back(share_sensitivity(parameters.priors, file.goals, file.worlds, metric.result.worlds, holds));
  }
  return all;
}

std::vector<PolicyDeciders> deciders_of(const WorldParameters& parameters, const RobustMetric& metric) {
  const Robustness& result = metric.result;
  std::vector<std::vector<double>> values, losses;
  for (const std::size_t world : result.worlds) values.push_back(parameters.values[world]);
  for (const auto& policy : result.policies) {
    auto& of_policy = losses.emplace_back(policy.levels);
    if (metric.request.more_is_better)
      for (double& level : of_policy) level = -level;
  }
  constexpr double rare = 0.05;
  constexpr std::size_t most_looked_at = 8;
  std::vector<PolicyDeciders> all(1);
  for (std::size_t p = 1; p < result.policies.size(); ++p) {
    const PolicyInWorlds& policy = result.policies[p];
    std::vector<double> differences;
    for (const auto& d : policy.differences) differences.push_back(d.value);
    PolicyDeciders deciders;
    deciders.influences = influences(values, differences, losses);
    // The rarer answer, where it is not too rare to be told from chance
    const std::size_t few = std::min(policy.less, policy.more);
    if (static_cast<double>(few) >= rare * static_cast<double>(values.size()) && few >= 5) {
      deciders.box_of_more = policy.more < policy.less;
      std::vector<bool> marked;
      for (const Verdict verdict : policy.verdicts)
        marked.push_back(verdict == (deciders.box_of_more ? Verdict::more : Verdict::less));
      std::vector<std::size_t> looked_at;
      for (std::size_t k = 0; k < std::min(most_looked_at, deciders.influences.size()); ++k)
        looked_at.push_back(deciders.influences[k].parameter);
      deciders.box = find_box(values, marked, looked_at);
    }
    all.push_back(std::move(deciders));
  }
  return all;
}

void report(const RobustOptions& options) {
  const PanelReader panel(options.file);
  const PanelShape& shape = panel.shape();
  VALIDATE(shape.points > 1 && !shape.design.keys.empty(),
           options.file + ": there is one world in it: run the experiment with --worlds FILE.");
  std::vector<double> weights;
  WorldParameters parameters = parameters_of(panel, weights);
  std::optional<WorldsFile> file;
  if (!options.worlds.empty()) file = worlds_that_were_run(parameters, options.worlds);

  const ComparisonRequest chosen =
      report_request(panel, {options.baseline, options.scenarios, {}, {options.group}, {}, options.authority},
                     asked_window(options.window, shape));
  RobustRequest request;
  request.baseline = chosen.baseline;
  request.scenarios = chosen.scenarios;
  request.group = chosen.groups.front();
  request.authority = chosen.authority;
  request.window = chosen.window;
  request.margin = options.margin;
  request.weights = weights;

  std::vector<Wanted> wanted;
  for (const auto& text : options.metrics) wanted.push_back(wanted_metric(text, shape));
  if (wanted.empty()) wanted = main_metrics(shape);
  VALIDATE(!options.margin || wanted.size() == 1,
           "--margin is in the unit of one column: name that column with --metric.");
  std::vector<RobustMetric> metrics;
  for (const auto& [column, more_is_better] : wanted) {
    RobustMetric metric;
    metric.request = request;
    const auto& name = shape.columns[column].name;
    metric.request.usual =
        report_request(panel, {options.baseline, {}, {name}, {}, {}, "all"}, chosen.window).margins[0];
    metric.request.metric = column;
    metric.request.more_is_better = more_is_better;
    metric.result = robustness(panel, metric.request);
    metric.deciders = deciders_of(parameters, metric);
    if (file) metric.sensitivities = sensitivities_of(parameters, *file, metric);
    metrics.push_back(std::move(metric));
  }
  if (options.format == "csv")
    print_data(robust_csv(panel, metrics, options.guard));
  else if (options.format == "json")
    print_data(robust_json(panel, parameters, metrics));
  else
    print(robust_text(panel, parameters, metrics, options.format == "markdown"));
}

}  // namespace

void add_robust(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<RobustOptions>();
  CLI::App* command =
      program.add_subcommand("robust", "Say in how many worlds which policy is better, and what decides it");
  command->add_option("file", options->file, "Results of run --worlds (HDF5)")->required()->type_name("FILE.h5");
  command->add_option("--worlds", options->worlds, "The worlds that were run: says which parameters the figures inform")
      ->type_name("FILE");
  command->add_option("--baseline", options->baseline, "Scenario to compare with (the first, unless named)")
      ->type_name("NAME");
  command->add_option("--scenario", options->scenarios, "Scenario to compare (all others, unless named)")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command
      ->add_option("--metric", options->metrics,
                   "Column to look at, less is better (COLUMN:most: more is); the main ones, unless named")
      ->type_name("COLUMN[:most]")
      ->allow_extra_args(false);
  command
      ->add_option(
          "--margin", options->margin,
          "Differences up to this do not matter, in the column's unit (1 % of the baseline's median, unless named)")
      ->type_name("X")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--group", options->group, "Group to look at (everyone, unless named)")->type_name("NAME");
  command->add_option("--authority", options->authority, "Authority (all together, unless named)")->type_name("NAME");
  command->add_option("--window", options->window, "Months from A up to, without, B; either may be left out")
      ->type_name("A:B");
  command->add_option("--format", options->format, "table, markdown, csv or json")
      ->check(CLI::IsMember({"table", "markdown", "csv", "json"}));
  add_formula_guard(*command, options->guard);
  command->callback([options, &exit_code] {
    report(*options);
    exit_code = exit_done;
  });
}

}  // namespace streetlight
