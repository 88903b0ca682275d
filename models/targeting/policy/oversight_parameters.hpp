#pragma once
/// Who watches the programme, and what befalls it from outside. Keys under `predeployment`, `monitoring`, `regulator`,
/// `breach`, `reuse` and `appeals`.

#include <cstdint>

#include "sim/core/parameters.hpp"

namespace streetlight::targeting {

struct PredeploymentParameters {
  double auc = 0.0;
  double sample = 0.1;

  void declare(ParameterTable& table);
  friend bool operator==(const PredeploymentParameters&, const PredeploymentParameters&) = default;
};

struct MonitoringParameters {
  double no_finding = 1.0;
  double flag_ratio = 100.0;
  std::int64_t period = 6;
  std::int64_t pause = 1200;

  void declare(ParameterTable& table);
  friend bool operator==(const MonitoringParameters&, const MonitoringParameters&) = default;
};

struct RegulatorParameters {
  double hazard = 0.0;
  std::int64_t months = 12;

  void declare(ParameterTable& table);
  friend bool operator==(const RegulatorParameters&, const RegulatorParameters&) = default;
};

struct BreachParameters {
  double hazard = 0.0;
  double aware = 0.9;
  double shock = 0.5;

  void declare(ParameterTable& table);
  friend bool operator==(const BreachParameters&, const BreachParameters&) = default;
};

struct ReuseParameters {
  double hazard = 0.0;
  double aware = 0.2;
  double shock = 0.4;

  void declare(ParameterTable& table);
  friend bool operator==(const ReuseParameters&, const ReuseParameters&) = default;
};

struct AppealParameters {
  double rate = 0.0;
  double upheld = 0.5;
  double trust = 0.5;

  void declare(ParameterTable& table);
  friend bool operator==(const AppealParameters&, const AppealParameters&) = default;
};

}  // namespace streetlight::targeting
