#include "sim/experiment/shape.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/core/check.hpp"
#include "sim/experiment/execute.hpp"

namespace streetlight {

namespace {

std::shared_ptr<const AnyParameters> first_parameters(const Experiment& experiment, const Settings& point) {
  EXPECT(experiment.model != nullptr && !experiment.scenarios.empty());
  return resolve(experiment, experiment.scenarios.front(), point).front().parameters;
}

double as_number(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1.0 : 0.0;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::numeric_limits<double>::quiet_NaN();
}

DesignShape design_shape(const Experiment& experiment, const DesignPoints& points) {
  DesignShape shape;
  if (!experiment.design) return shape;
  for (const auto& parameter : experiment.design->parameters) shape.keys.push_back(parameter.key);
  for (const Settings point : points) {
    auto& text = shape.text.emplace_back();
    auto& number = shape.number.emplace_back();
    for (const auto& key : shape.keys) {
      const Value& value = point.find(key)->second;
      text.push_back(to_text(value));
      number.push_back(as_number(value));
    }
  }
  return shape;
}

std::vector<std::string> names_of(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  return names;
}

}  // namespace

ModelContext model_context(const Experiment& experiment, std::uint32_t replicate, BlockRunner* blocks) {
  ModelContext context{.streams = Streams(experiment.run.seed, replicate)};
  context.blocks = blocks;
  context.first_month = -experiment.run.spin_up;
  context.months = experiment.run.months;
  context.groups = experiment.groups;
  context.by_authority = experiment.output.by_authority;
  context.sample = experiment.output.family_sample;
  context.by_neighbourhood = experiment.output.by_neighbourhood;
  context.inputs = experiment.inputs;
  return context;
}

ModelContext recorded_context(const Experiment& experiment, std::uint32_t replicate, BlockRunner* blocks,
                              const RecordLayout& layout) {
  ModelContext context = model_context(experiment, replicate, blocks);
  context.read_from = experiment.output.read_from;
  if (layout.selected.size() < layout.columns.size()) {
    context.read.resize(layout.columns.size());
    for (const std::size_t column : layout.selected) context.read[column] = 1;
  }
  return context;
}

std::vector<std::string> authority_rows(const Experiment& experiment, const AnyParameters& parameters) {
  std::vector<std::string> rows{"all"};
  if (experiment.output.by_authority)
    for (auto& name : parameters.authorities()) rows.push_back(std::move(name));
  return rows;
}

std::shared_ptr<const RecordLayout> record_layout(const Experiment& experiment, const Settings& first_point) {
  const auto parameters = first_parameters(experiment, first_point);
  auto layout = std::make_shared<RecordLayout>(record_layout(parameters->columns(), experiment.output.metrics));
  layout->group_names = {"all"};
  for (const auto& group : experiment.groups) layout->group_names.push_back(group.name);
  layout->groups = layout->group_names.size();
  layout->authority_names = authority_rows(experiment, *parameters);
  layout->rows = layout->authority_names.size() * layout->groups;
  layout->tables = parameters->tables(model_context(experiment, 0, nullptr)).size();
  layout->months = experiment.run.months;
  layout->interval = static_cast<Month>(experiment.output.interval);
  return layout;
}

void check_same_rows(const Experiment& experiment, const AnyParameters& laid_out_for, const AnyParameters& version) {
  if (&laid_out_for == &version) return;
  VALIDATE(
      names_of(laid_out_for.columns()) == names_of(version.columns()),
      "this version reports other columns than the first scenario, and one panel holds one set of columns. Give every "
      "scenario and design point the same services and groups");
  const auto expected = authority_rows(experiment, laid_out_for), got = authority_rows(experiment, version);
  VALIDATE(expected == got,
           "this version has " + std::to_string(got.size() - 1) + " authorities, but the panel is laid out for the " +
               std::to_string(expected.size() - 1) +
               " of the first scenario. Keep the authorities the same, or set output.by_authority = false");
}

PanelShape panel_layout(const Experiment& experiment) {
  EXPECT(experiment.run.months >= 1 && experiment.run.spin_up >= 0 && experiment.run.replicates >= 1);
  const auto points = design_points(experiment.design);
  const auto parameters = first_parameters(experiment, points.front());
  const auto layout = record_layout(experiment, points.front());

  PanelShape shape;
  for (const auto& scenario : experiment.scenarios) {
    shape.scenarios.push_back(scenario.name);
    check_same_rows(experiment, *parameters, *resolve(experiment, scenario, points.front()).front().parameters);
  }
  shape.points = points.size();
  shape.replicates = static_cast<std::size_t>(experiment.run.replicates);
  shape.interval = layout->interval;
  for (std::int64_t month = 0; month < experiment.run.months; month += shape.interval) shape.times.push_back(month);
  shape.end = experiment.run.months;
  shape.time_unit = experiment.model->time_unit;
  shape.authorities = authority_rows(experiment, *parameters);
  shape.groups.push_back("all");
  for (const auto& group : experiment.groups) shape.groups.push_back(group.name);
  for (const std::size_t c : layout->selected) shape.columns.push_back(layout->columns[c]);
  shape.tables = parameters->tables(model_context(experiment, 0, nullptr));
  return shape;
}

PanelShape panel_shape(const Experiment& experiment) {
  PanelShape shape = panel_layout(experiment);
  shape.design = design_shape(experiment, design_points(experiment.design));
  return shape;
}

}  // namespace streetlight
