// The two forms for people.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/format.hpp"
#include "sim/report/number_text.hpp"
#include "sim/report/robust_report.hpp"
#include "sim/report/robust_words.hpp"
#include "sim/report/text_table.hpp"

namespace streetlight {

namespace {

int decimals_of(const Robustness& result) {
  double widest = 0;
  for (const auto& policy : result.policies)
    widest = std::max(widest, std::abs(policy.difference.high - policy.difference.low));
  return decimals_for(widest > 0 ? widest / 10 : 1);
}

/// Why weighted figures are left out; "" where they are not, or where the worlds have no weights.
std::string why_unweighted(const RobustColumn& found) {
  const Robustness& all = found.result;
  if (!all.weighted || all.weights_say_enough()) return "";
  return fmt::format("Weighted figures are left out: {}.\n", weights_problem(all));
}

/// In how many worlds no interval over replicates can be given; "" where it can in all.
std::string refused_text(const RunSource& results, const Robustness& all) {
  std::vector<std::string> counts;
  for (const PolicyInWorlds& policy : all.policies)
    if (policy.refused > 0) counts.push_back(fmt::format("{} for {}", policy.refused, policy_name(results, policy)));
  if (counts.empty()) return "";
  return fmt::format(
      "Worlds whose replicates allow no interval (too few events differ, or all replicates by the same amount) count "
      "as "
      "not told apart: {}.\n",
      listed(counts));
}

/// The column, its unit and the window; then what a difference is and when it counts.
std::string heading(const RunSource& results, const RobustColumn& found, TextForm form) {
  const bool markdown = form == TextForm::markdown;
  const PanelShape& shape = results.shape();
  const Column& column = shape.columns[found.request.column];
  const Robustness& all = found.result;
  std::string text = fmt::format(
      "{}{}, {}: difference from \"{}\" in {} worlds, {}", column.name,
      column.unit.empty() ? "" : " (" + column.unit + ")", to_text(found.request.window, shape),
      policy_name(results, all.policies.front()), all.worlds.size(),
      shape.replicates == 1 ? "1 replicate of each" : fmt::format("{} replicates of each", shape.replicates));
  if (found.request.group > 0) text += ", group " + shape.groups[found.request.group];
  if (shape.authorities[found.request.authority] != "all")
    text += ", authority " + shape.authorities[found.request.authority];
  text = markdown ? "## " + text + "\n\n" : text + "\n" + std::string(display_width(text), '=') + "\n";
  text += fmt::format("{} is better. Differences up to {} count as none ({}).",
                      found.request.more_is_better ? "More" : "Less",
                      shortest(std::stod(fmt::format("{:.3g}", all.margin))),
                      found.request.margin              ? "as asked for"
                      : found.request.usual.of_baseline ? to_text(found.request.usual, column.unit) + ", at its median"
                                                        : "the usual margin");
  if (found.request.threshold)
    text += fmt::format(" Good enough: {} or {}.", shortest(*found.request.threshold),
                        found.request.more_is_better ? "more" : "less");
  if (all.weights_say_enough())
    text += fmt::format(" The worlds' weights stand for {:.0f} of them (Kish).", all.effective);
  text += "\n";
  if (all.missing > all.undefined)
    text += fmt::format("{} more worlds are left out: a run of theirs is missing.\n", all.missing - all.undefined);
  if (all.undefined > 0)
    text += fmt::format(
        "{} more worlds are left out: in them, some scenario's ratio has nothing to divide by. What the other worlds "
        "say "
        "need not hold in these.\n",
        all.undefined);
  return text + refused_text(results, all);
}

std::string table(const RunSource& results, const RobustColumn& found, TextForm form) {
  const bool markdown = form == TextForm::markdown;
  const Robustness& all = found.result;
  const int decimals = decimals_of(all);
  const bool weighted = all.weights_say_enough();
  const bool replicates = results.shape().replicates > 1;
  std::vector<TextColumn> columns{{"policy", true}, {"median"}, {"5 %"}, {"95 %"}};
  if (replicates) columns.push_back({"replicates +-"});
  columns.insert(columns.end(), {{"less"}, {"more"}, {"not told apart"}});
  if (weighted) columns.insert(columns.end(), {{"weighted less"}, {"weighted more"}});
  columns.insert(columns.end(), {{"best in"}, {"regret 90 %"}, {"regret most"}});
  if (found.request.threshold) columns.push_back({"good enough in"});
  const std::size_t of_baseline = found.request.threshold ? 4 : 3;  // the last columns, which say something of it too
  TextTable rows(columns);
  for (const auto& policy : all.policies) {
    const bool baseline = &policy == &all.policies.front();
    TextTable::Line line{policy_name(results, policy)};
    if (baseline) {
      line.insert(line.end(), columns.size() - 1 - of_baseline, "-");
    } else {
      for (const double value : {policy.difference.median, policy.difference.low, policy.difference.high})
        line.push_back(signed_grouped(value, decimals));
      if (replicates) line.push_back(grouped(policy.median_half_width, decimals));
      for (const std::size_t worlds : {policy.less, policy.more, policy.untold}) line.push_back(std::to_string(worlds));
      if (weighted)
        for (const double share : {policy.weighted_less, policy.weighted_more})
          line.push_back(fmt::format("{:.0f} %", 100 * share));
    }
    line.push_back(std::to_string(policy.best));
    line.push_back(grouped(policy.regret_90, decimals));
    line.push_back(grouped(policy.regret_most, decimals));
    if (found.request.threshold) line.push_back(std::to_string(policy.good_enough));
    rows.add(std::move(line));
  }
  return markdown ? rows.markdown() : rows.text();
}

}  // namespace

bool is_informed(const WorldParameters& parameters, std::size_t parameter) {
  constexpr double critical = 1.63;  // alpha 0.01, many values
  std::vector<double> weights = parameters.weights;
  if (weights.empty()) weights.assign(parameters.values.size(), 1.0);
  std::vector<std::pair<double, double>> worlds;  // share of the prior below it, weight
  double all = 0;
  for (std::size_t w = 0; w < weights.size(); ++w) {
    worlds.emplace_back(parameters.priors[parameter].share_below(parameters.values[w][parameter]), weights[w]);
    all += weights[w];
  }
  std::sort(worlds.begin(), worlds.end());
  double furthest = 0, before = 0;
  for (const auto& [share, weight] : worlds) {
    furthest = std::max({furthest, (before + weight) / all - share, share - before / all});
    before += weight;
  }
  return furthest * std::sqrt(effective_number(weights)) > critical;
}

std::string weights_problem(const Robustness& result) {
  if (!result.weighted) return "the worlds have no weights";
  if (result.weights_say_enough()) return "";
  return fmt::format("the weights stand for {:.1f} of {} worlds (Kish), fewer than {:.0f}", result.effective,
                     result.worlds.size(), fewest_effective_worlds);
}

std::string robust_text(const RunSource& results, const WorldParameters& parameters,
                        const std::vector<RobustColumn>& columns, TextForm form) {
  const bool markdown = form == TextForm::markdown;
  std::string text = fmt::format("{}{}: what holds in how many worlds\n\n", markdown ? "# " : "",
                                 title_line(results.provenance().title));
  text +=
      "Counts of worlds say in how many of the worlds looked at something holds. They are not probabilities.\n"
      "Best in: worlds in which no policy's mean is better, by however little.\n"
      "Regret: what a policy loses against the best one in a world, in nine of ten worlds at most and in any.\n";
  const bool weighted =
      std::any_of(columns.begin(), columns.end(), [](const auto& one) { return one.result.weights_say_enough(); });
  text += weighted ? "Counts take each world once. Median, 5 %, 95 % and regret 90 % give each world its weight.\n"
                   : "Median, 5 %, 95 % and regret 90 % are over worlds, each counted once.\n";
  if (results.shape().replicates == 1)
    text += "One replicate: chance is part of each difference, and only its size decides how it is counted.\n";
  const std::string first = columns.empty() ? "" : why_unweighted(columns.front());
  const bool same =
      std::all_of(columns.begin(), columns.end(), [&](const auto& m) { return why_unweighted(m) == first; });
  text += (same ? first : "") + "\n";
  const std::string bullet = markdown ? "- " : "", gap = markdown ? "\n" : "";
  for (const RobustColumn& found : columns) {
    text += heading(results, found, form) + (same ? "" : why_unweighted(found)) + "\n";
    text += lines_by_policy(results, found, bullet, [&](std::size_t p) { return verdicts_text(results, found, p); });
    text += "\n" + table(results, found, form) + "\n";
    text += fmt::format(
        "What decides (rank correlation with the difference, share of its spread that would disappear if it were "
        "known{}; in brackets after an end of a box: in how many of {} samples of the worlds it was found):\n{}",
        parameters.priors.empty() ? "" : "; *: rests on its prior, no sign that a figure informs it", bagged_samples,
        gap);
    text += lines_by_policy(results, found, "- ",
                            [&](std::size_t p) { return deciders_text(parameters, found.deciders[p]); });
    text += gap + measure_next_text(parameters, found, results.shape().columns[found.request.column].unit) + "\n" +
            sensitivities_text(results, parameters, found, form);
  }
  return text + informed_text(parameters);
}

}  // namespace streetlight
