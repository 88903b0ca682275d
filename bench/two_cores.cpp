#include <algorithm>
#include <barrier>
#include <thread>

#include "bench/england.hpp"
#include "bench/table_parts.hpp"
#include "sim/experiment/parallel.hpp"

namespace streetlight::bench {

namespace {

/// One thread, which notes how long it was within parallel loops.
class LoopTimer final : public BlockRunner {
 public:
  bool on = false;
  double seconds = 0;
  int calls = 0;

 protected:
  void run(std::size_t tasks, RawTask task, void* context) override {
    const double begin = on ? cpu_seconds() : 0;
    BlockRunner::run(tasks, task, context);
    if (!on) return;
    seconds += cpu_seconds() - begin;
    ++calls;
  }
};

const auto idle = [] { return 0.0; };

double wall_of_month(England& england) {
  const double begin = wall_seconds();
  england.step(idle);
  return wall_seconds() - begin;
}

/// Of a month of two models at once, each on a thread of its own: until both are done.
double wall_of_month(England& first, England& second) {
  std::barrier start(2);
  std::jthread other([&] {
    start.arrive_and_wait();
    second.step(idle);
  });
  start.arrive_and_wait();
  const double begin = wall_seconds();
  first.step(idle);
  other.join();
  return wall_seconds() - begin;
}

/// Share of a month that one thread spends outside parallel loops: the least of three months, each of which has no
/// training.
double serial_share(England& england, LoopTimer& loops) {
  double least = 1;
  const double price = clock_price();
  for (int month = 0; month < 3; ++month) {
    loops.seconds = loops.calls = 0;
    loops.on = true;
    const double begin = cpu_seconds();
    england.step(idle);
    const double whole = cpu_seconds() - begin - price * (2 * loops.calls + 1);
    loops.on = false;
    least = std::min(least, 1.0 - (loops.seconds - price * loops.calls) / whole);
  }
  return least;
}

}  // namespace

TwoCores measure_two_cores(std::int64_t families) {
  const auto loops = std::make_shared<LoopTimer>();
  England alone(families, true, loops), beside(families, true, std::make_shared<BlockRunner>()),
      both(families, true, std::shared_ptr<BlockRunner>(parallel_blocks(2)));
  constexpr int rounds = 4, turn = 3;  // from month 3 on, months of three: the first year's training is in month 12
  double one = 1e9, two = 1e9, pair = 1e9;
  for (int round = 0; round < rounds; ++round) {
    for (int month = 0; month < turn; ++month) one = std::min(one, wall_of_month(alone));
    for (int month = 0; month < turn; ++month) two = std::min(two, wall_of_month(both));
    for (int month = 0; month < turn; ++month) pair = std::min(pair, wall_of_month(alone, beside));
  }
  while (alone.month % 12 == 0 || alone.month % 12 > 9) alone.step(idle);
  return {one / two, 2 * one / pair, serial_share(alone, *loops)};
}

}  // namespace streetlight::bench
