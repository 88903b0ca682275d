#include "sim/report/verify_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/report/number_text.hpp"
#include "sim/report/text_table.hpp"

namespace streetlight {

namespace {

/// Six significant digits, and powers of ten where a plain number would be long.
std::string number(double value) {
  if (std::isnan(value)) return "n/a";
  return fmt::format("{:.6g}", value);
}

std::string short_number(double value) { return fmt::format("{:.2g}", value); }

TextTable::Line cells(const VerifyRow& row) {
  const bool chance = row.standard_error > 0;
  return {row.quantity,
          number(row.expected),
          number(row.got),
          short_number(row.tolerance),
          grouped(static_cast<double>(row.replicates), 0),
          chance ? short_number(row.standard_error) : "-",
          chance ? (row.error_rate < 1e-9 ? "<1e-9" : short_number(row.error_rate)) : "-",
          row.passed ? "ok" : "FAILED"};
}

TextTable empty_check_table() {
  return TextTable({{"quantity", true},
                    {"expected"},
                    {"got"},
                    {"tolerance"},
                    {"replicates"},
                    {"SE"},
                    {"error rate"},
                    {"verdict", true}});
}

/// Rows of one target.
struct CheckBlock {
  std::string title;
  TextTable table = empty_check_table();
};

std::vector<CheckBlock> blocks_of(const std::vector<VerifyRow>& rows, const std::string& after_name) {
  std::vector<CheckBlock> blocks;
  std::string last;
  for (const auto& row : rows) {
    if (row.target != last) blocks.push_back({row.target + after_name + row.source});
    last = row.target;
    blocks.back().table.add(cells(row));
  }
  return blocks;
}

std::string summary(const std::vector<VerifyRow>& rows) {
  const auto failed = std::count_if(rows.begin(), rows.end(), [](const VerifyRow& row) { return !row.passed; });
  const auto chance =
      std::count_if(rows.begin(), rows.end(), [](const VerifyRow& row) { return row.standard_error > 0; });
  double alarms = 0;
  for (const auto& row : rows) alarms += row.error_rate;
  return fmt::format(
      "{} of {} checks passed. {} involve chance; a false alarm somewhere has a probability of at most {}.\n",
      rows.size() - static_cast<std::size_t>(failed), rows.size(), chance, short_number(alarms));
}

const char* const rule =
    "tolerance: as stated for the published value, or where chance asks for more, Student's t at an error rate of 1e-4 "
    "times "
    "the standard error.\nSE: standard deviation over replicates / sqrt(replicates); '-': no chance in it. error rate: "
    "of a "
    "false alarm at this tolerance.\n";

}  // namespace

std::string verify_text(const std::vector<VerifyRow>& rows) {
  const auto blocks = blocks_of(rows, "  ");
  TextTable::Widths widths;
  for (const CheckBlock& block : blocks) widths = wider(widths, block.table.widths());
  std::string text;
  for (const CheckBlock& block : blocks)
    text += (text.empty() ? "" : "\n") + block.title + "\n" + block.table.text(widths);
  return text + "\n" + rule + summary(rows);
}

std::string verify_markdown(const std::vector<VerifyRow>& rows, const std::string& command) {
  std::string text = "Made by `" + command + "`.\n\n" + summary(rows) + "\n" + rule;
  for (const CheckBlock& block : blocks_of(rows, ": "))
    text += "\n### " + block.title + "\n\n" + block.table.markdown();
  return text;
}

std::string verify_json(const std::vector<VerifyRow>& rows) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& row : rows)
    list.push_back({{"target", row.target},
                    {"source", row.source},
                    {"quantity", row.quantity},
                    {"expected", row.expected},
                    {"got", row.got},
                    {"tolerance", row.tolerance},
                    {"replicates", row.replicates},
                    {"standard_error", row.standard_error},
                    {"error_rate", row.error_rate},
                    {"passed", row.passed}});
  return list.dump(2) + "\n";
}

}  // namespace streetlight
