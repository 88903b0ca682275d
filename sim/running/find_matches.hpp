#pragma once
/// Looks for the values of an experiment's matches ("as much money as the covert programme"): for each scenario that
/// has one, and at each design point, by small runs of the same replicates. The root is bracketed by the ends of the
/// range and found by false position (the Illinois form), so that what is found depends on the experiment alone.

#include <atomic>
#include <exception>
#include <functional>
#include <string>

#include "sim/core/check.hpp"
#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// Where a search is: which match of how many, and its how many-th set of small runs of at most how many.
struct MatchTrial {
  std::size_t match = 0, matches = 0, trial = 0, most = 0;
};

struct MatchOptions {
  unsigned threads = 0;                                ///< as in ExecuteOptions
  const std::atomic<bool>* stop = nullptr;             ///< set from outside: WorkUnwanted is thrown
  std::function<bool(std::size_t scenario)> wanted{};  ///< empty: every scenario that has a match
  /// Told of each value as it is found: `line` says it in words, `met` whether it is near enough.
  std::function<void(const std::string& line, bool met, std::size_t done, std::size_t all)> on_found{};
  std::function<void(const MatchTrial& now)> on_trial{};  ///< told before each set of small runs
};

/// A small run of a search threw: `cause` is what was thrown; null where nothing was.
struct SmallRunFailed : InvalidInput {
  SmallRunFailed(const std::string& message, std::exception_ptr thrown)
      : InvalidInput(message), cause(std::move(thrown)) {}
  std::exception_ptr cause;
  std::size_t scenario = 0, point = 0;
};

/// Fills Match::found. Throws InvalidInput, with what was seen, where a range holds no solution, and SmallRunFailed
/// where a small run fails. In a small population one visit may be more than the tolerance: then it is the value that
/// comes nearest (Found::met).
void find_matches(Experiment& experiment, const MatchOptions& options);

/// What a search simulates at a design point: no group, the match's columns, and no more replicates than it asks for.
/// Scenarios: the first one, the one to be like, and the one that has the match.
Experiment match_experiment(const Experiment& experiment, const Scenario& matched, const Settings& point);

/// "services.early_help.reach = 0.0234, with which cost_policy is ...", for messages.
std::string found_text(const Match& match, const Match::Found& found);

}  // namespace streetlight
