#pragma once
/// See task_arena.h: a loop in order.

#include "oneapi/tbb/blocked_range.h"
#include "oneapi/tbb/partitioner.h"

namespace oneapi::tbb {

template <class Value, class Body>
void parallel_for(const blocked_range<Value>& range, const Body& body, simple_partitioner) {
  if (range.begin() != range.end()) body(range);
}

template <class Index, class Body>
void parallel_for(Index first, Index last, const Body& body) {
  for (; first < last; ++first) body(first);
}

}  // namespace oneapi::tbb
