/// Kernels and processes one by one, over google-benchmark: for profiling and for trying changes. Figures to quote come
/// from the table (table.cpp), which measures side by side and takes the best of many months.

#include <benchmark/benchmark.h>

#include <vector>

#include "bench/england.hpp"
#include "bench/roofline.hpp"
#include "models/targeting/needs/need_dynamics.hpp"
#include "models/targeting/outcomes/sweep.hpp"
#include "models/targeting/policy/targeting.hpp"
#include "models/targeting/policy/training.hpp"
#include "models/targeting/records/filing.hpp"
#include "models/targeting/services/contacts.hpp"
#include "models/targeting/trust/trust_dynamics.hpp"
#include "sim/core/elementary.hpp"
#include "sim/core/normals.hpp"
#include "sim/core/sieve.hpp"
#include "sim/network/neighbour_means.hpp"
#include "sim/random/philox_columns.hpp"

namespace streetlight::bench {
namespace {

using namespace targeting;

void report(benchmark::State& state, std::size_t entities) {
  state.counters["ns each"] = benchmark::Counter(
      static_cast<double>(entities), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void philox(benchmark::State& state) {
  const auto& level = detail::philox_levels[static_cast<std::size_t>(state.range(0))];
  if (!level.available()) return state.SkipWithError("not on this processor");
  state.SetLabel(level.name);
  std::vector<std::uint16_t> generations(block_size);
  std::vector<std::uint32_t> words(4 * block_size);
  for (auto _ : state) {
    level.run({{1, 2}, 0, generations.data(), block_size, 1, 1, 0},
              {words.data(), words.data() + block_size, words.data() + 2 * block_size, words.data() + 3 * block_size});
    benchmark::ClobberMemory();
  }
  report(state, block_size);
}
BENCHMARK(philox)->DenseRange(0, 2);

template <class Function>
void elementary(benchmark::State& state, Function function) {
  std::vector<std::uint32_t> words(block_size);
  std::vector<float> out(block_size);
  for (std::size_t i = 0; i < block_size; ++i) words[i] = static_cast<std::uint32_t>(i) * 2654435761U;
  for (auto _ : state) {
    for (std::size_t i = 0; i < block_size; ++i) out[i] = function(words[i]);
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  report(state, block_size);
}
BENCHMARK_CAPTURE(elementary, exp_of, [](std::uint32_t word) { return exp_of(uniform_float(word)); });
BENCHMARK_CAPTURE(elementary, exp_bound, [](std::uint32_t word) { return exp_bound(uniform_float(word)); });
BENCHMARK_CAPTURE(elementary, probability_of_any,
                  [](std::uint32_t word) { return probability_of_any(uniform_float(word)); });
BENCHMARK_CAPTURE(elementary, normal_of, [](std::uint32_t word) { return normal_of(word); });

void normals(benchmark::State& state) {
  std::vector<std::uint32_t> words(block_size);
  std::vector<float> out(block_size);
  for (std::size_t i = 0; i < block_size; ++i) words[i] = static_cast<std::uint32_t>(i) * 2654435761U;
  for (auto _ : state) {
    normals_of(words.data(), words.size(), out.data());
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  report(state, words.size());
}
BENCHMARK(normals);

void roofline(benchmark::State& state) {
  Roofline kernel(static_cast<std::size_t>(state.range(0)), {});
  Month month = 0;
  for (auto _ : state) benchmark::DoNotOptimize(kernel.month(month++));
  report(state, static_cast<std::size_t>(state.range(0)));
}
BENCHMARK(roofline)->Arg(10000)->Arg(100000)->Arg(1000000)->Unit(benchmark::kMillisecond);

/// One process again and again in one month, in which nothing is trained.
template <class Run>
void process(benchmark::State& state, Run run) {
  England england(100000, true, std::make_shared<BlockRunner>());
  england.world.month = england.month;
  for (auto _ : state) run(england.world);
  report(state, 100000);
}
BENCHMARK_CAPTURE(process, needs, [](World& world) { by_block(world, move_needs); });
BENCHMARK_CAPTURE(process, services, [](World& world) { by_block(world, meet_services); });
BENCHMARK_CAPTURE(process, records, [](World& world) {
  by_block(world, file_concerns);
  decay_files(world);
});
BENCHMARK_CAPTURE(process, selection, [](World& world) { benchmark::DoNotOptimize(select_families(world)); });
BENCHMARK_CAPTURE(process, trust, [](World& world) { move_trust(world); });
BENCHMARK_CAPTURE(process, observe, [](World& world) { count_families(world); });

/// Means over ties of everybody, and the least that the far ties among them cost: as many values as the tables of the
/// blocks hold of families out of their windows, gathered from ascending places anywhere in the column.
void means_over_ties(benchmark::State& state) {
  const auto families = static_cast<std::size_t>(state.range(0));
  England england(state.range(0), true, std::make_shared<BlockRunner>());
  std::vector<float> mean(block_size);
  for (auto _ : state)
    england.blocks->for_each_block(families, [&](const Block& block) {
      neighbour_means(england.world.society->network, england.world.families.trust, block, mean.data());
      benchmark::DoNotOptimize(mean.data());
      benchmark::ClobberMemory();
    });
  report(state, families);
}
BENCHMARK(means_over_ties)->Arg(100000)->Arg(1000000)->Arg(8000000)->Unit(benchmark::kMillisecond);

void far_values(benchmark::State& state) {
  const auto families = static_cast<std::size_t>(state.range(0));
  England england(state.range(0), true, std::make_shared<BlockRunner>());
  const PackedRows& packed = england.world.society->network.packed();
  std::vector<std::vector<std::uint32_t>> far(packed.blocks.size());
  for (std::size_t b = 0; b < far.size(); ++b)
    for (std::uint32_t g = 0; g < packed.blocks[b].groups; ++g)
      for (std::size_t k = 0; k < far_group; ++k) {
        const std::size_t group = packed.blocks[b].first_group + g;
        far[b].push_back(packed.far_base[group] + packed.far_distance[group * far_group + k]);
      }
  std::vector<float> table(largest_table);
  std::size_t values = 0;
  for (const auto& of_block : far) values += of_block.size();
  for (auto _ : state)
    for (const auto& of_block : far) {
      for (std::size_t k = 0; k < of_block.size(); ++k) table[k] = england.world.families.trust[of_block[k]];
      benchmark::DoNotOptimize(table.data());
      benchmark::ClobberMemory();
    }
  report(state, families);
  state.counters["values each"] = static_cast<double>(values) / static_cast<double>(families);
}
BENCHMARK(far_values)->Arg(100000)->Arg(1000000)->Arg(8000000)->Unit(benchmark::kMillisecond);

void retraining(benchmark::State& state) {
  England england(state.range(0), true, std::make_shared<BlockRunner>());
  while (england.month < 12) england.step([] { return 0.0; });
  england.world.month = 12;
  for (auto _ : state) {
    state.PauseTiming();
    auto copy = std::make_unique<World>(england.world);
    state.ResumeTiming();
    train_models(*copy);
    state.PauseTiming();
    copy.reset();
    state.ResumeTiming();
  }
  report(state, static_cast<std::size_t>(state.range(0)));
}
BENCHMARK(retraining)->Arg(100000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace streetlight::bench

BENCHMARK_MAIN();
