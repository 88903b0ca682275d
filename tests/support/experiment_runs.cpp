#include "tests/support/experiment_runs.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace streetlight::toy {

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
  });
}

bool same_bits(const RunResult& a, const RunResult& b) {
  return same_bits(a.values, b.values) && std::equal(a.tables.begin(), a.tables.end(), b.tables.begin(), b.tables.end(),
                                                     [](const auto& x, const auto& y) { return same_bits(x, y); });
}

bool same_bits(const std::map<RunKey, RunResult>& a, const std::map<RunKey, RunResult>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return x.first == y.first && same_bits(x.second, y.second); });
}

Experiment small_experiment() {
  Experiment experiment;
  experiment.title = "toy";
  experiment.model = &model();
  experiment.run = {.months = 12, .spin_up = 4, .replicates = 1, .seed = 7};
  experiment.scenarios = {{.name = "baseline", .set = {}, .timeline = {}}};
  return experiment;
}

Experiment branching_experiment() {
  Experiment experiment = small_experiment();
  experiment.run.replicates = 2;
  experiment.output.family_sample = 3;
  experiment.output.by_authority = true;
  experiment.groups = {{.name = "even", .conditions = {}}, {.name = "third", .conditions = {}}};
  experiment.scenarios = {
      {.name = "baseline", .set = {}, .timeline = {}},
      {.name = "null", .set = {{"toy.policy", 0.0}}, .timeline = {{.month = 5, .set = {{"toy.policy", 0.0}}}}},
      {.name = "policy", .set = {{"toy.policy", 0.2}}, .timeline = {}},
      {.name = "paused", .set = {{"toy.policy", 0.2}}, .timeline = {{.month = 7, .set = {{"toy.policy", 0.0}}}}},
      {.name = "late",
       .set = {},
       .timeline = {{.month = 7, .set = {{"toy.policy", 0.3}}}, {.month = 9, .set = {{"toy.spread", 2.0}}}}},
      {.name = "early", .set = {{"toy.policy", 0.2}, {"toy.policy_start", std::int64_t{-2}}}, .timeline = {}},
      {.name = "fewer", .set = {{"toy.walkers", std::int64_t{3000}}}, .timeline = {}}};
  return experiment;
}

std::map<RunKey, RunResult> run_all(const Experiment& experiment, ExecuteOptions options) {
  MemorySink sink;
  if (options.threads == 0) options.threads = 1;
  if (!options.on_failure)
    options.on_failure = [](const RunFailure& failure) { throw std::runtime_error(failure.message); };
  execute(experiment, sink, options);
  return std::move(sink.runs);
}

double value_at(const PanelShape& shape, const RunResult& run, std::size_t time, std::size_t authority,
                std::size_t group, const std::string& column) {
  const auto found =
      std::find_if(shape.columns.begin(), shape.columns.end(), [&](const Column& c) { return c.name == column; });
  if (found == shape.columns.end()) throw std::out_of_range(column);
  const auto c = static_cast<std::size_t>(found - shape.columns.begin());
  return run.values.at(shape.cell(time, authority, group, c));
}

}  // namespace streetlight::toy
