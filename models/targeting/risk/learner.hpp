#pragma once
/// A risk model: it is fitted to recorded labels and gives each row a score; higher means flagged sooner.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/targeting/risk/observation.hpp"
#include "sim/core/blocks.hpp"

namespace streetlight::targeting {

/// What became of a fit.
struct FitReport {
  bool fitted = false;     ///< false: nothing to learn from (no row, or all labels alike); scores are the base rate
  bool converged = false;  ///< the tolerance was reached (always true for a learner that does not iterate)
  std::size_t rows = 0;    ///< rows of the training set: included and with positive weight
  double weight = 0;       ///< sum of their weights
  double base_rate = 0;    ///< weighted share of label 1; 0 when there are no rows
  int passes = 0;          ///< times that the training set was read
  double error = 0;        ///< how far any standardised coefficient may still be from the optimum
};

/// One term of a linear score. `standardised` is per standard deviation of the feature in the training set.
/// Learners without coefficients report what comes nearest (gain shares, criteria), and say so.
struct Coefficient {
  std::string name;
  double standardised = 0;
  double raw = 0;
};

/// When a model is made or used, and by whom.
struct Occasion {
  int month = 0;
  std::string authority{};  ///< "all": several share the model
  std::uint32_t seed = 0;   ///< for draws of a learner's own
};

class Learner {
 public:
  virtual ~Learner() = default;
  /// Told before each fit.
  virtual void begin(const Occasion&) {}
  /// A copy with equal scores, now and after the same fits.
  virtual std::unique_ptr<Learner> clone() const = 0;
  /// Same bits for any number of threads behind `runner`.
  virtual FitReport fit(const ObservationBlocks& training, BlockRunner& runner) = 0;
  /// Writes rows() scores. May be called from several threads at once. EXPECTs the features of the training set.
  virtual void score(const ObservationBlock& rows, std::span<float> out) const = 0;
  /// Whether it wants all rows of an occasion in one table, by score_at_once.
  virtual bool scores_at_once() const { return false; }
  /// `features` are [row][feature], as many rows as numbers in `out`. No occasion: that of the last fit.
  virtual void score_at_once(const Occasion*, std::vector<float> /*features*/, std::span<float> /*out*/) const {}
  virtual std::vector<Coefficient> coefficients() const = 0;
  virtual std::string_view name() const = 0;
  /// Whether a score is a probability, so that Brier and calibration mean something.
  virtual bool probabilistic() const = 0;
  /// Whether there is anything to fit: if not, the learner scores from the first month and needs no label.
  virtual bool learns() const = 0;
};

/// Reads every block of `source`, in any order, and calls `work(block, rows, scratch)`. A worker has one block
/// of rows and one scratch from `make_scratch()`; there are as many workers as can run at once. Results must be kept
/// by block and reduced in block order.
template <class MakeScratch, class Work>
void for_each_read(const ObservationBlocks& source, BlockRunner& runner, MakeScratch&& make_scratch, Work&& work) {
  const std::size_t blocks = block_count(source.rows());
  const std::size_t workers = std::max<std::size_t>(1, std::min(runner.concurrency(), blocks));
  runner.for_each(workers, [&](std::size_t worker) {
    ObservationBlock rows(source.feature_names().size());
    auto scratch = make_scratch();
    for (std::size_t block = worker; block < blocks; block += workers) {
      source.read(block, rows);
      work(block, static_cast<const ObservationBlock&>(rows), scratch);
    }
  });
}

}  // namespace streetlight::targeting
