#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "sim/app/experiment_options.hpp"
#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/config/load_experiment.hpp"
#include "sim/config/report_window.hpp"
#include "sim/core/check.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/report/csv_text.hpp"
#include "sim/report/sensitivity_report.hpp"
#include "sim/results/run_window.hpp"
#include "sim/running/standard_output.hpp"

namespace streetlight {

namespace {

struct SensitivityOptions {
  std::string file, scenario, baseline, window;
  std::vector<std::string> columns, groups;
  std::string authority = "all";
  std::string format = "table";
  bool level = false;
  bool guard = false;
};

/// Whether the file's design holds this value: words as text, numbers and switches as numbers.
bool is_stored(const Value& value, double number, const std::string& text) {
  if (const auto* flag = std::get_if<bool>(&value)) return number == (*flag ? 1.0 : 0.0);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return number == static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return number == *real;
  if (const auto* word = std::get_if<std::string>(&value)) return *word == text || to_text(value) == text;
  return to_text(value) == text;
}

/// The design that the file's runs were made by. Its points are made anew and must be those of the file.
Design design_of(const PanelReader& panel, const std::string& file) {
  const auto loaded =
      load_experiment(parse_toml(panel.provenance().config_text_resolved, file), panel.provenance().title);
  const auto& design = loaded.experiment.design;
  VALIDATE(design && is_sensitivity_design(design->kind),
           file +
               ": its design is not one for sensitivity analysis. Run an experiment with [design] kind = \"morris\" "
               "(screening) or \"saltelli\" (Sobol indices)");
  const auto points = design_points(design);
  const DesignShape& stored = panel.shape().design;
  bool same = points.size() == panel.shape().points && stored.keys.size() == design->parameters.size();
  for (std::size_t p = 0; same && p < points.size(); ++p) {
    const Settings point = points[p];
    for (std::size_t k = 0; same && k < stored.keys.size(); ++k) {
      const auto found = point.find(stored.keys[k]);
      same = found != point.end() && is_stored(found->second, stored.number[p][k], stored.text[p][k]);
    }
  }
  VALIDATE(
      same,
      file +
          ": its points are not those that its design makes, so their order says nothing. Either the file was changed, "
          "or a version of the program made it that chose the points otherwise (walks over lists and whole numbers, "
          "rows of saltelli designs): then run the experiment again");
  return *design;
}

std::vector<std::size_t> usual_columns(const PanelShape& shape) {
  const auto names = column_names(shape);
  std::vector<std::size_t> columns;
  for (const char* name : {"harm", "unmet_need", "trust"})
    if (const auto found = std::find(names.begin(), names.end(), name); found != names.end())
      columns.push_back(static_cast<std::size_t>(found - names.begin()));
  for (std::size_t column = 0; columns.empty() && column < std::min<std::size_t>(4, names.size()); ++column)
    if (can_gather(shape, column)) columns.push_back(column);
  std::erase_if(columns, [&](std::size_t column) { return !can_gather(shape, column); });
  return columns;
}

SensitivityRequest request_of(const SensitivityOptions& options, const PanelReader& panel) {
  const PanelShape& shape = panel.shape();
  SensitivityRequest request;
  request.design = design_of(panel, options.file);
  const std::size_t baseline = options.baseline.empty() ? 0 : choose_one(options.baseline, shape.scenarios, "scenario");
  request.scenario = options.scenario.empty() ? (shape.scenarios.size() > 1 && baseline == 0 ? 1 : 0)
                                              : choose_one(options.scenario, shape.scenarios, "scenario");
  if (!options.level && request.scenario != baseline) request.baseline = baseline;
  VALIDATE(request.baseline || options.baseline.empty(),
           "--baseline " + options.baseline +
               ": there is no difference to take from it; leave out --level, or name another --scenario");
  request.columns =
      options.columns.empty() ? usual_columns(shape) : choose(options.columns, column_names(shape), "column");
  request.groups = options.groups.empty() ? std::vector<std::size_t>{0} : choose(options.groups, shape.groups, "group");
  request.authority = choose_one(options.authority, shape.authorities, "authority");
  const ReportWindow chosen = report_window(asked_window(options.window, shape), shape, stored_experiment(panel));
  request.window = chosen.window;
  request.window_why = chosen.why;
  return request;
}

int report(const SensitivityOptions& options) {
  const PanelReader panel(options.file);
  const auto request = request_of(options, panel);
  const auto results = sensitivity(panel, request);
  if (options.format == "csv")
    print_data(sensitivity_csv(panel, request, results, options.guard));
  else if (options.format == "json")
    print_data(sensitivity_json(panel, request, results));
  else
    print(sensitivity_table(panel, request, results, text_form(options.format)));
  return exit_done;
}

}  // namespace

void add_sensitivity(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<SensitivityOptions>();
  auto* command =
      program.add_subcommand("sensitivity", "Say which parameters matter, from runs of a morris or saltelli design");
  command->add_option("file", options->file, "Results of a run (HDF5)")->required()->type_name("FILE.h5");
  const auto several = [&](const char* name, std::vector<std::string>& into, const char* what) {
    command->add_option(name, into, what)->type_name("NAME")->allow_extra_args(false);
  };
  several("--column,--metric", options->columns, "Column to look at (the main ones, unless named; '*' for all)");
  several("--group", options->groups, "Group to look at (everyone, unless named; '*' for each)");
  command->add_option("--scenario", options->scenario, "Scenario to look at (the second one, unless named)")
      ->type_name("NAME");
  command->add_option("--baseline", options->baseline, "Scenario to take differences from (the first, unless named)")
      ->type_name("NAME");
  command->add_flag("--level", options->level,
                    "Look at the scenario's own level, not its difference from the baseline");
  command->add_option("--authority", options->authority, "Authority (all together, unless named)")->type_name("NAME");
  command->add_option("--window", options->window, "Months from A up to, without, B; either may be left out")
      ->type_name("A:B");
  command->add_option("--format", options->format, "table, markdown, csv or json")
      ->check(CLI::IsMember({"table", "markdown", "csv", "json"}));
  add_formula_guard(*command, options->guard);
  command->callback([options, &exit_code] { exit_code = report(*options); });
}

}  // namespace streetlight
