#pragma once
/// A learner that was made outside of this program (sim/core/outside_learners.hpp), as one of ours. It gets the rows
/// that ours read, as one table; corrections reach it as weights, its scores are selected by and judged as those of any
/// other. With nothing to learn from (no row, or all labels alike) it is not asked, and scores are the base rate.

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "models/targeting/risk/learner.hpp"
#include "sim/core/outside_learners.hpp"

namespace streetlight::targeting {

class Outside final : public Learner {
 public:
  Outside(std::string name, std::shared_ptr<const OutsideLearner> learner)
      : name_(std::move(name)), learner_(std::move(learner)) {}
  Outside(const Outside& other);

  std::unique_ptr<Learner> clone() const override { return std::make_unique<Outside>(*this); }
  void begin(const Occasion& occasion) override { occasion_ = occasion; }
  FitReport fit(const ObservationBlocks& training, BlockRunner& runner) override;
  void score(const ObservationBlock& rows, std::span<float> out) const override;
  bool scores_at_once() const override { return true; }
  void score_at_once(const Occasion* occasion, std::vector<float> features, std::span<float> out) const override;
  std::vector<Coefficient> coefficients() const override { return {}; }
  std::string_view name() const override { return name_; }
  /// Where the learner does not say: whether every score since the last fit lay between 0 and 1.
  bool probabilistic() const override;
  bool learns() const override { return true; }

 private:
  OutsideRows on_file(const Occasion& occasion, std::size_t rows, std::vector<float> features) const;
  [[noreturn]] void failed(const Occasion& occasion) const;

  std::string name_;
  std::shared_ptr<const OutsideLearner> learner_;
  Occasion occasion_;
  std::vector<std::string> features_;
  std::shared_ptr<const OutsideModel> model_;  ///< shared by the copies: it never changes
  float base_rate_ = 0;
  mutable std::atomic<bool> beyond_ = false;  ///< a score was no probability
};

}  // namespace streetlight::targeting
