#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "sim/config/experiment_keys.hpp"
#include "sim/config/load_parts.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/sensitivity_designs.hpp"
#include "sim/io/toml_text.hpp"

namespace streetlight {

namespace {

/// More design points than this are a mistake: a grid multiplies.
constexpr double most_points = 1e6;

bool spreads(DesignKind kind) {
  return kind == DesignKind::latin_hypercube || kind == DesignKind::sobol || is_sensitivity_design(kind);
}

/// The model's parameters, or the switches of the mechanisms for a key of theirs.
class Variables {
 public:
  Variables(const ParameterTable& model, const std::vector<LocatedMechanism>& mechanisms) : model_(model) {
    // Addresses must hold: the table binds to each flag
    on_ = std::make_unique<bool[]>(mechanisms.size());
    for (std::size_t i = 0; i < mechanisms.size(); ++i) {
      on_[i] = true;
      switches_.add({.key = mechanism_key(mechanisms[i].mechanism.name),
                     .grade = Grade::choice,
                     .source = "the experimenter's choice",
                     .sentence = mechanisms[i].mechanism.meaning},
                    on_[i]);
    }
  }
  const ParameterTable& of(const std::string& key) const { return is_mechanism_key(key) ? switches_ : model_; }

 private:
  const ParameterTable& model_;
  std::unique_ptr<bool[]> on_;
  ParameterTable switches_;
};

std::string in_brackets(const std::string& hint) { return hint.empty() ? "" : " (" + hint + ")"; }

/// Of a refused list of values for a number.
std::string commas_meant(const TomlValue& list, const Parameter& parameter) {
  const auto* numbers = std::get_if<std::vector<double>>(&list.value);
  if (!numbers || parameter.type == ParameterType::whole) return "";
  return list_meant(*numbers, [&](const auto& meant) {
    return std::none_of(meant.begin(), meant.end(), [&](double x) { return parameter.objection(x).has_value(); });
  });
}

/// Reads one [[design.parameter]].
class ParameterReader {
 public:
  ParameterReader(const LoadContext& context, const Variables& variables, DesignKind kind, const TomlDocument& table)
      : context_(context), variables_(variables), kind_(kind), table_(table) {}

  /// Nothing when the parameter cannot be used; what is wrong has been said.
  std::optional<DesignParameter> read(Position& at) {
    DesignParameterKeys keys;
    ParameterTable own;
    keys.declare(own);
    LocatedSettings values;
    const std::array own_tables{&own};
    const TomlEntry* list = nullptr;
    for (const auto& entry : table_.entries()) {
      if (entry.key == "values")
        list = &entry;
      else
        accept(own_tables, entry.key, entry.key_at, entry.value, values, context_.errors);
    }
    for (const auto& array : table_.arrays()) say(array.at, "unknown key '" + array.key + "' in [[design.parameter]]");
    own.assign(values.values);

    at = values.at.contains("key") ? values.at.at("key") : table_.at;
    if (!values.at.contains("key")) {
      if (!table_.find("key")) say(table_.at, "a design parameter needs key = \"...\": which parameter it varies");
      return std::nullopt;
    }
    const Parameter* parameter = variables_.of(keys.key).find(keys.key);
    if (!parameter) {
      refuse_key(keys.key, at);
      return std::nullopt;
    }
    DesignParameter result;
    result.key = keys.key;
    const bool has_range = table_.find("range") != nullptr;
    if ((list != nullptr) == has_range) {
      say(at, "design parameter " + keys.key +
                  (list ? " has both values and range: keep one" : " needs values = [...] or range = [LOW, HIGH]"));
      return std::nullopt;
    }
    if (list && values.at.contains("scale"))
      say(values.at.at("scale"), "scale belongs to a range, and design parameter " + keys.key + " has values");
    if (list)
      read_values(*list, *parameter, result);
    else if (values.at.contains("range"))
      read_range(keys, values, *parameter, result);
    return sound_ ? std::optional(result) : std::nullopt;
  }

 private:
  void say(const Position& where, std::string message) {
    sound_ = false;
    context_.errors.add(where, std::move(message));
  }

  void refuse_key(const std::string& key, const Position& at) {
    const std::array tables{&variables_.of(key)};
    say(at, context_.file_table.find(key)
                ? "design parameter " + key + " is not a parameter of the model, so a design cannot vary it"
                : unknown_key_message(key, tables));
  }

  void read_values(const TomlEntry& list, const Parameter& parameter, DesignParameter& result) {
    if (!list.value.is_list || list.value.items.empty())
      return say(list.value.at, "values of design parameter " + result.key + " must be a list with at least one value");
    for (const auto& item : list.value.items) {
      if (!item.fault.empty())
        say(item.at, "a value of design parameter " + result.key + " " + item.fault);
      else if (const auto objection = parameter.objection(item.value))
        say(item.at, result.key + " " + *objection + in_brackets(commas_meant(list.value, parameter)));
      else
        result.values.push_back(item.value);
    }
    if (kind_ == DesignKind::grid && sound_) refuse_repeated(list.value, parameter, result);
  }

  /// In a grid a value that is there twice makes the same versions again.
  void refuse_repeated(const TomlValue& list, const Parameter& parameter, const DesignParameter& result) {
    for (std::size_t i = 1; i < result.values.size(); ++i)
      if (std::find(result.values.begin(), result.values.begin() + static_cast<std::ptrdiff_t>(i), result.values[i]) !=
          result.values.begin() + static_cast<std::ptrdiff_t>(i))
        return say(list.items[i].at, "values of design parameter " + result.key + " has " + to_text(result.values[i]) +
                                         " twice" + in_brackets(commas_meant(list, parameter)));
  }

  void read_range(const DesignParameterKeys& keys, const LocatedSettings& values, const Parameter& parameter,
                  DesignParameter& result) {
    const auto& at = values.at.at("range");
    const std::string who = "range of design parameter " + result.key;
    const bool whole = parameter.type == ParameterType::whole;
    if (!spreads(kind_))
      return say(at, who + " needs a kind that samples, such as \"latin_hypercube\" or \"sobol\"; a " + to_text(kind_) +
                         " needs values");
    if (!whole && parameter.type != ParameterType::real && parameter.type != ParameterType::optional_real &&
        parameter.type != ParameterType::map)
      return say(at, who + " makes no sense: it is " + std::string(to_text(parameter.type)) + "; give values instead");
    if (keys.range.size() != 2)
      return say(at, who + " must be [LOW, HIGH], and has " + std::to_string(keys.range.size()) + " numbers" +
                         in_brackets(list_meant(
                             keys.range, [](const auto& meant) { return meant.size() == 2 && meant[0] < meant[1]; })));
    const double low = keys.range[0], high = keys.range[1];
    if (!(low < high))
      return say(at, who + " must go from low to high, not from " + shortest(low) + " to " + shortest(high));

    result.low = low;
    result.high = high;
    result.scale = values.at.contains("scale") ? keys.scale : whole ? Scale::integer : Scale::linear;
    const auto& scale_at = values.at.contains("scale") ? values.at.at("scale") : at;
    if (whole && result.scale != Scale::integer)
      return say(scale_at, "scale of design parameter " + result.key + " must be \"integer\": it is a whole number");
    if (result.scale == Scale::integer &&
        (low != std::floor(low) || high != std::floor(high) || std::abs(low) > 0x1p53 || std::abs(high) > 0x1p53))
      return say(at, who + " must have whole numbers at its ends, since its scale is integer");
    if (result.scale == Scale::log && low <= 0)
      return say(at, who + " must be above 0, since its scale is log, and begins at " + shortest(low));
    for (const double end : keys.range)
      if (const auto objection = parameter.objection(whole ? Value(static_cast<std::int64_t>(end)) : Value(end)))
        say(at, result.key + " " + *objection);
  }

  const LoadContext& context_;
  const Variables& variables_;
  DesignKind kind_;
  const TomlDocument& table_;
  bool sound_ = true;
};

/// A scenario that sets a varied parameter itself, or looks for its value, would hide the design.
void refuse_hidden(const std::string& key, const Position& at, const std::vector<LocatedScenario>& scenarios,
                   Diagnostics& errors) {
  for (const auto& scenario : scenarios) {
    const Position* hidden = nullptr;
    if (const auto set = scenario.set.at.find(key); set != scenario.set.at.end()) hidden = &set->second;
    for (const auto& entry : scenario.timeline)
      if (const auto set = entry.set.at.find(key); !hidden && set != entry.set.at.end()) hidden = &set->second;
    if (hidden)
      errors.add(at, "design parameter " + key + " is also set by the scenario \"" + scenario.name + "\" (" +
                         hidden->to_text() + "), which would hide the design's values: set it in one of the two");
    // One that begins later leaves the months before it to the design
    if (scenario.match && scenario.match->by == key && scenario.match->from.value_or(0) == 0)
      errors.add(at, "design parameter " + key + " is also what the match of the scenario \"" + scenario.name +
                         "\" looks for (" + scenario.match_at.at("match.by").to_text() +
                         "), which would hide the design's values: let one of the two be another parameter, or let "
                         "the match begin later (match.from)");
  }
}

/// Keys that only some kinds of design have, and the kinds.
void refuse_foreign_keys(const Design& design, const LocatedSettings& positions, Diagnostics& errors) {
  const auto refuse = [&](const char* key, bool belongs, const char* kinds) {
    if (const auto set = positions.at.find(key); set != positions.at.end() && !belongs)
      errors.add(set->second, std::string(key) + " has no meaning for a " + to_text(design.kind) +
                                  " design: it belongs to " + kinds);
  };
  const bool morris = design.kind == DesignKind::morris, saltelli = design.kind == DesignKind::saltelli;
  refuse("design.trajectories", morris, "morris");
  refuse("design.levels", morris, "morris");
  refuse("design.samples", saltelli, "saltelli");
  refuse("design.weights", design.kind == DesignKind::list, "list");
  if (morris || saltelli)
    refuse("design.points", false,
           morris ? "latin_hypercube and sobol; say design.trajectories"
                  : "latin_hypercube and sobol; say design.samples");
}

void check_sensitivity(const Design& design, const LocatedSettings& positions, const Position& at,
                       Diagnostics& errors) {
  const bool morris = design.kind == DesignKind::morris;
  const char* key = morris && design.trajectories >= 2 ? "design.levels"
                    : morris                           ? "design.trajectories"
                                                       : "design.samples";
  const auto& where = positions.at.contains(key) ? positions.at.find(key)->second : at;
  for (const DesignParameter& parameter : design.parameters)
    if (const auto& values = parameter.values;
        !parameter.is_range() &&
        std::all_of(values.begin(), values.end(), [&](const Value& v) { return v == values[0]; }))
      return errors.add(at, "design parameter " + parameter.key +
                                " has one value, so its effect cannot be computed: give two or more");
  const auto points = static_cast<double>(sensitivity_point_count(design));
  if (points > most_points)
    return errors.add(
        where, "this design has " + shortest(points) + " points, more than the " + shortest(most_points) + " allowed");
  try {
    design_points(design);
  } catch (const InvalidInput& problem) {
    errors.add(where, problem.what());
  }
}

void check_points(const Design& design, const LocatedSettings& positions, const Position& at, Diagnostics& errors) {
  const auto where = [&](const char* key) { return positions.at.contains(key) ? positions.at.find(key)->second : at; };
  refuse_foreign_keys(design, positions, errors);
  if (is_sensitivity_design(design.kind)) return check_sensitivity(design, positions, at, errors);
  if (spreads(design.kind)) {
    if (design.points < 1)
      errors.add(where("design.points"), "design.points = " + std::to_string(design.points) +
                                             " must be 1 or more for a " + to_text(design.kind) + " design");
    return;
  }
  if (positions.at.contains("design.points"))
    errors.add(where("design.points"), "design.points has no meaning for a " + to_text(design.kind) +
                                           ": its values say how many points there are");
  if (design.kind == DesignKind::list) {
    if (const auto values = design.parameters.front().values.size();
        !design.weights.empty() && design.weights.size() != values)
      errors.add(where("design.weights"), "design.weights has " + std::to_string(design.weights.size()) +
                                              " numbers, and the list has " + std::to_string(values) + " points");
    if (const auto objection = objection_to_weights(design.weights); !design.weights.empty() && !objection.empty())
      errors.add(where("design.weights"), "design.weights " + objection);
    for (const auto& parameter : design.parameters)
      if (parameter.values.size() != design.parameters.front().values.size())
        errors.add(at, "the values of a list design stand side by side, so each parameter needs as many: " +
                           design.parameters.front().key + " has " +
                           std::to_string(design.parameters.front().values.size()) + " and " + parameter.key + " has " +
                           std::to_string(parameter.values.size()));
    return;
  }
  double points = 1;
  for (const auto& parameter : design.parameters) points *= static_cast<double>(parameter.values.size());
  if (points > most_points)
    errors.add(at, "this grid has " + shortest(points) + " points, more than the " + shortest(most_points) +
                       " allowed: a latin_hypercube or sobol design covers as much with fewer");
}

}  // namespace

LocatedDesign load_design(const LoadContext& context, Design options, const LocatedSettings& file,
                          const std::vector<LocatedScenario>& scenarios,
                          const std::vector<LocatedMechanism>& mechanisms) {
  LocatedDesign located;
  located.design = std::move(options);
  const auto* array = context.document.find_array("design.parameter");
  if (!array) return located;
  const auto errors_before = context.errors.size();
  const Variables variables(context.model_table, mechanisms);
  for (const auto& table : array->tables) {
    Position at;
    auto parameter = ParameterReader(context, variables, located.design.kind, table).read(at);
    if (!parameter) continue;
    const auto same = [&](const DesignParameter& other) { return other.key == parameter->key; };
    if (std::any_of(located.design.parameters.begin(), located.design.parameters.end(), same))
      context.errors.add(at, "design parameter " + parameter->key + " is there twice");
    refuse_hidden(parameter->key, at, scenarios, context.errors);
    located.design.parameters.push_back(std::move(*parameter));
    located.at.push_back(at);
  }
  // How many points there are can be said only when every key was understood, and was not refused before.
  const auto& entries = context.document.entries();
  const bool refused = std::any_of(entries.begin(), entries.end(), [&](const TomlEntry& entry) {
    return entry.key.starts_with("design.") && !file.at.contains(entry.key);
  });
  if (context.errors.size() == errors_before && !refused) check_points(located.design, file, array->at, context.errors);
  located.sound = context.errors.size() == errors_before && !refused;
  return located;
}

}  // namespace streetlight
