#include "sim/io/panel_file.hpp"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

#include "sim/core/check.hpp"
#include "sim/core/run_index.hpp"
#include "sim/io/hdf5_device.hpp"
#include "sim/io/panel_attributes.hpp"
#include "sim/io/panel_inputs.hpp"
#include "sim/io/panel_matches.hpp"
#include "sim/io/panel_netcdf.hpp"
#include "sim/io/panel_parameters.hpp"
#include "sim/io/panel_table.hpp"
#include "sim/io/stored_shape.hpp"

namespace streetlight {

namespace {

std::vector<std::int64_t> count_up(std::size_t size) {
  std::vector<std::int64_t> numbers(size);
  for (std::size_t i = 0; i < size; ++i) numbers[i] = static_cast<std::int64_t>(i);
  return numbers;
}

void describe(const H5::DataSet& variable, const Column& column) {
  netcdf::put_fill(variable);
  for (const auto& [name, text] : panel_attributes(column)) netcdf::put_text(variable, name, text);
}

void write_provenance(const H5::H5File& file, const PanelShape& shape, const Provenance& provenance,
                      netcdf::Dimensions& dimensions) {
  const H5::Group group = netcdf::create_group(file, "provenance");
  netcdf::put_whole(group, "schema", provenance.schema);
  netcdf::put_text(group, "program", "streetlight");
  netcdf::put_text(group, "program_version", provenance.program_version);
  netcdf::put_text(group, "commit", provenance.commit);
  netcdf::put_text(group, "model", provenance.model);
  netcdf::put_seed(group, "seed", provenance.seed);
  netcdf::put_text(netcdf::create_text_scalar(group, "config", provenance.config_text_resolved), "long_name",
                   "the experiment as it was understood, as TOML");
  if (provenance.scenario_toml.empty()) return;
  const std::vector<H5::DataSet> scale{dimensions.words(group, "scenario", shape.scenarios)};
  const H5::DataSet toml = netcdf::create_text_variable(group, "scenario_toml", provenance.scenario_toml);
  netcdf::put_text(toml, "long_name", "every parameter of the scenario, as TOML");
  netcdf::attach(toml, scale);
}

void write_design(const H5::H5File& file, const PanelShape& shape, netcdf::Dimensions& dimensions) {
  const H5::Group group = netcdf::create_group(file, "design");
  netcdf::put_text(group, "long_name", "value of each varied parameter at each design point");
  const std::vector<H5::DataSet> scale{dimensions.numbers(group, "point", count_up(shape.points))};
  for (std::size_t key = 0; key < shape.design.keys.size(); ++key) {
    std::vector<double> numbers;
    std::vector<std::string> words;
    for (std::size_t point = 0; point < shape.points; ++point) {
      numbers.push_back(shape.design.number[point][key]);
      words.push_back(shape.design.text[point][key]);
    }
    const bool numeric = stored_as_numbers(shape.design, key);
    const std::string& name = shape.design.keys[key];
    H5::DataSet variable = numeric ? netcdf::create_variable(group, name, {.size = {shape.points}})
                                   : netcdf::create_text_variable(group, name, words);
    if (numeric) variable.write(numbers.data(), H5::PredType::NATIVE_DOUBLE);
    netcdf::attach(variable, scale);
  }
}

}  // namespace

/// Does a piece of the work. What HDF5 or the system says went wrong in it becomes one error, whichever of them said
/// so.
template <class Work>
void PanelFile::written(Work work) {
  std::string problem;
  try {
    work();
  } catch (const H5::Exception& error) {
    problem = "HDF5: " + error.getDetailMsg();
  }
  if (const int reason = take_device_error()) problem = std::generic_category().message(reason);
  if (!problem.empty()) throw std::runtime_error("the results could not be written: " + problem + ".");
}

struct PanelFile::Parts {
  int device;
  PanelShape shape;
  ChunkGrid grid;
  H5::H5File file;
  netcdf::Dimensions dimensions;
  std::vector<H5::DataSet> columns;
  std::vector<TableWriter> tables;
  std::vector<std::int8_t> done;
  RunKey last{};
  bool any = false;

  Parts(int in, const PanelShape& of)
      : device(in), shape(stored_shape(of)), grid(of), file(netcdf::create_file(in)), done(runs(), 0) {}

  std::size_t runs() const { return shape.runs(); }
  std::size_t index(const RunKey& run) const {
    EXPECT(has_run(shape, run));
    return run_index(shape, run);
  }

  void write_head(const Provenance& provenance) {
    const H5::Group root = file.openGroup("/");
    netcdf::put_text(root, "_NCProperties", "version=2,streetlight=" + provenance.program_version);
    netcdf::put_text(root, "Conventions", "CF-1.10");
    netcdf::put_text(root, "title", provenance.title);
    netcdf::put_text(root, "source", "streetlight " + provenance.program_version + " (" + provenance.commit + ")");
    netcdf::put_whole(root, "schema", provenance.schema);
  }

  void lay_out_panel() {
    const H5::Group panel = netcdf::create_group(file, "panel");
    const std::vector<H5::DataSet> scales{dimensions.words(panel, "scenario", shape.scenarios),
                                          dimensions.numbers(panel, "point", count_up(shape.points)),
                                          dimensions.numbers(panel, "replicate", count_up(shape.replicates)),
                                          dimensions.numbers(panel, "time", shape.times),
                                          dimensions.words(panel, "authority", shape.authorities),
                                          dimensions.words(panel, "group", shape.groups)};
    netcdf::put_text(scales[1], "long_name", "design point; its parameter values are in /design");
    netcdf::put_text(scales[3], "units", shape.time_unit);
    netcdf::put_text(scales[3], "long_name", "first " + shape.time_unit + " of the interval");
    netcdf::put_text(scales[3], "axis", "T");
    netcdf::put_whole(scales[3], "interval", shape.interval);
    netcdf::put_whole(scales[3], "end", shape.end);

    const std::vector<hsize_t> size{shape.scenarios.size(), shape.points,  shape.replicates,
                                    grid.cells[0],          grid.cells[1], grid.cells[2]};
    const std::vector<hsize_t> chunk{1, 1, 1, grid.chunk[0], grid.chunk[1], grid.chunk[2]};
    for (const Column& column : shape.columns) {
      const bool as_count = stored_as_count(column);
      const void* fill = as_count ? static_cast<const void*>(&fill_count) : static_cast<const void*>(&fill_real);
      columns.push_back(netcdf::create_variable(panel, column.name,
                                                {.type = as_count ? H5::PredType::STD_I64LE : H5::PredType::IEEE_F64LE,
                                                 .size = size,
                                                 .chunk = chunk,
                                                 .fill = fill}));
      describe(columns.back(), column);
      netcdf::attach(columns.back(), scales);
    }
  }

  /// One row a run: whether it is in this file.
  void write_runs() {
    const H5::Group group = netcdf::create_group(file, "runs");
    netcdf::put_text(group, "long_name", "the runs of the experiment, and which of them this file holds");
    const std::vector<H5::DataSet> scale{dimensions.numbers(group, "run", count_up(runs()))};
    std::vector<std::int32_t> scenario, point, replicate;
    for (std::size_t s = 0; s < shape.scenarios.size(); ++s)
      for (std::size_t p = 0; p < shape.points; ++p)
        for (std::size_t r = 0; r < shape.replicates; ++r) {
          scenario.push_back(static_cast<std::int32_t>(s));
          point.push_back(static_cast<std::int32_t>(p));
          replicate.push_back(static_cast<std::int32_t>(r));
        }
    const auto add = [&](const char* name, const H5::PredType& stored, const H5::PredType& type, const void* values) {
      H5::DataSet variable = netcdf::create_variable(group, name, {.type = stored, .size = {runs()}});
      variable.write(values, type);
      netcdf::attach(variable, scale);
      return variable;
    };
    add("scenario", H5::PredType::STD_I32LE, H5::PredType::NATIVE_INT32, scenario.data());
    add("point", H5::PredType::STD_I32LE, H5::PredType::NATIVE_INT32, point.data());
    add("replicate", H5::PredType::STD_I32LE, H5::PredType::NATIVE_INT32, replicate.data());
    const H5::DataSet completed = add("completed", H5::PredType::STD_I8LE, H5::PredType::NATIVE_INT8, done.data());
    netcdf::put_text(completed, "long_name", "1 where the run is in this file, 0 where it is missing");
  }
};

PanelFile::PanelFile(int file, const PanelShape& shape, const Provenance& provenance) {
  written([&] {
    parts_ = std::make_unique<Parts>(file, shape);
    parts_->write_head(provenance);
    parts_->lay_out_panel();
    for (const TableShape& table : shape.tables)
      parts_->tables.emplace_back(parts_->file, table, shape.scenarios, parts_->dimensions);
    write_design(parts_->file, parts_->shape, parts_->dimensions);
    write_provenance(parts_->file, shape, provenance, parts_->dimensions);
    write_parameters(parts_->file, provenance.parameters, parts_->dimensions);
    write_inputs(parts_->file, provenance.inputs, parts_->dimensions);
    write_matches(parts_->file, provenance.matches, parts_->dimensions);
  });
}

PanelFile::~PanelFile() = default;

void PanelFile::reserve(std::uint64_t bytes) {
  int status = 0;
  do status = ::fallocate(parts_->device, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(bytes));
  while (status != 0 && errno == EINTR);
  // Not every file system can reserve; without it a full disk is known of later.
  if (status != 0 && errno != EOPNOTSUPP && errno != ENOSYS && errno != EINVAL)
    throw std::runtime_error("about " + std::to_string(bytes / 1'000'000 + 1) +
                             " MB are needed for the results: " + std::generic_category().message(errno) + ".");
}

void PanelFile::put_chunk(const RunKey& run, std::size_t column, std::size_t chunk,
                          std::span<const unsigned char> bytes) {
  written([&] {
    const Extent origin = parts_->grid.origin(chunk);
    const hsize_t offset[6] = {run.scenario, run.point, run.replicate, origin[0], origin[1], origin[2]};
    if (H5Dwrite_chunk(parts_->columns[column].getId(), H5P_DEFAULT, 0, offset, bytes.size(), bytes.data()) < 0)
      throw H5::DataSetIException("H5Dwrite_chunk", "a chunk was not taken");
  });
}

void PanelFile::put_rows(const RunKey& run, std::size_t table, std::span<const double> values) {
  written([&] { parts_->tables[table].append(run, values); });
}

void PanelFile::put_done(const RunKey& run) {
  EXPECT(!parts_->any || parts_->last < run);
  parts_->done[parts_->index(run)] = 1;
  parts_->last = run;
  parts_->any = true;
}

void PanelFile::close() {
  written([&] {
    for (TableWriter& table : parts_->tables) table.close();
    parts_->write_runs();
    parts_->tables.clear();
    netcdf::close(parts_->columns);
    parts_->file.flush(H5F_SCOPE_GLOBAL);
    parts_->file.close();
  });
}

}  // namespace streetlight
