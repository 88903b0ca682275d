#include "sim/network/packed_rows.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

namespace streetlight {

namespace {

std::uint32_t window_begin(const Block& block) {
  return static_cast<std::uint32_t>(block.begin - std::min(block.begin, window_margin));
}
std::uint32_t window_size(const Block& block, std::size_t entities) {
  return static_cast<std::uint32_t>(std::min(block.end + window_margin, entities)) - window_begin(block);
}

/// A tie that leads out of its block's window.
struct FarTie {
  std::uint32_t entity;
  std::uint32_t tie;  ///< counted from the block's first
};

/// Sorts by entity, lowest digit first: a block has some thousand far ties, and comparing them takes five times as
/// long.
void sort_by_entity(std::vector<FarTie>& ties, std::vector<FarTie>& other, std::uint32_t entities) {
  constexpr int digit_bits = 12;
  other.resize(ties.size());
  for (int shift = 0; shift < static_cast<int>(std::bit_width(entities)); shift += digit_bits) {
    std::array<std::uint32_t, (1U << digit_bits) + 1> start{};
    const auto digit = [&](const FarTie& far) { return far.entity >> shift & ((1U << digit_bits) - 1); };
    for (const FarTie& far : ties) ++start[digit(far) + 1];
    std::partial_sum(start.begin(), start.end(), start.begin());
    for (const FarTie& far : ties) other[start[digit(far)]++] = far;
    ties.swap(other);
  }
}

/// One block, packed by itself; positions in `head` count from its own first element.
struct OwnBlock {
  PackedBlock head;
  std::vector<DegreeRun> runs;
  std::vector<std::uint16_t> table_ties;
  std::vector<std::uint32_t> wide_ties;
  std::vector<std::uint32_t> far_base;
  std::vector<std::uint16_t> far_distance;
  std::vector<FarTie> far_ties, sorting;  // storage that is used again

  /// `rank` is the block's part of the column.
  void pack(std::span<const std::uint32_t> offsets, std::span<const std::uint32_t> targets, const Block& block,
            std::span<std::uint16_t> rank);

 private:
  void order_rows(std::span<const std::uint32_t> starts, std::span<std::uint16_t> rank);
  /// Indices of the far entities in the table; false when it would grow too large.
  bool fill_table();
};

void OwnBlock::order_rows(std::span<const std::uint32_t> starts, std::span<std::uint16_t> rank) {
  const auto degree = [&](std::size_t row) { return starts[row + 1] - starts[row]; };
  std::uint32_t highest = 0;
  for (std::size_t row = 0; row < rank.size(); ++row) highest = std::max(highest, degree(row));
  std::vector<std::uint32_t> next(std::size_t{highest} + 1);  // first how many rows, then the rank of the next
  for (std::size_t row = 0; row < rank.size(); ++row) ++next[degree(row)];
  runs.clear();
  std::uint32_t before = 0;
  for (std::uint32_t d = 0; d <= highest; ++d) {
    if (next[d] > 0) runs.push_back({d, next[d]});
    before += std::exchange(next[d], before);
  }
  for (std::size_t row = 0; row < rank.size(); ++row) rank[row] = static_cast<std::uint16_t>(next[degree(row)]++);
}

bool OwnBlock::fill_table() {
  far_base.clear();
  far_distance.clear();
  for (std::size_t i = 0; i < far_ties.size(); ++i) {
    const std::uint32_t entity = far_ties[i].entity;
    if (i == 0 || entity != far_ties[i - 1].entity) {
      const bool room = far_distance.size() % far_group != 0 && entity - far_base.back() <= 0xffff;
      if (!room) {
        far_distance.resize(far_base.size() * far_group);
        far_base.push_back(entity);
      }
      far_distance.push_back(static_cast<std::uint16_t>(entity - far_base.back()));
    }
    const std::size_t index = head.window_size + far_distance.size() - 1;
    if (index >= largest_table) return false;
    table_ties[far_ties[i].tie] = static_cast<std::uint16_t>(index);
  }
  far_distance.resize(far_base.size() * far_group);
  head.groups = static_cast<std::uint32_t>(far_base.size());
  return head.window_size + far_distance.size() <= largest_table;
}

void OwnBlock::pack(std::span<const std::uint32_t> offsets, std::span<const std::uint32_t> targets, const Block& block,
                    std::span<std::uint16_t> rank) {
  const auto entities = static_cast<std::uint32_t>(offsets.size() - 1);
  head = {};
  head.window_begin = window_begin(block);
  head.window_size = window_size(block, entities);
  order_rows(offsets.subspan(block.begin, block.size() + 1), rank);

  // Where each row begins: by rank, and so by entity
  std::array<std::uint32_t, block_size> first_of_rank;
  std::uint32_t ties = 0, at = 0;
  for (const DegreeRun& run : runs)
    for (std::uint32_t r = 0; r < run.rows; ++r, ties += run.degree) first_of_rank[at++] = ties;

  // Ties within the window are indices at once; far ones wait for the table
  table_ties.resize(ties);
  far_ties.clear();
  for (std::size_t row = 0; row < block.size(); ++row) {
    std::uint32_t tie = first_of_rank[rank[row]];
    for (std::uint32_t k = offsets[block.begin + row]; k < offsets[block.begin + row + 1]; ++k, ++tie) {
      const std::uint32_t from_window = targets[k] - head.window_begin;
      if (from_window < head.window_size)
        table_ties[tie] = static_cast<std::uint16_t>(from_window);
      else
        far_ties.push_back({targets[k], tie});
    }
  }
  sort_by_entity(far_ties, sorting, entities);
  wide_ties.clear();
  if (fill_table()) return;

  // Too many different ones: entity numbers instead
  head = {.wide = true};
  wide_ties.resize(ties);
  table_ties.clear();
  far_base.clear();
  far_distance.clear();
  for (std::size_t row = 0; row < block.size(); ++row)
    std::copy(targets.begin() + offsets[block.begin + row], targets.begin() + offsets[block.begin + row + 1],
              wide_ties.begin() + first_of_rank[rank[row]]);
}

/// Groups of far entities if no two ties of a block led to the same one, and none had to be filled up early.
std::size_t most_far_groups(std::span<const std::uint32_t> offsets, std::span<const std::uint32_t> targets,
                            BlockRunner& blocks) {
  const std::size_t entities = offsets.size() - 1;
  std::vector<std::size_t> groups(block_count(entities));
  blocks.for_each_block(entities, [&](const Block& block) {
    const std::uint32_t begin = window_begin(block), size = window_size(block, entities);
    std::size_t far = 0;
    for (std::uint32_t k = offsets[block.begin]; k < offsets[block.end]; ++k) far += targets[k] - begin >= size;
    groups[block.index] = (std::min(far, largest_table) + far_group - 1) / far_group;
  });
  return std::accumulate(groups.begin(), groups.end(), std::size_t{0});
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

template <class T>
std::size_t bytes_of(const std::vector<T>& column) {
  return column.capacity() * sizeof(T);
}

}  // namespace

std::size_t PackedRows::bytes() const {
  return bytes_of(blocks) + bytes_of(runs) + bytes_of(rank) + bytes_of(table_ties) + bytes_of(wide_ties) +
         bytes_of(far_base) + bytes_of(far_distance);
}

PackedRows pack(std::span<const std::uint32_t> offsets, std::span<const std::uint32_t> targets, BlockRunner& blocks) {
  const std::size_t entities = offsets.size() - 1;
  PackedRows packed;
  packed.rank.resize(entities);
  packed.blocks.reserve(block_count(entities));
  packed.table_ties.reserve(targets.size());
  const std::size_t far_groups = most_far_groups(offsets, targets, blocks);
  packed.far_base.reserve(far_groups);
  packed.far_distance.reserve(far_groups * far_group);

  // How much far entities take is known when all are packed: some blocks at a time, then appended in their order
  const std::size_t at_a_time = 4 * blocks.concurrency();
  std::vector<OwnBlock> own(std::min(at_a_time, block_count(entities)));
  for (std::size_t first = 0; first < block_count(entities); first += at_a_time) {
    const std::size_t count = std::min(at_a_time, block_count(entities) - first);
    blocks.for_each(count, [&](std::size_t k) {
      const Block block = block_at(first + k, entities);
      own[k].pack(offsets, targets, block, std::span(packed.rank).subspan(block.begin, block.size()));
    });
    for (std::size_t k = 0; k < count; ++k) {
      OwnBlock& block = own[k];
      block.head.first_tie = block.head.wide ? packed.wide_ties.size() : packed.table_ties.size();
      block.head.first_group = packed.far_base.size();
      block.head.first_run = static_cast<std::uint32_t>(packed.runs.size());
      block.head.runs = static_cast<std::uint32_t>(block.runs.size());
      packed.blocks.push_back(block.head);
      append(packed.runs, block.runs);
      append(packed.table_ties, block.table_ties);
      append(packed.wide_ties, block.wide_ties);
      append(packed.far_base, block.far_base);
      append(packed.far_distance, block.far_distance);
    }
  }
  packed.runs.shrink_to_fit();
  packed.table_ties.shrink_to_fit();
  packed.wide_ties.shrink_to_fit();
  packed.far_base.shrink_to_fit();
  packed.far_distance.shrink_to_fit();
  return packed;
}

}  // namespace streetlight
