#include "sim/io/panel_store.hpp"

#include <algorithm>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

/// Another program may have cut the chunks in another way, so only a file that is as it was written will do.
const PanelReader& as_written(const PanelReader& reader) {
  VALIDATE(reader.sealed(), reader.path().string() +
                                ": another program has rewritten this file, so its runs cannot be carried over as they "
                                "are. Use the file as it was written, or run it again.");
  const PanelShape& shape = reader.shape();
  const auto has = [&shape](const std::string& name) {
    return std::any_of(shape.columns.begin(), shape.columns.end(), [&](const Column& c) { return c.name == name; });
  };
  // This program writes no other files, but a seal is easily forged.
  bool own = true;
  for (const Column& column : shape.columns)
    if (column.kind == ColumnKind::ratio || column.kind == ColumnKind::relative)
      own = own && has(column.numerator) && has(column.denominator);
  for (const TableShape& table : shape.tables) own = own && !table.columns.empty();
  VALIDATE(own, reader.path().string() + ": is sealed as this program does it, but this program did not write it.");
  return reader;
}

}  // namespace

PanelStore::PanelStore(const std::filesystem::path& path) : reader_(path), shape_(as_written(reader_).shape()) {}

std::vector<RunKey> PanelStore::runs() const {
  std::vector<RunKey> keys;
  for (std::uint32_t scenario = 0; scenario < shape_.scenarios.size(); ++scenario)
    for (std::uint32_t point = 0; point < shape_.points; ++point)
      for (std::uint32_t replicate = 0; replicate < shape_.replicates; ++replicate)
        if (contains({scenario, point, replicate})) keys.push_back({scenario, point, replicate});
  return keys;
}

}  // namespace streetlight
