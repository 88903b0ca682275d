#include "sim/experiment/parallel.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>

#include <algorithm>

#include "sim/experiment/execute.hpp"
#include "sim/experiment/processors.hpp"

namespace streetlight {

namespace tbb = oneapi::tbb;

unsigned thread_count(unsigned threads) { return threads > 0 ? threads : usable_processors(); }

ThreadTeam::ThreadTeam(unsigned threads)
    : threads_(thread_count(threads)),
      allowed_(tbb::global_control::max_allowed_parallelism, std::max(threads_, thread_count(0))),
      arena_(static_cast<int>(threads_)) {}

void on_each_thread(ThreadTeam& team, const std::function<void(unsigned)>& work) {
  if (team.threads() == 1) return work(0);
  LoopOrder order;
  team.arena().execute([&] { oneapi::tbb::parallel_for(0u, team.threads(), LoopBody(work, order)); });
}

void TeamBlocks::run(std::size_t tasks, RawTask task, void* context) {
  const bool alone = team_.threads() == 1 || tasks < 2 || (open_units_ != nullptr && *open_units_ >= team_.threads());
  if (alone) {
    for (std::size_t index = 0; index < tasks; ++index) {
      check_wanted();
      task(context, index);
    }
    return;
  }
  using Indices = tbb::blocked_range<std::size_t>;
  const auto work = [&](const Indices& range) {
    for (std::size_t index = range.begin(); index < range.end(); ++index) {
      check_wanted();
      task(context, index);
    }
  };
  LoopOrder order;
  team_.arena().execute([&] {
    // Isolated: while this thread waits for its last blocks it must not start another whole run
    tbb::this_task_arena::isolate(
        [&] { tbb::parallel_for(Indices(0, tasks, 1), LoopBody(work, order), tbb::simple_partitioner()); });
  });
}

namespace {

class OwnTeamBlocks final : public BlockRunner {
 public:
  explicit OwnTeamBlocks(unsigned threads) : team_(threads), blocks_(team_, nullptr) {}
  std::size_t concurrency() const override { return team_.threads(); }

 private:
  void run(std::size_t tasks, RawTask task, void* context) override {
    blocks_.for_each(tasks, [&](std::size_t index) { task(context, index); });
  }

  ThreadTeam team_;
  TeamBlocks blocks_;
};

}  // namespace

std::unique_ptr<BlockRunner> parallel_blocks(unsigned threads) {
  if (thread_count(threads) == 1) return std::make_unique<BlockRunner>();
  return std::make_unique<OwnTeamBlocks>(threads);
}

}  // namespace streetlight
