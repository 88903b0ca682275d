#include <CLI/CLI.hpp>
#include <charconv>
#include <map>
#include <memory>

#include "sim/app/experiment_options.hpp"
#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/config/report_window.hpp"
#include "sim/core/check.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/report/comparison_report.hpp"
#include "sim/report/csv_text.hpp"
#include "sim/report/ranking_report.hpp"
#include "sim/results/comparison_choice.hpp"
#include "sim/running/standard_output.hpp"

namespace streetlight {

namespace {

struct CompareOptions {
  std::string file;
  std::string baseline;
  std::vector<std::string> scenarios, columns, groups;
  std::vector<std::string> points;
  std::string authority = "all";
  std::string window;
  std::string format = "table";
  std::vector<std::string> rank, at_most;
  std::vector<std::string> margins;
  bool guard = false;
};

std::size_t point_of(const std::string& text, const PanelShape& shape) {
  std::size_t point = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), point);
  const bool number = error == std::errc() && end == text.data() + text.size();
  VALIDATE(number || text.find(',') == std::string::npos,
           "--point " + text + ": points are given one by one, as in --point 0 --point 1.");
  VALIDATE(number && point < shape.points, "--point " + text +
                                               ": there is no such point: the design has the points 0 to " +
                                               std::to_string(shape.points - 1) + ".");
  return point;
}

/// "harm=0.03" of each --margin.
std::map<std::size_t, double> margins_of(const CompareOptions& options, const PanelShape& shape) {
  std::map<std::size_t, double> margins;
  for (const std::string& text : options.margins) {
    const Limit margin = number_of_column(text, shape, "--margin", "harm=0.03");
    VALIDATE(margin.at_most > 0, "--margin " + text + ": must be above 0.");
    margins[margin.column] = margin.at_most;
  }
  return margins;
}

ComparisonRequest request_of(const CompareOptions& options, const RunSource& panel) {
  const PanelShape& shape = panel.shape();
  const auto refuse_lists = [](const std::vector<std::string>& names, const std::vector<std::string>& known,
                               const std::string& option) {
    for (const std::string& name : names) refuse_list(name, known, option);
  };
  refuse_lists(options.scenarios, shape.scenarios, "--scenario");
  refuse_lists(options.columns, column_names(shape), "--column");
  refuse_lists(options.groups, shape.groups, "--group");
  ComparisonChoice choice{options.baseline, options.scenarios, options.columns, options.groups, {}, options.authority};
  for (const std::string& text : options.points) choice.points.push_back(point_of(text, shape));
  // An order takes no margins, which `ranked` says
  const auto margins = options.rank.empty() ? margins_of(options, shape) : std::map<std::size_t, double>{};
  return report_request(panel, choice, asked_window(options.window, shape), margins);
}

/// The same, with the name of the file in what is said of it.
ComparisonRequest checked_request(const CompareOptions& options, const RunSource& panel) try {
  return request_of(options, panel);
} catch (const InvalidInput& error) {
  const std::string message = error.what();
  throw InvalidInput(message.starts_with("--") ? message : options.file + ": " + message);
}

/// Scenarios in order instead of one after the other.
std::string ranked(const CompareOptions& options, const PanelReader& panel, const ComparisonRequest& request) {
  VALIDATE(options.columns.empty(), "--rank names the columns itself: leave --column out.");
  VALIDATE(options.margins.empty(),
           "--rank orders by the differences themselves, whatever their size: leave --margin out.");
  VALIDATE(options.format == "table" || options.format == "markdown",
           "--rank has the forms table and markdown, not " + options.format + ".");
  std::vector<RankedColumn> columns;
  std::vector<Limit> limits;
  for (const auto& text : options.rank) {
    const RankedColumn ranked = ranked_column(text, panel.shape());
    for (const RankedColumn& earlier : columns)
      VALIDATE(earlier.column != ranked.column,
               "--rank " + text + ": \"" + panel.shape().columns[ranked.column].name + "\" is ranked by already.");
    columns.push_back(ranked);
  }
  for (const auto& text : options.at_most) limits.push_back(limit_of(text, panel.shape()));
  const auto ranking = rank_panel(panel, request, columns, limits);
  return ranking_text(panel, request, columns, limits, ranking, text_form(options.format));
}

void report(const CompareOptions& options, const PanelReader& panel, const ComparisonRequest& request) {
  const auto rows = compare_panel(panel, request);
  if (options.format == "csv")
    print_data(as_csv(panel, request, rows, options.guard));
  else if (options.format == "json")
    print_data(as_json(panel, request, rows));
  else
    print(options.format == "markdown" ? as_markdown(panel, request, rows) : as_table(panel, request, rows));
}

}  // namespace

void add_compare(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App* command = program.add_subcommand("compare", "Compare scenarios with a baseline, replicate by replicate");
  command->add_option("file", options->file, "Results of a run (HDF5)")->required()->type_name("FILE.h5");
  command->add_option("--baseline", options->baseline, "Scenario to compare with (the first, unless named)")
      ->type_name("NAME");
  command->add_option("--scenario", options->scenarios, "Scenario to compare (all others, unless named)")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command
      ->add_option("--column,--metric", options->columns,
                   "Column to compare (the main ones, unless named; '*' for all)")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command->add_option("--group", options->groups, "Group to compare (everyone, unless named; '*' for each)")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command->add_option("--point", options->points, "Design point (each, unless named)")
      ->type_name("N")
      ->allow_extra_args(false);
  command->add_option("--authority", options->authority, "Authority (all together, unless named)")->type_name("NAME");
  command
      ->add_option(
          "--window", options->window,
          "Months from A up to, but not including, B; either may be left out (from the first difference between the "
          "scenarios' settings, unless named)")
      ->type_name("A:B");
  command
      ->add_option(
          "--margin", options->margins,
          "Smallest difference that matters: a share of the baseline for counts and money, in its own unit for a "
          "ratio")
      ->type_name("COLUMN=NUMBER")
      ->allow_extra_args(false);
  command->add_option("--format", options->format, "table, markdown, csv or json")
      ->check(CLI::IsMember({"table", "markdown", "csv", "json"}));
  command
      ->add_option("--rank", options->rank,
                   "Put the scenarios in order by this column, less is better (COLUMN:most: more is)")
      ->type_name("COLUMN[:most]")
      ->allow_extra_args(false);
  command->add_option("--at-most", options->at_most, "Limit to a ranked scenario's difference from the baseline")
      ->type_name("COLUMN=VALUE")
      ->allow_extra_args(false);
  add_formula_guard(*command, options->guard);
  command->callback([options, &exit_code] {
    VALIDATE(options->at_most.empty() || !options->rank.empty(),
             "--at-most holds the scenarios of a ranking: name one with --rank.");
    const PanelReader panel(options->file);
    const ComparisonRequest request = checked_request(*options, panel);
    if (options->rank.empty())
      report(*options, panel, request);
    else
      print(ranked(*options, panel, request));
    exit_code = exit_done;
  });
}

}  // namespace streetlight
