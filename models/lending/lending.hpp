#pragma once
/// Delayed impact of lending: a loan that is not repaid hurts the one who got it.
///
/// An applicant with score s repays with probability rho(s), linear between the points of a grid. A lender who earns
/// `gain` on a loan repaid and loses `loss` on one that is not lends iff gain rho - loss (1 - rho) >= 0, at gain 1 and
/// loss 4 iff rho >= 0.8. The score then rises by `rise` or falls by `fall`, within the grid, so that the expected
/// score rises iff rise rho - fall (1 - rho) >= 0, at 75 and 150 iff rho >= 2/3. Two groups with different scores see
/// the same rule, or one that equalises loan rates (parity), or loan rates among those who would repay (opportunity);
/// these maximise the lender's utility under that constraint, highest rho first, ties by lot.
///
/// Source: Liu, Dean, Rolf, Simchowitz, Hardt, "Delayed impact of fair machine learning", ICML 2018. Neglected:
/// interest, scores that know less than rho, people who stop applying.

#include <cstdint>
#include <vector>

#include "sim/experiment/level_groups.hpp"
#include "sim/experiment/model.hpp"

namespace streetlight::lending {

enum class Policy { utility, improvement, parity, opportunity };

struct Parameters {
  std::int64_t applicants = 20000;
  double minority = 0.2;
  std::vector<double> grid{300, 375, 450, 525, 600, 675, 750, 825};
  std::vector<double> repay{0.02, 0.10, 0.28, 0.52, 0.74, 0.88, 0.95, 0.98};
  std::vector<double> majority_scores{1, 2, 4, 8, 14, 22, 28, 21};
  std::vector<double> minority_scores{6, 14, 20, 20, 16, 12, 8, 4};
  Policy policy = Policy::utility;
  double gain = 1, loss = 4;
  double rise = 75, fall = 150;

  void declare(ParameterTable& table);
  void check(Complaints& complaints) const;
  Parameters in_effect(Month) const { return *this; }
  /// Probability that an applicant with this score repays.
  double repayment(double score) const;
  friend bool operator==(const Parameters&, const Parameters&) = default;
};

struct Applicant {
  double score = 0;
  double repays = 0;           ///< probability this step
  double change = 0;           ///< of the score, this step
  double expected_change = 0;  ///< this step, before the outcome is known
  std::uint32_t lot = 0;
  std::uint8_t group = 0;  ///< 0 majority, 1 minority
  bool lent = false;
  bool repaid = false;
};

/// Sets `lent` of every applicant under the policy.
void decide(std::vector<Applicant>& applicants, const Parameters& parameters);

class Model {
 public:
  using Parameters = lending::Parameters;

  Model(const Parameters& parameters, const ModelContext& context);
  static std::vector<Column> columns(const Parameters&);
  static std::vector<std::string> authorities(const Parameters&) { return {}; }
  static std::vector<TableShape> tables(const Parameters&, const ModelContext&) { return {}; }
  static void check_groups(const Parameters&, const std::vector<GroupSpec>& groups, Complaints& complaints);
  static std::int64_t entities(const Parameters& parameters) { return parameters.applicants; }
  static double bytes_per_entity(const Parameters&) { return sizeof(Applicant); }

  void apply(const Parameters& parameters) { parameters_ = parameters; }
  void step(Month step);
  void observe(std::span<double> row) const;
  void emit(Month, std::span<std::vector<double>>) const {}

 private:
  Parameters parameters_;
  ModelContext context_;
  LevelGroups groups_;
  std::vector<Applicant> applicants_;
};

}  // namespace streetlight::lending
