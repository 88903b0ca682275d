#pragma once
/// What a file says of itself before any value is read, and its way from the process that reads it to ours. Private to
/// sim/io.

#include <span>
#include <vector>

#include "sim/io/panel_chunks.hpp"
#include "sim/io/panel_reader.hpp"

namespace streetlight {

inline constexpr std::size_t run_columns = 3;  ///< scenario, point, replicate: they stand before a table's own columns

struct PanelHead {
  PanelShape shape;
  Provenance provenance;
  std::vector<TableSummary> tables;
  std::vector<unsigned char> done;  ///< of each run, in the order of keys: 1 when the file holds it
};

Bytes to_bytes(const PanelHead& head);
/// Throws InvalidInput when the bytes are not a head.
PanelHead head_from(std::span<const unsigned char> bytes);

}  // namespace streetlight
