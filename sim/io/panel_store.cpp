#include "sim/io/panel_store.hpp"

#include <algorithm>
#include <array>

#include "sim/core/check.hpp"
#include "sim/io/panel_netcdf.hpp"
#include "sim/io/panel_read_netcdf.hpp"
#include "sim/io/table_cursor.hpp"

namespace streetlight {

namespace {

/// Another program may have cut the chunks in another way, so only a file that is as it was written will do.
const PanelReader& as_written(const PanelReader& reader) {
  VALIDATE(reader.sealed(), reader.path().string() +
                                ": another program has rewritten this file, so its runs cannot be carried over as they "
                                "are. Use the file as it was written, or run it again.");
  return reader;
}

}  // namespace

struct PanelStore::Parts {
  H5::H5File file;
  std::vector<H5::DataSet> columns;
  std::vector<TableCursor> tables;
};

PanelStore::PanelStore(const std::filesystem::path& path)
    : reader_(path), shape_(as_written(reader_).shape()), grid_(shape_) {
  try {
    parts_ = std::make_unique<Parts>(Parts{netcdf::open_file(path.string()), {}, {}});
    const H5::Group panel = parts_->file.openGroup("panel");
    for (const Column& column : shape_.columns) parts_->columns.push_back(panel.openDataSet(column.name));
    for (const TableSummary& table : reader_.tables())
      parts_->tables.emplace_back(parts_->file.openGroup(table.shape.name), table);
  } catch (const H5::Exception& error) {
    throw InvalidInput(path.string() + ": cannot be read (HDF5: " + error.getDetailMsg() + ").");
  }
}

PanelStore::~PanelStore() = default;

std::vector<RunKey> PanelStore::runs() const {
  std::vector<RunKey> keys;
  for (std::uint32_t scenario = 0; scenario < shape_.scenarios.size(); ++scenario)
    for (std::uint32_t point = 0; point < shape_.points; ++point)
      for (std::uint32_t replicate = 0; replicate < shape_.replicates; ++replicate)
        if (contains({scenario, point, replicate})) keys.push_back({scenario, point, replicate});
  return keys;
}

Bytes PanelStore::packed(const RunKey& key) try {
  Bytes packed, part;
  for (const H5::DataSet& column : parts_->columns)
    for (std::size_t chunk = 0; chunk < grid_.count(); ++chunk) {
      const Extent origin = grid_.origin(chunk);
      const std::array<hsize_t, 6> offset{key.scenario, key.point, key.replicate, origin[0], origin[1], origin[2]};
      hsize_t size = 0;
      std::uint32_t filters_left_out = 0;
      if (H5Dget_chunk_storage_size(column.getId(), offset.data(), &size) < 0 || size == 0)
        throw std::runtime_error(reader_.path().string() + ": a stored run cannot be read.");
      part.resize(size);
      if (H5Dread_chunk(column.getId(), H5P_DEFAULT, offset.data(), &filters_left_out, part.data()) < 0 ||
          filters_left_out != 0)
        throw std::runtime_error(reader_.path().string() + ": a stored run cannot be read.");
      add_part(packed, part);
    }
  for (TableCursor& table : parts_->tables) add_part(packed, std::span<const double>(table.take(key)));
  return packed;
} catch (const H5::Exception& error) {
  throw std::runtime_error(reader_.path().string() + ": a stored run cannot be read (HDF5: " + error.getDetailMsg() +
                           ").");
}

}  // namespace streetlight
