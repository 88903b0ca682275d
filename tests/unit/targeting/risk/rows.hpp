#pragma once
/// Training sets for tests: rows in memory served as blocks, and runners that deal blocks in other orders.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <numeric>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "models/targeting/risk/observation.hpp"

namespace streetlight::targeting::testing {

struct Rows final : ObservationBlocks {
  std::vector<std::string> names;
  std::vector<std::vector<float>> x;  // [feature][row]
  std::vector<std::uint8_t> y;
  std::vector<float> w;                // empty: all 1
  std::vector<std::uint16_t> count;    // empty: all 1
  std::vector<std::uint8_t> included;  // empty: all 1
  std::vector<std::uint8_t> observed;  // empty: all 1

  std::size_t rows() const override { return y.size(); }
  const std::vector<std::string>& feature_names() const override { return names; }
  void read(std::size_t block, ObservationBlock& out) const override {
    const Block b = block_at(block, rows());
    out.reset(b.size());
    for (std::size_t j = 0; j < x.size(); ++j)
      std::copy_n(x[j].begin() + long(b.begin), b.size(), out.feature(j).begin());
    std::copy_n(y.begin() + long(b.begin), b.size(), out.label().begin());
    if (!w.empty()) std::copy_n(w.begin() + long(b.begin), b.size(), out.weight().begin());
    if (!count.empty()) std::copy_n(count.begin() + long(b.begin), b.size(), out.count().begin());
    if (!included.empty()) std::copy_n(included.begin() + long(b.begin), b.size(), out.included().begin());
    if (!observed.empty()) std::copy_n(observed.begin() + long(b.begin), b.size(), out.observed().begin());
  }
};

/// Deals tasks to `threads` threads in a shuffled order.
class ShufflingRunner final : public BlockRunner {
 public:
  ShufflingRunner(std::size_t threads, unsigned seed) : threads_(threads), seed_(seed) {}
  std::size_t concurrency() const override { return threads_; }

 protected:
  void run(std::size_t tasks, RawTask task, void* context) override {
    std::vector<std::size_t> order(tasks);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::shuffle(order.begin(), order.end(), std::mt19937(seed_));
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex guard;
    std::vector<std::thread> workers;
    for (std::size_t t = 0; t < threads_; ++t)
      workers.emplace_back([&] {
        try {
          for (std::size_t i; (i = next++) < tasks;) task(context, order[i]);
        } catch (...) {
          const std::lock_guard lock(guard);
          failure = std::current_exception();
        }
      });
    for (std::thread& worker : workers) worker.join();
    if (failure) std::rethrow_exception(failure);
  }

 private:
  std::size_t threads_;
  unsigned seed_;
};

/// Scores of every row.
template <class Scorer>
std::vector<float> scores_of(const Scorer& learner, const ObservationBlocks& source) {
  std::vector<float> scores(source.rows());
  ObservationBlock block(source.feature_names().size());
  for (std::size_t b = 0; b < block_count(source.rows()); ++b) {
    source.read(b, block);
    learner.score(block, std::span(scores).subspan(b * block_size, block.rows()));
  }
  return scores;
}

}  // namespace streetlight::targeting::testing
