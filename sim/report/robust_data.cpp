// The two forms for programs.
#include <nlohmann/json.hpp>

#include "sim/report/report_records.hpp"
#include "sim/report/robust_report.hpp"

namespace streetlight {

namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json threshold_of(const RobustColumn& found) {
  return found.request.threshold ? number_or_null(*found.request.threshold) : Json(nullptr);
}

Json meets_threshold(const RobustColumn& found, const PolicyInWorlds& policy) {
  return found.request.threshold ? Json(policy.good_enough) : Json(nullptr);
}

/// A row a column and policy.
std::vector<Json> rows_of(const RunSource& results, const RobustColumn& found) {
  const PanelShape& shape = results.shape();
  std::vector<Json> rows;
  for (std::size_t p = 1; p < found.result.policies.size(); ++p) {
    const PolicyInWorlds& policy = found.result.policies[p];
    rows.push_back(
        {{"metric", shape.columns[found.request.column].name},
         {"unit", shape.columns[found.request.column].unit},
         {"group", shape.groups[found.request.group]},
         {"authority", shape.authorities[found.request.authority]},
         {"scenario", shape.scenarios[policy.scenario]},
         {"baseline", shape.scenarios[found.request.baseline]},
         {"first_time", shape.times[found.request.window.first]},
         {"last_time", last_time(found.request.window, shape)},
         {"worlds", found.result.worlds.size()},
         {"missing", found.result.missing},
         {"undefined", found.result.undefined},
         {"margin", number_or_null(found.result.margin)},
         {"less", policy.less},
         {"more", policy.more},
         {"not_told_apart", policy.untold},
         {"no_interval", policy.refused},
         {"effective_worlds", found.result.weighted ? number_or_null(found.result.effective) : Json(nullptr)},
         {"weighted_less", number_or_null(policy.weighted_less)},
         {"weighted_more", number_or_null(policy.weighted_more)},
         {"weighted_missing_because", text_or_null(weights_problem(found.result))},
         {"median", number_or_null(policy.difference.median)},
         {"low", number_or_null(policy.difference.low)},
         {"high", number_or_null(policy.difference.high)},
         {"replicates_half_width", number_or_null(policy.median_half_width)},
         {"best", policy.best},
         {"regret_90", number_or_null(policy.regret_90)},
         {"regret_most", number_or_null(policy.regret_most)},
         {"threshold", threshold_of(found)},
         {"meets_threshold", meets_threshold(found, policy)}});
  }
  return rows;
}

Json deciders_of(const WorldParameters& parameters, const PolicyDeciders& deciders) {
  Json list = Json::array();
  for (const ParameterInfluence& one : deciders.influences)
    list.push_back({{"parameter", parameters.keys[one.parameter]},
                    {"rank_correlation", number_or_null(one.rank_correlation)},
                    {"spread_explained", number_or_null(one.spread_explained)},
                    {"value_of_knowing", number_or_null(one.value)},
                    {"beyond_chance", one.beyond_chance}});
  Json box(nullptr);
  if (!deciders.box.sides.empty()) {
    box = {{"answer", to_text(deciders.box_answer)},
           {"coverage", deciders.box.coverage},
           {"density", deciders.box.density},
           {"worlds", deciders.box.worlds},
           {"samples", bagged_samples},
           {"sides", Json::array()}};
    for (const BoxSide& side : deciders.box.sides)
      box["sides"].push_back({{"parameter", parameters.keys[side.parameter]},
                              {"low", side.cut_below ? Json(side.low) : Json(nullptr)},
                              {"high", side.cut_above ? Json(side.high) : Json(nullptr)},
                              {"samples_low", side.samples_below},
                              {"samples_high", side.samples_above}});
  }
  return {{"parameters", list}, {"box", box}};
}

Json half_of(const WorldParameters& parameters, const std::optional<HalfPrior>& half) {
  if (!half) return nullptr;
  return {{"parameter", parameters.keys[half->parameter]},
          {"half", half->upper ? "upper" : "lower"},
          {"worlds", half->worlds},
          {"weighted", half->weighted},
          {"share", half->share},
          {"beyond_chance", half->beyond_chance}};
}

/// Null where nobody said which worlds they are.
Json sensitivity_of(const WorldParameters& parameters, const RobustColumn& found, std::size_t policy) {
  if (found.sensitivities.empty()) return nullptr;
  const ShareSensitivity& one = found.sensitivities[policy];
  return {{"share_better", number_or_null(one.as_is)},
          {"discrepancies_halved", number_or_null(one.halved)},
          {"discrepancies_doubled", number_or_null(one.doubled)},
          {"lowest_with_half_a_prior", half_of(parameters, one.lowest)},
          {"highest_with_half_a_prior", half_of(parameters, one.highest)}};
}

std::string word_of(Verdict verdict) {
  return verdict == Verdict::less ? "less" : verdict == Verdict::more ? "more" : "not_told_apart";
}

Json numbers_of(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number_or_null(value));
  return list;
}

/// Every policy in every world, the baseline included: what figures are drawn from.
Json by_world(const RunSource& results, const RobustColumn& found) {
  const PanelShape& shape = results.shape();
  Json policies = Json::array();
  for (const PolicyInWorlds& policy : found.result.policies) {
    std::vector<double> differences, half_widths;
    Json verdicts = Json::array();
    for (const WorldDifference& one : policy.differences) {
      differences.push_back(one.value);
      half_widths.push_back(one.half_width);
    }
    for (const Verdict verdict : policy.verdicts) verdicts.push_back(word_of(verdict));
    policies.push_back({{"scenario", shape.scenarios[policy.scenario]},
                        {"best", policy.best},
                        {"regret_90", number_or_null(policy.regret_90)},
                        {"regret_most", number_or_null(policy.regret_most)},
                        {"meets_threshold", meets_threshold(found, policy)},
                        {"level", numbers_of(policy.levels)},
                        {"difference", numbers_of(differences)},
                        {"half_width", numbers_of(half_widths)},
                        {"verdict", verdicts}});
  }
  return {{"metric", shape.columns[found.request.column].name},
          {"unit", shape.columns[found.request.column].unit},
          {"group", shape.groups[found.request.group]},
          {"authority", shape.authorities[found.request.authority]},
          {"better", found.request.more_is_better ? "more" : "less"},
          {"margin", number_or_null(found.result.margin)},
          {"threshold", threshold_of(found)},
          {"worlds", found.result.worlds},
          {"weights", found.result.weights_say_enough() ? numbers_of(found.result.weights) : Json(nullptr)},
          {"policies", policies}};
}

/// What the published figures say of the parameters; null where the file of worlds does not tell, or none was named.
Json figures_of(const WorldParameters& parameters) {
  const SensitivityMatrix& matrix = parameters.sensitivity;
  if (matrix.rows.empty()) return nullptr;
  Json left = Json::object();
  for (std::size_t j = 0; j < parameters.keys.size(); ++j) left[parameters.keys[j]] = matrix.variance_left[j];
  return {{"singular_values", matrix.singular_values},
          {"combinations_informed", combinations_informed(matrix.singular_values)},
          {"variance_left", left}};
}

}  // namespace

std::string robust_csv(const RunSource& results, const std::vector<RobustColumn>& columns, bool guard) {
  std::vector<Json> rows;
  for (const RobustColumn& found : columns)
    for (auto& row : rows_of(results, found)) rows.push_back(std::move(row));
  return records_csv(rows, guard);
}

std::string robust_json(const RunSource& results, const WorldParameters& parameters,
                        const std::vector<RobustColumn>& columns) {
  Json list = Json::array();
  for (const RobustColumn& found : columns) {
    auto rows = rows_of(results, found);
    for (std::size_t p = 0; p < rows.size(); ++p) {
      rows[p].update(deciders_of(parameters, found.deciders[p + 1]));
      rows[p]["sensitivity"] = sensitivity_of(parameters, found, p + 1);
      list.push_back(std::move(rows[p]));
    }
  }
  Json informed = Json::object();
  for (std::size_t j = 0; j < parameters.priors.size(); ++j) informed[parameters.keys[j]] = is_informed(parameters, j);
  Json out = report_heading(results);
  out["comparisons"] = std::move(list);
  out["informed"] = std::move(informed);
  out["figures"] = figures_of(parameters);
  out["by_world"] = Json::array();
  for (const RobustColumn& found : columns) out["by_world"].push_back(by_world(results, found));
  return json_text(out);
}

}  // namespace streetlight
