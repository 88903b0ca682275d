#pragma once
/// A run's values as the chunks that the file will hold. Each column of a run is one chunk (several where
/// that would exceed a few megabytes), byte-shuffled and deflated exactly as HDF5's own filters do it, so
/// that a chunk made here goes into the file without being touched again.

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "sim/core/panel.hpp"

namespace streetlight {

/// What stands for "nothing was written here". The one for counts is netCDF's own for 64-bit integers.
inline constexpr std::int64_t fill_count = -9223372036854775806LL;
inline constexpr double fill_real = std::numeric_limits<double>::quiet_NaN();

/// Whether a column is stored as 64-bit integers: a count of events summed over the interval. A mean
/// over months, and every ratio, is a 64-bit float.
constexpr bool stored_as_count(const Column& column) {
  return column.kind == ColumnKind::flow && column.type == ColumnType::count;
}

/// Extent in (time, authority, group).
using Extent = std::array<std::size_t, 3>;

/// How a run's cells are cut into chunks.
struct ChunkGrid {
  Extent cells;  ///< cells of a run
  Extent chunk;  ///< cells of a chunk; the last in each direction may stick out, filled

  explicit ChunkGrid(const PanelShape& shape);
  std::size_t chunk_cells() const { return chunk[0] * chunk[1] * chunk[2]; }
  std::size_t count() const;
  /// First cell of chunk `index`, counted with the group fastest.
  Extent origin(std::size_t index) const;
};

using Bytes = std::vector<unsigned char>;

/// Chunk `chunk` of column `column` of a run's values ([time][authority][group][column]), shuffled and
/// deflated. EXPECTs that a count is whole and fits 53 bits, or is NaN (stored as the fill value).
Bytes encode_chunk(const PanelShape& shape, const ChunkGrid& grid, std::size_t column, std::size_t chunk,
                   std::span<const double> values);

}  // namespace streetlight
