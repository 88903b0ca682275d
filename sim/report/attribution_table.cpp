// The two forms for people: terminal and Markdown.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/report/attribution_report.hpp"
#include "sim/report/number_text.hpp"
#include "sim/report/text_table.hpp"

namespace streetlight {

namespace {

std::string spread_text(const Spread& spread, int decimals) {
  if (std::isnan(spread.mean)) return "n/a";
  if (spread.always_zero) return "0 (exactly)";
  const std::string middle = signed_grouped(spread.mean, decimals);
  if (!spread.half_width) return middle + " [n/a]";
  return fmt::format("{} [{}, {}]", middle, signed_grouped(spread.mean - *spread.half_width, decimals),
                     signed_grouped(spread.mean + *spread.half_width, decimals));
}

std::string percent_text(const std::optional<Spread>& part) {
  if (!part) return "n/a";
  if (part->always_zero) return "0 %";
  const double width = 100 * part->half_width.value_or(0);
  const int decimals = std::min(decimals_for(width > 0 ? width : 10), 2);
  return part->half_width ? fmt::format("{} ± {} %", grouped(100 * part->mean, decimals), grouped(width, decimals))
                          : grouped(100 * part->mean, decimals) + " % [n/a]";
}

/// Decimals that show the narrowest interval of all shares, or a hundredth of the whole where there is none.
int decimals_of(const Attribution& result) {
  double scale = 0;
  for (const auto& share : result.shares)
    if (const double width = share.share.half_width.value_or(0); width > 0 && (scale == 0 || width < scale))
      scale = width;
  const double whole = std::max({std::abs(result.whole.mean), std::abs(result.all.mean), std::abs(result.none.mean)});
  // No more than five digits: an interval may be next to nothing
  scale = std::max(scale, whole / 1e5);
  return decimals_for(scale > 0 ? scale : whole / 100);
}

TextTable table_of(const Attribution& result, const AttributionRequest& request) {
  const int decimals = decimals_of(result);
  TextTable table({{"mechanism", true}, {"share [95 % interval]"}, {"of the whole"}, {"alone"}, {"last"}});
  table.add({"none of them", spread_text(result.none, decimals), "", "", ""});
  for (std::size_t i = 0; i < result.shares.size(); ++i) {
    const MechanismShare& share = result.shares[i];
    table.add({request.mechanisms[i], spread_text(share.share, decimals), percent_text(share.of_the_whole),
               signed_grouped(share.alone, decimals), signed_grouped(share.last, decimals)});
  }
  const bool has_whole = !result.whole.always_zero && result.replicates > 0;
  table.add({"the whole", spread_text(result.whole, decimals), has_whole ? "100 %" : "n/a", "", ""});
  table.add({"all of them", spread_text(result.all, decimals), "", "", ""});
  return table;
}

std::string title_of(const RunSource& panel, const AttributionRequest& request) {
  const PanelShape& shape = panel.shape();
  const std::string title = title_line(panel.provenance().title);
  return (title.empty() ? "" : title + ": ") + (request.baseline ? "what the effect of \"" : "what \"") +
         shape.scenarios[request.scenario] + "\" is due to, " + to_text(request.window, shape) +
         (request.window_why.empty() ? "" : " (" + request.window_why + ")") + ", " + std::to_string(shape.replicates) +
         (shape.replicates == 1 ? " replicate" : " replicates");
}

/// "trust (decile_10)".
std::string name_of(const PanelShape& shape, const Attribution& result) {
  std::string text = shape.columns[result.column].name;
  if (shape.groups[result.group] != "all") text.append(" (").append(shape.groups[result.group]).append(")");
  return text;
}

std::string block_title(const RunSource& panel, const AttributionRequest& request, const Attribution& result) {
  const PanelShape& shape = panel.shape();
  const Column& column = shape.columns[result.column];
  std::string text = name_of(shape, result);
  if (!column.unit.empty() && column.unit != "1") text += ", " + column.unit;
  return text + (result.from_baseline ? ": difference from \"" + shape.scenarios[*request.baseline] + "\""
                                      : ": the level itself");
}

constexpr const char* attribution_legend =
    "share: mean over all orders of switching on, of what the mechanism adds; the shares add up to the whole\n"
    "the whole: all of them less none of them; alone, last: what it adds to none of the others, to all of the others\n";

/// Which parts have no interval for this reason.
void note_reason(const PanelShape& shape, const AttributionRequest& request, const std::vector<Attribution>& results,
                 NoInterval reason, std::vector<std::string>& notes) {
  std::string parts;
  std::size_t count = 0;
  const auto add = [&](const Attribution& result, const Spread& spread, const std::string& part) {
    if (spread.half_width || spread.reason != reason || ++count > 5) return;
    parts += (parts.empty() ? "" : "; ") + part + " (" + name_of(shape, result) + ")";
  };
  for (const Attribution& result : results) {
    add(result, result.none, "none of them");
    for (std::size_t i = 0; i < result.shares.size(); ++i) add(result, result.shares[i].share, request.mechanisms[i]);
    add(result, result.whole, "the whole");
    add(result, result.all, "all of them");
  }
  if (count > 5) parts += fmt::format("; and {} more", count - 5);
  if (count > 0) notes.push_back(fmt::format("No interval, since {}: {}.", to_text(reason), parts));
}

}  // namespace

std::vector<std::string> attribution_notes(const RunSource& panel, const AttributionRequest& request,
                                           const std::vector<Attribution>& results) {
  std::vector<std::string> notes;
  const PanelShape& shape = panel.shape();
  if (shape.replicates == 1) notes.push_back("One replicate gives no interval: take 10 replicates or more.");
  for (const Attribution& result : results) {
    const std::string column = name_of(shape, result);
    if (request.baseline && !result.from_baseline && result.replicates > 0)
      notes.push_back(column + " has no value in \"" + shape.scenarios[*request.baseline] +
                      "\", so its level is shared out, not a difference.");
    if (result.dropped > 0)
      notes.push_back(fmt::format("{}: {} of {} replicates are left out, because a version has no value in them.",
                                  column, result.dropped, shape.replicates));
    if (result.replicates >= 2 && !result.whole.always_zero && !result.shares.empty() &&
        !result.shares.front().of_the_whole)
      notes.push_back(column + ": the " +
                      (result.whole.half_width ? "interval of the whole includes zero" : "whole has no interval") +
                      ", so no parts of it are given in per cent.");
  }
  for (const NoInterval reason : {NoInterval::all_equal, NoInterval::few_events, NoInterval::one_holds})
    note_reason(shape, request, results, reason, notes);
  return notes;
}

std::string attribution_table(const RunSource& panel, const AttributionRequest& request,
                              const std::vector<Attribution>& results, TextForm form) {
  const bool markdown = form == TextForm::markdown;
  std::string out = title_of(panel, request) + (markdown ? ".\n" : "\n");
  const auto notes = attribution_notes(panel, request, results);
  TextTable::Widths widths;
  for (const Attribution& result : results) widths = wider(widths, table_of(result, request).widths());
  for (const Attribution& result : results) {
    const std::string title = block_title(panel, request, result);
    const TextTable table = table_of(result, request);
    out += markdown ? "\n**" + title + "**\n\n" + table.markdown() : "\n" + title + "\n" + table.text(widths);
  }
  out.append("\n").append(attribution_legend);
  for (const std::string& note : notes) out.append(markdown ? "" : "note: ").append(note).append("\n");
  return out;
}

}  // namespace streetlight
