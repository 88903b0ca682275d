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
                    {"size", true},
                    {"pairing"},
                    {"needed for ±5 %"}});
}

/// Decimals for a mean: four significant digits, or those of its interval where that is wider.
int decimals_of_mean(double mean, int decimals_of_difference) {
  if (std::isnan(mean) || mean == 0) return std::min(decimals_of_difference, 4);
  return std::max(decimals_for(std::abs(mean) / 100), std::min(decimals_of_difference, 3));
}

std::string relative_text(const PairedComparison& result) {
  if (!result.relative || result.pairs == 0) return "n/a";
  if (result.exact()) return "0 %";
  const double percent = 100 * *result.relative, width = 100 * result.relative_half_width.value_or(0);
  const int decimals = std::min(decimals_for(width > 0 ? width : std::abs(percent) / 10), 3);
  if (!result.relative_half_width) return signed_grouped(percent, decimals) + " %";
  return fmt::format("{} ± {} %", signed_grouped(percent, decimals), grouped(width, decimals));
}

/// With two digits: an estimate of a spread is worth no more.
std::string two_digits(double value) {
  const double unit = value >= 10 ? std::pow(10, std::floor(std::log10(value)) - 1) : 0.1;
  return grouped(std::round(value / unit) * unit, value >= 10 ? 0 : 1);
}

std::string pairing_text(const PairedComparison& result) {
  if (!result.pairing_gain) return "n/a";
  const std::string low = two_digits(result.pairing_gain->low), high = two_digits(result.pairing_gain->high);
  return "×" + low + (low == high ? "" : " to " + high);
}

std::string needed_text(const PairedComparison& result) {
  if (!result.replicates_needed) return "n/a";
  const auto two = [](std::size_t number) {
    return number < 100 ? std::to_string(number) : two_digits(static_cast<double>(number));
  };
  const auto& [value, low, high] = *result.replicates_needed;
  if (high && low == *high) return two(low);
  return high ? two(low) + " to " + two(*high) : "from " + two(low);
}

std::string size_text(const ComparisonRow& row) {
  if (row.size == Size::unknown || row.result.exact()) return "n/a";
  return std::string(size_words[static_cast<int>(row.size)]) + (row.size_is_certain ? "" : "?");
}

TextTable::Line line_of(const PanelShape& shape, const ComparisonRow& row, bool name_group) {
  const PairedComparison& result = row.result;
  const double scale = result.half_width.value_or(0) > 0 ? *result.half_width : std::abs(result.difference) / 100;
  const int decimals = decimals_for(scale);
  const Column& column = shape.columns[row.column];
  return {column.name + (name_group ? " (" + shape.groups[row.group] + ")" : ""),
          column.unit,
          grouped(result.baseline, decimals_of_mean(result.baseline, decimals)),
          grouped(result.scenario, decimals_of_mean(result.scenario, decimals)),
          difference_text(result),
          relative_text(result),
          size_text(row),
          pairing_text(result),
          needed_text(result)};
}

/// Rows of one scenario at one point, which stand together.
struct Block {
  std::string title;
  TextTable table = empty_table();
};

/// ", 3 of 4 replicates" where runs are missing.
std::string lacking(const RunSource& panel, const ComparisonRequest& request, const ComparisonRow& row) {
  const std::size_t there = paired_replicates(panel, request.baseline, row.scenario, row.point);
  if (there == panel.shape().replicates) return "";
  return fmt::format(", {} of {} replicates", there, panel.shape().replicates);
}

std::vector<Block> blocks_of(const RunSource& panel, const ComparisonRequest& request,
                             const std::vector<ComparisonRow>& rows) {
  const PanelShape& shape = panel.shape();
  const bool name_group = request.groups.size() > 1 || shape.groups[request.groups.front()] != "all";
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == 0 || rows[i].scenario != rows[i - 1].scenario || rows[i].point != rows[i - 1].point) {
      const std::string point = point_label(shape, rows[i].point);
      blocks.push_back(
          {shape.scenarios[rows[i].scenario] + (point.empty() ? "" : ", " + point) + lacking(panel, request, rows[i])});
    }
    blocks.back().table.add(line_of(shape, rows[i], name_group));
  }
  return blocks;
}

/// Margins in use, those that are alike said once: "2 % of the baseline (harm, visits), 0.05 log-odds (trust)".
std::string margins_text(const PanelShape& shape, const ComparisonRequest& request) {
  std::vector<std::pair<std::string, std::string>> found;  // margin, columns
  for (std::size_t m = 0; m < request.columns.size(); ++m) {
    const Column& column = shape.columns[request.columns[m]];
    const Margin margin = request.margins.empty() ? usual_margin(column) : request.margins[m];
    if (margin.size == 0) continue;
    const std::string text = to_text(margin, column.unit == "share" ? "" : column.unit);
    const auto same = std::find_if(found.begin(), found.end(), [&](const auto& each) { return each.first == text; });
    if (same == found.end())
      found.emplace_back(text, column.name);
    else
      same->second += ", " + column.name;
  }
  std::string text;
  for (const auto& [margin, columns] : found)
    text.append(text.empty() ? "" : "; ").append(margin + " (" + columns + ")");
  return text;
}

std::vector<std::string> legend(const PanelShape& shape, const ComparisonRequest& request) {
  std::vector<std::string> lines;
  const std::string margins = margins_text(shape, request);
  if (!margins.empty())
    lines.push_back("size: negligible below the margin that matters, small from it on, large from " +
                    fmt::format("{:g}", large_from) +
                    " times it on; with ? where the interval holds other sizes too. Margins: " + margins);
  lines.emplace_back(
      "pairing: how many times more replicates independent runs would take for the same interval (95 % range)");
  lines.emplace_back("needed: replicates for an interval of ±5 % of the baseline (95 % range)");
  return lines;
}

}  // namespace

std::string difference_text(const PairedComparison& result) {
  if (result.pairs == 0) return "n/a";
  const double width = result.half_width.value_or(0);
  const int decimals = decimals_for(width > 0 ? width : std::abs(result.difference) / 100);
  if (result.exact()) return "0 (exactly)";
  const std::string middle = signed_grouped(result.difference, decimals);
  if (!result.half_width) return middle + " [n/a]";
  return fmt::format("{} [{}, {}]", middle, signed_grouped(result.difference - width, decimals),
                     signed_grouped(result.difference + width, decimals));
}

namespace {

/// "4 replicates", "1 of 4 replicates", "3 to 4 of 4 replicates": those of which both runs are there.
std::string replicates_text(const RunSource& panel, const ComparisonRequest& request) {
  const std::size_t planned = panel.shape().replicates;
  std::size_t fewest = planned, most = 0;
  for (const std::size_t scenario : request.scenarios)
    for (const std::size_t point : request.points) {
      const std::size_t there = paired_replicates(panel, request.baseline, scenario, point);
      fewest = std::min(fewest, there);
      most = std::max(most, there);
    }
  const std::string word = planned == 1 ? " replicate" : " replicates";
  if (fewest == planned) return std::to_string(planned) + word;
  return (fewest == most ? "" : std::to_string(fewest) + " to ") + std::to_string(most) + " of " +
         std::to_string(planned) + word;
}

}  // namespace

std::string comparison_title(const RunSource& panel, const ComparisonRequest& request) {
  const PanelShape& shape = panel.shape();
  const std::string title = title_line(panel.provenance().title);
  std::string text = (title.empty() ? "" : title + ": ") + "difference from \"" + shape.scenarios[request.baseline] +
                     "\", " + to_text(request.window, shape) +
                     (request.window_why.empty() ? "" : " (" + request.window_why + ")") + ", " +
                     replicates_text(panel, request);
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

namespace {

/// "visits (decile_1) in "Covert programme" at point 2".
std::string cell_text(const PanelShape& shape, const ComparisonRow& row) {
  const std::string& group = shape.groups[row.group];
  return fmt::format("{}{} in \"{}\"{}", shape.columns[row.column].name, group == "all" ? "" : " (" + group + ")",
                     shape.scenarios[row.scenario], shape.points == 1 ? "" : " at point " + std::to_string(row.point));
}

/// Which rows have no interval for this reason.
void note_reason(const PanelShape& shape, const std::vector<ComparisonRow>& rows, NoInterval reason,
                 std::vector<std::string>& notes) {
  std::string cells;
  std::size_t count = 0;
  for (const ComparisonRow& row : rows)
    if (row.result.reason == reason && ++count <= 5) cells += (cells.empty() ? "" : "; ") + cell_text(shape, row);
  if (count > 5) cells += fmt::format("; and {} more", count - 5);
  if (count > 0) notes.push_back(fmt::format("No interval, since {}: {}.", to_text(reason), cells));
}

}  // namespace

std::vector<std::string> comparison_notes(const RunSource& panel, const std::vector<ComparisonRow>& rows) {
  std::vector<std::string> notes;
  const PanelShape& shape = panel.shape();
  const std::size_t missing = panel.runs() - panel.runs_completed();
  if (missing > 0)
    notes.push_back(fmt::format("{} of {} runs {} missing; their replicates are left out.", missing, panel.runs(),
                                missing == 1 ? "is" : "are"));
  if (shape.replicates == 1) notes.emplace_back("One replicate gives no interval: take 10 replicates or more.");
  std::string dropped;
  std::size_t count = 0;
  for (const ComparisonRow& row : rows) {
    const bool more_than_missing_runs = row.result.dropped > 0 && missing == 0;
    if (!more_than_missing_runs) continue;
    if (++count <= 3)
      dropped += fmt::format("{}{}: {} of {}", dropped.empty() ? "" : "; ", cell_text(shape, row), row.result.dropped,
                             shape.replicates);
  }
  if (count > 3) dropped += fmt::format("; and {} more", count - 3);
  if (count > 0)
    notes.push_back(
        "Replicates left out because a value does not exist on one side (nothing to divide by, or an empty group): " +
        dropped + ".");
  for (const NoInterval reason : {NoInterval::all_equal, NoInterval::few_events, NoInterval::one_holds})
    note_reason(shape, rows, reason, notes);
  const IntervalCount intervals = count_intervals(rows);
  if (intervals.printed > 0)
    notes.push_back(fmt::format(
        "Of {} interval{}, {} exclude{} zero. If there were no differences at all, chance alone would make 1 in 20 "
        "exclude "
        "it: about {} here.",
        intervals.printed, intervals.printed == 1 ? "" : "s", intervals.excluding_zero,
        intervals.excluding_zero == 1 ? "s" : "", two_digits(0.05 * static_cast<double>(intervals.printed))));
  return notes;
}

std::string as_table(const RunSource& panel, const ComparisonRequest& request, const std::vector<ComparisonRow>& rows) {
  const auto blocks = blocks_of(panel, request, rows);
  TextTable::Widths widths;
  for (const auto& block : blocks) widths = wider(widths, block.table.widths());
  std::string out = comparison_title(panel, request) + "\n";
  for (const auto& block : blocks) out += "\n" + block.title + "\n" + block.table.text(widths);
  out += "\n";
  for (const std::string& line : legend(panel.shape(), request)) out += line + "\n";
  for (const std::string& note : comparison_notes(panel, rows)) out += "note: " + note + "\n";
  return out;
}

std::string as_markdown(const RunSource& panel, const ComparisonRequest& request,
                        const std::vector<ComparisonRow>& rows) {
  std::string out = comparison_title(panel, request) + ".\n";
  for (const auto& block : blocks_of(panel, request, rows))
    out += "\n**" + block.title + "**\n\n" + block.table.markdown();
  for (const std::string& line : legend(panel.shape(), request)) out += "\n" + line + ".";
  for (const std::string& note : comparison_notes(panel, rows)) out += " " + note;
  return out + "\n";
}

}  // namespace streetlight
