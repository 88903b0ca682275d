#pragma once
/// What a Results holds: a result of the engine, in memory or on file.

#include <memory>
#include <mutex>
#include <type_traits>
#include <vector>

#include "sim/results/memory_results.hpp"
#include "sim/results/run_source.hpp"
#include "streetlight/results.hpp"

namespace streetlight::library {

struct Results::Data {
  Shape shape;
  std::vector<Failure> failures{};
  bool stopped = false;
  std::unique_ptr<const RunSource> source{};
  const MemoryResults* memory = nullptr;  ///< the same source; null on file
  mutable std::mutex reading{};           ///< a file is for one thread at a time
};

Shape shape_of(const PanelShape& shape);

/// A value of the engine as the library shows it.
template <class Held>
Value value_of(const Held& held) {
  if constexpr (std::is_same_v<Held, std::monostate>)
    return {};
  else
    return Value(held);
}

}  // namespace streetlight::library
