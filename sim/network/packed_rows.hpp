#pragma once
/// How the rows of a network are stored.
///
/// A block of entities has a table of those that its rows may name: first its window, the entities from `window_begin`
/// on (itself and a margin on either side), then those farther away, ascending and each once, in groups of eight: a
/// group has a 32-bit base and eight 16-bit distances from it. A group that is not full, or whose next entity would
/// lie beyond 65535 of the base, is filled up with its base. A tie is an index into the table.
///
/// Rows stand in order of degree, those of equal degree in order of their entities; runs tell how many rows have each
/// degree. So the start of a row follows from its rank.
///
/// A block whose table would have more than `largest_table` entries is wide: its ties are entity numbers.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/core/blocks.hpp"

namespace streetlight {

inline constexpr std::size_t window_margin = 512;     ///< entities on either side of the block
inline constexpr std::size_t far_group = 8;           ///< far entities that share a base
inline constexpr std::size_t largest_table = 32'768;  ///< entries: 128 kB of single-precision values
static_assert(largest_table <= 0x10000, "a tie is an index into the table, a 16-bit number");
static_assert(block_size + 2 * window_margin <= largest_table, "the window is the first part of the table");
static_assert(block_size <= 0x10000, "the rank of a row within its block is a 16-bit number");

struct PackedBlock {
  std::uint64_t first_tie = 0;    ///< in `table_ties`, or in `wide_ties`
  std::uint64_t first_group = 0;  ///< in `far_base`
  std::uint32_t groups = 0;
  std::uint32_t window_begin = 0;
  std::uint32_t window_size = 0;
  std::uint32_t first_run = 0;
  std::uint32_t runs = 0;
  bool wide = false;
};

/// Rows of one degree that stand together.
struct DegreeRun {
  std::uint32_t degree;
  std::uint32_t rows;
};

struct PackedRows {
  std::vector<PackedBlock> blocks;
  std::vector<DegreeRun> runs;
  std::vector<std::uint16_t> rank;        ///< [entity]: of its row within the block
  std::vector<std::uint16_t> table_ties;  ///< indices into the block's table
  std::vector<std::uint32_t> wide_ties;   ///< entities, for wide blocks
  std::vector<std::uint32_t> far_base;
  std::vector<std::uint16_t> far_distance;  ///< far_group for each base

  struct Row {
    std::uint64_t first;  ///< tie, counted from the block's first
    std::uint32_t degree;
  };
  Row row(std::uint32_t entity) const {
    const PackedBlock& block = blocks[entity / block_size];
    std::uint32_t before = rank[entity];
    std::uint64_t first = 0;
    const DegreeRun* run = runs.data() + block.first_run;
    for (; before >= run->rows; ++run) {
      first += std::uint64_t{run->degree} * run->rows;
      before -= run->rows;
    }
    return {first + std::uint64_t{run->degree} * before, run->degree};
  }
  std::size_t bytes() const;
};

/// Bytes an entity that a network of many blocks takes, with `degree` ties an entity of which `far` lead out of the
/// window, to different entities.
constexpr double packed_bytes(double degree, double far) {
  const double shared = static_cast<double>(sizeof(PackedBlock) + 24 * sizeof(DegreeRun)) / block_size;
  return sizeof(std::uint16_t) * (1.0 + degree + far) + sizeof(std::uint32_t) * far / far_group + shared;
}

/// Packs complete rows. `offsets`: entities + 1 row starts in `targets`; rows ascending.
PackedRows pack(std::span<const std::uint32_t> offsets, std::span<const std::uint32_t> targets, BlockRunner& blocks);

}  // namespace streetlight
