#include "sim/app/verify_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/app/number_text.hpp"
#include "sim/core/check.hpp"

namespace streetlight {

namespace {

/// Six significant digits, and powers of ten where a plain number would be long.
std::string number(double value) {
  if (std::isnan(value)) return "n/a";
  return fmt::format("{:.6g}", value);
}

std::string short_number(double value) { return fmt::format("{:.2g}", value); }

std::array<std::string, 9> cells(const VerifyRow& row) {
  const bool chance = row.standard_error > 0;
  return {row.target,
          row.quantity,
          number(row.expected),
          number(row.got),
          short_number(row.tolerance),
          grouped(static_cast<double>(row.replicates), 0),
          chance ? short_number(row.standard_error) : "-",
          chance ? (row.error_rate < 1e-9 ? "<1e-9" : short_number(row.error_rate)) : "-",
          row.passed ? "ok" : "FAILED"};
}

constexpr std::array titles{"",           "quantity", "expected",   "got",    "tolerance",
                            "replicates", "SE",       "error rate", "verdict"};

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

Estimate estimate(const std::vector<double>& by_replicate) {
  EXPECT(by_replicate.size() >= 2);
  const auto n = static_cast<double>(by_replicate.size());
  Estimate made{.replicates = by_replicate.size()};
  for (const double value : by_replicate) made.mean += value / n;
  double squares = 0;
  for (const double value : by_replicate) squares += (value - made.mean) * (value - made.mean);
  made.standard_error = std::sqrt(squares / (n - 1) / n);
  return made;
}

void VerifyRows::exact(std::string quantity, double expected, double got, double tolerance) {
  into_.push_back({.target = target_,
                   .source = source_,
                   .quantity = std::move(quantity),
                   .expected = expected,
                   .got = got,
                   .tolerance = tolerance,
                   .passed = std::abs(got - expected) <= tolerance});
}

void VerifyRows::statistical(std::string quantity, double expected, const Estimate& got, double stated_tolerance) {
  const boost::math::students_t student(static_cast<double>(got.replicates - 1));
  const double by_chance =
      boost::math::quantile(boost::math::complement(student, row_error_rate / 2)) * got.standard_error;
  const double tolerance = std::max(stated_tolerance, by_chance);
  const double rate = got.standard_error > 0
                          ? 2 * boost::math::cdf(boost::math::complement(student, tolerance / got.standard_error))
                          : 0;
  into_.push_back({.target = target_,
                   .source = source_,
                   .quantity = std::move(quantity),
                   .expected = expected,
                   .got = got.mean,
                   .tolerance = tolerance,
                   .replicates = got.replicates,
                   .standard_error = got.standard_error,
                   .error_rate = rate,
                   .passed = std::abs(got.mean - expected) <= tolerance});
}

std::string verify_text(const std::vector<VerifyRow>& rows) {
  std::array<std::size_t, titles.size()> widths{};
  for (std::size_t c = 0; c < titles.size(); ++c) widths[c] = display_width(titles[c]);
  for (const auto& row : rows)
    for (std::size_t c = 0; c < titles.size(); ++c) widths[c] = std::max(widths[c], display_width(cells(row)[c]));

  const auto line = [&](const auto& texts) {
    std::string made;
    for (std::size_t c = 0; c < titles.size(); ++c) {
      const bool words = c < 2 || c + 1 == titles.size();
      made += words ? pad_right(texts[c], widths[c]) : pad_left(texts[c], widths[c]);
      made += "  ";
    }
    made.erase(made.find_last_not_of(' ') + 1);
    return made + "\n";
  };
  std::string text = line(titles), last;
  for (const auto& row : rows) {
    if (row.target != last) text += "\n" + row.target + "  " + row.source + "\n";
    last = row.target;
    text += line(cells(row));
  }
  return text + "\n" + rule + summary(rows);
}

std::string verify_markdown(const std::vector<VerifyRow>& rows, const std::string& command) {
  std::string text = "Made by `" + command + "`.\n\n" + summary(rows) + "\n" + rule, last;
  for (const auto& row : rows) {
    if (row.target != last)
      text += "\n### " + row.target + ": " + row.source +
              "\n\n| quantity | expected | got | tolerance | replicates | SE | error rate | verdict |\n"
              "|---|--:|--:|--:|--:|--:|--:|---|\n";
    last = row.target;
    const auto texts = cells(row);
    text += "|";
    for (std::size_t c = 1; c < texts.size(); ++c) text += " " + texts[c] + " |";
    text += "\n";
  }
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
