// The two forms for people: terminal and Markdown.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/report/comparison_report.hpp"
#include "sim/report/number_text.hpp"
#include "sim/report/text_table.hpp"

namespace streetlight {

namespace {

TextTable empty_table() {
  return TextTable({{"metric", true},
                    {"unit", true},
                    {"baseline"},
                    {"scenario"},
                    {"difference [95 % interval]"},
                    {"relative"},
                    {"pairing"},
                    {"needed"}});
}

/// Decimals for a mean: four significant digits, or those of its interval where that is wider.
int decimals_of_mean(double mean, int decimals_of_difference) {
  if (std::isnan(mean) || mean == 0) return std::min(decimals_of_difference, 4);
  return std::max(decimals_for(std::abs(mean) / 100), std::min(decimals_of_difference, 3));
}

std::string relative_text(const PairedComparison& result) {
  if (!result.relative || result.pairs == 0) return "n/a";
  if (result.identical) return "0 %";
  const double percent = 100 * *result.relative, width = 100 * result.relative_half_width.value_or(0);
  const int decimals = std::min(decimals_for(width > 0 ? width : std::abs(percent) / 10), 3);
  if (!result.relative_half_width) return signed_grouped(percent, decimals) + " %";
  return fmt::format("{} ± {} %", signed_grouped(percent, decimals), grouped(width, decimals));
}

std::string pairing_text(const PairedComparison& result) {
  if (result.exact) return "exact";
  if (!result.pairing_gain) return "n/a";
  return "×" + grouped(*result.pairing_gain, *result.pairing_gain < 10 ? 1 : 0);
}

TextTable::Line line_of(const PanelShape& shape, const ComparisonRow& row, bool name_group) {
  const PairedComparison& result = row.result;
  const double scale = result.half_width.value_or(0) > 0 ? *result.half_width : std::abs(result.difference) / 100;
  const int decimals = decimals_for(scale);
  const Column& column = shape.columns[row.metric];
  return {column.name + (name_group ? " (" + shape.groups[row.group] + ")" : ""),
          column.unit,
          grouped(result.baseline, decimals_of_mean(result.baseline, decimals)),
          grouped(result.scenario, decimals_of_mean(result.scenario, decimals)),
          difference_text(result),
          relative_text(result),
          pairing_text(result),
          result.replicates_needed ? grouped(static_cast<double>(*result.replicates_needed), 0) : "n/a"};
}

/// Rows of one scenario at one point, which stand together.
struct Block {
  std::string title;
  TextTable table = empty_table();
};

std::vector<Block> blocks_of(const PanelShape& shape, const ComparisonRequest& request,
                             const std::vector<ComparisonRow>& rows) {
  const bool name_group = request.groups.size() > 1 || shape.groups[request.groups.front()] != "all";
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == 0 || rows[i].scenario != rows[i - 1].scenario || rows[i].point != rows[i - 1].point) {
      const std::string point = point_label(shape, rows[i].point);
      blocks.push_back({shape.scenarios[rows[i].scenario] + (point.empty() ? "" : ", " + point)});
    }
    blocks.back().table.add(line_of(shape, rows[i], name_group));
  }
  return blocks;
}

constexpr const char* comparison_legend =
    "pairing: how many times more replicates independent runs would take for the same interval\n"
    "needed: replicates for an interval of ±5 % of the baseline\n";

}  // namespace

std::string difference_text(const PairedComparison& result) {
  if (result.pairs == 0) return "n/a";
  const double width = result.half_width.value_or(0);
  const int decimals = decimals_for(width > 0 ? width : std::abs(result.difference) / 100);
  if (result.identical) return "0 (exactly)";
  const std::string middle = signed_grouped(result.difference, decimals);
  if (!result.half_width) return middle + " [n/a]";
  return fmt::format("{} [{}, {}]", middle, signed_grouped(result.difference - width, decimals),
                     signed_grouped(result.difference + width, decimals));
}

std::string comparison_title(const RunSource& panel, const ComparisonRequest& request) {
  const PanelShape& shape = panel.shape();
  const std::string& title = panel.provenance().title;
  std::string text = (title.empty() ? "" : title + ": ") + "difference from \"" + shape.scenarios[request.baseline] +
                     "\", " + to_text(request.window, shape) + ", " + std::to_string(shape.replicates) +
                     (shape.replicates == 1 ? " replicate" : " replicates");
  if (shape.authorities[request.authority] != "all") text += ", " + shape.authorities[request.authority];
  return text;
}

std::string point_label(const PanelShape& shape, std::size_t point) {
  if (shape.points == 1) return "";
  std::string text = "point " + std::to_string(point);
  for (std::size_t key = 0; key < shape.design.keys.size(); ++key)
    text += (key ? ", " : " (") + shape.design.keys[key] + " = " + shape.design.text[point][key];
  return text + (shape.design.keys.empty() ? "" : ")");
}

std::vector<std::string> comparison_notes(const RunSource& panel, const std::vector<ComparisonRow>& rows) {
  std::vector<std::string> notes;
  const PanelShape& shape = panel.shape();
  const std::size_t missing = panel.runs() - panel.runs_completed();
  if (missing > 0)
    notes.push_back(
        fmt::format("{} of {} runs are missing from the file; their replicates are left out.", missing, panel.runs()));
  if (shape.replicates == 1) notes.emplace_back("One replicate gives no interval: run with --replicates 10 or more.");
  std::string dropped;
  std::size_t count = 0;
  for (const ComparisonRow& row : rows) {
    const bool more_than_missing_runs = row.result.dropped > 0 && missing == 0;
    if (!more_than_missing_runs) continue;
    if (++count <= 3)
      dropped +=
          fmt::format("{}{} in \"{}\"{}: {} of {}", dropped.empty() ? "" : "; ", shape.columns[row.metric].name,
                      shape.scenarios[row.scenario], shape.points == 1 ? "" : " at point " + std::to_string(row.point),
                      row.result.dropped, shape.replicates);
  }
  if (count > 3) dropped += fmt::format("; and {} more", count - 3);
  if (count > 0)
    notes.push_back(
        "Replicates left out because a value does not exist on one side (nothing to divide by): " + dropped + ".");
  return notes;
}

std::string as_table(const RunSource& panel, const ComparisonRequest& request, const std::vector<ComparisonRow>& rows) {
  const auto blocks = blocks_of(panel.shape(), request, rows);
  TextTable::Widths widths;
  for (const auto& block : blocks) widths = wider(widths, block.table.widths());
  std::string out = comparison_title(panel, request) + "\n";
  for (const auto& block : blocks) out += "\n" + block.title + "\n" + block.table.text(widths);
  out += "\n";
  out += comparison_legend;
  for (const std::string& note : comparison_notes(panel, rows)) out += "note: " + note + "\n";
  return out;
}

std::string as_markdown(const RunSource& panel, const ComparisonRequest& request,
                        const std::vector<ComparisonRow>& rows) {
  std::string out = comparison_title(panel, request) + ".\n";
  for (const auto& block : blocks_of(panel.shape(), request, rows))
    out += "\n**" + block.title + "**\n\n" + block.table.markdown();
  out +=
      "\nPairing: how many times more replicates independent runs would take for the same interval. "
      "Needed: replicates for an interval of ±5 % of the baseline.";
  for (const std::string& note : comparison_notes(panel, rows)) out += " " + note;
  return out + "\n";
}

}  // namespace streetlight
