#include "sim/io/panel_reader.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <system_error>
#include <type_traits>

#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/io/hdf5_device.hpp"
#include "sim/io/panel_apart.hpp"
#include "sim/io/panel_chunks.hpp"
#include "sim/io/panel_netcdf.hpp"
#include "sim/io/panel_parameters.hpp"
#include "sim/io/panel_read_netcdf.hpp"
#include "sim/io/panel_seal.hpp"
#include "sim/io/panel_writer.hpp"

namespace streetlight {

namespace {

/// What reading a file through may take, lest the HDF5 library goes round in circles over a damaged one or asks for
/// gigabytes. No disk worth the name and no processor is slower, and hardly more than a chunk is in memory at a time.
ApartLimits limits_of_reading(std::uintmax_t size) {
  const auto seconds = static_cast<unsigned>(size / 5'000'000);
  return {.seconds = 60 + seconds, .cpu_seconds = 10 + seconds, .bytes = (std::uint64_t{1} << 30) + 16 * size};
}

constexpr std::size_t most_values_at_once = std::size_t{1} << 28;
constexpr const char* foreign = "is an HDF5 file, but not a Streetlight panel: ";

/// Calls `reading` and turns what can go wrong into one error that names the file.
template <class Reading>
auto guarded(const std::filesystem::path& path, Reading reading) {
  try {
    if constexpr (std::is_void_v<decltype(reading())>) {
      reading();
      check_device(path);
    } else {
      auto read = reading();
      check_device(path);
      return read;
    }
  } catch (const H5::Exception& error) {
    check_device(path);
    throw InvalidInput(path.string() + ": is damaged, or not a Streetlight panel (HDF5: " + error.getDetailMsg() +
                       ").");
  } catch (const std::bad_alloc&) {
    throw InvalidInput(path.string() + ": is damaged: it asks for more memory than there is.");
  } catch (const std::length_error&) {
    throw InvalidInput(path.string() + ": is damaged: it asks for more memory than there is.");
  } catch (const InvalidInput& error) {
    check_device(path);
    const std::string message = error.what();
    throw InvalidInput(message.starts_with(path.string()) ? message : path.string() + ": " + foreign + message + ".");
  }
}

void check_is_hdf5(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    const std::filesystem::path aside = aside_path(path);
    const bool unfinished = std::filesystem::exists(aside, ignored);
    throw InvalidInput(path.string() + ": there is no such file" +
                       (unfinished ? " yet: it is not finished, and its runs so far are in " + aside.string() +
                                         ". Go on with `streetlight run ... --resume`."
                                   : "."));
  }
  VALIDATE(!std::filesystem::is_directory(path, ignored), path.string() + ": is a folder, not a file.");
  VALIDATE(std::filesystem::is_regular_file(path, ignored), path.string() + ": is not a regular file.");
  std::ifstream in(path, std::ios::binary);
  VALIDATE(in.good(), path.string() + ": cannot be read: " + std::generic_category().message(errno) + ".");
  std::array<char, 8> head{};
  in.read(head.data(), head.size());
  VALIDATE(!in.bad(), path.string() + ": cannot be read: " + std::generic_category().message(errno) + ".");
  const std::string start(head.data(), static_cast<std::size_t>(in.gcount()));
  VALIDATE(!start.empty(), path.string() + ": is empty.");
  VALIDATE(!start.starts_with("SLJOUR"),
           path.string() + ": is an output that is not finished. Go on with `streetlight run ... --resume`.");
  VALIDATE(start == "\x89HDF\r\n\x1a\n", path.string() + ": is not an HDF5 file.");
}

ColumnKind kind_of(const std::string& word) {
  for (const ColumnKind kind : {ColumnKind::flow, ColumnKind::stock, ColumnKind::ratio, ColumnKind::relative})
    if (word == to_text(kind)) return kind;
  throw InvalidInput("\"" + word + "\" is no kind of column");
}

}  // namespace

struct PanelReader::Parts {
  std::filesystem::path path;
  bool sealed = false;
  H5::H5File file;
  PanelShape shape;
  Provenance provenance;
  std::vector<TableSummary> tables;
  H5::DataSet open_column;  ///< one at a time: each holds a cache of decompressed values
  std::size_t open_index = static_cast<std::size_t>(-1);
  std::vector<bool> as_count;
  std::vector<bool> done;

  void open() {
    file = netcdf::open_file(path.string());
    VALIDATE(file.nameExists("panel"), "it has no group /panel");
    const H5::Group root = file.openGroup("/"), panel = file.openGroup("panel");
    const auto schema = netcdf::whole(root, "schema");
    VALIDATE(schema.has_value(), "it does not say which schema it has");
    VALIDATE(*schema <= panel_schema, path.string() + ": was written by a newer program (schema " +
                                          std::to_string(*schema) + "; this program knows " +
                                          std::to_string(panel_schema) + ").");
    read_dimensions(panel);
    read_columns(panel);
    read_runs();
    read_provenance(static_cast<int>(*schema), root);
    read_design();
    read_tables();
  }

  void read_dimensions(const H5::Group& panel) {
    shape.scenarios = netcdf::read_words(panel, "scenario");
    shape.points = netcdf::read_wholes(panel, "point").size();
    shape.replicates = netcdf::read_wholes(panel, "replicate").size();
    shape.times = netcdf::read_wholes(panel, "time");
    shape.authorities = netcdf::read_words(panel, "authority");
    shape.groups = netcdf::read_words(panel, "group");
    const H5::DataSet time = panel.openDataSet("time");
    shape.time_unit = netcdf::text(time, "units").value_or("month");
    shape.interval = netcdf::whole(time, "interval").value_or(1);
    VALIDATE(!shape.scenarios.empty() && shape.points > 0 && shape.replicates > 0 && shape.cells() > 0,
             "one of its dimensions is empty");
    VALIDATE(shape.interval > 0 && shape.interval < 1'000'000, "its interval is impossible");
    VALIDATE(std::is_sorted(shape.times.begin(), shape.times.end(), std::less_equal<>()), "its times do not ascend");
    VALIDATE(std::abs(static_cast<double>(shape.times.front())) < 1e9 &&
                 std::abs(static_cast<double>(shape.times.back())) < 1e9,
             "its times are impossible");
    const std::int64_t first_after = shape.times.back() + shape.interval;
    shape.end = netcdf::whole(time, "end").value_or(first_after);
    VALIDATE(shape.end > shape.times.back() && shape.end <= first_after, "its end is impossible");
  }

  void read_columns(const H5::Group& panel) {
    const std::vector<hsize_t> size{shape.scenarios.size(),   shape.points,       shape.replicates, shape.times.size(),
                                    shape.authorities.size(), shape.groups.size()};
    for (const std::string& name : netcdf::names_in(panel, H5O_TYPE_DATASET)) {
      H5::DataSet variable = panel.openDataSet(name);
      const auto kind = netcdf::text(variable, "kind");
      if (netcdf::is_dimension(variable) || !kind) continue;  // somebody's own addition is no column
      VALIDATE(netcdf::size_of(variable) == size, "the column " + name + " has not the size of the panel");
      VALIDATE(netcdf::is_whole(variable) || netcdf::is_real(variable),
               "the column " + name + " does not hold numbers");
      Column column{.name = name,
                    .unit = netcdf::text(variable, "units").value_or(""),
                    .meaning = netcdf::text(variable, "long_name").value_or(""),
                    .kind = kind_of(*kind)};
      column.type =
          netcdf::text(variable, "measure").value_or("real") == "count" ? ColumnType::count : ColumnType::real;
      column.numerator = netcdf::text(variable, "numerator").value_or("");
      column.denominator = netcdf::text(variable, "denominator").value_or("");
      shape.columns.push_back(std::move(column));
      as_count.push_back(netcdf::is_whole(variable));
    }
    VALIDATE(!shape.columns.empty(), "it has no columns");
  }

  void read_runs() {
    const std::size_t runs = shape.scenarios.size() * shape.points * shape.replicates;
    VALIDATE(file.nameExists("runs"), "it does not say which runs it holds");
    const auto completed = netcdf::read_wholes(file.openGroup("runs"), "completed");
    VALIDATE(completed.size() == runs, "its list of runs has not the size of the panel");
    for (const std::int64_t flag : completed) done.push_back(flag != 0);
  }

  void read_provenance(int schema, const H5::Group& root) {
    provenance.schema = schema;
    provenance.title = netcdf::text(root, "title").value_or("");
    if (!file.nameExists("provenance")) return;
    const H5::Group group = file.openGroup("provenance");
    provenance.program_version = netcdf::text(group, "program_version").value_or("");
    provenance.commit = netcdf::text(group, "commit").value_or("");
    provenance.model = netcdf::text(group, "model").value_or("");
    provenance.seed = netcdf::seed(group, "seed").value_or(0);
    if (group.nameExists("config")) {
      const auto config = netcdf::read_words(group, "config");
      if (config.size() == 1) provenance.config_text_resolved = config.front();
    }
    if (group.nameExists("scenario_toml")) provenance.scenario_toml = netcdf::read_words(group, "scenario_toml");
    provenance.parameters = read_parameters(file);
  }

  void read_design() {
    shape.design.number.resize(shape.points);
    shape.design.text.resize(shape.points);
    if (!file.nameExists("design")) return;
    const H5::Group group = file.openGroup("design");
    for (const std::string& name : netcdf::names_in(group, H5O_TYPE_DATASET)) {
      const H5::DataSet variable = group.openDataSet(name);
      if (netcdf::is_dimension(variable)) continue;
      VALIDATE(netcdf::size_of(variable) == std::vector<hsize_t>{shape.points},
               "its design has not the size of the panel");
      shape.design.keys.push_back(name);
      if (netcdf::is_word(variable)) {
        const auto words = netcdf::read_words(group, name);
        for (std::size_t p = 0; p < shape.points; ++p) {
          shape.design.text[p].push_back(words[p]);
          shape.design.number[p].push_back(fill_real);
        }
      } else {
        const auto numbers = netcdf::read_reals(group, name);
        for (std::size_t p = 0; p < shape.points; ++p) {
          shape.design.text[p].push_back(shortest(numbers[p]));
          shape.design.number[p].push_back(numbers[p]);
        }
      }
    }
  }

  void read_tables() {
    for (const std::string& name : netcdf::names_in(file.openGroup("/"), H5O_TYPE_GROUP)) {
      if (name == "panel" || name == "runs" || name == "provenance" || name == "parameters" || name == "design")
        continue;
      const H5::Group group = file.openGroup(name);
      TableSummary table{{name, netcdf::text(group, "long_name").value_or(""), {}}, 0};
      for (const std::string& column : netcdf::names_in(group, H5O_TYPE_DATASET)) {
        const H5::DataSet variable = group.openDataSet(column);
        if (netcdf::is_dimension(variable)) continue;
        const auto size = netcdf::size_of(variable);
        if (size.size() == 1) table.rows = std::max<std::uint64_t>(table.rows, size[0]);
        TableColumn described{column, netcdf::text(variable, "units").value_or(""),
                              netcdf::text(variable, "long_name").value_or(""), TableColumn::Type::real,
                              netcdf::texts(variable, "labels")};
        if (netcdf::is_whole(variable))
          described.type = described.labels.empty() ? TableColumn::Type::whole : TableColumn::Type::label;
        table.shape.columns.push_back(std::move(described));
      }
      tables.push_back(std::move(table));
    }
  }

  std::size_t index(const RunKey& run) const {
    EXPECT(run.scenario < shape.scenarios.size() && run.point < shape.points && run.replicate < shape.replicates);
    return (run.scenario * shape.points + run.point) * shape.replicates + run.replicate;
  }

  const H5::DataSet& column_at(std::size_t column) {
    if (open_index != column) open_column = file.openDataSet("/panel/" + shape.columns[column].name);
    open_index = column;
    return open_column;
  }

  std::vector<double> read(std::size_t column, const PanelSlice& slice) {
    EXPECT(column < shape.columns.size() && slice.times > 0 && slice.first_time + slice.times <= shape.times.size() &&
           slice.authority < shape.authorities.size());
    const std::size_t values = slice.times * shape.groups.size();
    VALIDATE(values <= most_values_at_once, "a run has more values than fit in memory");
    const hsize_t first[6] = {slice.run.scenario, slice.run.point, slice.run.replicate,
                              slice.first_time,   slice.authority, 0};
    const hsize_t count[6] = {1, 1, 1, slice.times, 1, shape.groups.size()};
    const H5::DataSet& variable = column_at(column);
    H5::DataSpace place = variable.getSpace();
    place.selectHyperslab(H5S_SELECT_SET, count, first);
    const H5::DataSpace memory(6, count);
    std::vector<double> out(values);
    if (!as_count[column]) {
      variable.read(out.data(), H5::PredType::NATIVE_DOUBLE, memory, place);
      return out;
    }
    std::vector<std::int64_t> counts(values);
    variable.read(counts.data(), H5::PredType::NATIVE_INT64, memory, place);
    std::transform(counts.begin(), counts.end(), out.begin(), [](std::int64_t count_of) {
      return count_of == fill_count ? fill_real : static_cast<double>(count_of);
    });
    return out;
  }

  /// Touches every value once.
  void read_through() {
    for (std::uint32_t s = 0; s < shape.scenarios.size(); ++s)
      for (std::uint32_t p = 0; p < shape.points; ++p)
        for (std::uint32_t r = 0; r < shape.replicates; ++r)
          for (std::size_t c = 0; c < shape.columns.size(); ++c)
            for (std::size_t a = 0; a < shape.authorities.size(); ++a) read(c, {{s, p, r}, 0, shape.times.size(), a});
  }
};

PanelReader::PanelReader(const std::filesystem::path& path) : parts_(std::make_unique<Parts>()) {
  parts_->path = path;
  check_is_hdf5(path);
  const SealState state = inspect_seal(path);
  VALIDATE(state != SealState::broken,
           path.string() + ": is damaged: its content is not what was written (the checksum differs).");
  parts_->sealed = state == SealState::whole;
  if (!parts_->sealed) {
    const std::string crashed = path.string() + ": is damaged so badly that the HDF5 library cannot read it.";
    const auto error = apart(
        [&] {
          guarded(path, [&] {
            Parts trial;
            trial.path = path;
            trial.open();
            trial.read_through();
          });
        },
        crashed, limits_of_reading(std::filesystem::file_size(path)));
    if (error) throw InvalidInput(*error);
  }
  guarded(path, [&] { parts_->open(); });
}

PanelReader::~PanelReader() = default;

const std::filesystem::path& PanelReader::path() const { return parts_->path; }
const PanelShape& PanelReader::shape() const { return parts_->shape; }
const Provenance& PanelReader::provenance() const { return parts_->provenance; }
const std::vector<TableSummary>& PanelReader::tables() const { return parts_->tables; }
bool PanelReader::completed(const RunKey& key) const { return parts_->done[parts_->index(key)]; }
std::size_t PanelReader::runs() const { return parts_->done.size(); }
std::size_t PanelReader::runs_completed() const {
  return static_cast<std::size_t>(std::count(parts_->done.begin(), parts_->done.end(), true));
}
bool PanelReader::sealed() const { return parts_->sealed; }

std::vector<double> PanelReader::read(std::size_t column, const PanelSlice& slice) const {
  return guarded(parts_->path, [&] { return parts_->read(column, slice); });
}

}  // namespace streetlight
