#pragma once
/// Selective labels: need that is recorded more often in one group makes a learner flag that group, and then its
/// precision on the records says the opposite of the truth.
///
/// People of two groups, known and unknown, are in need with one probability; a signal x ~ N(separation Y, 1), Y in {0,
/// 1} need, is all that is seen of it; need is recorded with probability s_known or s_unknown. The highest `capacity`
/// share by score is flagged. The score is the exact posterior of the recorded label,
///
///     P(recorded | x, g) = s_g logistic(log(p / (1 - p)) - separation^2 / 2 + separation x),
///
/// or what the targeting model's own logistic learner makes of recorded labels, x and the group; each as it is, or
/// weighted by one over the probability of being recorded. The logistic one is misspecified (a recorded label saturates
/// at s_g, not at 1), so its limit differs from the exact posterior's. Learner, selection, confusion tables and metrics
/// are those of models/targeting/risk.
///
/// Source: Lakkaraju et al. 2017 (selective labels); Chouldechova 2017 (the identity between error rates that the
/// column `identity_residual` checks). Neglected: time. Every step is a population of its own.

#include <cstdint>
#include <vector>

#include "models/targeting/risk/metrics/confusion.hpp"
#include "models/targeting/risk/observation.hpp"
#include "models/targeting/risk/selection.hpp"
#include "sim/experiment/level_groups.hpp"
#include "sim/experiment/model.hpp"

namespace streetlight::selective {

enum class Score { posterior, logistic };
enum class Label { recorded, truth };
enum class Weighting { none, inverse_propensity };

struct Parameters {
  std::int64_t people = 100000;
  double unknown = 0.5;
  double need = 0.1;
  double separation = 1.0;
  double recording_known = 0.9;
  double recording_unknown = 0.3;
  double capacity = 0.05;
  Score score = Score::posterior;
  Label label = Label::recorded;
  Weighting correction = Weighting::none;

  void declare(ParameterTable& table);
  void check(Complaints&) const {}
  Parameters in_effect(Month) const { return *this; }
  friend bool operator==(const Parameters&, const Parameters&) = default;
};

/// A step's people as columns; also the training set of the learner: features x and group, label and who was observed.
struct People final : targeting::ObservationBlocks {
  std::vector<float> signal;
  std::vector<std::uint8_t> unknown, need, recorded, observed;
  std::vector<std::uint32_t> lots;
  bool learn_truth = false;

  std::size_t rows() const override { return signal.size(); }
  const std::vector<std::string>& feature_names() const override;
  void read(std::size_t block, targeting::ObservationBlock& out) const override;
};

class Model {
 public:
  using Parameters = selective::Parameters;

  Model(const Parameters& parameters, const ModelContext& context);
  static std::vector<Column> columns(const Parameters&);
  static std::vector<std::string> authorities(const Parameters&) { return {}; }
  static std::vector<TableShape> tables(const Parameters&, const ModelContext&) { return {}; }
  static void check_groups(const Parameters&, const std::vector<GroupSpec>& groups, Complaints& complaints);
  static std::int64_t entities(const Parameters& parameters) { return parameters.people; }
  static double bytes_per_entity(const Parameters&) { return 24; }

  void apply(const Parameters& parameters) { parameters_ = parameters; }
  void step(Month step);
  void observe(std::span<double> row) const;
  void emit(Month, std::span<std::vector<double>>) const {}

 private:
  void draw_people(Month step);
  void score_by_posterior();
  void score_by_learner();

  Parameters parameters_;
  ModelContext context_;
  LevelGroups groups_;
  People people_;
  targeting::Selector select_;
  std::vector<float> scores_;
  std::vector<std::uint8_t> flags_;
};

}  // namespace streetlight::selective
