#include "sim/experiment/values_not_run.hpp"

#include <algorithm>
#include <set>

#include "sim/experiment/sensitivity_designs.hpp"

namespace streetlight {

namespace {

/// More values than these are counted, not named.
constexpr std::size_t most_named = 12;
/// Nobody expects every number of a wider range.
constexpr double most_whole_numbers = 1000;

/// All values that the design may run; none for a parameter without a list of them.
std::vector<Value> values_of(const DesignParameter& parameter) {
  if (!parameter.is_range()) return parameter.values;
  std::vector<Value> values;
  if (parameter.scale == Scale::integer && parameter.high - parameter.low < most_whole_numbers)
    for (double number = parameter.low; number <= parameter.high; ++number)
      values.emplace_back(static_cast<std::int64_t>(number));
  return values;
}

std::string sentence(const Design& design, const DesignParameter& parameter, const std::vector<Value>& missing,
                     std::size_t all) {
  const bool morris = design.kind == DesignKind::morris;
  std::string text = parameter.key + ": ";
  if (missing.size() <= most_named)
    for (std::size_t i = 0; i < missing.size(); ++i)
      text += (i == 0 ? "" : i + 1 == missing.size() ? " and " : ", ") + to_text(missing[i]);
  else
    text += std::to_string(missing.size()) + " of its " + std::to_string(all) + " values";
  text += missing.size() == 1 ? " is run by no " : " are run by no ";
  return text +
         (morris ? "walk, since there are only " + std::to_string(design.trajectories) + "; more trajectories"
                 : "point, since there are only " + std::to_string(design.samples) + " rows; more samples") +
         " would reach " + (missing.size() == 1 ? "it." : "them.");
}

}  // namespace

std::vector<std::string> values_not_run(const Design& design) {
  if (!is_sensitivity_design(design.kind)) return {};
  std::vector<std::vector<Value>> values;
  for (const auto& parameter : design.parameters) values.push_back(values_of(parameter));
  std::vector<std::set<Value>> run(values.size());
  if (std::any_of(values.begin(), values.end(), [](const auto& list) { return !list.empty(); }))
    for (const Settings& point : design_points(design))
      for (std::size_t d = 0; d < values.size(); ++d)
        if (!values[d].empty()) run[d].insert(point.at(design.parameters[d].key));

  std::vector<std::string> sentences;
  for (std::size_t d = 0; d < values.size(); ++d) {
    std::vector<Value> missing;
    for (const Value& value : values[d])
      if (!run[d].contains(value) && std::find(missing.begin(), missing.end(), value) == missing.end())
        missing.push_back(value);
    if (!missing.empty()) sentences.push_back(sentence(design, design.parameters[d], missing, values[d].size()));
  }
  return sentences;
}

}  // namespace streetlight
