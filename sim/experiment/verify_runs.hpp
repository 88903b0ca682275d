#pragma once
/// Runs for verify: small experiments made by hand, driven by the executor like any other, and kept in memory.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/experiment/execute.hpp"
#include "sim/experiment/verify_rows.hpp"

namespace streetlight {

struct VerifyRun {
  std::string model;
  Settings set{};
  Month months = 1;
  Month spin_up = 0;
  std::int64_t replicates = 20;
  Interval interval = Interval::month;
  std::vector<std::string> columns{};
  std::vector<GroupSpec> groups{};
  std::vector<TimelineEntry> timeline{};
};

class VerifyResult {
 public:
  VerifyResult(PanelShape shape, std::map<RunKey, RunResult> runs) : shape_(std::move(shape)), runs_(std::move(runs)) {}

  std::size_t replicates() const { return runs_.size(); }
  std::size_t times() const { return shape_.times.size(); }
  /// Group 0 is all.
  double value(std::size_t replicate, std::size_t time, const std::string& column, std::size_t group = 0) const;
  /// value() in each replicate.
  std::vector<double> values(std::size_t time, const std::string& column, std::size_t group = 0) const;
  /// A ratio of two columns over all replicates together, so that a replicate with few cases does not bias it; its
  /// standard error from the replicates, each of which contributes numerator - ratio x denominator.
  Estimate ratio(std::size_t time, const std::string& numerator, const std::string& denominator,
                 std::size_t group) const;

 private:
  PanelShape shape_;
  std::map<RunKey, RunResult> runs_;
};

/// What the user asked of verify, as far as runs are concerned.
class VerifyRuns {
 public:
  VerifyRuns(std::uint64_t seed, bool quick, unsigned threads, Settings planted)
      : seed_(seed), quick_(quick), threads_(threads), planted_(std::move(planted)) {}

  bool quick() const { return quick_; }
  /// A size for the whole verification, or the one for a quick one.
  std::int64_t size(std::int64_t whole, std::int64_t quick) const { return quick_ ? quick : whole; }

  /// Runs; throws std::runtime_error when a run fails, InvalidInput when a planted value does not fit its parameter.
  VerifyResult operator()(const VerifyRun& run);
  /// Planted keys that no model run so far knows.
  std::vector<std::string> unused() const;

 private:
  std::uint64_t seed_;
  bool quick_;
  unsigned threads_;
  Settings planted_;
  std::set<std::string> used_;
};

/// One published result, or one special case of a model in which the answer is known. Rows of targets of one name stand
/// together, whichever models they are of.
struct VerifyTarget {
  std::string name, source;
  void (*check)(VerifyRuns& runs, VerifyRows& rows);
};

/// The checks of every model that this program was built with, by name: T1, T2, ..., M1, ... Filled by the build from
/// the list of model folders (see models/CMakeLists.txt), each of which defines MODEL_checks().
std::vector<VerifyTarget> registered_checks();

}  // namespace streetlight
