#pragma once
/// What a run reports, and where it goes. A model reports a row of columns each month for every
/// (authority, group); the engine gathers months into intervals; a sink stores finished runs.

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace streetlight {

/// How a column is gathered over the months of an interval.
enum class ColumnKind {
  flow,      ///< sum over the interval
  stock,     ///< mean over the interval's months
  ratio,     ///< numerator over denominator, each gathered first; absent (NaN) when the denominator is 0
  relative,  ///< that ratio in the group over the same ratio in the group "all" (same authority)
};
inline constexpr const char* column_kinds[] = {"flow", "stock", "ratio", "relative"};  ///< in the order of ColumnKind
constexpr const char* to_text(ColumnKind kind) { return column_kinds[static_cast<int>(kind)]; }

enum class ColumnType {
  count,  ///< whole numbers each month: exact
  real,
};

/// The rank of a column, from 1, among those that a report takes where nobody names any; 0: it is not one of them.
struct Leading {
  std::uint8_t compared = 0;    ///< in a comparison of scenarios
  std::uint8_t judged = 0;      ///< in what is said of scenarios over many worlds
  std::uint8_t explained = 0;   ///< in attributions to mechanisms and to parameters
  bool more_is_better = false;  ///< of one that is judged
};

struct Column {
  std::string name;
  std::string unit;
  std::string meaning;  ///< one sentence
  ColumnKind kind = ColumnKind::flow;
  ColumnType type = ColumnType::count;
  std::string numerator{};    ///< of a ratio: names of two other columns
  std::string denominator{};  ///< of a ratio
  bool may_miss = false;      ///< of a flow or stock: absent (NaN) in months where its meaning says so
  Leading leading{};
};

/// A table beside the panel (model cards, sampled agents): rows are appended as they happen. Each row
/// is one double a column; words are stored as indices into `labels`.
struct TableColumn {
  std::string name;
  std::string unit;
  std::string meaning;
  enum class Type { whole, real, label } type = Type::real;
  std::vector<std::string> labels{};
};
struct TableShape {
  std::string name;  ///< HDF5 group: "models", "families"
  std::string meaning;
  std::vector<TableColumn> columns;
};

/// Values of each design point, for /design.
struct DesignShape {
  std::vector<std::string> keys;
  std::vector<std::vector<std::string>> text;  ///< [point][key], as written in TOML
  std::vector<std::vector<double>> number;     ///< [point][key]; NaN where the value is a word
};

/// Everything needed to lay out the output before the first run.
struct PanelShape {
  std::vector<std::string> scenarios;
  std::size_t points = 1;
  std::size_t replicates = 1;
  std::vector<std::int64_t> times;  ///< first month of each interval
  std::int64_t interval = 1;        ///< months an interval; the last one is shorter where the run ends before it
  std::int64_t end = 1;             ///< the month after the last one written
  std::string time_unit = "month";
  std::vector<std::string> authorities;  ///< first is "all"
  std::vector<std::string> groups;       ///< first is "all"
  std::vector<Column> columns;           ///< those selected for output, in order
  std::vector<TableShape> tables;
  DesignShape design;

  /// How much of an interval interval `t` is: 1, or less at the run's end.
  double part(std::size_t t) const {
    return static_cast<double>(std::min(interval, end - times[t])) / static_cast<double>(interval);
  }
  std::size_t cells() const { return times.size() * authorities.size() * groups.size(); }
  /// Index of a value in RunResult::values.
  std::size_t cell(std::size_t time, std::size_t authority, std::size_t group, std::size_t column) const {
    return ((time * authorities.size() + authority) * groups.size() + group) * columns.size() + column;
  }
  std::size_t runs() const { return scenarios.size() * points * replicates; }
};

struct RunKey {
  std::uint32_t scenario = 0;
  std::uint32_t point = 0;
  std::uint32_t replicate = 0;
  friend auto operator<=>(const RunKey&, const RunKey&) = default;  // NOLINT(modernize-use-nullptr): its own zeros
};

/// One finished run.
struct RunResult {
  RunKey key;
  std::vector<double> values;               ///< [time][authority][group][column]
  std::vector<std::vector<double>> tables;  ///< [table][row * columns]
};

/// Where finished runs go. Called by one thread at a time, in any order of runs.
class PanelSink {
 public:
  virtual ~PanelSink() = default;
  virtual void write(const RunResult& run) = 0;
};

}  // namespace streetlight
