#pragma once
/// Retention: those whom a model serves badly leave, and then it serves them worse.
///
/// Two groups of users sit at positions x_1, x_2. Each step the learner fits one prediction to those present,
///
///     theta = weighted mean of positions        (average loss), or
///     theta = midpoint of the groups present    (worst-off: minimises the largest loss of any group, distributionally
///                                                robust),
///
/// each group suffers R_g = (theta - x_g)^2, stays with probability exp(-c R_g), and newcomers arrive:
///
///     n_g' = n_g exp(-c R_g) + inflow_g.
///
/// At +1 and -1 with equal inflow the even split is always a fixed point of the average learner, but a stable one iff
/// exp(-c) (1 + 2 c) < 1, that is c > 1.25643: below it any imbalance grows until the minority is all but gone.
///
/// Source: Hashimoto, Srivastava, Namkoong, Liang, "Fairness without demographics in repeated loss minimization", ICML
/// 2018. Neglected: positions that differ within a group, more than two groups, features. Users are expected numbers,
/// or drawn (`users.counts`): binomial stays and Poisson newcomers.

#include <array>
#include <vector>

#include "sim/experiment/level_groups.hpp"
#include "sim/experiment/model.hpp"

namespace streetlight::retention {

enum class Objective { average, worst_off };
enum class Counts { expected, drawn };

struct Parameters {
  std::vector<double> positions{1, -1};
  std::vector<double> start{1.41, 1.39};
  std::vector<double> inflow{1, 1};
  double sensitivity = 1.0;
  Objective objective = Objective::average;
  Counts counts = Counts::expected;

  void declare(ParameterTable& table);
  void check(Complaints& complaints) const;
  Parameters in_effect(Month) const { return *this; }
  friend bool operator==(const Parameters&, const Parameters&) = default;
};

class Model {
 public:
  using Parameters = retention::Parameters;

  Model(const Parameters& parameters, const ModelContext& context);
  static std::vector<Column> columns(const Parameters&);
  static std::vector<std::string> authorities(const Parameters&) { return {}; }
  static std::vector<TableShape> tables(const Parameters&, const ModelContext&) { return {}; }
  static void check_groups(const Parameters&, const std::vector<GroupSpec>& groups, Complaints& complaints);
  static std::int64_t entities(const Parameters&) { return 2; }
  static double bytes_per_entity(const Parameters&) { return 32; }

  void apply(const Parameters& parameters) { parameters_ = parameters; }
  void step(Month step);
  void observe(std::span<double> row) const;
  void emit(Month, std::span<std::vector<double>>) const {}

 private:
  double fitted() const;

  Parameters parameters_;
  ModelContext context_;
  LevelGroups groups_;
  std::array<double, 2> users_{}, left_{}, loss_{};
  double prediction_ = 0;
};

}  // namespace streetlight::retention
