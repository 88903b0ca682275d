#pragma once
/// Small Englands run through the engine, kept in memory, and their values by name.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/experiment/execute.hpp"

namespace streetlight::targeting::testing {

/// One executed experiment.
struct Runs {
  PanelShape shape;
  std::map<RunKey, RunResult> runs;

  std::size_t scenario(const std::string& name) const;
  std::size_t column(const std::string& name) const;
  std::size_t group(const std::string& name) const;
  const RunResult& run(const std::string& scenario, std::uint32_t replicate = 0) const;
  std::size_t times() const { return shape.times.size(); }

  /// One value; `authority` 0 is all.
  double value(const RunResult& run, std::size_t time, std::size_t column, std::size_t group = 0,
               std::size_t authority = 0) const;
  double value(const std::string& scenario, std::uint32_t replicate, std::size_t time, const std::string& column,
               const std::string& group = "all") const;
  /// Sum of a column over the times [first, last).
  double sum(const std::string& scenario, std::uint32_t replicate, std::size_t first, std::size_t last,
             const std::string& column, const std::string& group = "all") const;
  /// A ratio of two columns' sums over [first, last).
  double ratio(const std::string& scenario, std::uint32_t replicate, std::size_t first, std::size_t last,
               const std::string& numerator, const std::string& denominator, const std::string& group = "all") const;
};

/// England's defaults for `families` families in neighbourhoods of 100, 24 months of spin-up and 36 written, a
/// programme (where a scenario enables one) from month 6, one scenario called "none".
Experiment small_england(std::int64_t families = 3000);
/// The same with many scenarios that part at different months, through settings and timelines.
Experiment branching_england(std::int64_t families = 3000);

Runs run_all(const Experiment& experiment, ExecuteOptions options = {});

/// Equal to the last bit, NaN included.
bool same_bits(double a, double b);
bool same_bits(const RunResult& a, const RunResult& b);
bool same_bits(const Runs& a, const Runs& b);
/// The first written month in which any value of the two scenarios differs in a bit; nothing when none does.
std::optional<std::int64_t> first_difference(const Runs& runs, const std::string& a, const std::string& b,
                                             std::uint32_t replicate = 0);

/// A number that every bit of every value enters (FNV-1a).
std::uint64_t digest(const Runs& runs);

}  // namespace streetlight::targeting::testing
