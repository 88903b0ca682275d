#pragma once
/// Gathers what a run reports month by month into the panel's intervals and selected columns: flows are summed,
/// stocks averaged over the interval's months, ratios and relative ratios taken of what was gathered. When the
/// months are not a multiple of the interval, the last interval is shorter: its flows are sums, its stocks means, over
/// the months there are. A copy goes with each fork of the run, so a shared month is in the record of every version
/// that shares it.
///
/// A flow or stock is a number, save where its column says that it may be missing: a model that comes to infinity or to
/// what is not a number has left the range of its arithmetic, and the run fails and says where.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/core/panel.hpp"
#include "sim/experiment/model.hpp"

namespace streetlight {

/// How monthly rows become panel rows; one for the whole experiment.
struct RecordLayout {
  std::vector<Column> columns;         ///< every column of the model
  std::vector<std::size_t> selected;   ///< those written, ascending
  std::vector<std::size_t> numerator;  ///< of each column: of a ratio the index of its numerator, else its own
  std::vector<std::size_t> denominator;
  std::size_t groups = 1;                                     ///< "all" and the declared ones
  std::vector<std::string> group_names{}, authority_names{};  ///< "all" and the others, for messages
  std::size_t rows = 1;                                       ///< authorities x groups
  std::size_t tables = 0;                                     ///< tables beside the panel
  Month months = 0;
  Month interval = 1;
};

/// Throws InvalidInput for a column that the model does not report. A ratio brings its two counts along.
RecordLayout record_layout(std::vector<Column> columns, const std::vector<std::string>& names);

class Recorder {
 public:
  explicit Recorder(std::shared_ptr<const RecordLayout> layout);
  Recorder(Recorder&&) = default;
  Recorder& operator=(Recorder&&) = default;
  /// With room for the whole run, as the other has.
  Recorder(const Recorder& other);
  Recorder& operator=(const Recorder&) = delete;

  /// Adds the simulation's row and tables of written month `month` (0, 1, ...: each once, in order).
  void record(Simulation& simulation, Month month);
  /// What was recorded so far: the intervals that are over.
  const RunResult& recorded() const { return result_; }
  /// What was recorded: panel values and tables; the key is for the caller to fill in.
  RunResult take() &&;

 private:
  void make_room();
  void close_interval();
  void check_numbers() const;
  double gathered(std::size_t row, std::size_t column) const;
  double ratio(std::size_t row, std::size_t column) const;

  std::shared_ptr<const RecordLayout> layout_;
  std::vector<double> month_row_;  ///< [row][model column]
  std::vector<double> sums_;       ///< the same, over the open interval
  Month gathered_ = 0;             ///< months in the open interval
  RunResult result_;
};

}  // namespace streetlight
