#include "sim/io/packed_run.hpp"

#include <cstring>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

void add_sized(Bytes& to, const void* bytes, std::uint64_t size) {
  const std::size_t end = to.size();
  to.resize(end + sizeof size + size);
  std::memcpy(to.data() + end, &size, sizeof size);
  if (size > 0) std::memcpy(to.data() + end + sizeof size, bytes, size);
}

}  // namespace

void add_part(Bytes& to, std::span<const unsigned char> part) { add_sized(to, part.data(), part.size()); }
void add_part(Bytes& to, std::span<const double> rows) { add_sized(to, rows.data(), rows.size_bytes()); }

Bytes pack(const PanelShape& shape, const ChunkGrid& grid, const RunResult& run) {
  EXPECT(run.tables.size() == shape.tables.size());
  Bytes packed;
  for (std::size_t column = 0; column < shape.columns.size(); ++column)
    for (std::size_t chunk = 0; chunk < grid.count(); ++chunk)
      add_part(packed, encode_chunk(shape, grid, column, chunk, run.values));
  for (std::size_t table = 0; table < run.tables.size(); ++table) {
    EXPECT(run.tables[table].size() % shape.tables[table].columns.size() == 0);
    add_part(packed, std::span<const double>(run.tables[table]));
  }
  return packed;
}

std::span<const unsigned char> PackedParts::next() {
  std::uint64_t size = 0;
  EXPECT(rest_.size() >= sizeof size);
  std::memcpy(&size, rest_.data(), sizeof size);
  EXPECT(rest_.size() - sizeof size >= size);
  const auto part = rest_.subspan(sizeof size, size);
  rest_ = rest_.subspan(sizeof size + size);
  return part;
}

std::vector<double> PackedParts::next_rows() {
  const auto bytes = next();
  std::vector<double> rows(bytes.size() / sizeof(double));
  if (!rows.empty()) std::memcpy(rows.data(), bytes.data(), rows.size() * sizeof(double));
  return rows;
}

}  // namespace streetlight
