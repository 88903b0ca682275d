#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>

#include "sim/app/experiment_options.hpp"
#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/experiment/shape.hpp"
#include "sim/experiment/versions.hpp"
#include "sim/report/csv_text.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/running/find_matches.hpp"
#include "sim/running/output_name.hpp"
#include "sim/running/run_plan.hpp"
#include "sim/running/standard_output.hpp"
#include "sim/running/text_file.hpp"

namespace streetlight {

namespace {

namespace fs = std::filesystem;

struct MicrodataOptions {
  ExperimentWords experiment;
  std::string output, scenario;
  std::optional<std::int64_t> month{};  ///< the last possible one, unless named
  std::uint32_t replicate = 0;
  unsigned threads = 0;
  bool columns = false;
  bool guard = false;  ///< formulas in texts
};

/// records.csv.gz -> records_truth.csv.gz
fs::path beside(const fs::path& path, const char* what) {
  const std::string name = path.filename().string(), ending = ending_of(path, table_endings);
  return path.parent_path() / (name.substr(0, name.size() - ending.size()) + what + ending);
}

/// Asked before anything is computed; a file of students' work is not replaced by chance.
void check_free(const fs::path& path) {
  check_destination(path, table_endings, AtomicFile::room);
  check_ending(path, table_endings);
  std::error_code error;
  VALIDATE(!fs::exists(path, error),
           path.string() + ": there is already a file of that name. Choose another with -o, or remove it first");
}

std::string cell(const TableColumn& column, double value, bool guard) {
  if (std::isnan(value)) return "";
  if (column.type == TableColumn::Type::label) return csv_text(column.labels[static_cast<std::size_t>(value)], guard);
  // Models keep single precision: the shortest digits that name the same float
  if (column.type == TableColumn::Type::real) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, static_cast<float>(value)).ptr;
    return std::string(buffer, end);
  }
  return std::to_string(static_cast<std::int64_t>(value));
}

void write(TextFile& file, const EntityTable& table, bool guard) {
  const std::vector<TableColumn>& columns = table.columns;
  std::string text;
  for (std::size_t c = 0; c < columns.size(); ++c) text += (c ? "," : "") + csv_text(columns[c].name, guard);
  text += "\n";
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (c > 0) text += ',';
      text += cell(columns[c], table.values[row * columns.size() + c], guard);
    }
    text += "\n";
    if (text.size() < (1u << 20) && row + 1 < table.rows()) continue;
    file.write(text);
    text.clear();
  }
  file.write(text);
}

/// The files that the records were made from beside the experiment, as a panel has them in its group /inputs.
std::string inputs_text(const InputFiles& inputs, bool guard) {
  std::string text = "input,bytes,sha256\n";
  for (const auto& [path, digest] : inputs.known())
    text += csv_text(path, guard) + "," + std::to_string(digest.bytes) + "," + digest.sha256 + "\n";
  return text;
}

std::string columns_text(const LinkedRecords& tables) {
  std::string text;
  const auto add = [&](const char* title, const EntityTable& table) {
    text += std::string("### ") + title + "\n\n| Column | Unit | Meaning |\n|:--|:--|:--|\n";
    for (const auto& column : table.columns)
      text +=
          "| `" + column.name + "` | " + (column.unit.empty() ? " " : column.unit) + " | " + column.meaning + " |\n";
  };
  add("Records", tables.records);
  text += "\n";
  add("Truth", tables.truth);
  return text;
}

/// Runs one version of one replicate to the end of the horizon and collects.
LinkedRecords collect(const Experiment& experiment, const Version& version, std::uint32_t replicate, Month month,
                      Month horizon, unsigned threads) {
  const auto blocks = parallel_blocks(threads);
  const Month first = -experiment.run.spin_up;
  const auto simulation =
      experiment.model->start(version.in_effect(first), model_context(experiment, replicate, blocks.get()));
  std::unique_ptr<MicrodataCollector> collector;
  for (Month now = first; now <= month + horizon; ++now) {
    if (const AnyParameters* changed = version.change_at(now)) simulation->apply(*changed);
    simulation->step(now);
    if (collector) collector->follow(*simulation);
    if (now == month) collector = simulation->collect_microdata();
  }
  return collector->take(*simulation);
}

int microdata(const MicrodataOptions& options) {
  Experiment experiment = load(options.experiment);
  const ModelType& model = *experiment.model;
  VALIDATE(model.microdata_horizon, "model " + model.name + " has no records of single entities to write");
  VALIDATE(!experiment.design,
           "the experiment has a [design], and a table of records is of one setting of the parameters");
  std::vector<std::string> names;
  for (const auto& scenario : experiment.scenarios) names.push_back(scenario.name);
  const auto scenario =
      options.scenario.empty() ? 0 : static_cast<std::uint32_t>(choose_one(options.scenario, names, "scenario"));
  find_matches(experiment, {.threads = options.threads, .wanted = [&](auto s) { return s == scenario; }});
  const Version version = make_version(experiment, scenario, 0, {});
  // A timeline may change what feeds the programme and the horizon: what holds in the chosen month counts
  const auto segments = resolve(experiment, experiment.scenarios[scenario], {});
  const auto parameters_at = [&](Month month) -> const AnyParameters& {
    const auto after =
        std::find_if(segments.begin() + 1, segments.end(), [&](const auto& s) { return s.from > month; });
    return *std::prev(after)->parameters;
  };
  if (options.columns) {
    print(columns_text(
        model.microdata_columns(parameters_at(std::max<Month>(0, static_cast<Month>(options.month.value_or(0)))))));
    return exit_done;
  }
  VALIDATE(!options.output.empty(), "microdata needs -o FILE.csv: where the records go; the truth goes beside them");

  // The outcome needs the horizon's months after the chosen one
  const auto horizon_at = [&](Month month) { return model.microdata_horizon(parameters_at(month)); };
  Month last = experiment.run.months - 1;
  while (last >= 0 && last + horizon_at(last) > experiment.run.months - 1) --last;
  const Month asked = options.month ? static_cast<Month>(std::min<std::int64_t>(*options.month, 1'000'000)) : last;
  const Month horizon = horizon_at(std::max<Month>(0, asked));
  VALIDATE(last >= 0, "the run has " + std::to_string(experiment.run.months) + " " + model.time_unit +
                          "s, and what comes of the records takes " + std::to_string(horizon) +
                          ": set run.months to more than that");
  VALIDATE(asked + horizon < experiment.run.months, "--month " + std::to_string(asked) + ": must be at most " +
                                                        std::to_string(last) +
                                                        ", since what comes of the records takes the " +
                                                        std::to_string(horizon) + " " + model.time_unit + "s after it");
  const Month month = asked;
  const fs::path path = options.output;
  check_free(path);
  const fs::path truth = beside(path, "_truth"), inputs = beside(path, "_inputs");
  check_free(truth);
  const bool reads_files = !experiment.inputs.known().empty();
  if (reads_files) check_free(inputs);
  check_memory(plan_run(experiment, panel_shape(experiment), Shard{}, options.threads));

  TextFile records_file(path), truth_file(truth);
  VALIDATE(!records_file.replaces() && !truth_file.replaces(),
           path.string() + ": a file of that name, or of the truth's, has just been made by somebody else");
  std::optional<TextFile> inputs_file;
  if (reads_files) inputs_file.emplace(inputs);
  VALIDATE(!inputs_file || !inputs_file->replaces(),
           inputs.string() + ": a file of that name has just been made by somebody else");
  const LinkedRecords records = collect(experiment, version, options.replicate, month, horizon, options.threads);
  write(records_file, records.records, options.guard);
  write(truth_file, records.truth, options.guard);
  if (inputs_file) inputs_file->write(inputs_text(experiment.inputs, options.guard));
  records_file.complete();  // all, or none
  truth_file.complete();
  if (inputs_file) inputs_file->complete();
  records_file.finish();
  try {
    truth_file.finish();
    if (inputs_file) inputs_file->finish();
  } catch (...) {
    truth_file.take_back();
    records_file.take_back();
    throw;
  }
  tell(path.string() + ": " + std::to_string(records.records.rows()) + " rows as the records stand after " +
       model.time_unit + " " + std::to_string(month) + " of \"" + names[scenario] + "\", seed " +
       std::to_string(experiment.run.seed) + ", replicate " + std::to_string(options.replicate) + "\n" +
       truth.string() + ": the truth about the same rows\n" +
       (reads_files ? inputs.string() + ": the input files that they were made from, with their checksums\n" : "") +
       "Left out: " + std::to_string(records.unlinked) + " that the records do not show, " +
       std::to_string(records.left) + " that left within the " + std::to_string(horizon) + " " + model.time_unit +
       "s after\n");
  return exit_done;
}

}  // namespace

void add_microdata(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<MicrodataOptions>();
  auto* command = program.add_subcommand(
      "microdata", "Write synthetic linked records, one row an entity, and the truth in a file beside them");
  add_options(*command, options->experiment);
  command->add_option("-o,--output", options->output, "Where the records go: FILE.csv, or compressed FILE.csv.gz")
      ->type_name("FILE.csv")
      ->check(not_empty);
  command->add_option("--scenario", options->scenario, "Scenario to take them from (the first, unless named)")
      ->type_name("NAME");
  command->add_option("--month", options->month, "Month at whose end the records are taken (the last possible one)")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1000000}));
  command->add_option("--replicate", options->replicate, "Which replicate, counted from 0")->type_name("N");
  command
      ->add_option(
          "--threads", options->threads,
          "Threads to use (default: one for each processor that it may use); the records are the same for any number")
      ->type_name("N")
      ->check(CLI::Range(1u, 4096u));
  command->add_flag("--columns", options->columns, "Describe the columns of both files; write nothing");
  add_formula_guard(*command, options->guard);
  command->callback([options, &exit_code] { exit_code = microdata(*options); });
}

}  // namespace streetlight
