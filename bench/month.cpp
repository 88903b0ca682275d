/// What a month of the targeting model costs, by process, in nanoseconds a family-month on one core. England's defaults,
/// with and without a programme. google-benchmark repeats and reports; the counter "ns/family-month" is the figure to quote.

#include <benchmark/benchmark.h>

#include <memory>

#include "models/targeting/casework/month.hpp"
#include "models/targeting/model.hpp"
#include "models/targeting/needs/month.hpp"
#include "models/targeting/outcomes/sweep.hpp"
#include "models/targeting/policy/targeting.hpp"
#include "models/targeting/policy/training.hpp"
#include "models/targeting/population/turnover.hpp"
#include "models/targeting/records/month.hpp"
#include "models/targeting/services/month.hpp"
#include "models/targeting/trust/month.hpp"

namespace streetlight::targeting {
namespace {

/// The groups that England's config declares: deciles and levels of every attribute.
std::vector<GroupSpec> england_groups(const TargetingParameters& parameters) {
  std::vector<GroupSpec> groups;
  for (int decile = 1; decile <= 10; ++decile)
    groups.push_back({"decile_" + std::to_string(decile), {{"deprivation", {std::to_string(decile)}}}});
  for (const auto& attribute : parameters.population.attributes)
    for (const auto& level : attribute.levels) groups.push_back({level, {{attribute.name, {level}}}});
  return groups;
}

/// A model some years into its run, with the programme's model trained where there is one.
struct Started {
  TargetingParameters parameters;
  BlockRunner blocks;
  std::unique_ptr<TargetingModel> model;
  Month month = -30;

  Started(std::int64_t families, bool programme) {
    parameters.population.families = families;
    parameters.programme.enabled = programme;
    parameters.programme.start = 0;
    ModelContext context;
    context.streams = Streams(1, 0);
    context.blocks = &blocks;
    context.first_month = month;
    context.months = 144;
    context.groups = england_groups(parameters);
    model = std::make_unique<TargetingModel>(parameters.in_effect(month), context);
    for (; month < 3; ++month) {
      model->apply(parameters.in_effect(month));
      model->step(month);
    }
  }
};

void report(benchmark::State& state, std::int64_t families) {
  state.counters["ns/family-month"] =
      benchmark::Counter(static_cast<double>(families), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void month(benchmark::State& state) {
  Started run(state.range(0), state.range(1) != 0);
  Month at = run.month;
  for (auto _ : state) run.model->step(at++);
  report(state, state.range(0));
}
BENCHMARK(month)->ArgNames({"families", "programme"})->Args({10000, 0})->Args({100000, 0})->Args({100000, 1})->Args({1000000, 0})->Args({1000000, 1})->Unit(benchmark::kMillisecond);

template <class Process>
void process(benchmark::State& state, Process run_process) {
  Started run(100000, true);
  World world = run.model->world();
  world.month = run.month;
  for (auto _ : state) run_process(world);
  report(state, 100000);
}
BENCHMARK_CAPTURE(process, needs, [](World& world) { age_and_replace(world); move_needs(world); });
BENCHMARK_CAPTURE(process, services, [](World& world) { meet_services(world); ration_services(world); give_relief(world); });
BENCHMARK_CAPTURE(process, records, [](World& world) { file_and_decay(world); correct_files(world); ask_consent(world); });
BENCHMARK_CAPTURE(process, risk, [](World& world) { judge_flags(world); train_models(world); benchmark::DoNotOptimize(select_families(world)); });
BENCHMARK_CAPTURE(process, casework, [](World& world) { do_casework(world, {}); });
BENCHMARK_CAPTURE(process, trust, [](World& world) { public_events(world); spread_hearsay(world); move_trust(world); });
BENCHMARK_CAPTURE(process, observe, [](World& world) { world.tally.clear(); count_families(world); });

void retraining(benchmark::State& state) {
  Started run(state.range(0), true);
  World world = run.model->world();
  world.month = 12;
  for (auto _ : state) {
    state.PauseTiming();
    World copy = world;
    state.ResumeTiming();
    train_models(copy);
  }
  report(state, state.range(0));
}
BENCHMARK(retraining)->Arg(100000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace streetlight::targeting

BENCHMARK_MAIN();
