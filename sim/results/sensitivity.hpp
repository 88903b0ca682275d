#pragma once
/// Sensitivity of outcomes to the parameters of a design, from the panel of its runs: what is computed.
///
/// The outcome at a point is its mean over the replicates. All points of a replicate share their random draws, so noise
/// that moves them together is not a variance between points. What is left of the noise after averaging is told as a
/// share of the variance between points: it is counted to the parameters, mostly to their total indices.
///
/// Of a file that lacks runs, whole walks and rows are used. A walk is compared with itself alone, so it may rest on
/// fewer replicates than others. Rows are compared with each other, so they all rest on the same replicates.

#include <optional>
#include <string>
#include <vector>

#include "sim/results/elementary_effects.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/results/run_source.hpp"
#include "sim/results/sobol_indices.hpp"

namespace streetlight {

struct SensitivityRequest {
  Design design;  ///< morris or saltelli
  std::size_t scenario = 0;
  std::optional<std::size_t> baseline;
  std::vector<std::size_t> columns;
  std::vector<std::size_t> groups;
  std::size_t authority = 0;
  Window window;
  std::string window_why{};  ///< why this one, when nobody asked for it
};

/// How much of the design the file holds.
struct DesignRuns {
  std::size_t planned = 0, present = 0;  ///< runs of the scenarios that are looked at
  std::size_t blocks = 0;                ///< walks or rows
  std::size_t whole = 0;                 ///< of them, those with all their points in one replicate at least
};

struct Sensitivity {
  std::size_t column = 0, group = 0;
  std::size_t replicates = 0;  ///< that the outcomes rest on
  std::size_t thinner = 0;     ///< blocks used that have fewer of them
  bool from_baseline = false;  ///< the outcome is a difference from the baseline
  bool over_replicates =
      false;                    ///< the intervals hold the spread between replicates, not for their random numbers only
  std::optional<double> noise;  ///< of the replicates' mean, as a share of the variance between points; needs two
  std::optional<SobolIndices> sobol;
  std::optional<MorrisResult> morris;
};

DesignRuns runs_of(const RunSource& panel, const SensitivityRequest& request);

/// One for each column and group, in that order. Throws InvalidInput when a column cannot be gathered, or when runs are
/// missing and fewer than two walks or rows are whole.
std::vector<Sensitivity> sensitivity(const RunSource& panel, const SensitivityRequest& request);

}  // namespace streetlight
