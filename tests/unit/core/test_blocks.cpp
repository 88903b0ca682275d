#include <catch2/catch.hpp>
#include <stdexcept>
#include <vector>

#include "sim/core/blocks.hpp"

using namespace streetlight;

TEST_CASE("blocks cover every entity once, in order, none empty and none too large") {
  const std::size_t entities =
      GENERATE(as<std::size_t>{}, 1, 2, block_size - 1, block_size, block_size + 1, 3 * block_size, 3 * block_size + 7);
  std::size_t next = 0;
  for (std::size_t index = 0; index < block_count(entities); ++index) {
    const Block block = block_at(index, entities);
    CHECK(block.index == index);
    CHECK(block.begin == next);
    CHECK(block.size() >= 1);
    CHECK(block.size() <= block_size);
    next = block.end;
  }
  CHECK(next == entities);
}

TEST_CASE("no entities, no blocks") {
  CHECK(block_count(0) == 0);
  bool called = false;
  BlockRunner runner;
  runner.for_each_block(0, [&](Block) { called = true; });
  CHECK_FALSE(called);
}

TEST_CASE("the plain runner does each task once, in order, on the caller's own object") {
  struct Recorder {
    std::vector<std::size_t> seen;
    void operator()(std::size_t index) { seen.push_back(index); }
  } recorder;
  BlockRunner runner;
  runner.for_each(5, recorder);
  CHECK(recorder.seen == std::vector<std::size_t>{0, 1, 2, 3, 4});
  CHECK(runner.concurrency() == 1);
}

TEST_CASE("a const task and a temporary task run too") {
  std::size_t sum = 0;
  const auto add = [&sum](std::size_t index) { sum += index; };
  BlockRunner runner;
  runner.for_each(4, add);
  runner.for_each(4, [&sum](std::size_t index) { sum += 10 * index; });
  CHECK(sum == 66);
}

TEST_CASE("an exception leaves a task and stops the plain runner") {
  BlockRunner runner;
  std::size_t done = 0;
  CHECK_THROWS_WITH(runner.for_each(10,
                                    [&](std::size_t index) {
                                      if (index == 3) throw std::runtime_error("task 3");
                                      ++done;
                                    }),
                    "task 3");
  CHECK(done == 3);
}
