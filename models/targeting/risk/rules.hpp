#pragma once
/// Scores that nothing is learnt for: rules, and the lottery that every other score is to be measured against.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "models/targeting/risk/learner.hpp"

namespace streetlight::targeting {

/// Number of criteria met, as payment-by-results programmes count families in. A criterion is met when its feature
/// exceeds a value; one whose feature is not among `feature_names` (not linked) is never met.
class Points final : public Learner {
 public:
  Points(const std::map<std::string, double>& criteria, const std::vector<std::string>& feature_names);
  std::unique_ptr<Learner> clone() const override { return std::make_unique<Points>(*this); }
  FitReport fit(const ObservationBlocks& training, BlockRunner& runner) override;
  void score(const ObservationBlock& rows, std::span<float> out) const override;
  /// Raw: one for each criterion that can be met. Standardised: the same.
  std::vector<Coefficient> coefficients() const override;
  std::string_view name() const override { return "points"; }
  bool probabilistic() const override { return false; }
  bool learns() const override { return false; }

 private:
  struct Criterion {
    std::string name;
    std::size_t feature;
    float above;
  };
  std::vector<Criterion> criteria_;
};

/// 1 for those on file with social care, 0 for the others: the rule `care > 0`. Without that feature all score 0.
class Known final : public Learner {
 public:
  explicit Known(const std::vector<std::string>& feature_names, const std::string& care = "care");
  std::unique_ptr<Learner> clone() const override { return std::make_unique<Known>(*this); }
  FitReport fit(const ObservationBlocks& training, BlockRunner& runner) override { return rule_.fit(training, runner); }
  void score(const ObservationBlock& rows, std::span<float> out) const override { rule_.score(rows, out); }
  std::vector<Coefficient> coefficients() const override { return rule_.coefficients(); }
  std::string_view name() const override { return "known"; }
  bool probabilistic() const override { return false; }
  bool learns() const override { return false; }

 private:
  Points rule_;
};

/// A lottery: the score is the row's draw.
class Random final : public Learner {
 public:
  std::unique_ptr<Learner> clone() const override { return std::make_unique<Random>(*this); }
  FitReport fit(const ObservationBlocks& training, BlockRunner& runner) override;
  void score(const ObservationBlock& rows, std::span<float> out) const override;
  std::vector<Coefficient> coefficients() const override { return {}; }
  std::string_view name() const override { return "random"; }
  bool probabilistic() const override { return false; }
  bool learns() const override { return false; }
};

}  // namespace streetlight::targeting
