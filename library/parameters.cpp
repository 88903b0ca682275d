#include "streetlight/parameters.hpp"

#include <cmath>

#include "library/described.hpp"
#include "library/guarded.hpp"
#include "library/results_data.hpp"
#include "sim/config/chosen_model.hpp"
#include "sim/config/reference.hpp"
#include "sim/core/check.hpp"
#include "sim/io/panel_attributes.hpp"

namespace streetlight::library {

namespace {

const ModelType& model_named(std::string_view name) {
  if (name.empty()) return chosen_model("");
  const auto* model = find_model(std::string(name));
  VALIDATE(model, unknown_model_message(std::string(name)));
  return *model;
}

std::optional<double> bound(double limit) { return std::isfinite(limit) ? std::optional(limit) : std::nullopt; }

}  // namespace

Parameter described(const streetlight::Parameter& parameter, bool of_experiment) {
  const ParameterDoc& doc = parameter.doc;
  return {.key = doc.key,
          .unit = doc.unit,
          .default_value = default_text(parameter),
          .value_by_default = std::visit([](const auto& held) { return value_of(held); }, parameter.default_value),
          .table_by_default = {parameter.map_defaults.begin(), parameter.map_defaults.end()},
          .is_table = parameter.type == ParameterType::map,
          .allowed = allowed_text(parameter),
          .low = bound(doc.range.low),
          .high = bound(doc.range.high),
          .choices = parameter.choices,
          .grade = std::string(to_text(doc.grade)),
          .source = doc.source,
          .meaning = doc.sentence,
          .monthly = doc.timing == Timing::monthly,
          .of_experiment = of_experiment};
}

Column described(const streetlight::Column& column) {
  return {column.name, column.unit, column.meaning, to_text(column.kind), kind_text(column), panel_attributes(column)};
}

Parameter described(const Reference& reference, const ParameterTable& table, std::string_view key) {
  if (const auto* parameter = table.find(key)) return described(*parameter, false);
  for (const auto& parameter : table.parameters())  // a table of numbers by name is found by its own key, too
    if (parameter.doc.key == key) return described(parameter, false);
  for (const auto& parameter : reference.file_parameters())
    if (parameter.doc.key == key) return described(parameter, true);
  const auto near = nearest_word(key, reference.names());
  throw InvalidInput("there is no parameter '" + std::string(key) + "' of the model " + reference.model().name +
                     (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

std::string Value::text() const {
  return guarded([&] { return to_text(held_); });
}

std::vector<Model> models() {
  return guarded([] {
    std::vector<Model> list;
    for (const auto& model : registered_models()) list.push_back({model.name, model.summary});
    return list;
  });
}

std::vector<Parameter> parameters(std::string_view model) {
  return guarded([&] {
    const Reference reference(model_named(model));
    std::vector<Parameter> list;
    for (const auto& parameter : reference.file_parameters()) list.push_back(described(parameter, true));
    for (const auto& parameter : reference.model_parameters()) list.push_back(described(parameter, false));
    return list;
  });
}

Parameter describe(std::string_view key, std::string_view model) {
  return guarded([&] {
    const ModelType& type = model_named(model);
    return described(Reference(type), *type.table({}), key);
  });
}

std::vector<Column> columns(std::string_view model) {
  return guarded([&] {
    std::vector<Column> list;
    const Reference reference(model_named(model));
    for (const auto& column : reference.columns()) list.push_back(described(column));
    return list;
  });
}

}  // namespace streetlight::library
