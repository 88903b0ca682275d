#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "sim/app/experiment_options.hpp"
#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/config/report_window.hpp"
#include "sim/core/check.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/report/robust_report.hpp"
#include "sim/running/robust_work.hpp"
#include "sim/running/standard_output.hpp"

namespace streetlight {

namespace {

struct RobustOptions {
  std::string file;
  std::string worlds;
  std::string baseline;
  std::vector<std::string> scenarios, columns;
  std::string group = "all";
  std::string authority = "all";
  std::string window;
  std::string format = "table";
  std::optional<double> margin, threshold;
  bool guard = false;
};

void report(const RobustOptions& options) {
  const PanelReader panel(options.file);
  const auto& shape = panel.shape();
  for (const auto& column : options.columns) refuse_list(robust_column(column), column_names(shape), "--column");
  const RobustWork work = robust_work(panel, {.baseline = options.baseline,
                                              .scenarios = options.scenarios,
                                              .columns = options.columns,
                                              .group = options.group,
                                              .authority = options.authority,
                                              .window = asked_window(options.window, shape),
                                              .margin = options.margin,
                                              .threshold = options.threshold,
                                              .worlds = options.worlds});
  if (options.format == "csv")
    print_data(robust_csv(panel, work.columns, options.guard));
  else if (options.format == "json")
    print_data(robust_json(panel, work.parameters, work.columns));
  else
    print(robust_text(panel, work.parameters, work.columns, text_form(options.format)));
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
      ->add_option(
          "--column,--metric", options->columns,
          "Column to look at; which way is better as the model says, else less (COLUMN:most: more is, COLUMN:least: "
          "less); the main ones, unless named")
      ->type_name("COLUMN[:most|:least]")
      ->allow_extra_args(false);
  command
      ->add_option(
          "--margin", options->margin,
          "Differences up to this do not matter, in the column's unit (the usual margin of the column, unless named)")
      ->type_name("X");
  command
      ->add_option("--threshold", options->threshold,
                   "What is good enough, in the column's unit and over the window: count the worlds that meet it")
      ->type_name("X");
  command->add_option("--group", options->group, "Group to look at (everyone, unless named)")->type_name("NAME");
  command->add_option("--authority", options->authority, "Authority (all together, unless named)")->type_name("NAME");
  command->add_option("--window", options->window, "Months from A up to, but not including, B; either may be left out")
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
