// The two forms for people.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/format.hpp"
#include "sim/report/number_text.hpp"
#include "sim/report/robust_report.hpp"
#include "sim/report/text_table.hpp"

namespace streetlight {

namespace {

constexpr std::size_t most_named = 4;  // parameters that decide

std::string policy_name(const RunSource& results, const PolicyInWorlds& policy) {
  return results.shape().scenarios[policy.scenario];
}

int decimals_of(const Robustness& result) {
  double widest = 0;
  for (const auto& policy : result.policies)
    widest = std::max(widest, std::abs(policy.difference.high - policy.difference.low));
  return decimals_for(widest > 0 ? widest / 10 : 1);
}

/// "Covert programme: less than No programme in 431 of 500 worlds, more in 22, not to be told apart in 47."
std::string sentence(const RunSource& results, const RobustMetric& metric, const PolicyInWorlds& policy) {
  const Robustness& all = metric.result;
  return fmt::format("{}: less than {} in {} of {} worlds, more in {}, not to be told apart in {}.",
                     policy_name(results, policy), policy_name(results, all.policies.front()), policy.less,
                     all.worlds.size(), policy.more, policy.untold);
}

std::string heading(const RunSource& results, const RobustMetric& metric, bool markdown) {
  const PanelShape& shape = results.shape();
  const Column& column = shape.columns[metric.request.metric];
  const std::string name = column.name + (column.unit.empty() ? "" : " (" + column.unit + ")");
  std::string text = markdown ? "## " + name + "\n\n" : name + "\n";
  text +=
      fmt::format("{}, {} worlds, {} replicates. {} is better. Differences from \"{}\" up to {} count as none ({}).\n",
                  to_text(metric.request.window, shape), metric.result.worlds.size(), shape.replicates,
                  metric.request.more_is_better ? "More" : "Less", policy_name(results, metric.result.policies.front()),
                  shortest(std::stod(fmt::format("{:.3g}", metric.result.margin))),
                  metric.request.margin              ? "as asked for"
                  : metric.request.usual.of_baseline ? to_text(metric.request.usual, column.unit) + ", at its median"
                                                     : "the usual margin");
  if (metric.request.group > 0) text += "Group: " + shape.groups[metric.request.group] + ".\n";
  if (shape.replicates == 1)
    text += "One replicate: a difference holds the luck of a single run, and the counts go by its size alone.\n";
  if (metric.result.missing > 0)
    text += fmt::format("{} more worlds are left out: a run of theirs is missing.\n", metric.result.missing);
  return text;
}

std::string table(const RunSource& results, const WorldParameters& parameters, const RobustMetric& metric,
                  bool markdown) {
  const Robustness& all = metric.result;
  const int decimals = decimals_of(all);
  std::vector<TextColumn> columns{{"policy", true},  {"median"}, {"5 %"},  {"95 %"},
                                  {"replicates +-"}, {"less"},   {"more"}, {"not told apart"}};
  if (parameters.weighted) columns.insert(columns.end(), {{"weighted less"}, {"weighted more"}});
  columns.insert(columns.end(), {{"best in"}, {"regret 90 %"}, {"most"}});
  TextTable rows(columns);
  for (const auto& policy : all.policies) {
    const bool baseline = &policy == &all.policies.front();
    TextTable::Line line{policy_name(results, policy)};
    if (baseline) {
      line.insert(line.end(), 7, "-");
      if (parameters.weighted) line.insert(line.end(), 2, "-");
    } else {
      for (const double value : {policy.difference.median, policy.difference.low, policy.difference.high})
        line.push_back(signed_grouped(value, decimals));
      line.push_back(grouped(policy.median_half_width, decimals));
      for (const std::size_t worlds : {policy.less, policy.more, policy.untold}) line.push_back(std::to_string(worlds));
      if (parameters.weighted)
        for (const double share : {policy.weighted_less, policy.weighted_more})
          line.push_back(fmt::format("{:.0f} %", 100 * share));
    }
    line.push_back(std::to_string(policy.best));
    line.push_back(grouped(policy.regret_90, decimals));
    line.push_back(grouped(policy.regret_most, decimals));
    rows.add(std::move(line));
  }
  return markdown ? rows.markdown() : rows.text();
}

std::string box_text(const WorldParameters& parameters, const PolicyDeciders& deciders) {
  std::string sides;
  for (const BoxSide& side : deciders.box.sides) {
    const std::string& key = parameters.keys[side.parameter];
    sides += sides.empty() ? "" : " and ";
    if (side.cut_below && side.cut_above)
      sides += fmt::format("{} from {:.3g} to {:.3g}", key, side.low, side.high);
    else if (side.cut_below)
      sides += fmt::format("{} from {:.3g} up", key, side.low);
    else
      sides += fmt::format("{} up to {:.3g}", key, side.high);
  }
  return fmt::format(
      "{} in {:.0f} % of the {} worlds with {}; {:.0f} % of all worlds in which it is {} are among them.",
      deciders.box_of_more ? "More" : "Less", 100 * deciders.box.density, deciders.box.worlds, sides,
      100 * deciders.box.coverage, deciders.box_of_more ? "more" : "less");
}

std::string deciders_text(const RunSource& results, const WorldParameters& parameters, const RobustMetric& metric) {
  std::string text;
  for (std::size_t p = 1; p < metric.result.policies.size(); ++p) {
    const PolicyDeciders& deciders = metric.deciders[p];
    std::string named;
    for (std::size_t k = 0; k < std::min(most_named, deciders.influences.size()); ++k) {
      const ParameterInfluence& one = deciders.influences[k];
      if (!one.beyond_chance) break;
      named += (named.empty() ? "" : ", ") + fmt::format("{} ({:+.2f}, {:.0f} %)", parameters.keys[one.parameter],
                                                         one.rank_correlation, 100 * one.spread_explained);
    }
    text += fmt::format("- {}: {}.{}{}\n", policy_name(results, metric.result.policies[p]),
                        named.empty() ? "no parameter explains more than chance would" : named,
                        deciders.box.sides.empty() ? "" : " ",
                        deciders.box.sides.empty() ? "" : box_text(parameters, deciders));
  }
  return text;
}

std::string half_text(const WorldParameters& parameters, const HalfPrior& half) {
  return fmt::format("{:.0f} % ({}, {} half, {} worlds)", 100 * half.share, parameters.keys[half.parameter],
                     half.upper ? "upper" : "lower", half.worlds);
}

/// On what was assumed when the worlds were found.
std::string sensitivities_text(const RunSource& results, const WorldParameters& parameters, const RobustMetric& metric,
                               bool markdown) {
  if (metric.sensitivities.empty()) return "";
  std::string text = fmt::format("{} than \"{}\", if other things had been assumed:\n{}",
                                 metric.request.more_is_better ? "More" : "Less",
                                 policy_name(results, metric.result.policies.front()), markdown ? "\n" : "");
  for (std::size_t p = 1; p < metric.sensitivities.size(); ++p) {
    const ShareSensitivity& one = metric.sensitivities[p];
    text += fmt::format("- {}: {:.0f} % of the worlds' weight; with discrepancies halved {:.0f} %, doubled {:.0f} %.",
                        policy_name(results, metric.result.policies[p]), 100 * one.as_is, 100 * one.halved,
                        100 * one.doubled);
    if (one.lowest && one.highest)
      text += fmt::format(" If only half of one prior is believed: from {} to {}.", half_text(parameters, *one.lowest),
                          half_text(parameters, *one.highest));
    text += "\n";
  }
  return text + "\n";
}

/// What would be worth measuring, over all policies of the metric.
std::string to_measure(const WorldParameters& parameters, const RobustMetric& metric) {
  if (metric.deciders.size() < 2) return "";
  std::vector<ParameterInfluence> all;
  for (const ParameterInfluence& one :
       metric.deciders[1].influences)  // the gain is over all policies: the same in each
    if (std::any_of(metric.deciders.begin() + 1, metric.deciders.end(), [&](const PolicyDeciders& deciders) {
          return std::any_of(deciders.influences.begin(), deciders.influences.end(), [&](const auto& other) {
            return other.parameter == one.parameter && other.beyond_chance;
          });
        }))
      all.push_back(one);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.value > b.value; });
  std::string text;
  for (std::size_t k = 0; k < std::min(most_named, all.size()) && all[k].value > 0; ++k)
    text += (text.empty() ? "" : ", ") + fmt::format("{} ({:.3g})", parameters.keys[all[k].parameter], all[k].value);
  return text.empty() ? "No single parameter was found that would change which policy is best if it were known.\n"
                      : "Measure next (what choosing the best policy would gain if it were known): " + text + ".\n";
}

std::string informed_text(const WorldParameters& parameters) {
  if (parameters.priors.empty()) return "";
  std::string informed, open;
  for (std::size_t j = 0; j < parameters.keys.size(); ++j) {
    std::vector<double> values;
    for (const auto& world : parameters.values) values.push_back(world[j]);
    std::string& list = is_informed(parameters.priors[j], values) ? informed : open;
    list += (list.empty() ? "" : ", ") + parameters.keys[j];
  }
  return "Informed by the figures (the worlds lie otherwise than the prior): " +
         (informed.empty() ? "none" : informed) + ".\nNo sign of it in " + std::to_string(parameters.values.size()) +
         " worlds (what rests on these rests on the prior): " + (open.empty() ? "none" : open) + ".\n";
}

}  // namespace

bool is_informed(const Prior& prior, const std::vector<double>& values) {
  constexpr double critical = 1.63;  // alpha 0.01, many values
  std::vector<double> shares;
  for (const double value : values) shares.push_back(prior.share_below(value));
  std::sort(shares.begin(), shares.end());
  const auto n = static_cast<double>(shares.size());
  double furthest = 0;
  for (std::size_t k = 0; k < shares.size(); ++k)
    furthest =
        std::max({furthest, (static_cast<double>(k) + 1) / n - shares[k], shares[k] - static_cast<double>(k) / n});
  return furthest * std::sqrt(n) > critical;
}

std::string robust_text(const RunSource& results, const WorldParameters& parameters,
                        const std::vector<RobustMetric>& metrics, bool markdown) {
  std::string text = markdown ? "# " + results.provenance().title + ": what holds in how many worlds\n\n" : "";
  text += "Counts of worlds say in how many of the worlds looked at something holds. They are no probabilities.\n\n";
  for (const RobustMetric& metric : metrics) {
    text += heading(results, metric, markdown) + "\n";
    for (std::size_t p = 1; p < metric.result.policies.size(); ++p)
      text += fmt::format("{}{}\n", markdown ? "- " : "", sentence(results, metric, metric.result.policies[p]));
    text += "\n" + table(results, parameters, metric, markdown) + "\n";
    text +=
        "Best in: worlds in which the policy's mean is the best, by however little. Regret: what it loses there.\n\n";
    text +=
        "What decides (rank correlation with the difference, share of its spread that would go if it were known):\n" +
        std::string(markdown ? "\n" : "") + deciders_text(results, parameters, metric) +
        to_measure(parameters, metric) + "\n" + sensitivities_text(results, parameters, metric, markdown);
  }
  return text + informed_text(parameters);
}

}  // namespace streetlight
