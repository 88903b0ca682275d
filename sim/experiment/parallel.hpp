#pragma once
/// Loops over oneTBB, kept to a given number of threads.

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <functional>
#include <utility>

#include "sim/core/blocks.hpp"
#include "sim/core/float_mode.hpp"

#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif

namespace streetlight {

/// `threads`, or for 0 as many as there are processors for this process (sim/experiment/processors.hpp).
unsigned thread_count(unsigned threads);

/// Tells the thread sanitizer what oneTBB guarantees and the sanitizer cannot see, since the library is built without
/// it: what was done before a loop is seen by its tasks, and what those did is seen after it. Nothing orders the tasks
/// among each other. Create it once everything that the tasks read exists. Does nothing in other builds.
class LoopOrder {
 public:
  LoopOrder() { release(&begun_); }
  ~LoopOrder() { acquire(&ended_); }
  LoopOrder(const LoopOrder&) = delete;
  LoopOrder& operator=(const LoopOrder&) = delete;

  /// Lives as long as a task works, also when that throws.
  class Task {
   public:
    explicit Task(LoopOrder& loop) : loop_(loop) { acquire(&loop.begun_); }
    ~Task() { release(&loop_.ended_); }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;

   private:
    LoopOrder& loop_;
  };

 private:
#ifdef __SANITIZE_THREAD__
  static void release(char* address) { __tsan_release(address); }
  static void acquire(char* address) { __tsan_acquire(address); }
#else
  static void release(char*) {}
  static void acquire(char*) {}
#endif
  char begun_ = 0, ended_ = 0;
};

/// `work` as the body of a loop, in that order; both must outlive the loop. This object itself is copied into the
/// library's tasks before the order begins, so nobody watches how it is read.
template <class Work>
class LoopBody {
 public:
  LoopBody(const Work& work, LoopOrder& order) : work_(&work), order_(&order) {}
  template <class Part>
  __attribute__((no_sanitize("thread"))) void operator()(const Part& part) const {
    const LoopOrder::Task ordered(*order_);
    const FreshFloatMode mode;  // a worker has the mode of whoever made it
    (*work_)(part);
  }

 private:
  const Work* work_;
  LoopOrder* order_;
};

/// The threads that an execution may use. While it lives, more threads than cores are allowed: tests ask for them.
class ThreadTeam {
 public:
  explicit ThreadTeam(unsigned threads);
  unsigned threads() const { return threads_; }
  oneapi::tbb::task_arena& arena() { return arena_; }

 private:
  unsigned threads_;
  oneapi::tbb::global_control allowed_;
  oneapi::tbb::task_arena arena_;
};

/// Calls `work(0)` to `work(threads - 1)` side by side, and returns when all have ended.
void on_each_thread(ThreadTeam& team, const std::function<void(unsigned)>& work);

/// Blocks of one run dealt to the team. While at least as many units of work are open as the team has threads
/// (`open_units`, may be null), the calling thread does its blocks alone: others have work of their own. Once
/// `unwanted` (may be empty) says so, no further block is begun.
class TeamBlocks final : public BlockRunner {
 public:
  TeamBlocks(ThreadTeam& team, const std::atomic<std::size_t>* open_units, std::function<bool()> unwanted = {})
      : team_(team), open_units_(open_units), unwanted_(std::move(unwanted)) {}
  std::size_t concurrency() const override { return team_.threads(); }
  void check_wanted() const override {
    if (unwanted_ && unwanted_()) throw WorkUnwanted();
  }

 private:
  void run(std::size_t tasks, RawTask task, void* context) override;

  ThreadTeam& team_;
  const std::atomic<std::size_t>* open_units_;
  std::function<bool()> unwanted_;
};

}  // namespace streetlight
