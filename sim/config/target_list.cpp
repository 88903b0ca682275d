#include "sim/config/target_list.hpp"

#include <array>
#include <set>
#include <utility>

#include "sim/config/located_settings.hpp"
#include "sim/core/format.hpp"
#include "sim/io/toml_kind.hpp"

namespace streetlight {

namespace {

constexpr double most_months = 1e6;

ParameterDoc doc(std::string key, std::string sentence, Range range = {}) {
  return {.key = std::move(key),
          .range = range,
          .grade = Grade::choice,
          .source = "the target file",
          .sentence = std::move(sentence)};
}

void declare(Target& target, ParameterTable& table) {
  table.add(doc("name", "What is measured."), target.name);
  table.add(doc("unit", "Unit of the figure."), target.unit);
  table.add(doc("published", "The published figure."), target.published);
  table.add(doc("range", "Lowest and highest value that reaches the target."), target.range);
  table.add(doc("source", "Where the figure is published."), target.source);
  table.add(doc("note", "What else is to be known of it."), target.note);
  table.add(doc("judged", "Whether missing it fails the check."), target.judged);
  table.add(doc("scenario", "The scenario that is measured."), target.scenario);
  table.add(doc("window", "First month measured, and the month after the last.", {0, most_months}), target.window);
  table.add_choice(doc("measure", "How it is measured."), target.measure,
                   {{"share", Measure::share},
                    {"yearly", Measure::yearly},
                    {"gradient", Measure::gradient},
                    {"ends", Measure::ends},
                    {"table", Measure::table}});
  table.add(doc("numerator", "Columns that are added up."), target.numerator);
  table.add(doc("denominator", "Column that they are divided by."), target.denominator);
  table.add(doc("complement", "Whether 1 minus the share is meant."), target.complement);
  table.add(doc("scale", "Factor to the figure's unit.", {.low = 0, .low_open = true}), target.scale);
  table.add(doc("groups", "Groups, in order."), target.groups);
  table.add(doc("table", "A table beside the panel."), target.table);
  table.add(doc("column", "Its column."), target.column);
  table.add(doc("where", "Rows of it: a label column, =, and the word."), target.where);
  table.add_choice(doc("rows", "Which of these rows, by month."), target.rows,
                   {{"first", WhichRows::first}, {"last", WhichRows::last}, {"all", WhichRows::all}});
}

/// A text that a list of texts has twice; "" when there is none.
std::string twice_in(const std::vector<std::string>& list) {
  std::set<std::string> seen;
  for (const auto& text : list)
    if (!seen.insert(text).second) return text;
  return "";
}

/// What a target cannot do without, and what cannot be meant.
void check(const Target& target, const LocatedSettings& given, const Position& at, Diagnostics& errors) {
  const auto need = [&](const char* key) {
    if (!given.at.contains(key)) errors.add(at, "a target needs " + std::string(key) + " = ...");
  };
  for (const char* key : {"name", "published", "range", "source", "scenario"}) need(key);
  if (given.at.contains("range") && (target.range.size() != 2 || !(target.range[0] <= target.range[1])))
    errors.add(given.at.at("range"), "range must be [LOW, HIGH]");
  else if (given.at.contains("range") && given.at.contains("published") &&
           !(target.published >= target.range[0] && target.published <= target.range[1]))
    errors.add(given.at.at("published"), "published = " + shortest(target.published) + " must lie in the range, " +
                                             shortest(target.range[0]) + " to " + shortest(target.range[1]));
  if (given.at.contains("name") && target.name.empty())
    errors.add(given.at.at("name"), "name must be a text that is not empty");
  for (const auto& [key, list] : {std::pair{"numerator", &target.numerator}, {"groups", &target.groups}})
    if (const std::string name = twice_in(*list); !name.empty())
      errors.add(given.at.at(key), std::string(key) + " names \"" + name + "\" twice");
  if (target.measure == Measure::table) {
    need("table");
    need("column");
    return;
  }
  for (const char* key : {"window", "numerator", "denominator"}) need(key);
  if (given.at.contains("numerator") && target.numerator.empty())
    errors.add(given.at.at("numerator"), "numerator must name at least one column");
  if (given.at.contains("window") && (target.window.size() != 2 || !(target.window[0] < target.window[1])))
    errors.add(given.at.at("window"), "window must be [FIRST, END], END after FIRST");
  if ((target.measure == Measure::gradient || target.measure == Measure::ends) && target.groups.size() < 2)
    errors.add(at, "measure = \"gradient\" and \"ends\" need groups = [...] with at least two");
  if ((target.measure == Measure::share || target.measure == Measure::yearly) && target.groups.size() > 1)
    errors.add(at, "measure = \"share\" and \"yearly\" take one group at most");
}

void read_target(const TomlDocument& table, TargetList& list, Diagnostics& errors) {
  Target target;
  ParameterTable own;
  declare(target, own);
  const std::array tables{&own};
  LocatedSettings given;
  for (const auto& entry : table.entries()) accept(tables, entry.key, entry.key_at, entry.value, given, errors);
  for (const auto& array : table.arrays()) errors.add(array.at, "unknown key '" + array.key + "' in [[target]]");
  own.assign(given.values);
  if (given.sound) check(target, given, table.at, errors);
  given.at.emplace("", table.at);
  for (std::size_t k = 0; k < list.targets.size(); ++k)
    if (!target.name.empty() && list.targets[k].name == target.name)
      errors.add(given.at.at("name"),
                 "target \"" + target.name + "\" is there twice: first at " + list.position(k, "name").to_text());
  list.targets.push_back(std::move(target));
  list.at.push_back(std::move(given.at));
}

}  // namespace

const Position& TargetList::position(std::size_t target, std::string_view key) const {
  const auto& keys = at[target];
  const auto found = keys.find(key);
  return found != keys.end() ? found->second : keys.at("");
}

void check_targets(const TargetList& list, const PanelShape& shape) {
  Diagnostics errors;
  for (std::size_t k = 0; k < list.targets.size(); ++k)
    for (const TargetFault& fault : faults_of(list.targets[k], shape))
      errors.add(list.position(k, fault.key), "target \"" + list.targets[k].name + "\": " + fault.message);
  errors.raise_if_any();
}

TargetList read_targets(const std::filesystem::path& path) {
  const TomlDocument document = read_toml(path);
  refuse_other_kind(document, TomlKind::targets);
  Diagnostics errors;
  TargetList list;
  std::string experiment;
  ParameterTable own;
  own.add(doc("experiment", "The experiment file, relative to this one."), experiment);
  const std::array tables{&own};
  LocatedSettings given;
  for (const auto& entry : document.entries()) accept(tables, entry.key, entry.key_at, entry.value, given, errors);
  own.assign(given.values);
  if (experiment.empty() && given.sound) errors.add(document.at, "a file of targets needs experiment = \"FILE.toml\"");
  list.experiment = path.parent_path() / experiment;
  for (const auto& array : document.arrays()) {
    if (array.key != "target") {
      errors.add(array.at, "unknown list of tables [[" + array.key + "]]; a file of targets has [[target]]");
      continue;
    }
    for (const auto& table : array.tables) read_target(table, list, errors);
  }
  if (list.targets.empty() && errors.empty()) errors.add(document.at, "there is no [[target]] in it");
  errors.raise_if_any();
  return list;
}

}  // namespace streetlight
