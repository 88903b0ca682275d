#pragma once
/// oneTBB where there is one thread: loops run their tasks in order. Only what sim/experiment uses.

#include <utility>

namespace oneapi::tbb {

class task_arena {
 public:
  explicit task_arena(int) {}
  template <class Work>
  auto execute(Work&& work) {
    return std::forward<Work>(work)();
  }
};

namespace this_task_arena {
template <class Work>
auto isolate(Work&& work) {
  return std::forward<Work>(work)();
}
}  // namespace this_task_arena

}  // namespace oneapi::tbb
