#pragma once
/// See task_arena.h: there is no number of threads to control.

#include <cstddef>

namespace oneapi::tbb {

class global_control {
 public:
  enum parameter { max_allowed_parallelism };
  global_control(parameter, std::size_t) {}
};

}  // namespace oneapi::tbb
