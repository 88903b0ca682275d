#pragma once
/// Outreach by trusted intermediaries of the voluntary sector. Keys under `outreach`.

#include "sim/core/parameters.hpp"

namespace streetlight::targeting {

struct OutreachParameters {
  double reach = 0.0;
  double relief = 0.15;
  double trust = 0.1;

  void declare(ParameterTable& table);
  friend bool operator==(const OutreachParameters&, const OutreachParameters&) = default;
};

}  // namespace streetlight::targeting
