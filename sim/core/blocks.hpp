#pragma once
/// Deterministic parallel loops. Work is cut into blocks of a fixed size that does not depend on the
/// number of threads; each block writes only what is its own; sums are reduced in block order by
/// the caller. So the result has the same bits for any number of threads.

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace streetlight {

/// Entities in a block: small enough that a block's working columns stay in the second-level cache.
inline constexpr std::size_t block_size = 2048;

constexpr std::size_t block_count(std::size_t entities) { return (entities + block_size - 1) / block_size; }

/// A half-open range of entities [begin, end) and the index of the block that holds it.
struct Block {
  std::size_t index;
  std::size_t begin;
  std::size_t end;
  constexpr std::size_t size() const { return end - begin; }
};

constexpr Block block_at(std::size_t index, std::size_t entities) {
  return {index, index * block_size, std::min(entities, (index + 1) * block_size)};
}

/// Thrown out of work whose result nobody wants any more: the run was stopped.
struct WorkUnwanted {};

/// Runs numbered tasks in any order, perhaps at the same time. The engine supplies a parallel one;
/// this base runs them one after another.
class BlockRunner {
 public:
  virtual ~BlockRunner() = default;

  /// Calls `task(index)` once for each index in [0, tasks). Returns when all are done; an exception
  /// from a task is rethrown.
  template <class Task>
  void for_each(std::size_t tasks, Task&& task) {
    run(
        tasks, [](void* context, std::size_t index) { (*static_cast<std::remove_reference_t<Task>*>(context))(index); },
        const_cast<void*>(static_cast<const void*>(&task)));
  }

  /// Calls `task(block)` once for each block of `entities`.
  template <class Task>
  void for_each_block(std::size_t entities, Task&& task) {
    for_each(block_count(entities), [&](std::size_t index) { task(block_at(index, entities)); });
  }

  /// Calls `task(item)` once for each item of a list of `items`, some at a time: for what happens to few.
  template <class Task>
  void for_each_item(std::size_t items, Task&& task) {
    constexpr std::size_t batch = 64;
    for_each((items + batch - 1) / batch, [&](std::size_t index) {
      for (std::size_t item = index * batch; item < std::min(items, (index + 1) * batch); ++item) task(item);
    });
  }

  /// Throws WorkUnwanted when somebody has asked for an end. Loops over blocks ask for themselves; whatever else may
  /// take long asks now and then.
  virtual void check_wanted() const {}

  /// How many tasks may run at the same time: a hint for scratch space, never for results.
  virtual std::size_t concurrency() const { return 1; }

 protected:
  using RawTask = void (*)(void* context, std::size_t index);
  virtual void run(std::size_t tasks, RawTask task, void* context) {
    for (std::size_t index = 0; index < tasks; ++index) task(context, index);
  }
};

}  // namespace streetlight
