#pragma once
/// Scenarios compared with a baseline in pairs of replicates, which share their random draws.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "streetlight/export.hpp"

namespace streetlight::library {

/// What to compare, by name. What is left empty is chosen as `streetlight compare` does; "*" names all.
struct ComparisonRequest {
  std::string baseline{};                ///< empty: the first scenario
  std::vector<std::string> scenarios{};  ///< empty: all others
  std::vector<std::string> columns{};    ///< empty: the main ones
  std::vector<std::string> groups{};     ///< empty: everyone
  std::vector<std::size_t> points{};     ///< of the design; empty: each
  std::string authority = "all";
  /// The window; without either, what the experiment's [briefing] names, or from the first difference between
  /// scenarios.
  std::optional<std::int64_t> first_month{};  ///< nothing: from the first one on
  std::optional<std::int64_t> end_month{};    ///< the month after the last one; nothing: up to the end
  /// The smallest difference that matters, by column: a share of the baseline for counts and money, in its own unit for
  /// a ratio. Over those of the experiment's [briefing] and the usual ones. Error: a column that is not compared.
  std::vector<std::pair<std::string, double>> margins{};
};

/// One scenario, point, column and group. What does not exist is absent: nothing to divide by, one replicate only.
struct ComparisonRow {
  std::string scenario;
  std::string baseline;
  std::size_t point = 0;
  std::string authority;
  std::string group;
  std::string column;
  std::string unit;
  std::string kind;             ///< flow, stock, ratio or relative
  std::int64_t first_time = 0;  ///< of the window
  std::int64_t last_time = 0;
  std::size_t pairs = 0;    ///< replicates in which both values exist
  std::size_t dropped = 0;  ///< replicates in which one of them does not
  std::optional<double> baseline_mean, scenario_mean;
  std::optional<double> difference, difference_low, difference_high;  ///< with its 95 % interval
  std::optional<double> relative, relative_low, relative_high;        ///< to the baseline's mean
  std::string interval;                                               ///< where it is from: t, jackknife, exact or none
  std::string no_interval;                                            ///< why there is none
  std::optional<double> pairing_gain;            ///< how many times more replicates independent runs would take
  bool exact = false;                            ///< no bit of the column differs
  std::optional<std::size_t> replicates_needed;  ///< for an interval of plus and minus 5 % of the baseline
  std::optional<double> margin;                  ///< of a difference that matters, in the column's unit
  std::string size;                              ///< negligible, small or large against the margin; "" where unknown
  bool size_is_certain = false;                  ///< every value of the interval has this size
};

/// What to ask of a result of many worlds, by name. What is left empty is chosen as `streetlight robust` does.
struct RobustRequest {
  std::string baseline{};                ///< empty: the first scenario
  std::vector<std::string> scenarios{};  ///< empty: all others
  std::vector<std::string> columns{};    ///< "need:most": more is better, "need:least": less. Empty: the main ones
  std::string group = "all";
  std::string authority = "all";
  std::optional<std::int64_t> first_month{};  ///< of the window, as in ComparisonRequest
  std::optional<std::int64_t> end_month{};
  std::optional<double> margin{};  ///< differences up to it do not matter, in the unit of the one column
  std::optional<double>
      threshold{};  ///< what is good enough, in the unit of the one column: counts the worlds that meet it
  /// The file of the worlds that were run: says which parameters the figures inform; empty: nobody says.
  std::string worlds{};
};

enum class Form { table, markdown, csv, json };

class STREETLIGHT_API Comparison {
 public:
  struct Data;  ///< inside the library
  explicit Comparison(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

  /// In the order of scenarios, points, columns and groups.
  const std::vector<ComparisonRow>& rows() const;
  /// What a reader must know: replicates that are missing, no intervals.
  const std::vector<std::string>& notes() const;
  /// The text that `streetlight compare --format` prints.
  std::string text(Form form = Form::table) const;

 private:
  std::shared_ptr<const Data> data_;
};

}  // namespace streetlight::library
