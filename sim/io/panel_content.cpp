#include "sim/io/panel_content.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/io/panel_apart.hpp"
#include "sim/io/panel_inputs.hpp"
#include "sim/io/panel_links.hpp"
#include "sim/io/panel_matches.hpp"
#include "sim/io/panel_netcdf.hpp"
#include "sim/io/panel_parameters.hpp"
#include "sim/io/panel_read_netcdf.hpp"
#include "sim/results/leading_columns.hpp"

namespace streetlight {

namespace {

constexpr std::uint64_t most_cells = std::uint64_t{1} << 40;  // of a run
constexpr std::size_t most_values_at_once = std::size_t{1} << 28;

/// Values never become a thousand times smaller by packing; a file of this many bytes has at most so many of values.
std::uint64_t most_bytes_of_values(std::uint64_t file_bytes) { return (std::uint64_t{1} << 30) + 1100 * file_bytes; }

/// The product, or as many as there can be where it is more.
std::uint64_t product(std::initializer_list<std::uint64_t> factors) {
  std::uint64_t all = 1;
  for (const std::uint64_t factor : factors)
    if (__builtin_mul_overflow(all, factor, &all)) return ~std::uint64_t{0};
  return all;
}

ColumnKind kind_of(const std::string& word) {
  for (const ColumnKind kind : {ColumnKind::flow, ColumnKind::stock, ColumnKind::ratio, ColumnKind::relative})
    if (word == to_text(kind)) return kind;
  throw InvalidInput("\"" + word + "\" is not a kind of column");
}

}  // namespace

PanelContent::PanelContent(const std::filesystem::path& path, int file, std::uint64_t bytes)
    : file_(netcdf::open_file(path.string(), file)) {
  open_no_more_files();
  check_all_is_inside(file_);
  VALIDATE(file_.nameExists("panel"), "it has no group /panel");
  const H5::Group root = file_.openGroup("/"), panel = file_.openGroup("panel");
  const auto schema = netcdf::whole(root, "schema");
  VALIDATE(schema.has_value(), "it does not say which schema it has");
  VALIDATE(*schema <= panel_schema, path.string() + ": was written by a newer program (schema " +
                                        std::to_string(*schema) + "; this program knows " +
                                        std::to_string(panel_schema) + ").");
  head_.provenance.schema = static_cast<int>(*schema);
  read_dimensions(panel);
  read_columns(panel);
  read_runs();
  const auto held = static_cast<std::uint64_t>(std::count(head_.done.begin(), head_.done.end(), 1));
  VALIDATE(
      product({held, head_.shape.cells(), head_.shape.columns.size(), sizeof(double)}) <= most_bytes_of_values(bytes),
      "it says that it holds more values than a file of its size can");
  read_provenance(root);
  read_design();
  read_tables();
}

void PanelContent::read_dimensions(const H5::Group& panel) {
  PanelShape& shape = head_.shape;
  shape.scenarios = netcdf::read_words(panel, "scenario");
  shape.points = netcdf::read_wholes(panel, "point").size();
  shape.replicates = netcdf::read_wholes(panel, "replicate").size();
  shape.times = netcdf::read_wholes(panel, "time");
  shape.authorities = netcdf::read_words(panel, "authority");
  shape.groups = netcdf::read_words(panel, "group");
  const H5::DataSet time = panel.openDataSet("time");
  shape.time_unit = netcdf::text(time, "units").value_or("month");
  shape.interval = netcdf::whole(time, "interval").value_or(1);
  const std::uint64_t cells = product({shape.times.size(), shape.authorities.size(), shape.groups.size()});
  VALIDATE(!shape.scenarios.empty() && shape.points > 0 && shape.replicates > 0 && cells > 0,
           "one of its dimensions is empty");
  VALIDATE(cells <= most_cells, "its dimensions are impossibly long");
  VALIDATE(shape.interval > 0 && shape.interval < 1'000'000, "its interval is impossible");
  VALIDATE(std::is_sorted(shape.times.begin(), shape.times.end(), std::less_equal<>()), "its times do not ascend");
  VALIDATE(std::abs(static_cast<double>(shape.times.front())) < 1e9 &&
               std::abs(static_cast<double>(shape.times.back())) < 1e9,
           "its times are impossible");
  const std::int64_t first_after = shape.times.back() + shape.interval;
  shape.end = netcdf::whole(time, "end").value_or(first_after);
  VALIDATE(shape.end > shape.times.back() && shape.end <= first_after, "its end is impossible");
}

void PanelContent::read_columns(const H5::Group& panel) {
  PanelShape& shape = head_.shape;
  const std::vector<hsize_t> size{shape.scenarios.size(),   shape.points,       shape.replicates, shape.times.size(),
                                  shape.authorities.size(), shape.groups.size()};
  for (const std::string& name : netcdf::names_in(panel, H5O_TYPE_DATASET)) {
    H5::DataSet variable = panel.openDataSet(name);
    const auto kind = netcdf::text(variable, "kind");
    if (netcdf::is_dimension(variable) || !kind) continue;  // somebody's own addition is not a column
    VALIDATE(netcdf::size_of(variable) == size, "the column " + name + " has not the size of the panel");
    VALIDATE(netcdf::is_whole(variable) || netcdf::is_real(variable), "the column " + name + " does not hold numbers");
    Column column{.name = name,
                  .unit = netcdf::text(variable, "units").value_or(""),
                  .meaning = netcdf::text(variable, "long_name").value_or(""),
                  .kind = kind_of(*kind)};
    column.type = netcdf::text(variable, "measure").value_or("real") == "count" ? ColumnType::count : ColumnType::real;
    column.numerator = netcdf::text(variable, "numerator").value_or("");
    column.denominator = netcdf::text(variable, "denominator").value_or("");
    column.leading = leading_of(netcdf::text(variable, "leading").value_or(""));
    shape.columns.push_back(std::move(column));
    as_count_.push_back(netcdf::is_whole(variable));
  }
  VALIDATE(!shape.columns.empty(), "it has no columns");
}

void PanelContent::read_runs() {
  const PanelShape& shape = head_.shape;
  const std::uint64_t runs = product({shape.scenarios.size(), shape.points, shape.replicates});
  VALIDATE(file_.nameExists("runs"), "it does not say which runs it holds");
  const auto completed = netcdf::read_wholes(file_.openGroup("runs"), "completed");
  VALIDATE(completed.size() == runs, "its list of runs has not the size of the panel");
  for (const std::int64_t flag : completed) head_.done.push_back(flag != 0);
}

void PanelContent::read_provenance(const H5::Group& root) {
  Provenance& provenance = head_.provenance;
  provenance.title = netcdf::text(root, "title").value_or("");
  if (!file_.nameExists("provenance")) return;
  const H5::Group group = file_.openGroup("provenance");
  provenance.program_version = netcdf::text(group, "program_version").value_or("");
  provenance.commit = netcdf::text(group, "commit").value_or("");
  provenance.model = netcdf::text(group, "model").value_or("");
  provenance.seed = netcdf::seed(group, "seed").value_or(0);
  if (group.nameExists("config")) {
    const auto config = netcdf::read_words(group, "config");
    if (config.size() == 1) provenance.config_text_resolved = config.front();
  }
  if (group.nameExists("scenario_toml")) provenance.scenario_toml = netcdf::read_words(group, "scenario_toml");
  provenance.parameters = streetlight::read_parameters(file_);
  provenance.inputs = read_inputs(file_);
  provenance.matches = read_matches(file_);
}

void PanelContent::read_design() {
  PanelShape& shape = head_.shape;
  shape.design.number.resize(shape.points);
  shape.design.text.resize(shape.points);
  if (!file_.nameExists("design")) return;
  const H5::Group group = file_.openGroup("design");
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

void PanelContent::read_tables() {
  for (const std::string& name : netcdf::names_in(file_.openGroup("/"), H5O_TYPE_GROUP)) {
    if (name == "panel" || name == "runs" || name == "provenance" || name == "parameters" || name == "design" ||
        name == inputs_group || name == matches_group)
      continue;
    const H5::Group group = file_.openGroup(name);
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
    head_.tables.push_back(std::move(table));
  }
}

const H5::DataSet& PanelContent::column_at(std::size_t column) {
  if (open_index_ != column) open_column_ = file_.openDataSet("/panel/" + head_.shape.columns[column].name);
  open_index_ = column;
  return open_column_;
}

std::vector<double> PanelContent::values(std::size_t column, const PanelSlice& slice) {
  const PanelShape& shape = head_.shape;
  EXPECT(column < shape.columns.size() && slice.times > 0 && slice.first_time + slice.times <= shape.times.size() &&
         slice.authority < shape.authorities.size());
  const std::size_t values = slice.times * shape.groups.size();
  VALIDATE(values <= most_values_at_once, "a run has more values than fit in memory");
  const hsize_t first[6] = {slice.run.scenario, slice.run.point, slice.run.replicate,
                            slice.first_time,   slice.authority, 0};
  const hsize_t count[6] = {1, 1, 1, slice.times, 1, shape.groups.size()};
  const H5::DataSet& variable = column_at(column);
  H5::DataSpace part = variable.getSpace();
  part.selectHyperslab(H5S_SELECT_SET, count, first);
  const H5::DataSpace memory(6, count);
  std::vector<double> out(values);
  if (!as_count_[column]) {
    variable.read(out.data(), H5::PredType::NATIVE_DOUBLE, memory, part);
    return out;
  }
  std::vector<std::int64_t> counts(values);
  variable.read(counts.data(), H5::PredType::NATIVE_INT64, memory, part);
  std::transform(counts.begin(), counts.end(), out.begin(), [](std::int64_t count_of) {
    return count_of == fill_count ? fill_real : static_cast<double>(count_of);
  });
  return out;
}

std::vector<double> PanelContent::rows(std::size_t table, const RunKey& run) {
  const TableSummary& summary = head_.tables.at(table);
  return TableCursor(file_.openGroup(summary.shape.name), summary).take(run);
}

Bytes PanelContent::packed(const RunKey& run) {
  if (!stored_runs_) stored_runs_ = std::make_unique<StoredRuns>(file_, head_);
  return stored_runs_->packed(run);
}

void PanelContent::read_through() {
  const PanelShape& shape = head_.shape;
  std::size_t run = 0;
  for (std::uint32_t s = 0; s < shape.scenarios.size(); ++s)
    for (std::uint32_t p = 0; p < shape.points; ++p)
      for (std::uint32_t r = 0; r < shape.replicates; ++r)
        if (head_.done[run++])
          for (std::size_t c = 0; c < shape.columns.size(); ++c)
            for (std::size_t a = 0; a < shape.authorities.size(); ++a) values(c, {{s, p, r}, 0, shape.times.size(), a});
}

}  // namespace streetlight
