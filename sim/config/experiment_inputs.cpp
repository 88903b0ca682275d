#include "sim/config/experiment_inputs.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

namespace fs = std::filesystem;

/// Versions (points times scenarios) that are looked at in any case. Of a larger design those are, too, that have a
/// word, a switch or an extreme value for the first time.
constexpr std::size_t most_versions = 600;

/// Whether any setting, of whatever scenario, month or point, names an input file.
bool names_files(const Experiment& experiment) {
  const auto table = experiment.model->table(experiment.keys_in_use);
  std::set<std::string> keys;
  for (const Parameter& parameter : table->parameters())
    if (parameter.doc.input_file) keys.insert(parameter.doc.key);
  const auto among = [&](const Settings& set) {
    return std::any_of(set.begin(), set.end(), [&](const auto& entry) { return keys.contains(entry.first); });
  };
  const auto of_scenario = [&](const Scenario& scenario) {
    return among(scenario.set) || std::any_of(scenario.timeline.begin(), scenario.timeline.end(),
                                              [&](const TimelineEntry& entry) { return among(entry.set); });
  };
  const auto of_mechanism = [&](const Mechanism& mechanism) { return among(mechanism.off); };
  const auto of_design = [&](const DesignParameter& parameter) { return keys.contains(parameter.key); };
  return among(experiment.base) || std::any_of(experiment.scenarios.begin(), experiment.scenarios.end(), of_scenario) ||
         std::any_of(experiment.mechanisms.begin(), experiment.mechanisms.end(), of_mechanism) ||
         (experiment.design &&
          std::any_of(experiment.design->parameters.begin(), experiment.design->parameters.end(), of_design));
}

/// Design points among which every combination of words and switches is, and every number's lowest and highest value.
std::set<std::size_t> telling_points(const DesignPoints& points) {
  std::set<std::size_t> chosen;
  std::set<std::string> combinations;
  std::map<std::string, std::pair<double, double>> extremes;
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::string words;
    for (const auto& [key, value] : points[i]) {
      const auto* whole = std::get_if<std::int64_t>(&value);
      const auto* real = std::get_if<double>(&value);
      if (!whole && !real) {
        words += to_text(value) + "\n";
        continue;
      }
      const double number = whole ? static_cast<double>(*whole) : *real;
      const auto [known, is_new] = extremes.try_emplace(key, number, number);
      if (is_new || number < known->second.first || number > known->second.second) chosen.insert(i);
      known->second = {std::min(known->second.first, number), std::max(known->second.second, number)};
    }
    if (combinations.insert(words).second) chosen.insert(i);
  }
  const std::size_t step = std::max<std::size_t>(1, points.size() / most_versions);
  for (std::size_t i = 0; i < points.size(); i += step) chosen.insert(i);
  return chosen;
}

/// The version that a file suits least: the one with the fewest entities.
struct Reader {
  std::shared_ptr<const AnyParameters> parameters;
  std::string scenario;
};

std::map<InputUse, Reader> readers_of(const Experiment& experiment) {
  std::map<InputUse, Reader> readers;
  const auto points = design_points(experiment.design);
  for (const std::size_t point : telling_points(points))
    for (const Scenario& scenario : experiment.scenarios)
      for (const auto& segment : resolve(experiment, scenario, points[point]))
        for (const InputUse& use : segment.parameters->inputs()) {
          Reader& reader = readers[use];
          if (!reader.parameters || segment.parameters->entities() < reader.parameters->entities())
            reader = {segment.parameters, scenario.name};
        }
  return readers;
}

std::string relocated(const std::string& text, const Position& where, const fs::path& folder) {
  const fs::path file(text);
  if (text.empty() || file.is_absolute()) return text;
  const fs::path from = where.line == 0 ? fs::path() : fs::path(where.input).parent_path();
  if (from.lexically_normal() == folder.lexically_normal()) return text;
  std::error_code error;
  const fs::path relative = fs::relative(from / file, folder.empty() ? fs::path(".") : folder, error);
  return error || relative.empty() ? fs::absolute(from / file).lexically_normal().string() : relative.string();
}

}  // namespace

std::vector<InputProblem> examine_inputs(Experiment& experiment, std::vector<std::string>& notes) {
  std::vector<InputProblem> problems;
  if (!names_files(experiment)) return problems;
  for (const auto& each : readers_of(experiment)) {
    const auto& use = each.first;  // clang 14 captures no structured binding
    const auto& reader = each.second;
    try {
      experiment.inputs.examine(use.file, [&](std::istream& in, const std::string& name) {
        for (auto& note : reader.parameters->examine_input(use, in, name))
          notes.push_back(use.key + ": " + std::move(note));
      });
    } catch (const InvalidInput& error) {  // a line for each problem of the file
      for (std::string_view rest = error.what(); !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        problems.push_back({use, std::string(rest.substr(0, end)), reader.scenario});
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
  }
  return problems;
}

void relocate_inputs(LocatedSettings& set, const ParameterTable& model_table, const fs::path& folder) {
  for (auto& [key, value] : set.values)
    if (const Parameter* parameter = model_table.find(key); parameter && parameter->doc.input_file)
      value = relocated(std::get<std::string>(value), set.at.find(key)->second, folder);
}

void relocate_inputs(LocatedDesign& located, const ParameterTable& model_table, const fs::path& folder) {
  for (std::size_t i = 0; i < located.at.size(); ++i) {
    DesignParameter& varied = located.design.parameters[i];
    if (const Parameter* parameter = model_table.find(varied.key); parameter && parameter->doc.input_file)
      for (Value& value : varied.values) value = relocated(std::get<std::string>(value), located.at[i], folder);
  }
}

}  // namespace streetlight
