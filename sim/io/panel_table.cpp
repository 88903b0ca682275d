#include "sim/io/panel_table.hpp"

#include <cmath>

#include "sim/core/check.hpp"
#include "sim/io/panel_chunks.hpp"

namespace streetlight {

namespace {

constexpr hsize_t rows_in_chunk = 4096;
constexpr std::size_t rows_in_buffer = 8 * rows_in_chunk;
/// A label that is not a word: plain -1 rather than a declared fill value, which makes readers turn whole
/// numbers into floats.
constexpr std::int32_t no_label = -1;

constexpr std::size_t run_column_count = 3;

/// Which run a row belongs to: columns that every table begins with.
std::vector<TableColumn> columns_of_run(const std::vector<std::string>& scenarios) {
  using Type = TableColumn::Type;
  return {{"scenario", "", "scenario of the run, as its index in /panel/scenario", Type::label, scenarios},
          {"point", "", "design point of the run", Type::whole, {}},
          {"replicate", "", "replicate of the run", Type::whole, {}}};
}

/// Meanings of numbered words for tools that know the CF conventions, which want them without spaces.
std::string flag_meanings(const std::vector<std::string>& labels) {
  std::string text;
  for (const auto& label : labels) {
    if (!text.empty()) text += ' ';
    for (char c : label) text += c == ' ' ? '_' : c;
  }
  return text;
}

H5::DataSet create(const H5::Group& group, const TableColumn& column, bool may_be_missing) {
  netcdf::Storage storage{.size = {0}, .chunk = {rows_in_chunk}, .growing = true, .fill = &fill_real};
  if (column.type == TableColumn::Type::whole) storage.type = H5::PredType::STD_I64LE, storage.fill = &fill_count;
  if (column.type == TableColumn::Type::label) storage.type = H5::PredType::STD_I32LE, storage.fill = &no_label;
  H5::DataSet variable = netcdf::create_variable(group, column.name, storage);
  if (may_be_missing && column.type != TableColumn::Type::label) netcdf::put_fill(variable);
  if (column.type != TableColumn::Type::label)
    netcdf::put_text(variable, "units", column.unit.empty() ? "1" : column.unit);
  netcdf::put_text(variable, "long_name", column.meaning);
  if (!column.labels.empty()) {
    std::vector<std::int32_t> values;
    for (std::size_t i = 0; i < column.labels.size(); ++i) values.push_back(static_cast<std::int32_t>(i));
    netcdf::put_wholes(variable, "flag_values", values);
    netcdf::put_text(variable, "flag_meanings", flag_meanings(column.labels));
    netcdf::put_texts(variable, "labels", column.labels);
  }
  return variable;
}

}  // namespace

TableWriter::TableWriter(const H5::Group& parent, const TableShape& shape, const std::vector<std::string>& scenarios,
                         netcdf::Dimensions& dimensions)
    : shape_(shape), dimensions_(&dimensions), group_(netcdf::create_group(parent, shape.name)) {
  netcdf::put_text(group_, "long_name", shape.meaning);
  std::vector<TableColumn> columns = columns_of_run(scenarios);
  columns.insert(columns.end(), shape.columns.begin(), shape.columns.end());
  shape_.columns = columns;
  for (const TableColumn& column : columns)
    variables_.push_back(create(group_, column, variables_.size() >= run_column_count));
  buffer_.resize(columns.size());
}

void TableWriter::append(const RunKey& run, std::span<const double> values) {
  const std::size_t own = shape_.columns.size() - run_column_count;
  EXPECT(own > 0 && values.size() % own == 0);
  for (std::size_t row = 0; row < values.size() / own; ++row) {
    buffer_[0].push_back(run.scenario);
    buffer_[1].push_back(run.point);
    buffer_[2].push_back(run.replicate);
    for (std::size_t column = 0; column < own; ++column)
      buffer_[run_column_count + column].push_back(values[row * own + column]);
    if (buffer_[0].size() == rows_in_buffer) flush();
  }
}

void TableWriter::flush() {
  const hsize_t rows = buffer_[0].size(), first = written_, total = first + rows;
  if (rows == 0) return;
  for (std::size_t column = 0; column < variables_.size(); ++column) {
    std::vector<double>& values = buffer_[column];
    variables_[column].extend(&total);
    H5::DataSpace part = variables_[column].getSpace();
    part.selectHyperslab(H5S_SELECT_SET, &rows, &first);
    const H5::DataSpace memory(1, &rows);
    if (shape_.columns[column].type == TableColumn::Type::real) {
      for (double& value : values)
        if (std::isnan(value)) value = fill_real;
      variables_[column].write(values.data(), H5::PredType::NATIVE_DOUBLE, memory, part);
    } else {
      const std::int64_t fill = shape_.columns[column].type == TableColumn::Type::whole ? fill_count : no_label;
      std::vector<std::int64_t> whole;
      for (double value : values) {
        EXPECT(std::isnan(value) || (value == std::floor(value) && std::abs(value) <= 0x1p53));
        whole.push_back(std::isnan(value) ? fill : static_cast<std::int64_t>(value));
      }
      variables_[column].write(whole.data(), H5::PredType::NATIVE_INT64, memory, part);
    }
    values.clear();
  }
  written_ = total;
}

void TableWriter::close() {
  flush();
  const std::vector<H5::DataSet> scale{dimensions_->rows(group_, "row", written_)};
  for (const H5::DataSet& variable : variables_) netcdf::attach(variable, scale);
  netcdf::close(variables_);
}

}  // namespace streetlight
