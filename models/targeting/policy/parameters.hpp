#pragma once
/// The programme and money. Keys under `programme` and `cost`.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/targeting/trust/parameters.hpp"
#include "sim/core/month.hpp"
#include "sim/core/parameters.hpp"

namespace streetlight::targeting {

enum class Transparency { covert, evasive, notice, open_register, consent };
enum class Operator { authority, company };
enum class ProgrammePurpose { support, protection };
enum class Approach { investigative, supportive };
enum class Objective { risk, payment_by_results, prospects };

struct ProgrammeParameters {
  bool enabled = false;
  std::int64_t start = 24;
  std::int64_t preparation = 0;
  double capacity = 0.004;
  std::int64_t cool_down = 12;
  double audit = 0.0;
  Objective objective = Objective::risk;
  std::int64_t criteria = 2;
  double displaces = 0.0;
  double cost_from_early_help = 0.0;
  double minimum_precision = 0.0;
  Approach approach = Approach::investigative;
  double readiness = 1.0;
  Transparency transparency = Transparency::covert;
  Operator operated_by = Operator::authority;
  ProgrammePurpose purpose = ProgrammePurpose::support;
  double opacity_covert = 1.0;
  double opacity_evasive = 1.3;
  double opacity_notice = 0.5;
  double opacity_register = 0.3;
  double opacity_consent = 0.1;

  void declare(ParameterTable& table);
  void check(Complaints& complaints) const;
  /// How much trust learning of the programme costs, relative to a covert one.
  double opacity() const;
  /// A monthly hazard of being found out, 1 - (1 - hazard)^opacity: about hazard x opacity when rare, certain when 1.
  double exposed(double hazard) const;
  /// Whether families are told: notice, register or consent.
  bool gives_notice() const { return transparency >= Transparency::notice; }
  friend bool operator==(const ProgrammeParameters&, const ProgrammeParameters&) = default;
};

/// What cost.programme_year is the price for.
enum class YearlyPrice { place, family };

struct CostParameters {
  double contact = 40.0;
  double early_help_contact = 400.0;
  double visit = 700.0;
  double finding = 1000.0;
  double support = 3000.0;
  double open_case_month = 830.0;
  double harm = 30000.0;
  double programme_setup = 361400.0;
  double programme_month = 8000.0;
  std::optional<double> programme_year{};  ///< instead of programme_month
  YearlyPrice programme_year_for = YearlyPrice::place;
  double outreach = 100.0;
  double vendor_month = 20000.0;
  double attachment_income = 1000.0;
  double result_income = 800.0;

  void declare(ParameterTable& table);
  friend bool operator==(const CostParameters&, const CostParameters&) = default;
};

}  // namespace streetlight::targeting
