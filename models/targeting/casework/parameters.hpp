#pragma once
/// Referrals, review, visits, findings and support. Keys under `casework`, `review`, `support`, `approach`.

#include <map>
#include <optional>
#include <string>

#include "sim/core/parameters.hpp"

namespace streetlight::targeting {

struct CaseworkParameters {
  std::optional<double> capacity{};
  double referral = 0.72;
  double hit = 0.73;
  double false_finding = 0.14;
  double duration = 15.0;
  double speed = 1.0;

  void declare(ParameterTable& table);
  friend bool operator==(const CaseworkParameters&, const CaseworkParameters&) = default;
};

struct ReviewParameters {
  double deference = 0.7;
  double noise = 0.8;
  std::map<std::string, double> bias{};

  void declare(ParameterTable& table);
  friend bool operator==(const ReviewParameters&, const ReviewParameters&) = default;
};

struct SupportParameters {
  double relief = 0.375;
  double lasting = 0.1;

  void declare(ParameterTable& table);
  friend bool operator==(const SupportParameters&, const SupportParameters&) = default;
};

struct ApproachParameters {
  double appeal = 0.5;
  double unwarranted = 0.2;

  void declare(ParameterTable& table);
  friend bool operator==(const ApproachParameters&, const ApproachParameters&) = default;
};

}  // namespace streetlight::targeting
