#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/report/number_text.hpp"
#include "sim/report/text_table.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/running/standard_output.hpp"

namespace streetlight {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t names_shown = 12;

std::string count_of(std::size_t count) { return grouped(static_cast<double>(count), 0); }

std::string bytes_text(std::uintmax_t bytes) {
  if (bytes < 100'000) return grouped(static_cast<double>(bytes), 0) + " bytes";
  return grouped(static_cast<double>(bytes) / 1e6, 1) + " MB";
}

std::string names_text(const std::vector<std::string>& names) {
  std::string text = "(" + count_of(names.size()) + ") ";
  for (std::size_t i = 0; i < std::min(names.size(), names_shown); ++i) text += (i ? ", " : "") + names[i];
  return text + (names.size() > names_shown ? ", ..." : "");
}

std::string short_kind(const Column& column) {
  switch (column.kind) {
    case ColumnKind::flow:
      return "sum";
    case ColumnKind::stock:
      return "mean";
    case ColumnKind::ratio:
      return column.numerator + " / " + column.denominator;
    case ColumnKind::relative:
      return column.numerator + " / " + column.denominator + ", to all";
  }
  return "";
}

std::string runs_text(const PanelReader& panel) {
  const std::size_t missing = panel.runs() - panel.runs_completed();
  if (missing == 0) return "complete, " + count_of(panel.runs()) + " runs";
  std::string text =
      fmt::format("incomplete, {} of {} runs; missing:", count_of(panel.runs_completed()), count_of(panel.runs()));
  const PanelShape& shape = panel.shape();
  std::size_t shown = 0;
  for (std::uint32_t s = 0; s < shape.scenarios.size(); ++s)
    for (std::uint32_t p = 0; p < shape.points; ++p)
      for (std::uint32_t r = 0; r < shape.replicates; ++r)
        if (!panel.completed({s, p, r}) && shown++ < names_shown)
          text += fmt::format("\n               \"{}\", point {}, replicate {}", shape.scenarios[s], p, r);
  return text + (shown > names_shown ? fmt::format("\n               and {} more", shown - names_shown) : "");
}

std::string columns_text(const PanelShape& shape) {
  std::size_t name = 0, unit = 0, kind = 0;
  for (const Column& column : shape.columns) {
    name = std::max(name, display_width(column.name));
    unit = std::max(unit, display_width(column.unit));
    kind = std::max(kind, display_width(short_kind(column)));
  }
  std::string text = "columns:\n";
  for (const Column& column : shape.columns)
    text += "  " + pad_right(column.name, name) + "  " + pad_right(column.unit, unit) + "  " +
            pad_right(short_kind(column), kind) + "  " + column.meaning + "\n";
  return text;
}

/// Folders in which input files are looked for, in this order. Their paths are relative to the experiment file, whose
/// folder no result says: it is what --experiment says, or the current folder, the result's, or the one above (results
/// go to results/ where nobody says otherwise).
std::vector<fs::path> folders_of_inputs(const fs::path& result, const std::string& experiment) {
  if (!experiment.empty()) return {fs::path(experiment).parent_path()};
  std::vector<fs::path> folders;
  const fs::path of_result = result.parent_path();
  for (const fs::path& folder : {fs::path(), of_result, of_result / ".."}) {
    const auto same = [&](const fs::path& other) {
      std::error_code ignored;
      const auto named = [](const fs::path& each) { return each.empty() ? fs::path(".") : each; };
      return fs::equivalent(named(other), named(folder), ignored);
    };
    if (std::none_of(folders.begin(), folders.end(), same)) folders.push_back(folder);
  }
  return folders;
}

std::string folder_text(const fs::path& folder) {
  return folder.empty() ? "the current folder" : folder.lexically_normal().string();
}

/// The file as the runs read it, and whether it is still so. Of several that have its name, the one that is the same.
std::string input_text(const InputRecord& input, const std::vector<fs::path>& folders) {
  const std::string then = input.path + ", " + to_text(input.digest), margin = "\n               ";
  std::string found, looked;
  for (const fs::path& folder : folders) {
    const fs::path path = folder / input.path;
    if (fs::path(input.path).is_relative()) looked += (looked.empty() ? "" : ", ") + folder_text(folder);
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) continue;
    try {
      const FileDigest now = digest_of(path);
      if (now == input.digest) return then + margin + path.string() + " is still the same";
      found += margin + path.string() + " HAS CHANGED since, or is another file: " + to_text(now);
    } catch (const InvalidInput& problem) {
      found += margin + problem.what();
    }
  }
  if (!found.empty()) return then + found;
  if (looked.empty()) return then + margin + "is not there any more, so it was not compared";
  return then + margin + "not found in " + looked +
         ", so it was not compared (the path is relative to the experiment file: --experiment FILE.toml says where "
         "that is)";
}

std::string summary(const PanelReader& panel, const std::string& experiment) {
  const PanelShape& shape = panel.shape();
  const Provenance& from = panel.provenance();
  std::string text = panel.path().string() + (from.title.empty() ? "" : ": " + title_line(from.title)) + "\n";
  const auto line = [&](const char* name, const std::string& value) {
    text += "  " + pad_right(name, 13) + value + "\n";
  };
  line("runs", runs_text(panel));
  line("made by", "streetlight " + from.program_version + " (" + from.commit + "), model " + from.model + ", seed " +
                      std::to_string(from.seed) + ", schema " + std::to_string(from.schema));
  line("integrity",
       panel.sealed() ? "as it was written (checksum agrees)" : "unknown: another program has rewritten the file");
  line("size", bytes_text(std::filesystem::file_size(panel.path())) + " for " +
                   count_of(shape.cells() * shape.columns.size() * panel.runs_completed()) + " values");
  line("scenarios", names_text(shape.scenarios));
  line("design",
       shape.points == 1 ? "one point" : count_of(shape.points) + " points of " + names_text(shape.design.keys));
  line("replicates", count_of(shape.replicates));
  line("time",
       to_text({0, shape.times.size()}, shape) + ", a value each " +
           (shape.interval == 1 ? shape.time_unit : std::to_string(shape.interval) + " " + shape.time_unit + "s"));
  line("authorities", names_text(shape.authorities));
  line("groups", names_text(shape.groups));
  if (!from.inputs.empty()) {
    const auto folders = folders_of_inputs(panel.path(), experiment);
    for (const InputRecord& input : from.inputs) line("input file", input_text(input, folders));
  }
  for (const MatchRecord& match : from.matches)
    line("match", fmt::format("\"{}\", point {}: {} = {}, with which {} is {:.6g} ({:.6g} in \"{}\", to within {:.3g})",
                              match.scenario, match.point, match.by, shortest(match.value), match.column, match.got,
                              match.wanted, match.as_in, match.tolerated));
  for (const TableSummary& table : panel.tables())
    line("table", "/" + table.shape.name + ", " + count_of(table.rows) + " rows: " + table.shape.meaning);
  return text + columns_text(shape);
}

}  // namespace

void add_info(CLI::App& program, int& exit_code) {
  struct InfoOptions {
    std::string file;
    bool config = false;
    std::string scenario;
    std::string experiment;
  };
  auto options = std::make_shared<InfoOptions>();
  CLI::App* command = program.add_subcommand("info", "Say what a file of results holds and where it comes from");
  command->add_option("file", options->file, "Results of a run (HDF5)")->required()->type_name("FILE.h5");
  command->add_flag("--config", options->config, "Print the experiment that made it, as TOML, and nothing else");
  command
      ->add_option("--scenario", options->scenario, "Print every parameter of this scenario, as TOML, and nothing else")
      ->type_name("NAME");
  command
      ->add_option("--experiment", options->experiment,
                   "The experiment file that made it, to find its input files beside it (their paths are relative)")
      ->type_name("FILE.toml")
      ->check(CLI::ExistingFile);
  command->callback([options, &exit_code] {
    const PanelReader panel(options->file);
    if (!options->scenario.empty()) {
      const std::size_t scenario = choose_one(options->scenario, panel.shape().scenarios, "scenario");
      const auto& texts = panel.provenance().scenario_toml;
      print(scenario < texts.size() ? texts[scenario] : "");
    } else {
      // In TOML, too, \u001B stands for the character itself.
      print(options->config ? panel.provenance().config_text_resolved : summary(panel, options->experiment));
    }
    exit_code = exit_done;
  });
}

}  // namespace streetlight
