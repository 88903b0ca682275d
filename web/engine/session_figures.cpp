/// The session's calls behind the figures of the lessons: columns gathered over windows by group, settings of the
/// scenarios, a ranking, and the trust of families who were visited and of those who never were.

#include <algorithm>
#include <cmath>

#include "sim/config/report_window.hpp"
#include "sim/core/check.hpp"
#include "sim/report/ranking_report.hpp"
#include "sim/results/run_window.hpp"
#include "web/engine/over_runs.hpp"
#include "web/engine/request.hpp"
#include "web/engine/session.hpp"
#include "web/engine/trust_apart.hpp"

namespace streetlight::page {

namespace {

/// [group], each over the replicates: a column in a window, or each group's part of their sum.
std::vector<OverRuns> gathered_by_group(const MemoryResults& results, std::size_t column, const Window& window,
                                        std::size_t authority, const RunKey& first,
                                        const std::vector<std::size_t>& groups, bool share) {
  const PanelShape& shape = results.shape();
  const bool ratio = is_quotient(shape.columns[column]);
  std::vector<std::vector<double>> values(groups.size());
  std::vector<std::vector<RatioParts>> parts(groups.size());
  for (std::uint32_t replicate = 0; replicate < shape.replicates; ++replicate) {
    RunWindow run(results, window, authority, {first.scenario, first.point, replicate});
    if (ratio) {
      const auto all = run.ratio_parts(column);
      for (std::size_t g = 0; g < groups.size(); ++g) parts[g].push_back(all[groups[g]]);
      continue;
    }
    const auto all = run.gathered(column);
    // A group without anybody has no value, and no part of the sum; a run that is not there has none in any group.
    const bool there =
        std::any_of(groups.begin(), groups.end(), [&](std::size_t group) { return !std::isnan(all[group]); });
    const auto counted = [&](std::size_t group) { return there && std::isnan(all[group]) ? 0 : all[group]; };
    double sum = 0;
    for (const std::size_t group : groups) sum += counted(group);
    for (std::size_t g = 0; g < groups.size(); ++g) {
      values[g].push_back(all[groups[g]]);
      parts[g].push_back({counted(groups[g]), sum});
    }
  }
  std::vector<OverRuns> out;
  for (std::size_t g = 0; g < groups.size(); ++g)
    out.push_back(ratio || share ? over_runs(parts[g]) : over_runs(values[g]));
  return out;
}

Json as_number_or_word(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (std::holds_alternative<std::monostate>(value)) return nullptr;
  return to_text(value);
}

}  // namespace

/// {"name", "groups", "share": whether each group's part of the groups' sum is wanted, "windows": [[first, end], ...]
/// in months, by default that of `compare`, "authority", "point"} -> numbers [window][scenario][group][mean, low, high]
/// over the replicates, and what the windows are in words.
Json Session::gathered(const Json& request) {
  const PanelShape& shape = results().shape();
  const auto column = choose_one(request.at("name").get<std::string>(), column_names(shape), "column");
  const auto authority = choose_one(given<std::string>(request, "authority", "all"), shape.authorities, "authority");
  const auto groups = choose_all(given(request, "groups", std::vector<std::string>{"all"}), shape.groups, "group");
  const auto point = given<std::uint32_t>(request, "point", 0);
  const bool share = given(request, "share", false);
  check_can_gather(shape, column);
  VALIDATE(!share || !is_quotient(shape.columns[column]), "a ratio has no shares: choose a count");
  std::vector<Window> windows;
  for (const auto& [first, end] : given(request, "windows", std::vector<std::pair<std::int64_t, std::int64_t>>{}))
    windows.push_back(whole_intervals(first, end, shape, "the window"));
  if (windows.empty()) windows.push_back(report_window({}, shape, stored_experiment(results())).window);

  numbers.clear();
  Json words = Json::array();
  for (const Window& window : windows) {
    words.push_back(to_text(window, shape));
    for (std::uint32_t scenario = 0; scenario < shape.scenarios.size(); ++scenario)
      for (const auto& each :
           gathered_by_group(results(), column, window, authority, {scenario, point, 0}, groups, share))
        each.append_to(numbers);
  }
  return {{"windows", words}};
}

/// {"keys"} -> {"values": {key: [value in each scenario]}} at the beginning of the run.
Json Session::settings(const Json& request) {
  const auto table = experiment().model->table(experiment().keys_in_use);
  const auto point = design_points(experiment().design).front();
  Json values = Json::object();
  for (const auto& key : request.at("keys").get<std::vector<std::string>>()) {
    const auto* parameter = table->find(key);
    VALIDATE(parameter != nullptr, "there is no parameter '" + key + "'");
    for (const Scenario& scenario : experiment().scenarios) {
      const auto set = resolve_settings(experiment(), scenario, point).front().second;
      const auto found = set.find(key);
      values[key].push_back(as_number_or_word(found == set.end() ? parameter->default_value : found->second));
    }
  }
  return {{"values", values}};
}

/// {"columns": ["harm", "trust:most"], "limits": ["cost=5e6"], and what `compare` takes}: as `compare --rank` has it,
/// {"columns", "limits", "rows": [{"scenario", "rank", "points", "ranks", "ranks_have_intervals", "within",
/// "within_certain", "outcomes", "held", "kept", "kept_certain"}]}, and in print. `outcomes` and `held` are differences
/// from the baseline; rank 0 is out of the competition. `ranks_have_intervals` says whether their differences have one;
/// a limit is kept or broken for certain when the whole interval is on that side.
Json Session::rank(const Json& request) {
  const PanelShape& shape = results().shape();
  const auto words = [&](const char* name) { return given(request, name, std::vector<std::string>{}); };
  const auto chosen = report_request(
      results(), {given<std::string>(request, "baseline", ""), words("scenarios"), {}, words("groups"), {0}, "all"},
      window_in(request, shape));
  std::vector<RankedColumn> columns;
  std::vector<Limit> limits;
  for (const auto& text : words("columns")) columns.push_back(ranked_column(text, shape));
  for (const auto& text : words("limits")) limits.push_back(limit_of(text, shape));
  const auto ranking = rank_panel(results(), chosen, columns, limits);
  Json out{{"columns", Json::array()}, {"limits", Json::array()}, {"rows", Json::array()}};
  for (const auto& each : columns)
    out["columns"].push_back({{"name", shape.columns[each.column].name}, {"most", each.most}});
  for (const auto& each : limits)
    out["limits"].push_back({{"name", shape.columns[each.column].name}, {"at_most", each.at_most}});
  for (const RankedScenario& each : ranking) {
    Json row{{"scenario", shape.scenarios[each.scenario]},
             {"rank", each.rank},
             {"points", each.points},
             {"ranks", each.ranks},
             {"ranks_have_intervals", Json::array()},
             {"within", each.within},
             {"within_certain", each.within_is_certain},
             {"outcomes", Json::array()},
             {"held", Json::array()},
             {"kept", Json::array()},
             {"kept_certain", Json::array()}};
    for (std::size_t c = 0; c < each.ranks.size(); ++c) row["ranks_have_intervals"].push_back(each.has_interval(c));
    for (const LimitKept& limit : each.limits) {
      row["kept"].push_back(limit.kept);
      row["kept_certain"].push_back(limit.certain);
    }
    for (const auto& outcome : each.outcomes) row["outcomes"].push_back(outcome.result.difference);
    for (const auto& held : each.held) row["held"].push_back(held.result.difference);
    out["rows"].push_back(row);
  }
  out["table"] = ranking_text(results(), chosen, columns, limits, ranking, TextForm::terminal);
  return out;
}

/// Numbers [scenario with a programme][never visited, visited][time][mean, low, high]: what a programme does to the
/// trust of the families who are followed. {"scenarios": their names}.
Json Session::trust_apart(const Json&) {
  const auto apart = page::trust_apart(results(), experiment());
  numbers.clear();
  Json names = Json::array();
  for (const auto& each : apart) {
    names.push_back(results().shape().scenarios[each.scenario]);
    for (const auto& by_time : each.by_visited)
      for (const auto& replicates : by_time) over_runs(replicates).append_to(numbers);
  }
  return {{"scenarios", names}};
}

}  // namespace streetlight::page
