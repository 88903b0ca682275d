#pragma once
/// A finished run as one run of bytes, in the journal and on its way from file to file: for each column and each
/// of its chunks, then for each table, a size and the bytes. Chunks are as encode_chunk() makes them, tables are
/// doubles, [row][column].

#include <cstdint>
#include <span>

#include "sim/core/panel.hpp"
#include "sim/io/panel_chunks.hpp"

namespace streetlight {

/// Packs a run's values and tables. EXPECTs that their sizes are those of the shape.
Bytes pack(const PanelShape& shape, const ChunkGrid& grid, const RunResult& run);

/// Adds one part to a packed run.
void add_part(Bytes& to, std::span<const unsigned char> part);
void add_part(Bytes& to, std::span<const double> rows);

/// Gives the parts back, in order. EXPECTs that they are there.
class PackedParts {
 public:
  explicit PackedParts(std::span<const unsigned char> packed) : rest_(packed) {}
  std::span<const unsigned char> next();
  std::vector<double> next_rows();

 private:
  std::span<const unsigned char> rest_;
};

}  // namespace streetlight
