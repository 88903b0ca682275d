#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/app/comparison_report.hpp"
#include "sim/app/number_text.hpp"
#include "sim/app/ranking.hpp"

namespace streetlight {

namespace {

using Line = std::vector<std::string>;

/// A limit as it would be said: 5,000,000 or 0.05.
std::string plain(double value) { return std::abs(value) >= 100 ? grouped(value, 0) : fmt::format("{:g}", value); }

Line heading(const PanelShape& shape, const std::vector<RankedColumn>& columns, const std::vector<Limit>& limits) {
  Line line{"place", "scenario", "points"};
  for (const auto& ranked : columns)
    line.push_back(shape.columns[ranked.column].name + (ranked.most ? " (most)" : " (least)"));
  for (const auto& limit : limits)
    line.push_back(shape.columns[limit.column].name + " (at most " + plain(limit.at_most) + ")");
  return line;
}

Line line_of(const PanelShape& shape, const std::vector<Limit>& limits, const RankedScenario& entry) {
  Line line{entry.within ? std::to_string(entry.place) : "out", shape.scenarios[entry.scenario],
            entry.within ? std::to_string(entry.points) : "-"};
  for (std::size_t c = 0; c < entry.outcomes.size(); ++c)
    line.push_back(difference_text(entry.outcomes[c].result) +
                   (entry.within ? "  #" + std::to_string(entry.places[c]) : "   -"));
  for (std::size_t l = 0; l < limits.size(); ++l) {
    const auto& result = entry.held[l].result;
    line.push_back(difference_text(result) +
                   (result.pairs > 0 && result.difference <= limits[l].at_most ? "" : "  over"));
  }
  return line;
}

}  // namespace

std::string ranking_text(const PanelReader& panel, const ComparisonRequest& request,
                         const std::vector<RankedColumn>& columns, const std::vector<Limit>& limits,
                         const std::vector<RankedScenario>& ranking, bool markdown) {
  const PanelShape& shape = panel.shape();
  std::vector<Line> lines{heading(shape, columns, limits)};
  for (const auto& entry : ranking) lines.push_back(line_of(shape, limits, entry));
  std::vector<std::size_t> width(lines.front().size(), 0);
  for (const Line& line : lines)
    for (std::size_t c = 0; c < line.size(); ++c) width[c] = std::max(width[c], display_width(line[c]));

  std::string out = comparison_title(panel, request) + (markdown ? ".\n\n" : "\n\n");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string text = markdown ? "|" : "";
    for (std::size_t c = 0; c < width.size(); ++c) {
      const std::string cell = c == 1 ? pad_right(lines[i][c], width[c]) : pad_left(lines[i][c], width[c]);
      text += markdown ? " " + cell + " |" : "  " + cell;
    }
    out += text + "\n";
    if (i > 0) continue;
    std::size_t total = 0;
    for (const std::size_t one : width) total += one + 2;
    if (!markdown) out += "  " + std::string(total - 2, '-') + "\n";
    for (std::size_t c = 0; markdown && c < width.size(); ++c) out += c == 0 ? "|--:" : c == 1 ? "|:--" : "|--:";
    if (markdown) out += "|\n";
  }

  // What the reader must know.
  out += "\npoints: sum of the places (#) in each outcome, by its mean difference; the fewest win\n";
  if (!limits.empty()) out += "out: the mean difference is above a limit, or an outcome has no value\n";
  out +=
      "Intervals that overlap: run more replicates, or compare the two with --baseline, before you call one better.\n";
  std::vector<ComparisonRow> rows;
  for (const auto& entry : ranking) rows.insert(rows.end(), entry.outcomes.begin(), entry.outcomes.end());
  for (const std::string& note : comparison_notes(panel, rows)) out += "note: " + note + "\n";
  return out;
}

}  // namespace streetlight
