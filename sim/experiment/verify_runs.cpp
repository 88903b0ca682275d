#include "sim/experiment/verify_runs.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "sim/core/check.hpp"
#include "sim/experiment/memory_sink.hpp"

namespace streetlight {

namespace {

std::vector<std::string> keys_of(const Experiment& experiment) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : experiment.base) keys.push_back(key);
  for (const auto& entry : experiment.scenarios.front().timeline) {
    for (const auto& [key, value] : entry.set) keys.push_back(key);
    for (const auto& [key, change] : entry.relative) keys.push_back(key);
  }
  return keys;
}

}  // namespace

double VerifyResult::value(std::size_t replicate, std::size_t time, const std::string& column,
                           std::size_t group) const {
  const auto found =
      std::find_if(shape_.columns.begin(), shape_.columns.end(), [&](const Column& c) { return c.name == column; });
  EXPECT(found != shape_.columns.end() && time < shape_.times.size() && group < shape_.groups.size());
  const auto c = static_cast<std::size_t>(found - shape_.columns.begin());
  const auto& values = runs_.at({0, 0, static_cast<std::uint32_t>(replicate)}).values;
  return values[shape_.cell(time, 0, group, c)];
}

std::vector<double> VerifyResult::values(std::size_t time, const std::string& column, std::size_t group) const {
  std::vector<double> all;
  for (std::size_t replicate = 0; replicate < replicates(); ++replicate)
    all.push_back(value(replicate, time, column, group));
  return all;
}

Estimate VerifyResult::ratio(std::size_t time, const std::string& numerator, const std::string& denominator,
                             std::size_t group) const {
  const auto above = values(time, numerator, group), below = values(time, denominator, group);
  double over = 0, under = 0, squares = 0;
  for (std::size_t r = 0; r < above.size(); ++r) {
    over += above[r];
    under += below[r];
  }
  const double ratio = over / under, n = static_cast<double>(above.size());
  for (std::size_t r = 0; r < above.size(); ++r) squares += std::pow(above[r] - ratio * below[r], 2);
  return {.mean = ratio, .standard_error = std::sqrt(squares * n / (n - 1)) / under, .replicates = above.size()};
}

VerifyResult VerifyRuns::operator()(const VerifyRun& run) {
  Experiment experiment;
  experiment.title = "verify";
  experiment.model = find_model(run.model);
  EXPECT(experiment.model != nullptr);
  experiment.base = run.set;
  experiment.run = {.months = run.months, .spin_up = run.spin_up, .replicates = run.replicates, .seed = seed_};
  experiment.output.interval = run.interval;
  experiment.output.metrics = run.columns;
  experiment.groups = run.groups;
  experiment.scenarios = {{.name = "verify", .set = {}, .timeline = run.timeline}};

  // A planted value stands over the check's own, where the model knows its key.
  const auto known = experiment.model->table(keys_of(experiment));
  for (const auto& [key, value] : planted_) {
    const Parameter* parameter = known->find(key);
    if (!parameter) continue;
    if (const auto objection = parameter->objection(value)) throw InvalidInput("--plant: " + key + " " + *objection);
    experiment.base[key] = value;
    used_.insert(key);
  }
  experiment.keys_in_use = keys_of(experiment);

  MemorySink memory;
  std::string failure;
  execute(experiment, memory,
          {.threads = threads_, .on_failure = [&](const RunFailure& failed) { failure = failed.message; }});
  if (!failure.empty()) throw std::runtime_error("a run of the model " + run.model + " failed: " + failure);
  return {panel_shape(experiment), std::move(memory.runs)};
}

std::vector<std::string> VerifyRuns::unused() const {
  std::vector<std::string> keys;
  for (const auto& [key, value] : planted_)
    if (!used_.contains(key)) keys.push_back(key);
  return keys;
}

}  // namespace streetlight
