/// A training piece by piece, for profiling: England with 100,000 families in its second year of a programme.

#include <benchmark/benchmark.h>

#include "bench/england.hpp"
#include "models/targeting/policy/cards.hpp"
#include "models/targeting/policy/training_rows.hpp"

namespace streetlight::bench {
namespace {

using namespace targeting;

constexpr std::int64_t families = 100000;

/// The world on the eve of its second training, which starts from the first model.
struct Eve {
  England england{families, true, std::make_shared<BlockRunner>()};
  World& world = england.world;
  Eve() {
    while (england.month < 24) england.step([] { return 0.0; });
    world.month = england.month;
  }
  const Snapshot& snapshot() const { return *world.pools.front().snapshots.front(); }
  std::unique_ptr<Learner> learner() const { return world.pools.front().learner->clone(); }
};

template <class Piece>
void training(benchmark::State& state, Piece piece) {
  Eve eve;
  const FeatureLayout layout(eve.world);
  const TrainingRows rows(eve.world, layout, eve.snapshot(), Alike::together);
  for (auto _ : state) piece(eve, layout, rows);
  state.counters["ns each"] = benchmark::Counter(
      static_cast<double>(families), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK_CAPTURE(training, snapshot, [](Eve& eve, const FeatureLayout&, const TrainingRows&) {
  benchmark::DoNotOptimize(take_snapshot(eve.world, 0, static_cast<std::uint32_t>(families)));
});
BENCHMARK_CAPTURE(training, rows, [](Eve& eve, const FeatureLayout& layout, const TrainingRows&) {
  const TrainingRows made(eve.world, layout, eve.snapshot(), Alike::together);
  benchmark::DoNotOptimize(made.rows_in(0));
});
BENCHMARK_CAPTURE(training, fit, [](Eve& eve, const FeatureLayout&, const TrainingRows& rows) {
  benchmark::DoNotOptimize(eve.learner()->fit(rows, *eve.world.blocks).passes);
});
BENCHMARK_CAPTURE(training, score, [](Eve& eve, const FeatureLayout&, const TrainingRows& rows) {
  benchmark::DoNotOptimize(score_training(eve.world, *eve.learner(), rows));
});
BENCHMARK_CAPTURE(training, card, [](Eve& eve, const FeatureLayout&, const TrainingRows& rows) {
  write_card(eve.world, 0, *eve.learner(), {}, rows);  // scores too
  eve.world.tables = {};
});

}  // namespace
}  // namespace streetlight::bench
