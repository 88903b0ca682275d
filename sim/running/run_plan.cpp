#include "sim/running/run_plan.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/experiment/matched_scenario.hpp"
#include "sim/experiment/processors.hpp"
#include "sim/experiment/work_units.hpp"
#include "sim/report/terminal.hpp"
#include "sim/running/run_estimate.hpp"

namespace streetlight {

namespace {

double physical_memory() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
}

bool read_number(std::string_view text, std::uint32_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

Shard Shard::parse(const std::string& text) {
  Shard shard;
  const auto slash = text.find('/');
  std::uint32_t number = 0;
  VALIDATE(slash != std::string::npos && read_number(std::string_view(text).substr(0, slash), number) &&
               read_number(std::string_view(text).substr(slash + 1), shard.count) && number >= 1 &&
               number <= shard.count,
           "--shard " + text + ": must be K/N with K from 1 to N, as in --shard 2/5");
  shard.index = number - 1;
  return shard;
}

bool Shard::holds(const RunKey& key, std::size_t replicates) const {
  const auto unit = static_cast<std::uint64_t>(key.point) * replicates + key.replicate;
  return unit % count == index;
}

std::string Shard::suffix() const { return count == 1 ? "" : fmt::format(".shard-{}-of-{}", index + 1, count); }

RunPlan plan_run(const Experiment& experiment, const PanelShape& shape, const Shard& shard, unsigned threads) {
  RunPlan plan;
  plan.scenarios = shape.scenarios.size();
  plan.points = shape.points;
  plan.replicates = shape.replicates;
  plan.columns = shape.columns.size();
  plan.rows = shape.cells();
  plan.threads = threads > 0 ? threads : usable_processors();
  const std::size_t units = shape.points * shape.replicates;
  const std::size_t own_units = units / shard.count + (shard.index < units % shard.count);
  plan.runs = own_units * plan.scenarios;

  const auto points = design_points(experiment.design);
  for (const auto& scenario : experiment.scenarios)
    for (const Settings& point : {points.front(), points[points.size() / 2], points.back()})
      for (const auto& segment : resolve(experiment, scenario, point))
        plan.entities = std::max(plan.entities, static_cast<double>(segment.parameters->entities()));
  const std::size_t parts = unit_parts(plan.replicates, plan.points, plan.threads);
  plan.memory = run_memory(experiment, shape, static_cast<double>(plan.points) / static_cast<double>(parts),
                           static_cast<double>(plan.runs));
  plan.at_once = static_cast<double>(std::clamp<std::size_t>(own_units, 1, plan.threads));
  plan.disk = static_cast<double>(plan.runs) * (plan.memory.panel + plan.memory.tables);
  return plan;
}

void check_memory(const RunPlan& plan) {
  const double one_run = plan.memory.one_run();
  VALIDATE(
      one_run <= physical_memory(),
      fmt::format("a single run needs about {} of memory ({} entities, {} numbers of output), and this machine has {}: "
                  "fewer entities, a longer output.interval or fewer columns, groups and sampled entities need less",
                  bytes_text(one_run), with_commas(plan.entities),
                  with_commas(static_cast<double>(plan.rows * plan.columns)), bytes_text(physical_memory())));
}

void check_memory_for_all(const RunPlan& plan) {
  check_memory(plan);
  const double needed = plan.memory.total(plan.at_once) + plan.disk;
  VALIDATE(needed <= physical_memory(),
           fmt::format("the results of all {} runs in memory, with the work, need about {}, and this machine has {}: "
                       "fewer replicates or design points, a longer output.interval or fewer columns and groups need "
                       "less, and a result file takes any number of runs",
                       plan.runs, bytes_text(needed), bytes_text(physical_memory())));
}

std::string step_unit(const ModelType& model) { return model.entity + "-" + model.time_unit + "s"; }

Experiment single_run(const Experiment& experiment, const RunKey& run) {
  Experiment single = experiment;
  const Scenario& scenario = experiment.scenarios.at(run.scenario);
  const Settings values = design_points(experiment.design)[run.point];
  // The scenario that a match is to be like is not in it, so nothing can be looked for
  single.scenarios = {scenario.match ? with_matched_value(scenario, scenario.match->value_at(values)) : scenario};
  single.run.replicates = 1;
  if (!experiment.design) return single;
  Design point;
  point.kind = DesignKind::list;
  for (const auto& [key, value] : values) point.parameters.push_back({.key = key, .values = {value}});
  single.design = std::move(point);
  return single;
}

std::string plan_text(const Experiment& experiment, const RunPlan& plan, const TimeEstimate& time,
                      const std::string& part) {
  const std::string unit = step_unit(*experiment.model);
  std::string text = fmt::format("Runs      {}: {} scenarios x {} design points x {} replicates{}\n", plan.runs,
                                 plan.scenarios, plan.points, plan.replicates, part);
  text += fmt::format("Columns   {} in {} rows a run\n", plan.columns, with_commas(static_cast<double>(plan.rows)));
  text += fmt::format("Work      {} {} with shared beginnings simulated once ({} without)\n", with_commas(time.steps),
                      unit, with_commas(time.steps_apart));
  text += fmt::format("Time      about {} on {} {} (measured: {} {} a second)\n",
                      time.seconds < 10 ? fmt::format("{:.1f} s", time.seconds) : duration_text(time.seconds),
                      plan.threads, plan.threads == 1 ? "thread" : "threads", with_commas(time.steps_a_second), unit);
  const auto matches = std::count_if(experiment.scenarios.begin(), experiment.scenarios.end(),
                                     [](const Scenario& scenario) { return scenario.match.has_value(); });
  if (matches > 0)
    text += fmt::format("Matches   {} looked for beforehand, in about {:.1f} s of this time\n",
                        static_cast<std::size_t>(matches) * plan.points, time.match_seconds);
  text += fmt::format("Memory    about {} at most, {} of it for the program itself\n",
                      bytes_text(plan.memory.total(plan.at_once)), bytes_text(plan.memory.program));
  return text + fmt::format("Disk      at most {} before compression\n", bytes_text(plan.disk));
}

}  // namespace streetlight
