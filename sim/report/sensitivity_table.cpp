// The two forms for people: terminal and Markdown.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/core/order.hpp"
#include "sim/experiment/values_not_run.hpp"
#include "sim/report/number_text.hpp"
#include "sim/report/sensitivity_report.hpp"
#include "sim/report/text_table.hpp"
#include "sim/results/sensitivity.hpp"

namespace streetlight {

namespace {

std::string interval_text(double value, const MeanInterval& interval, int decimals) {
  if (std::isnan(value)) return "n/a";
  if (std::isnan(interval.low)) return grouped(value, decimals) + " [n/a]";
  return fmt::format("{} [{}, {}]", grouped(value, decimals), grouped(interval.low, decimals),
                     grouped(interval.high, decimals));
}

/// Parameters by importance, the greatest first; those without a value last.
template <class Importance>
std::vector<std::size_t> by_importance(std::size_t count, Importance importance) {
  const auto size = [&](std::size_t i) { return std::isnan(importance(i)) ? -1.0 : importance(i); };
  return indices_in_order(count, [&](std::size_t a, std::size_t b) { return size(a) > size(b); });
}

TextTable sobol_table(const SobolIndices& indices, const Design& design) {
  TextTable table({{"parameter", true}, {"first order [95 % interval]"}, {"total [95 % interval]"}, {"with others"}});
  constexpr int decimals = 3;
  for (const std::size_t i :
       by_importance(indices.parameters.size(), [&](std::size_t p) { return indices.parameters[p].total; })) {
    const SobolIndex& index = indices.parameters[i];
    table.add({design.parameters[i].key, interval_text(index.first, index.first_interval, decimals),
               interval_text(index.total, index.total_interval, decimals),
               grouped(index.total - index.first, decimals)});
  }
  return table;
}

TextTable morris_table(const MorrisResult& result, const Design& design) {
  double largest = 0;
  for (const auto& effects : result.parameters)
    if (!std::isnan(effects.mu_star)) largest = std::max(largest, effects.mu_star);
  const int decimals = decimals_for(largest / 100);
  TextTable table({{"parameter", true}, {"mu* [95 % interval]"}, {"mu [95 % interval]"}, {"sigma"}, {"sigma/mu*"}});
  for (const std::size_t i :
       by_importance(result.parameters.size(), [&](std::size_t p) { return result.parameters[p].mu_star; })) {
    const ElementaryEffects& effects = result.parameters[i];
    table.add({design.parameters[i].key, interval_text(effects.mu_star, effects.mu_star_interval, decimals),
               effects.ordered ? interval_text(effects.mu, effects.mu_interval, decimals) : "no order",
               grouped(effects.sigma, decimals),
               effects.mu_star > 0 ? grouped(effects.sigma / effects.mu_star, 2) : "n/a"});
  }
  return table;
}

TextTable table_of(const Sensitivity& result, const Design& design) {
  return result.sobol ? sobol_table(*result.sobol, design) : morris_table(*result.morris, design);
}

std::string title_of(const RunSource& panel, const SensitivityRequest& request) {
  const PanelShape& shape = panel.shape();
  const std::string title = title_line(panel.provenance().title);
  const bool morris = request.design.kind == DesignKind::morris;
  const DesignRuns runs = runs_of(panel, request);
  const std::string missing =
      runs.present < runs.planned ? ", " + std::to_string(runs.planned - runs.present) + " runs missing" : "";
  return (title.empty() ? "" : title + ": ") + (morris ? "elementary effects (Morris)" : "Sobol indices") + " in \"" +
         shape.scenarios[request.scenario] + "\", " + to_text(request.window, shape) +
         (request.window_why.empty() ? "" : " (" + request.window_why + ")") + ", " +
         (morris ? std::to_string(request.design.trajectories) + " walks"
                 : std::to_string(request.design.samples) + " base samples") +
         ", " + std::to_string(shape.points) + " points, " + std::to_string(shape.replicates) +
         (shape.replicates == 1 ? " replicate" : " replicates") + missing;
}

std::string block_title(const RunSource& panel, const SensitivityRequest& request, const Sensitivity& result) {
  const PanelShape& shape = panel.shape();
  const Column& column = shape.columns[result.column];
  std::string text = column.name;
  if (shape.groups[result.group] != "all") text += " (" + shape.groups[result.group] + ")";
  if (!column.unit.empty() && column.unit != "1") text += ", " + column.unit;
  if (result.from_baseline) text += ": difference from \"" + shape.scenarios[*request.baseline] + "\"";
  if (result.sobol)
    text +=
        fmt::format("; mean {:.4g}, standard deviation {:.4g}", result.sobol->mean, std::sqrt(result.sobol->variance));
  if (result.noise) text += fmt::format("; noise {:.2g} % of the variance", 100 * *result.noise);
  return text;
}

std::string sensitivity_legend(const Design& design) {
  return design.kind == DesignKind::morris
             ? "mu*: mean size of the effect of moving the parameter over its whole range, mu: the same with its sign\n"
               "sigma: how much the effect differs from point to point (curvature, or other parameters)\n"
             : "first order: share of the variance that the parameter explains alone; total: together with others too\n"
               "with others: their difference; intervals by the jackknife over the shifted copies of the base "
               "samples\n";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  return text;
}

/// Keys of the parameters whose effects are as asked.
template <class Test>
std::string keys_where(const MorrisResult& morris, const Design& design, Test test) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < morris.parameters.size(); ++i)
    if (test(morris.parameters[i])) keys.push_back(design.parameters[i].key);
  return joined(keys);
}

void note_missing_runs(const RunSource& panel, const SensitivityRequest& request, std::vector<std::string>& notes) {
  const DesignRuns runs = runs_of(panel, request);
  if (runs.present == runs.planned) return;
  const char* blocks = request.design.kind == DesignKind::morris ? "walks" : "rows";
  notes.push_back(
      fmt::format("{} of {} runs {} missing: {} of {} {} are whole, and only those are used. If runs were stopped, "
                  "the numbers are "
                  "those of a smaller design; if runs failed at certain values, they leave those values out. "
                  "Finish the file with streetlight run --resume, or merge all shards.",
                  runs.planned - runs.present, runs.planned, runs.planned - runs.present == 1 ? "is" : "are",
                  runs.whole, runs.blocks, blocks));
}

void note_used(const RunSource& panel, const Design& design, const Sensitivity& result, const std::string& column,
               std::vector<std::string>& notes) {
  const bool morris = design.kind == DesignKind::morris;
  const char* blocks = morris ? "walks" : "rows";
  const std::size_t used = morris ? result.morris->walks : result.sobol->rows;
  const std::size_t dropped = morris ? result.morris->dropped : result.sobol->dropped;
  const std::size_t replicates = panel.shape().replicates;
  if (dropped > 0)
    notes.push_back(fmt::format("{}: {} of {} {} are left out, because a value does not exist in {}.", column, dropped,
                                used + dropped, blocks, morris ? "any replicate" : "each replicate that is used"));
  if (used > 0 && result.replicates < replicates)
    notes.push_back(fmt::format("{}: the numbers rest on {} of {} replicates.", column, result.replicates, replicates));
  if (result.thinner > 0)
    notes.push_back(fmt::format("{}: {} of {} {} rest on fewer replicates than the others, so they hold more noise.",
                                column, result.thinner, used, blocks));
  const std::size_t fewest = morris ? fewest_walks : fewest_rows;
  if (used > 0 && used < fewest)
    notes.push_back(fmt::format("{}: no intervals, which take {} {} at least to hold the truth as often as they say.",
                                column, fewest, blocks));
}

/// Of several replicates whose spread is not in the intervals.
void note_random_numbers(const PanelShape& shape, const Sensitivity& result, const std::string& column,
                         std::vector<std::string>& notes) {
  const bool used = result.morris ? result.morris->walks >= fewest_walks : result.sobol->rows >= fewest_rows;
  if (used && shape.replicates > 1 && !result.over_replicates)
    notes.push_back(column +
                    ": intervals hold for these random numbers only, since fewer than two replicates are whole.");
}

void note_effects(const Design& design, const MorrisResult& morris, const std::string& column,
                  std::vector<std::string>& notes) {
  if (morris.walks < 2) return;
  const auto same = keys_where(morris, design, [](const ElementaryEffects& effects) { return effects.all_equal; });
  if (!same.empty())
    notes.push_back(
        fmt::format("{}: the effect of {} is the same in all {} walks. An interval of no width says no more than that: "
                    "up to {:.0f} % "
                    "of the points may have another effect (95 % bound).",
                    column, same, morris.walks, 100 * (1 - std::pow(0.05, 1 / static_cast<double>(morris.walks)))));
}

}  // namespace

std::vector<std::string> sensitivity_notes(const RunSource& panel, const SensitivityRequest& request,
                                           const std::vector<Sensitivity>& results) {
  std::vector<std::string> notes;
  const PanelShape& shape = panel.shape();
  const bool morris = request.design.kind == DesignKind::morris;
  note_missing_runs(panel, request, notes);
  for (std::string& sentence : values_not_run(request.design)) notes.push_back(std::move(sentence));
  if (!results.empty() && morris)
    if (const auto words = keys_where(*results.front().morris, request.design,
                                      [](const ElementaryEffects& effects) { return !effects.ordered; });
        !words.empty())
      notes.push_back(
          words +
          ": more than two words, which are in no order. mu* is the mean size of the difference between two of "
          "them, sigma how much that differs from pair to pair, and mu does not exist.");
  if (shape.replicates == 1)
    notes.push_back(
        "One replicate: how much of this is noise cannot be known, and intervals hold for its random numbers only; run "
        "with --replicates 3 or more.");
  if (!morris && !std::has_single_bit(static_cast<std::uint64_t>(request.design.samples)))
    notes.push_back(std::to_string(request.design.samples) +
                    " base samples are not a power of two, with which a Sobol sequence is balanced best.");
  for (const Sensitivity& result : results) {
    const std::string& column = shape.columns[result.column].name;
    if (request.baseline && !result.from_baseline)
      notes.push_back(column + " has no value in \"" + shape.scenarios[*request.baseline] +
                      "\", so its level is looked at, not a difference.");
    note_used(panel, request.design, result, column, notes);
    note_random_numbers(shape, result, column, notes);
    if (morris) note_effects(request.design, *result.morris, column, notes);
    if (result.sobol && result.sobol->rows > 0 && std::isnan(result.sobol->parameters.front().total))
      notes.push_back(column + " does not vary over the design, so there is no variance to share out.");
    if (result.noise && *result.noise > 0.05)
      notes.push_back(
          fmt::format("{}: noise is {:.2g} % of the variance between points; more replicates would lower it.", column,
                      100 * *result.noise));
  }
  return notes;
}

std::string sensitivity_table(const RunSource& panel, const SensitivityRequest& request,
                              const std::vector<Sensitivity>& results, TextForm form) {
  const bool markdown = form == TextForm::markdown;
  std::string out = title_of(panel, request) + (markdown ? ".\n" : "\n");
  const auto notes = sensitivity_notes(panel, request, results);
  for (const Sensitivity& result : results) {
    const TextTable table = table_of(result, request.design);
    const std::string title = block_title(panel, request, result);
    out.append(markdown ? "\n**" : "\n").append(title).append(markdown ? "**\n\n" : "\n");
    out += markdown ? table.markdown() : table.text();
  }
  out.append("\n").append(sensitivity_legend(request.design));
  for (const std::string& note : notes) out.append(markdown ? "" : "note: ").append(note).append("\n");
  return out;
}

}  // namespace streetlight
