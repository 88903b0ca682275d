#include "sim/report/calibration_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/report/number_text.hpp"
#include "sim/report/robust_words.hpp"
#include "sim/report/text_table.hpp"
#include "sim/results/robustness.hpp"

namespace streetlight {

namespace {

constexpr double at_the_edge = 0.6;  // half widths: where the middle of the worlds should not lie

std::string volume_text(double log10_volume) {
  const double percent = 100 * std::pow(10, log10_volume);
  return percent >= 10    ? fmt::format("{:.0f} %", percent)
         : percent >= 0.1 ? fmt::format("{:.2g} %", percent)
                          : fmt::format("{:.1e} %", percent);
}

std::string waves_table(const Calibration& result) {
  TextTable table({{"wave"},
                   {"points"},
                   {"meet all targets"},
                   {"trained on"},
                   {"prior left"},
                   {"emulators err by"},
                   {"emulators left out"}});
  for (const WaveReport& wave : result.waves) {
    double least = 1e300, most = 0;
    std::size_t out = 0;
    for (const EmulatorReport& one : wave.emulators) {
      out += !one.used;
      if (!one.used || !std::isfinite(one.spread)) continue;
      least = std::min(least, one.spread);
      most = std::max(most, one.spread);
    }
    table.add({std::to_string(wave.number), std::to_string(wave.points), std::to_string(wave.hits),
               std::to_string(wave.trained_on), volume_text(wave.log10_volume),
               most > 0 ? fmt::format("{:.2f} to {:.2f}", least, most) : "-", std::to_string(out)});
  }
  return table.text() +
         "\nEmulators err by: root mean square of leave-one-out errors, in half widths of the tolerance.\n";
}

std::string targets_table(const CalibrationTask& task, const Calibration& result) {
  TextTable table({{"target", true}, {"tolerance"}, {"worlds: 5 %"}, {"median"}, {"95 %"}, {"inside"}});
  std::string warnings;
  for (std::size_t k = 0; k < task.goals.size(); ++k) {
    const TargetGoal& goal = task.goals[k];
    std::vector<double> got;
    std::size_t inside = 0;
    for (const World& world : result.worlds) {
      got.push_back(world.got[k]);
      inside += goal.met_by(world.got[k]);
    }
    const int decimals = decimals_for((goal.high - goal.low) / 4);
    const auto at = [&](double share) { return grouped(quantile(got, share), decimals); };
    table.add({goal.name + (goal.held_out ? " (held out)" : ""),
               grouped(goal.low, decimals) + " to " + grouped(goal.high, decimals), at(0.05), at(0.5), at(0.95),
               std::to_string(inside) + " of " + std::to_string(got.size())});
    const double middle = goal.misfit(quantile(got, 0.5));
    if (!goal.held_out && std::abs(middle) > at_the_edge && std::isfinite(middle) && goal.published > goal.low &&
        goal.published < goal.high)
      warnings += "\nThe worlds lie near the " + std::string(middle > 0 ? "upper" : "lower") + " end of " + goal.name +
                  ": the other targets pull them there, which a model without error would hardly do.";
  }
  return table.text() + warnings + (warnings.empty() ? "" : "\n");
}

}  // namespace

std::string wave_line(const WaveReport& wave) {
  return fmt::format("Wave {}: {} points, {} of them meet every target; {} of the prior is left.", wave.number,
                     wave.points, wave.hits, volume_text(wave.log10_volume));
}

std::string calibration_text(const CalibrationTask& task, const Calibration& result) {
  std::string text = waves_table(result);
  text += "\nThe waves ended: " + result.reason + ".\n";
  for (const WaveReport& wave : result.waves)
    for (const EmulatorReport& one : wave.emulators)
      if (!one.used)
        text += fmt::format("Wave {} went without an emulator of {}: {}.\n", wave.number, one.target, one.why_not);
  if (!result.blocking.empty()) {
    text +=
        "\nTargets that block each other (without any one of them something is left; the model cannot do all of "
        "them):\n";
    for (const auto& name : result.blocking) text += fmt::format("  {}\n", name);
  }
  if (!result.blocked.empty()) {
    text +=
        "\nNothing is left even without any single target. Taken one after another by their names, these cannot "
        "be "
        "met with those before them:\n";
    for (const auto& [name, alone] : result.blocked)
      text += fmt::format("  {}{}\n", name, alone ? " (not even by itself)" : "");
  }
  if (result.checked > 0)
    text +=
        fmt::format("\n{} worlds: {} candidates were run with fresh seeds, and {:.0f} % of them met every target.\n",
                    result.worlds.size(), result.checked, 100 * result.hit_rate());
  if (!result.worlds.empty()) {
    std::vector<double> weights;
    for (const World& world : result.worlds) weights.push_back(world.weight);
    text += fmt::format("Their weights stand for {:.0f} worlds of equal weight (Kish).\n", effective_number(weights)) +
            combinations_text(result.sensitivity);
  }
  if (!result.worlds.empty() && !task.goals.empty()) text += "\n" + targets_table(task, result);
  return text;
}

}  // namespace streetlight
