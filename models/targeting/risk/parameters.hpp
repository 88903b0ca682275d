#pragma once
/// The parameters of the risk model: what it is shown, what it is taught, how it learns, how it is corrected.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/parameters.hpp"

namespace streetlight::targeting {

enum class TrainingSet { linked, known };
enum class LabelSource { finding, survey, truth };
enum class LearnerKind { logistic, boosted, points, known, random, external, outside };
enum class Correction { none, inverse_propensity, group_thresholds };

/// One of our learners, or by name one that was put into this process (sim/core/outside_learners.hpp).
struct LearnerChoice {
  LearnerKind kind = LearnerKind::logistic;
  std::string name{};  ///< of LearnerKind::outside

  LearnerChoice(LearnerKind one = LearnerKind::logistic) : kind(one) {}
  explicit LearnerChoice(std::string outside) : kind(LearnerKind::outside), name(std::move(outside)) {}
  operator LearnerKind() const { return kind; }
  friend bool operator==(const LearnerChoice&, const LearnerChoice&) = default;
  friend bool operator==(const LearnerChoice& choice, LearnerKind kind) { return choice.kind == kind; }
};

struct BoostedParameters {
  std::int64_t trees = 100;
  std::int64_t depth = 4;
  double learning_rate = 0.1;
  double leaf_penalty = 1;
  double leaf_weight = 1;
  double subsample = 1;
  std::int64_t seed = 1;
  bool operator==(const BoostedParameters&) const = default;
};

/// What `risk.learner` may say, and how its description tells it. make_learner.cpp makes each of them.
struct LearnerWord {
  const char* word;
  LearnerKind kind;
  const char* meaning;
};
inline constexpr LearnerWord learner_words[] = {
    {"logistic", LearnerKind::logistic, "ridge regression"},
    {"boosted", LearnerKind::boosted, "gradient-boosted trees"},
    {"points", LearnerKind::points, "number of risk.criteria met"},
    {"known", LearnerKind::known, "on file with social care or not"},
    {"random", LearnerKind::random, ""},
    {"external", LearnerKind::external, "a program of your own, risk.external.command"},
};

inline constexpr std::int64_t most_horizon = 120;  ///< months

struct RiskParameters {
  std::vector<std::string> features{"deprivation", "household", "tenure", "children"};
  std::int64_t horizon = 12;
  std::int64_t retrain = 12;
  bool pooled = false;
  std::vector<std::string> trained_on;  ///< names of authorities, or "all"; empty: its own records
  TrainingSet training = TrainingSet::linked;
  LabelSource label = LabelSource::finding;
  double survey_share = 0.02;
  LearnerChoice learner;
  std::vector<std::string> external_command;
  double ridge = 1;
  Correction correction = Correction::none;
  std::string correction_group;
  double propensity_floor = 0.02;
  BoostedParameters boosted;
  /// By feature name: the criterion is met by a value above this one.
  std::map<std::string, double> criteria{{"police", 0.0}, {"school", 0.0}, {"benefits", 0.0}, {"care", 0.0}};

  bool operator==(const RiskParameters&) const = default;

  void declare(ParameterTable& table);
  /// What is wrong in itself: a learner that this build lacks, group_thresholds without a group. `attributes` are the
  /// names that `risk.features` and `risk.correction_group` may use ("deprivation" is added), `columns` the names of
  /// all feature columns that a programme could be given, for `risk.criteria`.
  void check(std::span<const std::string> attributes, std::span<const std::string> columns, Complaints& into) const;
  /// What is wrong with trained_on, where there are these authorities.
  void check_trained_on(std::span<const std::string> authorities, Complaints& into) const;
  /// Whether one model serves all authorities.
  bool shared() const { return pooled || !trained_on.empty(); }
};

/// The word of risk.trained_on for every authority.
inline constexpr const char* all_authorities = "all";

}  // namespace streetlight::targeting
