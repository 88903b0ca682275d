#pragma once
/// Need and harm. Keys under `need` and `harm`.

#include <map>
#include <string>

#include "sim/core/parameters.hpp"

namespace streetlight::targeting {

struct NeedParameters {
  double prevalence = 0.147;
  double deprivation = 0.37;
  std::map<std::string, double> attributes{{"lone", 0.35}};
  double spread = 1.06;
  double reversion = 0.020;
  double shock = 0.097;
  double shift = 0.0;
  double strain = 0.0;

  void declare(ParameterTable& table);
  friend bool operator==(const NeedParameters&, const NeedParameters&) = default;
};

struct HarmParameters {
  double base = 0.0015;
  double slope = 1.0;
  double external = 0.0;
  double lasting = 0.0;
  double healing = 0.01;

  void declare(ParameterTable& table);
  friend bool operator==(const HarmParameters&, const HarmParameters&) = default;
};

}  // namespace streetlight::targeting
