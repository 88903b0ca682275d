#include "sim/config/json_schema.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace streetlight {

namespace {

using Json = nlohmann::ordered_json;

/// Whole numbers without a point, as a person would write them.
Json bound(double x) {
  if (x == std::floor(x) && std::abs(x) < 0x1p53) return static_cast<std::int64_t>(x);
  return x;
}

Json number_schema(const Parameter& parameter, const char* type) {
  const auto& range = parameter.doc.range;
  Json schema{{"type", type}};
  if (std::isfinite(range.low)) schema[range.low_open ? "exclusiveMinimum" : "minimum"] = bound(range.low);
  if (std::isfinite(range.high)) schema[range.high_open ? "exclusiveMaximum" : "maximum"] = bound(range.high);
  return schema;
}

Json value_schema(const Parameter& parameter) {
  switch (parameter.type) {
    case ParameterType::flag:
      return {{"type", "boolean"}};
    case ParameterType::whole:
      return number_schema(parameter, "integer");
    case ParameterType::real:
      return number_schema(parameter, "number");
    case ParameterType::text:
      return {{"type", "string"}};
    case ParameterType::choice:
      return {{"enum", parameter.choices}};
    case ParameterType::optional_real:
      return {{"anyOf", {number_schema(parameter, "number"), {{"const", "none"}}}}};
    case ParameterType::reals:
      return {{"type", "array"}, {"items", number_schema(parameter, "number")}};
    case ParameterType::texts:
      return {{"type", {"array", "string"}}, {"items", {{"type", "string"}}}};  // a text alone is a list of one
    case ParameterType::map:
      return {{"type", "object"}, {"additionalProperties", number_schema(parameter, "number")}};
  }
  return Json::object();
}

Json value_json(const Value& value) {
  return std::visit(
      [](const auto& x) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(x)>, std::monostate>)
          return nullptr;
        else
          return x;
      },
      value);
}

Json described(const Parameter& parameter) {
  Json schema = value_schema(parameter);
  const auto& doc = parameter.doc;
  std::string text = doc.sentence;
  if (!doc.unit.empty()) text += " Unit: " + doc.unit + ".";
  schema["description"] = text + " (" + std::string(to_text(doc.grade)) + ": " + doc.source + ")";
  schema["default"] =
      parameter.type == ParameterType::map ? Json(parameter.map_defaults) : value_json(parameter.default_value);
  return schema;
}

/// A number, or what is done to the number that is there.
Json relative_too(Json schema) {
  const Json number{{"type", "number"}};
  Json relative{{"type", "object"},
                {"properties", {{"times", number}, {"plus", number}}},
                {"minProperties", 1},
                {"additionalProperties", false}};
  Json description = schema["description"], standard = schema["default"];
  schema.erase("description");
  schema.erase("default");
  return {{"anyOf", {std::move(schema), std::move(relative)}},
          {"description", std::move(description)},
          {"default", std::move(standard)}};
}

bool takes_relative(const Parameter& parameter) {
  return parameter.type == ParameterType::real || parameter.type == ParameterType::whole ||
         parameter.type == ParameterType::optional_real;
}

Json closed_object() { return {{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}}; }

/// Puts a parameter into nested objects, a level for each segment of its key.
void insert(Json& object, std::string_view key, Json schema) {
  const auto dot = key.find('.');
  const std::string name(key.substr(0, dot));
  Json& properties = object["properties"];
  if (dot == std::string_view::npos) {
    if (properties.contains(name))  // a map declared after a table of the same name
      properties[name].update(schema);
    else
      properties[name] = std::move(schema);
    return;
  }
  if (!properties.contains(name)) properties[name] = closed_object();
  if (!properties[name].contains("properties")) properties[name]["properties"] = Json::object();
  insert(properties[name], key.substr(dot + 1), std::move(schema));
}

}  // namespace

std::string json_schema(const Reference& reference) {
  // Model parameters, nested: they stand at the top, and without what a timeline cannot change in timelines.
  Json parameters = closed_object(), monthly = closed_object(), of_scenario = closed_object();
  for (const auto& parameter : reference.model_parameters()) {
    insert(parameters, parameter.doc.key, described(parameter));
    const Json in_set = takes_relative(parameter) ? relative_too(described(parameter)) : described(parameter);
    insert(of_scenario, parameter.doc.key, in_set);
    if (parameter.doc.timing == Timing::monthly) insert(monthly, parameter.doc.key, in_set);
  }
  Json root = parameters, scenario = closed_object(), timeline = closed_object(), varied = closed_object(),
       mechanism = closed_object();
  const auto relative = [](const std::string& key, std::string_view prefix) {
    return std::string_view(key).substr(prefix.size());
  };
  for (const auto& parameter : reference.file_parameters()) {
    const auto& key = parameter.doc.key;
    if (key.starts_with("scenario.timeline."))
      insert(timeline, relative(key, "scenario.timeline."), described(parameter));
    else if (key.starts_with("scenario."))
      insert(scenario, relative(key, "scenario."), described(parameter));
    else if (key.starts_with("mechanism."))
      insert(mechanism, relative(key, "mechanism."), described(parameter));
    else if (key.starts_with("design.parameter."))
      insert(varied, relative(key, "design.parameter."), described(parameter));
    else
      insert(root, key, described(parameter));
  }

  timeline["properties"]["set"] = {{"$ref", "#/$defs/monthly"}};
  timeline["required"] = {"month", "set"};
  scenario["properties"]["set"] = {{"$ref", "#/$defs/parameters"}};
  scenario["properties"]["timeline"] = {{"type", "array"}, {"items", timeline}};
  scenario["required"] = {"name"};
  varied["properties"]["values"] = {{"type", "array"}, {"minItems", 1}};
  varied["required"] = {"key"};
  root["properties"]["design"]["properties"]["parameter"] = {{"type", "array"}, {"items", varied}};
  mechanism["properties"]["off"] = {
      {"type", "object"}, {"minProperties", 1}, {"description", "Keys and the values that switch the mechanism off."}};
  mechanism["required"] = {"name", "off"};
  root["properties"]["mechanism"] = {{"type", "array"}, {"items", mechanism}};
  root["properties"]["scenario"] = {{"type", "array"}, {"items", scenario}};
  root["properties"]["model"] = {{"enum", {reference.model().name}}};
  const Json level{{"type", {"string", "number"}}};
  const Json conditions{
      {"type", "object"},
      {"minProperties", 1},
      {"additionalProperties", {{"anyOf", {level, {{"type", "array"}, {"minItems", 1}, {"items", level}}}}}}};
  root["properties"]["groups"] = {
      {"type", "object"},
      {"description",
       "Groups of which the panel has rows: NAME = { ATTRIBUTE = [LEVELS] }; NAME = false takes one of the extended "
       "file away."},
      {"additionalProperties", {{"anyOf", {conditions, {{"const", false}}}}}}};

  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "Streetlight experiment of the model " + reference.model().name}};
  schema.update(root);
  schema["$defs"] = {{"parameters", of_scenario}, {"monthly", monthly}};
  return schema.dump(2) + "\n";
}

}  // namespace streetlight
