#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <optional>

#include "sim/app/experiment_options.hpp"
#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/report/csv_text.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/running/output_name.hpp"
#include "sim/running/output_path.hpp"
#include "sim/running/standard_output.hpp"
#include "sim/running/text_file.hpp"

namespace streetlight {

namespace {

struct ExportOptions {
  std::string file, output;
  std::vector<std::string> scenarios, columns, groups;
  bool guard = false;
};

std::vector<std::size_t> choice(const std::vector<std::string>& names, const std::vector<std::string>& known,
                                const char* what) {
  return choose(names.empty() ? std::vector<std::string>{"*"} : names, known, what);
}

/// What the lines of one run begin with: scenario, point, the point's values, replicate.
std::string run_fields(const PanelShape& shape, const RunKey& run, bool guard) {
  std::string text = csv_text(shape.scenarios[run.scenario], guard) + "," + std::to_string(run.point) + ",";
  for (const std::string& value : shape.design.text[run.point]) text += csv_text(value, guard) + ",";
  return text + std::to_string(run.replicate) + ",";
}

class LongTable {
 public:
  LongTable(const PanelReader& panel, const ExportOptions& options)
      : panel_(panel),
        scenarios_(choice(options.scenarios, panel.shape().scenarios, "scenario")),
        columns_(choice(options.columns, column_names(panel.shape()), "column")),
        groups_(choice(options.groups, panel.shape().groups, "group")),
        guard_(options.guard) {}

  /// Its first line.
  std::string head() const {
    std::string text = "scenario,point,";
    for (const std::string& key : panel_.shape().design.keys) text += csv_text(key, guard_) + ",";
    return text + "replicate,time,authority,group,metric,value\n";
  }

  /// Hands out the table piece by piece, so that memory does not grow with it.
  template <class Sink>
  void stream(Sink&& sink) const {
    const PanelShape& shape = panel_.shape();
    sink(head());
    for (const std::size_t s : scenarios_)
      for (std::uint32_t p = 0; p < shape.points; ++p)
        for (std::uint32_t r = 0; r < shape.replicates; ++r) {
          const RunKey run{static_cast<std::uint32_t>(s), p, r};
          if (!panel_.completed(run)) continue;
          for (const std::size_t column : columns_)
            for (std::size_t authority = 0; authority < shape.authorities.size(); ++authority)
              sink(lines(run, column, authority));
        }
  }

 private:
  std::string lines(const RunKey& run, std::size_t column, std::size_t authority) const {
    const PanelShape& shape = panel_.shape();
    const auto values = panel_.read(column, {run, 0, shape.times.size(), authority});
    const std::string before = run_fields(shape, run, guard_),
                      name = "," + csv_text(shape.columns[column].name, guard_) + ",";
    std::string text;
    for (std::size_t time = 0; time < shape.times.size(); ++time)
      for (const std::size_t group : groups_) {
        const double value = values[time * shape.groups.size() + group];
        text += before + std::to_string(shape.times[time]) + "," + csv_text(shape.authorities[authority], guard_) +
                "," + csv_text(shape.groups[group], guard_) + name + (std::isnan(value) ? "" : shortest(value)) + "\n";
      }
    return text;
  }

  const PanelReader& panel_;
  std::vector<std::size_t> scenarios_, columns_, groups_;
  bool guard_;
};

void export_panel(const ExportOptions& options) {
  std::error_code ignored;
  VALIDATE(!std::filesystem::equivalent(options.file, options.output, ignored),
           options.output + ": is the file to be exported. Choose another output with -o.");
  const bool to_standard_output = options.output == "-" || options.output == "/dev/stdout";
  if (!to_standard_output && !is_stream(options.output)) {
    check_destination(options.output, table_endings, AtomicFile::room);
    check_ending(options.output, table_endings);
  }
  const PanelReader panel(options.file);
  const LongTable table(panel, options);
  if (to_standard_output) {
    table.stream([](const std::string& text) { print_data(text); });
    return;
  }
  TextFile file(options.output);
  const std::string head = table.head(), there = beginning(options.output, static_cast<unsigned>(head.size()));
  VALIDATE(there.empty() || there == head,
           options.output +
               ": there is already a file of that name, and it is not a table that this program exported from such a "
               "result (its first line is another one). Choose another name with -o.");
  table.stream([&](const std::string& text) { file.write(text); });
  file.finish();
}

}  // namespace

void add_export(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = program.add_subcommand("export", "Write results as a long table (CSV), a value a line");
  command->add_option("file", options->file, "Results of a run (HDF5)")->required()->type_name("FILE.h5");
  command
      ->add_option("-o,--output", options->output,
                   "Where to: FILE.csv, or compressed FILE.csv.gz; '-' is standard output")
      ->required()
      ->type_name("FILE.csv")
      ->check(not_empty);
  const auto add_names = [&](const char* name, std::vector<std::string>& into, const char* what) {
    command->add_option(name, into, what)->type_name("NAME")->allow_extra_args(false);
  };
  add_names("--column,--metric", options->columns, "Column to write (all, unless named)");
  add_names("--group", options->groups, "Group to write (all, unless named)");
  add_names("--scenario", options->scenarios, "Scenario to write (all, unless named)");
  add_formula_guard(*command, options->guard);
  command->callback([options, &exit_code] {
    export_panel(*options);
    exit_code = exit_done;
  });
}

}  // namespace streetlight
