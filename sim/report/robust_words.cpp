#include "sim/report/robust_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace streetlight {

namespace {

constexpr std::size_t most_named = 4;      // parameters that decide
constexpr std::size_t fewest_grouped = 3;  // keys that share their first word, of which only the word is written

std::string box_text(const WorldParameters& parameters, const PolicyDeciders& deciders) {
  std::string sides;
  for (const BoxSide& side : deciders.box.sides) {
    const std::string& key = parameters.keys[side.parameter];
    sides += sides.empty() ? "" : " and ";
    if (side.cut_below && side.cut_above)
      sides += fmt::format("{} from {:.3g} to {:.3g} ({} and {})", key, side.low, side.high, side.samples_below,
                           side.samples_above);
    else if (side.cut_below)
      sides += fmt::format("{} from {:.3g} up ({})", key, side.low, side.samples_below);
    else
      sides += fmt::format("{} up to {:.3g} ({})", key, side.high, side.samples_above);
  }
  const std::string answer = to_text(deciders.box_answer);
  return fmt::format(
      "It is {} in {:.0f} % of the {} worlds with {}; {:.0f} % of all worlds in which it is {} are among them.", answer,
      100 * deciders.box.density, deciders.box.worlds, sides, 100 * deciders.box.coverage, answer);
}

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

std::string half_text(const WorldParameters& parameters, const HalfPrior& half) {
  return fmt::format("{} ({}, {} half, {} worlds)", percent(half.share), parameters.keys[half.parameter],
                     half.upper ? "upper" : "lower", half.worlds);
}

/// "with discrepancies halved 24 %, doubled 31 %"; says of which the worlds' new weights stand for too few worlds.
std::string discrepancies_text(const ShareSensitivity& one) {
  const auto said = [](double share) {
    return std::isfinite(share) ? percent(share) : std::string("not known, the new weights stand for too few worlds");
  };
  if (std::isnan(one.halved) && std::isnan(one.doubled))
    return "with discrepancies halved or doubled " + said(one.halved);
  return fmt::format("with discrepancies halved {}, doubled {}", said(one.halved), said(one.doubled));
}

/// The halves of priors that say something.
std::string halves_text(const WorldParameters& parameters, const ShareSensitivity& one, bool weighted) {
  const HalfPrior &low = *one.lowest, &high = *one.highest;
  if (!low.beyond_chance && !high.beyond_chance)
    return std::string(weighted ? " No" : "no") + " half of one prior gives another share than chance would.";
  const std::string lead = weighted ? " If only half of one prior is believed: " : "";
  if (low.beyond_chance && high.beyond_chance)
    return lead + "from " + half_text(parameters, low) + " to " + half_text(parameters, high) + ".";
  return lead + (low.beyond_chance ? "down to " + half_text(parameters, low) : "up to " + half_text(parameters, high)) +
         ".";
}

/// All that is said of one policy, but for what is nothing new: shares that are the same whatever is assumed.
std::string sensitivity_text(const WorldParameters& parameters, const ShareSensitivity& one) {
  const bool weighted = std::isfinite(one.as_is), halves = one.lowest && one.highest;
  if (!weighted && !halves) return "";
  std::vector<double> shares;
  if (weighted)
    for (const double share : {one.as_is, one.halved, one.doubled}) shares.push_back(share);
  if (halves)
    for (const HalfPrior& half : {*one.lowest, *one.highest}) shares.push_back(half.share);
  const std::string first = percent(shares.front());
  if (std::all_of(shares.begin(), shares.end(),
                  [&](double share) { return std::isfinite(share) && percent(share) == first; }))
    return first + " whatever is assumed.";
  std::string text;
  if (weighted) text = fmt::format("{} of the worlds' weight; {}.", first, discrepancies_text(one));
  return halves ? text + halves_text(parameters, one, weighted) : text;
}

/// Keys, but for those of which all that begin with the same word are among them.
std::vector<std::string> grouped_by_word(const std::vector<std::string>& keys, const std::vector<std::string>& all) {
  const auto word = [](const std::string& key) { return key.substr(0, key.find('.')); };
  std::map<std::string, std::size_t> here, everywhere;
  for (const auto& key : keys) ++here[word(key)];
  for (const auto& key : all) ++everywhere[word(key)];
  std::vector<std::string> said;
  for (const auto& key : keys) {
    const std::size_t count = here[word(key)];
    if (count < fewest_grouped || count < everywhere[word(key)])
      said.push_back(key);
    else if (const auto text = fmt::format("{} (all {})", word(key), count);
             std::find(said.begin(), said.end(), text) == said.end())
      said.push_back(text);
  }
  return said;
}

}  // namespace

std::string to_text(const BoxAnswer& answer) {
  return std::string(answer.holds ? "" : "not ") + (answer.verdict == Verdict::more ? "more" : "less");
}

std::string policy_name(const RunSource& results, const PolicyInWorlds& policy) {
  return results.shape().scenarios[policy.scenario];
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t k = 0; k < names.size(); ++k)
    text += (k == 0 ? "" : k + 1 == names.size() ? " and " : ", ") + names[k];
  return text;
}

std::string lines_by_policy(const RunSource& results, const RobustColumn& found, const std::string& bullet,
                            const std::function<std::string(std::size_t)>& say) {
  std::vector<std::pair<std::string, std::vector<std::string>>> lines;  // sentence, policies
  for (std::size_t p = 1; p < found.result.policies.size(); ++p) {
    const std::string sentence = say(p);
    if (sentence.empty()) continue;
    auto line = std::find_if(lines.begin(), lines.end(), [&](const auto& other) { return other.first == sentence; });
    if (line == lines.end()) line = lines.insert(lines.end(), {sentence, {}});
    line->second.push_back(policy_name(results, found.result.policies[p]));
  }
  std::string text;
  for (const auto& [sentence, names] : lines) {
    const bool every = names.size() > 2 && names.size() + 1 == found.result.policies.size();
    text += fmt::format("{}{}: {}\n", bullet, every ? "Every policy" : listed(names), sentence);
  }
  return text;
}

std::string verdicts_text(const RunSource& results, const RobustColumn& found, std::size_t policy) {
  const Robustness& all = found.result;
  const PolicyInWorlds& one = all.policies[policy];
  return fmt::format("less than {} in {} of {} worlds, more in {}, not to be told apart in {}.",
                     policy_name(results, all.policies.front()), one.less, all.worlds.size(), one.more, one.untold);
}

std::string deciders_text(const WorldParameters& parameters, const PolicyDeciders& deciders) {
  std::string named;
  for (std::size_t k = 0; k < std::min(most_named, deciders.influences.size()); ++k) {
    const ParameterInfluence& one = deciders.influences[k];
    if (!one.beyond_chance) break;
    const bool prior_alone = !parameters.priors.empty() && !is_informed(parameters, one.parameter);
    named += (named.empty() ? "" : ", ") + fmt::format("{}{} ({:+.2f}, {})", parameters.keys[one.parameter],
                                                       prior_alone ? "*" : "", one.rank_correlation,
                                                       percent(one.spread_explained));
  }
  return (named.empty() ? "no parameter explains more than chance would" : named) + "." +
         (deciders.box.sides.empty() ? "" : " " + box_text(parameters, deciders));
}

std::string sensitivities_text(const RunSource& results, const WorldParameters& parameters, const RobustColumn& found,
                               TextForm form) {
  const bool markdown = form == TextForm::markdown;
  if (found.sensitivities.empty()) return "";
  const auto lines = lines_by_policy(
      results, found, "- ", [&](std::size_t p) { return sensitivity_text(parameters, found.sensitivities[p]); });
  if (lines.empty()) return "";
  // Without weights only the priors are left to say anything of
  const bool weighted = std::any_of(found.sensitivities.begin(), found.sensitivities.end(),
                                    [](const ShareSensitivity& one) { return std::isfinite(one.as_is); });
  return fmt::format("{} than \"{}\", if {}:\n{}{}\n", found.request.more_is_better ? "More" : "Less",
                     policy_name(results, found.result.policies.front()),
                     weighted ? "other things had been assumed" : "only half of one prior is believed",
                     markdown ? "\n" : "", lines);
}

std::string measure_next_text(const WorldParameters& parameters, const RobustColumn& found, const std::string& unit) {
  if (found.deciders.size() < 2) return "";
  std::vector<ParameterInfluence> all;
  for (const ParameterInfluence& one : found.deciders[1].influences)  // the gain is over all policies: the same in each
    if (std::any_of(found.deciders.begin() + 1, found.deciders.end(), [&](const PolicyDeciders& deciders) {
          return std::any_of(deciders.influences.begin(), deciders.influences.end(), [&](const auto& other) {
            return other.parameter == one.parameter && other.beyond_chance;
          });
        }))
      all.push_back(one);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.value > b.value; });
  std::string text;
  for (std::size_t k = 0; k < std::min(most_named, all.size()) && all[k].value > 0; ++k)
    text += (text.empty() ? "" : ", ") + fmt::format("{} ({:.3g})", parameters.keys[all[k].parameter], all[k].value);
  if (text.empty()) return "No single parameter was found that would change which policy is best if it were known.\n";
  return fmt::format("Measure next (what choosing the best policy would gain if it were known{}): {}.\n",
                     unit.empty() ? "" : ", in " + unit, text);
}

std::string combinations_text(const SensitivityMatrix& matrix) {
  const std::size_t informed = combinations_informed(matrix.singular_values);
  const std::size_t all = matrix.variance_left.size();
  if (matrix.rows.empty() || matrix.singular_values.empty()) return "";
  std::string values;
  for (const double value : matrix.singular_values)
    values += fmt::format("{}{:.2g}", values.empty() ? "" : ", ", value);
  return fmt::format(
      "The figures leave less than half of the prior's variance of {} combination{} of the {} parameters, and more of "
      "the other {} (singular values of the sensitivity matrix, above 1 where less than half is left: {}).\n",
      informed, informed == 1 ? "" : "s", all, all - informed, values);
}

std::string informed_text(const WorldParameters& parameters) {
  if (parameters.priors.empty()) return "";
  std::vector<std::string> informed, open;
  for (std::size_t j = 0; j < parameters.keys.size(); ++j)
    (is_informed(parameters, j) ? informed : open).push_back(parameters.keys[j]);
  const auto said = [&](const std::vector<std::string>& keys) {
    return keys.empty() ? "none" : listed(grouped_by_word(keys, parameters.keys));
  };
  return fmt::format(
             "Informed by the figures (the worlds differ from the prior): {}.\n"
             "No sign of it in {} worlds (what depends on these depends on the prior): {}.\n",
             said(informed), parameters.values.size(), said(open)) +
         combinations_text(parameters.sensitivity);
}

}  // namespace streetlight
