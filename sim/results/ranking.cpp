#include "sim/results/ranking.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/results/run_window.hpp"

namespace streetlight {

namespace {

std::size_t gathered_column(const std::string& name, const PanelShape& shape) {
  const std::size_t column = choose_one(name, column_names(shape), "column");
  VALIDATE(can_gather(shape, column), "\"" + name + "\" cannot be gathered: the file lacks the counts it is made of.");
  return column;
}

/// Ranks from 1 by ascending `badness`; equal ones share the better rank.
std::vector<std::size_t> ranks_of(const std::vector<double>& badness) {
  std::vector<std::size_t> ranks;
  for (const double mine : badness)
    ranks.push_back(1 + static_cast<std::size_t>(
                            std::count_if(badness.begin(), badness.end(), [&](double other) { return other < mine; })));
  return ranks;
}

LimitKept stand_to(const Limit& limit, const PairedComparison& result) {
  LimitKept kept;
  kept.kept = result.pairs > 0 && result.difference <= limit.at_most;
  if (result.half_width)
    kept.certain = kept.kept ? result.difference + *result.half_width <= limit.at_most
                             : result.difference - *result.half_width > limit.at_most;
  return kept;
}

/// Who is out for want of a value, or by one limit for certain, is out; who is in must keep every limit for certain.
void set_within(RankedScenario& entry) {
  const bool valued =
      std::all_of(entry.outcomes.begin(), entry.outcomes.end(),
                  [](const ComparisonRow& row) { return row.result.pairs > 0; }) &&
      std::all_of(entry.held.begin(), entry.held.end(), [](const ComparisonRow& row) { return row.result.pairs > 0; });
  const auto kept = [](const LimitKept& limit) { return limit.kept; };
  entry.within = valued && std::all_of(entry.limits.begin(), entry.limits.end(), kept);
  entry.within_is_certain =
      entry.within
          ? std::all_of(entry.limits.begin(), entry.limits.end(), [](const LimitKept& limit) { return limit.certain; })
          : !valued || std::any_of(entry.limits.begin(), entry.limits.end(),
                                   [](const LimitKept& limit) { return !limit.kept && limit.certain; });
}

}  // namespace

RankedColumn ranked_column(const std::string& text, const PanelShape& shape) {
  refuse_list(text, column_names(shape), "--rank");
  const auto colon = text.find(':');
  const std::string way = colon == std::string::npos ? "least" : text.substr(colon + 1);
  VALIDATE(way == "least" || way == "most",
           "--rank " + text + ": after the colon stands least (less is better) or most, as in --rank trust:most.");
  return {gathered_column(text.substr(0, colon), shape), way == "most"};
}

Limit number_of_column(const std::string& text, const PanelShape& shape, const std::string& option,
                       const std::string& example) {
  const auto equals = text.find('=');
  double value = 0;
  bool number = false;
  if (equals != std::string::npos) {
    const char *begin = text.data() + equals + 1, *end = text.data() + text.size();
    const auto read = std::from_chars(begin, end, value);
    number = read.ec == std::errc() && read.ptr == end && std::isfinite(value);
  }
  VALIDATE(number, option + " " + text + " must be a column, '=' and a number, as in " + option + " " + example +
                       (text.find(',') == std::string::npos ? "." : ", and one of them for each " + option + "."));
  return {gathered_column(text.substr(0, equals), shape), value};
}

Limit limit_of(const std::string& text, const PanelShape& shape) {
  return number_of_column(text, shape, "--at-most", "cost=5e6");
}

std::vector<RankedScenario> rank_panel(const RunSource& panel, ComparisonRequest request,
                                       const std::vector<RankedColumn>& columns, const std::vector<Limit>& limits) {
  VALIDATE(request.points.size() == 1, "a ranking is of one design point: choose one with --point.");
  VALIDATE(request.groups.size() == 1, "a ranking is of one group: choose one with --group.");
  request.columns.clear();
  request.margins.clear();
  for (const auto& ranked : columns) request.columns.push_back(ranked.column);
  for (const auto& limit : limits) request.columns.push_back(limit.column);

  // Rows come scenario by scenario, in the order of the columns.
  const auto rows = compare_panel(panel, request);
  std::vector<RankedScenario> ranking;
  for (std::size_t s = 0; s < request.scenarios.size(); ++s) {
    const auto from = rows.begin() + static_cast<std::ptrdiff_t>(s * request.columns.size());
    const auto middle = from + static_cast<std::ptrdiff_t>(columns.size());
    const auto to = middle + static_cast<std::ptrdiff_t>(limits.size());
    RankedScenario entry;
    entry.scenario = request.scenarios[s];
    entry.outcomes.assign(from, middle);
    entry.held.assign(middle, to);
    for (std::size_t l = 0; l < limits.size(); ++l) entry.limits.push_back(stand_to(limits[l], entry.held[l].result));
    set_within(entry);
    ranking.push_back(std::move(entry));
  }

  // Ranks are among those in the competition only.
  std::stable_partition(ranking.begin(), ranking.end(), [](const auto& entry) { return entry.within; });
  const auto out = std::find_if(ranking.begin(), ranking.end(), [](const auto& entry) { return !entry.within; });
  for (std::size_t c = 0; c < columns.size(); ++c) {
    std::vector<double> badness;
    for (auto entry = ranking.begin(); entry != out; ++entry)
      badness.push_back((columns[c].most ? -1 : 1) * entry->outcomes[c].result.difference);
    const auto ranks = ranks_of(badness);
    for (std::size_t i = 0; i < ranks.size(); ++i) {
      ranking[i].ranks.push_back(ranks[i]);
      ranking[i].points += ranks[i];
    }
  }
  std::stable_sort(ranking.begin(), out, [](const auto& a, const auto& b) { return a.points < b.points; });
  std::vector<double> points;
  for (auto entry = ranking.begin(); entry != out; ++entry) points.push_back(static_cast<double>(entry->points));
  const auto overall = ranks_of(points);
  for (std::size_t i = 0; i < overall.size(); ++i) ranking[i].rank = overall[i];
  return ranking;
}

}  // namespace streetlight
