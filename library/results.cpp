#include "streetlight/results.hpp"

#include <algorithm>

#include "library/comparison_data.hpp"
#include "library/described.hpp"
#include "library/guarded.hpp"
#include "library/results_data.hpp"
#include "sim/core/check.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/io/panel_writer.hpp"
#include "sim/results/panel_choice.hpp"

namespace streetlight::library {

namespace {

constexpr const char* cards_table = "models";

Table::Column numbers(std::string name, std::string meaning) {
  return {std::move(name), "", std::move(meaning), {}, {}};
}

Table empty_table(const TableShape& shape, const PanelShape& panel) {
  Table table{shape.name, shape.meaning, 0, {}};
  table.columns.push_back(numbers("scenario", "Scenario of the run."));
  table.columns.back().labels = panel.scenarios;
  table.columns.push_back(numbers("point", "Design point of the run, counted from 0."));
  table.columns.push_back(numbers("replicate", "Replicate of the run, counted from 0."));
  for (const TableColumn& column : shape.columns)
    table.columns.push_back({column.name, column.unit, column.meaning, {}, column.labels});
  return table;
}

std::vector<std::string> table_names(const PanelShape& shape) {
  std::vector<std::string> names;
  for (const TableShape& table : shape.tables) names.push_back(table.name);
  return names;
}

Table table_at(const Results::Data& data, std::size_t index) {
  const PanelShape& shape = data.source->shape();
  Table table = empty_table(shape.tables[index], shape);
  const std::size_t width = shape.tables[index].columns.size();
  for_each_run(shape, [&](const RunKey& run) {
    const auto cells = data.source->rows(index, run);
    for (std::size_t row = 0; width > 0 && row < cells.size() / width; ++row, ++table.rows) {
      table.columns[0].values.push_back(run.scenario);
      table.columns[1].values.push_back(run.point);
      table.columns[2].values.push_back(run.replicate);
      for (std::size_t i = 0; i < width; ++i) table.columns[3 + i].values.push_back(cells[row * width + i]);
    }
  });
  return table;
}

}  // namespace

Shape shape_of(const PanelShape& shape) {
  Shape shown;
  shown.scenarios = shape.scenarios;
  shown.points = shape.points;
  shown.replicates = shape.replicates;
  shown.times = shape.times;
  shown.interval = shape.interval;
  shown.end = shape.end;
  shown.time_unit = shape.time_unit;
  shown.authorities = shape.authorities;
  shown.groups = shape.groups;
  for (const auto& column : shape.columns) shown.columns.push_back(described(column));
  shown.design_keys = shape.design.keys;
  shown.design_values = shape.design.text;
  return shown;
}

Results Results::open(const std::filesystem::path& file) {
  return Results(guarded([&] {
    auto reader = std::make_unique<PanelReader>(file);
    auto data = std::make_shared<Data>();
    data->shape = shape_of(reader->shape());
    data->source = std::move(reader);
    return data;
  }));
}

const std::string& Results::title() const { return data_->source->provenance().title; }
const std::string& Results::model() const { return data_->source->provenance().model; }
const Shape& Results::shape() const { return data_->shape; }
bool Results::complete() const { return runs_completed() == data_->source->runs(); }
std::size_t Results::runs_completed() const { return data_->source->runs_completed(); }
bool Results::stopped() const { return data_->stopped; }
const std::vector<Failure>& Results::failures() const { return data_->failures; }

Array Results::column(std::string_view name, std::string_view authority) const {
  return guarded([&] {
    const PanelShape& shape = data_->source->shape();
    const std::size_t column = choose_one(std::string(name), column_names(shape), "column");
    const std::size_t row = choose_one(std::string(authority), shape.authorities, "authority");
    Array array{{},
                {"scenario", "point", "replicate", "time", "group"},
                {shape.scenarios.size(), shape.points, shape.replicates, shape.times.size(), shape.groups.size()},
                shape.columns[column].unit,
                shape.columns[column].meaning};
    array.values.reserve(shape.runs() * shape.times.size() * shape.groups.size());
    const std::lock_guard lock(data_->reading);
    for_each_run(shape, [&](const RunKey& run) {
      const auto values = data_->source->read(column, {run, 0, shape.times.size(), row});
      array.values.insert(array.values.end(), values.begin(), values.end());
    });
    return array;
  });
}

Array Results::whole_column(std::string_view name) const {
  return guarded([&] {
    const PanelShape& shape = data_->source->shape();
    const std::size_t column = choose_one(std::string(name), column_names(shape), "column");
    const std::size_t times = shape.times.size(), authorities = shape.authorities.size(), groups = shape.groups.size();
    Array array{{},
                {"scenario", "point", "replicate", "time", "authority", "group"},
                {shape.scenarios.size(), shape.points, shape.replicates, times, authorities, groups},
                shape.columns[column].unit,
                shape.columns[column].meaning};
    array.values.resize(shape.runs() * times * authorities * groups);
    double* run_values = array.values.data();
    const std::lock_guard lock(data_->reading);
    for_each_run(shape, [&](const RunKey& run) {
      for (std::size_t a = 0; a < authorities; ++a) {
        const auto values = data_->source->read(column, {run, 0, times, a});
        for (std::size_t t = 0; t < times; ++t)
          std::copy_n(&values[t * groups], groups, run_values + (t * authorities + a) * groups);
      }
      run_values += times * authorities * groups;
    });
    return array;
  });
}

std::vector<std::string> Results::tables() const { return table_names(data_->source->shape()); }

Table Results::table(std::string_view name) const {
  return guarded([&] {
    const std::size_t index = choose_one(std::string(name), table_names(data_->source->shape()), "table");
    const std::lock_guard lock(data_->reading);
    return table_at(*data_, index);
  });
}

Table Results::model_cards() const {
  const auto names = tables();
  return std::find(names.begin(), names.end(), cards_table) == names.end() ? Table{cards_table, "", 0, {}}
                                                                           : table(cards_table);
}

Comparison Results::compare(const ComparisonRequest& request) const {
  return Comparison(guarded([&] {
    const std::lock_guard lock(data_->reading);
    return compared(data_, request);
  }));
}

void Results::write(const std::filesystem::path& file, Replace replace) const {
  guarded([&] {
    VALIDATE(data_->memory, data_->source->name() + ": is a file already; copy it.");
    const MemoryResults& memory = *data_->memory;
    std::error_code ignored;
    VALIDATE(
        replace == Replace::yes || !std::filesystem::exists(file, ignored) || std::filesystem::is_empty(file, ignored),
        file.string() + ": there is already a file of that name. Choose another name, or say that it may be replaced.");
    const bool empty = std::begin(memory.kept()) == std::end(memory.kept());
    VALIDATE(!empty || !std::filesystem::exists(file, ignored),
             file.string() + ": is left alone, since no run of this result is done.");
    // Takes in what an earlier attempt left, which a full disk may have ended.
    PanelWriter writer(file, memory.shape(), memory.provenance(), Start::resume);
    writer.check_replaces([&](const RunKey& run) { return memory.completed(run); });
    for (const auto& [key, run] : memory.kept())
      if (!writer.already_done(key)) writer.write(run);
    if (!writer.finish(data_->failures.size()))
      throw InvalidInput(file.string() +
                         ": holds an earlier result, which was left there, because runs of this one failed.");
  });
}

}  // namespace streetlight::library
