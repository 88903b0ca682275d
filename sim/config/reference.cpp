#include "sim/config/reference.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/format.hpp"
#include "sim/core/wording.hpp"

namespace streetlight {

namespace {

/// Copies what `keys` declares, under `prefix`. The copies are for reading only: their targets are gone.
template <class Keys>
void append_docs(Keys keys, const std::string& prefix, std::vector<Parameter>& into) {
  ParameterTable table;
  keys.declare(table);
  for (Parameter parameter : table.parameters()) {
    parameter.doc.key = prefix + parameter.doc.key;
    parameter.assign = nullptr;
    parameter.assign_map = nullptr;
    parameter.current = nullptr;
    into.push_back(std::move(parameter));
  }
}

std::string cell(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : c == '\n' ? std::string(" ") : std::string(1, c);
  return out.empty() ? " " : out;
}

std::string parameter_rows(std::span<const Parameter> parameters, const std::string& group) {
  std::string text =
      "| Key | Unit | Default | Allowed | May change | Grade | Source | Meaning |\n|---|---|---|---|---|---|---|---|\n";
  for (const auto& parameter : parameters) {
    const auto& doc = parameter.doc;
    if (doc.key.substr(0, doc.key.find('.')) != group) continue;
    text += "| `" + doc.key + "` | " + cell(doc.unit) + " | " + cell(default_text(parameter)) + " | " +
            cell(allowed_text(parameter)) + " | " + (doc.timing == Timing::monthly ? "monthly" : "no") + " | " +
            std::string(to_text(doc.grade)) + " | " + cell(doc.source) + " | " + cell(doc.sentence) + " |\n";
  }
  return text + "\n";
}

std::string parameter_sections(std::span<const Parameter> parameters) {
  std::vector<std::string> groups;
  for (const auto& parameter : parameters) {
    const auto group = parameter.doc.key.substr(0, parameter.doc.key.find('.'));
    if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
  }
  std::string text;
  for (const auto& group : groups) text += "### " + group + "\n\n" + parameter_rows(parameters, group);
  return text;
}

std::string map_text(const std::map<std::string, double>& values) {
  std::string text;
  for (const auto& [name, value] : values) text += (text.empty() ? "" : ", ") + name + " = " + shortest(value);
  return text.empty() ? "none" : text;
}

}  // namespace

Reference::Reference(const ModelType& model)
    : model_(model), table_(model.table({})), columns_(model.read({}, {})->columns()) {
  append_docs(FileKeys(model), "", file_parameters_);
  append_docs(ScenarioKeys(), "scenario.", file_parameters_);
  append_docs(TimelineKeys(), "scenario.timeline.", file_parameters_);
  append_docs(MechanismKeys(), "mechanism.", file_parameters_);
  append_docs(DesignParameterKeys(), "design.parameter.", file_parameters_);
}

std::vector<std::string> Reference::names() const {
  std::vector<std::string> names;
  for (const auto& parameter : model_parameters()) names.push_back(parameter.doc.key);
  for (const auto& parameter : file_parameters_) names.push_back(parameter.doc.key);
  for (const auto& column : columns_) names.push_back(column.name);
  return names;
}

std::string default_text(const Parameter& parameter) {
  return parameter.type == ParameterType::map ? map_text(parameter.map_defaults) : to_text(parameter.default_value);
}

std::string allowed_text(const Parameter& parameter) {
  if (parameter.type == ParameterType::choice) {
    std::string words;
    for (std::size_t i = 0; i < parameter.choices.size(); ++i)
      words += (i == 0 ? "\"" : i + 1 == parameter.choices.size() ? " or \"" : ", \"") + parameter.choices[i] + "\"";
    return words;
  }
  if (parameter.doc.input_file)
    return "a path, relative to the file that names it (" + worded("after --set", "set by a call") +
           ": to the current folder)";
  std::string text(to_text(parameter.type));
  const auto& range = parameter.doc.range;
  const bool counted = parameter.type == ParameterType::whole || parameter.type == ParameterType::real ||
                       parameter.type == ParameterType::optional_real || parameter.type == ParameterType::reals ||
                       parameter.type == ParameterType::map;
  if (counted && (std::isfinite(range.low) || std::isfinite(range.high))) text += ", " + range.to_text();
  return text;
}

std::string kind_text(const Column& column) {
  switch (column.kind) {
    case ColumnKind::flow:
      return "flow: summed over the interval";
    case ColumnKind::stock:
      return "stock: mean over the interval";
    case ColumnKind::ratio:
      return "ratio of " + column.numerator + " to " + column.denominator;
    case ColumnKind::relative:
      return "ratio of " + column.numerator + " to " + column.denominator +
             " in the group, over that ratio in the group all";
  }
  return "?";
}

std::string reference_markdown(const Reference& reference) {
  const std::string& name = reference.model().name;
  std::string text = "# Parameters and columns of the model `" + name + "`\n\n";
  text += reference.model().summary + "\n\n";
  text += "This page is written by `streetlight describe --markdown --model " + name +
          "`: change it where a parameter is declared.\n\n";
  text +=
      "Grades: *measured* is a published figure, *contested* one on which published figures disagree, *assumed* one "
      "that nobody has "
      "measured, *choice* the experimenter's to make. What may change monthly can stand in a scenario's timeline.\n\n";
  text += "## The experiment file\n\n" + parameter_sections(reference.file_parameters());
  text += "## The model\n\n" + parameter_sections(reference.model_parameters());
  text += "## Columns of the panel\n\n| Column | Unit | Gathered | Meaning |\n|---|---|---|---|\n";
  for (const auto& column : reference.columns())
    text += "| `" + column.name + "` | " + cell(column.unit) + " | " + kind_text(column) + " | " +
            cell(column.meaning) + " |\n";
  return text;
}

}  // namespace streetlight
