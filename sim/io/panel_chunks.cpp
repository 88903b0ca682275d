#include "sim/io/panel_chunks.hpp"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

/// Cells in a chunk of 4 MiB.
constexpr std::size_t chunk_limit = (std::size_t{4} << 20) / 8;
constexpr int deflate_level = 4;

std::size_t pieces(std::size_t whole, std::size_t piece) { return (whole + piece - 1) / piece; }

std::int64_t to_count(double value) {
  if (std::isnan(value)) return fill_count;
  EXPECT(value == std::floor(value) && std::abs(value) <= 0x1p53);
  return static_cast<std::int64_t>(value);
}

/// Byte 0 of every element, then byte 1 of every element, and so on.
Bytes shuffled(std::span<const std::uint64_t> elements) {
  Bytes out(elements.size_bytes());
  for (std::size_t byte = 0; byte < 8; ++byte)
    for (std::size_t i = 0; i < elements.size(); ++i)
      out[byte * elements.size() + i] = static_cast<unsigned char>(elements[i] >> (8 * byte));
  return out;
}

Bytes deflated(const Bytes& raw) {
  uLongf size = compressBound(static_cast<uLong>(raw.size()));
  Bytes out(size);
  ENSURE(compress2(out.data(), &size, raw.data(), static_cast<uLong>(raw.size()), deflate_level) == Z_OK);
  out.resize(size);
  return out;
}

}  // namespace

ChunkGrid::ChunkGrid(const PanelShape& shape)
    : cells{shape.times.size(), shape.authorities.size(), shape.groups.size()} {
  EXPECT(cells[0] > 0 && cells[1] > 0 && cells[2] > 0);
  chunk[2] = std::min(cells[2], chunk_limit);
  chunk[1] = std::clamp<std::size_t>(chunk_limit / chunk[2], 1, cells[1]);
  chunk[0] = std::clamp<std::size_t>(chunk_limit / (chunk[2] * chunk[1]), 1, cells[0]);
}

std::size_t ChunkGrid::count() const {
  return pieces(cells[0], chunk[0]) * pieces(cells[1], chunk[1]) * pieces(cells[2], chunk[2]);
}

Extent ChunkGrid::origin(std::size_t index) const {
  const std::size_t across = pieces(cells[2], chunk[2]), down = pieces(cells[1], chunk[1]);
  return {index / (across * down) * chunk[0], index / across % down * chunk[1], index % across * chunk[2]};
}

Bytes encode_chunk(const PanelShape& shape, const ChunkGrid& grid, std::size_t column, std::size_t chunk,
                   std::span<const double> values) {
  EXPECT(values.size() == shape.cells() * shape.columns.size());
  const bool as_count = stored_as_count(shape.columns[column]);
  const std::uint64_t fill =
      as_count ? static_cast<std::uint64_t>(fill_count) : std::bit_cast<std::uint64_t>(fill_real);
  std::vector<std::uint64_t> elements(grid.chunk_cells(), fill);

  const Extent origin = grid.origin(chunk);
  Extent end;
  for (std::size_t d = 0; d < 3; ++d) end[d] = std::min(origin[d] + grid.chunk[d], grid.cells[d]);
  for (std::size_t t = origin[0]; t < end[0]; ++t)
    for (std::size_t a = origin[1]; a < end[1]; ++a)
      for (std::size_t g = origin[2]; g < end[2]; ++g) {
        const double value = values[((t * grid.cells[1] + a) * grid.cells[2] + g) * shape.columns.size() + column];
        const std::size_t element =
            ((t - origin[0]) * grid.chunk[1] + (a - origin[1])) * grid.chunk[2] + (g - origin[2]);
        // Every NaN is written as the same NaN, so that its sign and payload cannot make files differ.
        elements[element] = as_count            ? static_cast<std::uint64_t>(to_count(value))
                            : std::isnan(value) ? fill
                                                : std::bit_cast<std::uint64_t>(value);
      }
  return deflated(shuffled(elements));
}

}  // namespace streetlight
