// The parallel block runner: every task once, errors passed on, threads really used.
#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>
#include <numeric>

#include "sim/experiment/execute.hpp"
#include "sim/experiment/parallel.hpp"

using namespace streetlight;

TEST_CASE("each task runs once, whatever the number of threads") {
  for (const unsigned threads : {1u, 2u, 3u, 7u}) {
    const auto blocks = parallel_blocks(threads);
    CHECK(blocks->concurrency() == threads);
    for (const std::size_t tasks : {0u, 1u, 2u, 1000u}) {
      std::vector<std::atomic<int>> calls(tasks);
      blocks->for_each(tasks, [&](std::size_t task) { ++calls[task]; });
      CHECK(std::all_of(calls.begin(), calls.end(), [](const auto& count) { return count == 1; }));
    }
    std::vector<std::size_t> sizes(3);
    blocks->for_each_block(2 * block_size + 5, [&](Block block) { sizes[block.index] = block.size(); });
    CHECK(sizes == std::vector<std::size_t>{block_size, block_size, 5});
  }
  CHECK(parallel_blocks(0)->concurrency() >= 1);
}

TEST_CASE("two tasks do run at the same time") {
  // Each of two tasks waits for the other: with one thread this would never end, so it gives up after a while
  const auto blocks = parallel_blocks(2);
  std::mutex mutex;
  std::condition_variable met;
  int present = 0;
  std::atomic<int> alone = 0;
  blocks->for_each(2, [&](std::size_t) {
    std::unique_lock lock(mutex);
    ++present;
    met.notify_all();
    if (!met.wait_for(lock, std::chrono::seconds(20), [&] { return present == 2; })) ++alone;
  });
  CHECK(alone == 0);
}

TEST_CASE("an exception from a task reaches the caller, and the runner works on") {
  for (const unsigned threads : {1u, 3u}) {
    const auto blocks = parallel_blocks(threads);
    CHECK_THROWS_WITH(blocks->for_each(100,
                                       [](std::size_t task) {
                                         if (task == 37) throw std::runtime_error("task 37");
                                       }),
                      "task 37");
    std::atomic<int> calls = 0;
    blocks->for_each(10, [&](std::size_t) { ++calls; });
    CHECK(calls == 10);
  }
}

TEST_CASE("no block is begun once the work is unwanted") {
  for (const unsigned threads : {1u, 3u}) {
    ThreadTeam team(threads);
    std::atomic<int> calls = 0;
    TeamBlocks blocks(team, nullptr, [&] { return calls >= 5; });
    CHECK_THROWS_AS(blocks.for_each(1000, [&](std::size_t) { ++calls; }), WorkUnwanted);
    CHECK(calls >= 5);
    CHECK(calls < 10);
  }
}

TEST_CASE("loops may be nested") {
  const auto blocks = parallel_blocks(3);
  std::atomic<int> calls = 0;
  blocks->for_each(5, [&](std::size_t) { blocks->for_each(7, [&](std::size_t) { ++calls; }); });
  CHECK(calls == 35);
}
