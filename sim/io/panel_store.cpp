#include "sim/io/panel_store.hpp"

#include <algorithm>
#include <array>

#include "sim/core/check.hpp"
#include "sim/io/hdf5_device.hpp"
#include "sim/io/panel_netcdf.hpp"
#include "sim/io/panel_read_netcdf.hpp"

namespace streetlight {

namespace {

constexpr std::size_t run_columns = 3;  // scenario, point, replicate
constexpr hsize_t rows_at_once = 4096;

/// A table read from its first row to its last, a block at a time.
class TableCursor {
 public:
  TableCursor(const H5::Group& group, const TableSummary& table) : rows_(table.rows) {
    for (const TableColumn& column : table.shape.columns) {
      variables_.push_back(group.openDataSet(column.name));
      types_.push_back(column.type);
    }
    EXPECT(variables_.size() > run_columns);
    block_.resize(variables_.size());
  }

  /// The run's rows, without the columns that name the run.
  std::vector<double> take(const RunKey& run) {
    std::vector<double> values;
    for (; load() && key() <= run; ++next_)
      if (key() == run)
        for (std::size_t column = run_columns; column < block_.size(); ++column) values.push_back(at(column));
    return values;
  }

 private:
  double at(std::size_t column) const { return block_[column][next_ - first_]; }
  RunKey key() const {
    return {static_cast<std::uint32_t>(at(0)), static_cast<std::uint32_t>(at(1)), static_cast<std::uint32_t>(at(2))};
  }

  /// Whether there is a row at `next_`; its block is then in memory.
  bool load() {
    if (next_ >= rows_) return false;
    if (next_ < first_ + loaded_) return true;
    first_ = next_;
    loaded_ = std::min(rows_at_once, rows_ - first_);
    for (std::size_t column = 0; column < variables_.size(); ++column) read_block(column);
    return true;
  }

  void read_block(std::size_t column) {
    H5::DataSpace place = variables_[column].getSpace();
    place.selectHyperslab(H5S_SELECT_SET, &loaded_, &first_);
    const H5::DataSpace memory(1, &loaded_);
    std::vector<double>& values = block_[column];
    values.resize(loaded_);
    if (types_[column] == TableColumn::Type::real) {
      variables_[column].read(values.data(), H5::PredType::NATIVE_DOUBLE, memory, place);
      return;
    }
    // What stands for "nothing here" among whole numbers is NaN among doubles.
    const std::int64_t nothing = types_[column] == TableColumn::Type::whole ? fill_count : -1;
    std::vector<std::int64_t> whole(loaded_);
    variables_[column].read(whole.data(), H5::PredType::NATIVE_INT64, memory, place);
    std::transform(whole.begin(), whole.end(), values.begin(),
                   [nothing](std::int64_t value) { return value == nothing ? fill_real : static_cast<double>(value); });
  }

  std::vector<H5::DataSet> variables_;
  std::vector<TableColumn::Type> types_;
  std::vector<std::vector<double>> block_;  // [column][row]
  hsize_t rows_, first_ = 0, loaded_ = 0, next_ = 0;
};

PanelShape with_tables(PanelShape shape, const std::vector<TableSummary>& tables) {
  for (const TableSummary& table : tables) {
    shape.tables.push_back(table.shape);
    auto& columns = shape.tables.back().columns;
    columns.erase(columns.begin(), columns.begin() + run_columns);
  }
  return shape;
}

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
    : reader_(path), shape_(with_tables(as_written(reader_).shape(), reader_.tables())), grid_(shape_) {
  try {
    parts_ = std::make_unique<Parts>(Parts{netcdf::open_file(path.string()), {}, {}});
    const H5::Group panel = parts_->file.openGroup("panel");
    for (const Column& column : shape_.columns) parts_->columns.push_back(panel.openDataSet(column.name));
    for (const TableSummary& table : reader_.tables())
      parts_->tables.emplace_back(parts_->file.openGroup(table.shape.name), table);
  } catch (const H5::Exception& error) {
    check_device(path);
    throw InvalidInput(path.string() + ": cannot be read (HDF5: " + error.getDetailMsg() + ").");
  }
  check_device(path);
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
  check_device(reader_.path());
  return packed;
} catch (const H5::Exception& error) {
  check_device(reader_.path());
  throw std::runtime_error(reader_.path().string() + ": a stored run cannot be read (HDF5: " + error.getDetailMsg() +
                           ").");
}

}  // namespace streetlight
