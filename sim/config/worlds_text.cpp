// A file of worlds in its text form.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/config/worlds_file.hpp"
#include "sim/core/format.hpp"
#include "sim/io/toml_writer.hpp"

namespace streetlight {

namespace {

std::string word_of(PriorScale scale) {
  return scale == PriorScale::linear ? "linear" : scale == PriorScale::log ? "log" : "logit";
}

std::string numbers(const std::vector<double>& row) {
  std::string text = "[";
  for (std::size_t k = 0; k < row.size(); ++k) text += (k ? ", " : "") + shortest(row[k]);
  return text + "]";
}

/// Numbers to look at, with as many digits as an eye needs.
double shortened(double value) { return std::isfinite(value) ? std::stod(fmt::format("{:.4g}", value)) : value; }
std::string rounded(double value) { return shortest(shortened(value)); }
std::string rounded(std::vector<double> row) {
  for (double& value : row) value = shortened(value);
  return numbers(row);
}

std::string target_text(const WorldsFile& file, std::size_t k) {
  const TargetGoal& goal = file.goals[k];
  std::string text = "\n[[target]]\nname = " + toml_value(goal.name) + "\npublished = " + shortest(goal.published) +
                     "\nrange = " + numbers({goal.low, goal.high}) + "\ndiscrepancy = " + shortest(goal.discrepancy) +
                     (goal.held_out ? "\nheld_out = true\n" : "\n");
  if (!file.expected_errors.empty() && !std::isnan(file.expected_errors[k]))
    text += "expected_error = " + rounded(file.expected_errors[k]) + "\n";
  if (!file.sensitivity.rows.empty() && !std::isnan(file.sensitivity.rows[k].front()))
    text += "sensitivity = " + rounded(file.sensitivity.rows[k]) + "\n";
  return text;
}

/// By target, in the file's order.
std::string wave_text(const WaveReport& wave, const std::vector<TargetGoal>& goals) {
  std::vector<double> errors, low, median, high;
  for (const TargetGoal& goal : goals) {
    const auto of_goal = [&](const auto& one) { return one.target == goal.name; };
    const auto emulator = std::find_if(wave.emulators.begin(), wave.emulators.end(), of_goal);
    const bool used = emulator != wave.emulators.end() && emulator->used;
    errors.push_back(used ? emulator->spread : std::numeric_limits<double>::quiet_NaN());
    const auto spread = std::find_if(wave.spreads.begin(), wave.spreads.end(), of_goal);
    const TargetSpread got = spread == wave.spreads.end() ? TargetSpread{} : *spread;
    low.push_back(got.low);
    median.push_back(got.median);
    high.push_back(got.high);
  }
  return "\n[[wave]]\npoints = " + std::to_string(wave.points) + "\nhits = " + std::to_string(wave.hits) +
         "\ntrained_on = " + std::to_string(wave.trained_on) +
         "\nlog10_volume = " + shortest(std::stod(fmt::format("{:.4f}", wave.log10_volume))) +
         "\nerrors = " + rounded(errors) + "\nlow = " + rounded(low) + "\nmedian = " + rounded(median) +
         "\nhigh = " + rounded(high) + "\n";
}

template <class Number>
std::string rows(const std::string& key, const std::vector<World>& worlds, Number number) {
  std::string text = key + " = [\n";
  for (const World& world : worlds) text += "  " + number(world) + ",\n";
  return text + "]\n";
}

}  // namespace

std::string worlds_text(const WorldsFile& file) {
  std::string text =
      "# Worlds: sets of values that reproduce the published figures. Each row of `values` is one; `got` is what\n"
      "# it gave for each target when it was run with its seed, `expected` what all runs together say that the\n"
      "# model gives there without chance. Made by a command, not by hand.\n\n";
  text += "schema = 1\ntitle = " + toml_value(file.title) + "\nmodel = " + toml_value(file.model) +
          "\nmade_by = " + toml_value(file.made_by) +
          (file.calibration.empty() ? "" : "\ncalibration = " + toml_value(file.calibration)) +
          "\nreason = " + toml_value(file.reason) + "\nchecked = " + std::to_string(file.checked) +
          "\nruns = " + std::to_string(file.runs) + "\n\n";
  text += rows("values", file.worlds, [](const World& world) { return numbers(world.values); });
  text += rows("got", file.worlds, [](const World& world) { return numbers(world.got); });
  if (!file.expected_errors.empty())
    text += rows("expected", file.worlds, [](const World& world) { return rounded(world.expected); });
  text += rows("weights", file.worlds, [](const World& world) { return shortest(world.weight); });
  text += rows("seeds", file.worlds, [](const World& world) { return std::to_string(world.seed); });
  const SensitivityMatrix& matrix = file.sensitivity;
  if (!matrix.rows.empty()) text += "singular_values = " + rounded(matrix.singular_values) + "\n";
  for (std::size_t j = 0; j < file.priors.size(); ++j) {
    const Prior& prior = file.priors[j];
    text += "\n[[parameter]]\nkey = " + toml_value(prior.key) + "\nrange = " + numbers({prior.low, prior.high}) +
            "\nscale = " + toml_value(word_of(prior.scale)) + "\n";
    if (!matrix.rows.empty()) text += "variance_left = " + rounded(matrix.variance_left[j]) + "\n";
  }
  for (std::size_t k = 0; k < file.goals.size(); ++k) text += target_text(file, k);
  for (const WaveReport& wave : file.waves) text += wave_text(wave, file.goals);
  return text;
}

}  // namespace streetlight
