#include <CLI/CLI.hpp>
#include <memory>

#include "sim/app/experiment_options.hpp"
#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/config/report_window.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/report/csv_text.hpp"
#include "sim/report/sensitivity_report.hpp"
#include "sim/running/sensitivity_work.hpp"
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

int report(const SensitivityOptions& options) {
  const PanelReader panel(options.file);
  const auto [request, results] = sensitivity_work(panel, {.scenario = options.scenario,
                                                           .baseline = options.baseline,
                                                           .columns = options.columns,
                                                           .groups = options.groups,
                                                           .authority = options.authority,
                                                           .window = asked_window(options.window, panel.shape()),
                                                           .level = options.level});
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
  command->add_option("--window", options->window, "Months from A up to, but not including, B; either may be left out")
      ->type_name("A:B");
  command->add_option("--format", options->format, "table, markdown, csv or json")
      ->check(CLI::IsMember({"table", "markdown", "csv", "json"}));
  add_formula_guard(*command, options->guard);
  command->callback([options, &exit_code] { exit_code = report(*options); });
}

}  // namespace streetlight
