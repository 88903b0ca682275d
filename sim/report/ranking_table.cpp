#include <fmt/format.h>

#include <cmath>

#include "sim/report/comparison_report.hpp"
#include "sim/report/number_text.hpp"
#include "sim/report/ranking_report.hpp"
#include "sim/report/text_table.hpp"

namespace streetlight {

namespace {

/// A limit as it would be said: 5,000,000 or 0.05.
std::string plain(double value) { return std::abs(value) >= 100 ? grouped(value, 0) : fmt::format("{:g}", value); }

TextTable empty_table(const PanelShape& shape, const std::vector<RankedColumn>& columns,
                      const std::vector<Limit>& limits) {
  std::vector<TextColumn> made{{"rank"}, {"scenario", true}, {"points"}};
  for (const auto& ranked : columns)
    made.push_back({shape.columns[ranked.column].name + (ranked.most ? " (most)" : " (least)")});
  for (const auto& limit : limits)
    made.push_back({shape.columns[limit.column].name + " (at most " + plain(limit.at_most) + ")"});
  return TextTable(made);
}

/// What stands behind a difference that is held to a limit; nothing where it keeps it for certain.
std::string limit_text(const LimitKept& limit) {
  if (limit.kept) return limit.certain ? "" : "  within?";
  return limit.certain ? "  over" : "  over?";
}

TextTable::Line line_of(const PanelShape& shape, const RankedScenario& entry) {
  const std::string out = entry.within_is_certain ? "out" : "out?";
  TextTable::Line line{entry.within ? std::to_string(entry.rank) : out, shape.scenarios[entry.scenario],
                       entry.within ? std::to_string(entry.points) : "-"};
  for (std::size_t c = 0; c < entry.outcomes.size(); ++c)
    line.push_back(
        difference_text(entry.outcomes[c].result) +
        (entry.within ? "  #" + std::to_string(entry.ranks[c]) + (entry.has_interval(c) ? "" : "?") : "   -"));
  for (std::size_t l = 0; l < entry.held.size(); ++l) {
    const auto& result = entry.held[l].result;
    line.push_back(difference_text(result) + (result.pairs > 0 ? limit_text(entry.limits[l]) : "  over"));
  }
  return line;
}

/// What the question marks in the table mean.
std::string marks_text(const std::vector<RankedScenario>& ranking) {
  bool ranks = false, limits = false;
  for (const RankedScenario& entry : ranking) {
    for (std::size_t c = 0; entry.within && c < entry.outcomes.size(); ++c) ranks = ranks || !entry.has_interval(c);
    for (std::size_t l = 0; l < entry.limits.size(); ++l)
      limits = limits || (entry.held[l].result.pairs > 0 && !entry.limits[l].certain);
  }
  std::string text;
  if (ranks) text += "# with ?: the difference has no interval, so that chance alone may have made this rank\n";
  if (limits)
    text +=
        "within?, over?, out?: not certain, because the interval of the difference includes the limit, or there is "
        "none\n";
  return text;
}

}  // namespace

std::string ranking_text(const RunSource& panel, const ComparisonRequest& request,
                         const std::vector<RankedColumn>& columns, const std::vector<Limit>& limits,
                         const std::vector<RankedScenario>& ranking, TextForm form) {
  const bool markdown = form == TextForm::markdown;
  const PanelShape& shape = panel.shape();
  TextTable table = empty_table(shape, columns, limits);
  for (const auto& entry : ranking) table.add(line_of(shape, entry));
  std::string out = comparison_title(panel, request) + (markdown ? ".\n\n" : "\n\n");
  out += markdown ? table.markdown() : table.text();

  // What the reader must know.
  out += "\npoints: sum of the ranks (#) in each outcome, by its mean difference; the fewest win\n";
  if (!limits.empty()) out += "out: the mean difference is above a limit, or an outcome has no value\n";
  out += marks_text(ranking);
  out +=
      "Intervals that overlap: run more replicates, or compare the two with --baseline, before you call one better.\n";
  std::vector<ComparisonRow> rows;
  for (const auto& entry : ranking) rows.insert(rows.end(), entry.outcomes.begin(), entry.outcomes.end());
  for (const std::string& note : comparison_notes(panel, rows)) out += "note: " + note + "\n";
  return out;
}

}  // namespace streetlight
