#include "web/engine/describe.hpp"

#include <cmath>

#include "sim/config/chosen_model.hpp"
#include "sim/config/reference.hpp"
#include "sim/config/report_window.hpp"
#include "sim/experiment/sensitivity_designs.hpp"
#include "sim/results/comparison_choice.hpp"
#include "sim/results/leading_columns.hpp"

namespace streetlight::page {

namespace {

using Json = nlohmann::ordered_json;

Json bound(double limit) { return std::isfinite(limit) ? Json(limit) : Json(nullptr); }

/// The type as a word for the page's script; `allowed` says it to people.
std::string_view type_word(ParameterType type) {
  switch (type) {
    case ParameterType::flag:
      return "flag";
    case ParameterType::whole:
      return "whole";
    case ParameterType::real:
      return "real";
    case ParameterType::text:
      return "text";
    case ParameterType::choice:
      return "choice";
    case ParameterType::optional_real:
      return "optional_real";
    case ParameterType::reals:
      return "reals";
    case ParameterType::texts:
      return "texts";
    case ParameterType::map:
      return "map";
  }
  return "?";
}

Json parameter_json(const Parameter& parameter) {
  const ParameterDoc& doc = parameter.doc;
  return {{"key", doc.key},
          {"type", type_word(parameter.type)},
          {"unit", doc.unit},
          {"default", default_text(parameter)},
          {"allowed", allowed_text(parameter)},
          {"low", bound(doc.range.low)},
          {"high", bound(doc.range.high)},
          {"choices", parameter.choices},
          {"grade", to_text(doc.grade)},
          {"source", doc.source},
          {"meaning", doc.sentence},
          {"monthly", doc.timing == Timing::monthly}};
}

/// "": one world; "sensitivity": a design that `sensitivity` is for; "worlds": any other.
std::string design_word(const RunSource& result) {
  if (result.shape().points < 2 || result.shape().design.keys.empty()) return "";
  const auto experiment = stored_experiment(result);
  return experiment && experiment->design && is_sensitivity_design(experiment->design->kind) ? "sensitivity" : "worlds";
}

}  // namespace

Json models_json() {
  Json out = Json::array();
  for (const ModelType& model : registered_models())
    out.push_back({{"name", model.name}, {"summary", model.summary}, {"entity", model.entity}});
  return out;
}

Json column_json(const Column& column) {
  return {{"name", column.name},
          {"unit", column.unit},
          {"meaning", column.meaning},
          {"kind", to_text(column.kind)},
          {"measure", column.type == ColumnType::count ? "count" : "real"},
          {"numerator", column.numerator},
          {"denominator", column.denominator},
          {"leading", leading_text(column.leading)},
          {"gathered", kind_text(column)}};
}

Json result_json(const RunSource& result) {
  const PanelShape& shape = result.shape();
  const Provenance& from = result.provenance();
  Json out{{"title", from.title},
           {"model", from.model},
           {"seed", from.seed},
           {"program_version", from.program_version},
           {"time_unit", shape.time_unit},
           {"replicates", shape.replicates},
           {"scenarios", shape.scenarios},
           {"points", shape.points},
           {"design_keys", shape.design.keys},
           {"point_values", shape.design.text},
           {"times", shape.times},
           {"interval", shape.interval},
           {"groups", shape.groups},
           {"authorities", shape.authorities},
           {"design", design_word(result)},
           {"tables", Json::array()},
           {"columns", Json::array()},
           {"main", Json::array()},
           {"toml", from.config_text_resolved}};
  for (const TableShape& each : shape.tables) out["tables"].push_back(each.name);
  for (const Column& each : shape.columns) out["columns"].push_back(column_json(each));
  for (const std::size_t c : main_columns(shape)) out["main"].push_back(shape.columns[c].name);
  return out;
}

Json reference_json(const std::string& model) {
  const Reference reference(chosen_model(model));
  Json out{{"model", reference.model().name}, {"parameters", Json::array()}, {"file", Json::array()}};
  for (const Parameter& parameter : reference.model_parameters())
    out["parameters"].push_back(parameter_json(parameter));
  for (const Parameter& parameter : reference.file_parameters()) out["file"].push_back(parameter_json(parameter));
  for (const Column& column : reference.columns()) out["columns"].push_back(column_json(column));
  return out;
}

}  // namespace streetlight::page
