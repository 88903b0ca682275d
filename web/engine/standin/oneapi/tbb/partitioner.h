#pragma once
/// See task_arena.h.

namespace oneapi::tbb {

struct simple_partitioner {};

}  // namespace oneapi::tbb
