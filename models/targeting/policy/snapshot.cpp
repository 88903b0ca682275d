#include "models/targeting/policy/snapshot.hpp"

#include <array>
#include <numeric>

#include "models/targeting/policy/features.hpp"
#include "sim/core/self_check.hpp"
#include "sim/core/sieve.hpp"

namespace streetlight::targeting {

namespace {

/// Columns of a block while they are looked through for what is not zero.
struct Columns {
  explicit Columns(std::size_t count) : services(count), values(count * block_size) {
    std::iota(services.begin(), services.end(), std::size_t{0});
    for (const std::size_t s : services) column.push_back(values.data() + s * block_size);
  }
  std::vector<std::size_t> services;
  std::vector<float> values;
  std::vector<float*> column;  // [service]
  std::array<float, block_size> care;
  std::array<std::uint16_t, block_size + 8> offsets;
  SparseColumns found;
};

void append(const float* column, std::size_t size, Columns& scratch) {
  static constexpr std::array<float, block_size> zeros{};
  scratch.found.add_column({scratch.offsets.data(), keep_below(zeros.data(), column, size, scratch.offsets.data())},
                           column);
  if constexpr (checks_itself) {
    std::array<float, block_size> kept;
    scratch.found.fill(scratch.found.columns() - 1, {kept.data(), size});
    for (std::size_t i = 0; i < size; ++i)
      must_agree(kept[i] == column[i], "a count in a snapshot", "models/targeting/policy/snapshot.hpp", i);
  }
}

}  // namespace

Snapshot take_snapshot(const World& world, std::uint32_t first, std::uint32_t last) {
  const auto& families = world.families;
  Snapshot snapshot;
  snapshot.month = world.month;
  snapshot.first = first;
  snapshot.generation.assign(families.generation.begin() + first, families.generation.begin() + last);
  snapshot.in_need.resize(last - first);
  snapshot.records.resize(block_count(last - first));
  const std::size_t workers = std::min(world.blocks->concurrency(), snapshot.records.size());
  world.blocks->for_each(workers, [&](std::size_t worker) {
    Columns scratch(world.rates.services.size());
    for (std::size_t b = worker; b < snapshot.records.size(); b += workers) {
      const Block block = block_at(b, last - first);
      const auto begin = first + static_cast<std::uint32_t>(block.begin);
      const auto end = first + static_cast<std::uint32_t>(block.end);
      scratch.found.clear();
      fill_seen_counts(world, scratch.services, begin, end, scratch.column);
      for (const float* counts : scratch.column) append(counts, block.size(), scratch);
      fill_care(world, begin, end, scratch.care.data());
      append(scratch.care.data(), block.size(), scratch);
      snapshot.records[b] = scratch.found;
      const float* __restrict need = families.need.data() + begin;
      std::uint8_t* __restrict in_need = snapshot.in_need.data() + block.begin;
      const float threshold = world.threshold();
      for (std::size_t k = 0; k < block.size(); ++k) in_need[k] = need[k] >= threshold;
    }
  });
  return snapshot;
}

}  // namespace streetlight::targeting
