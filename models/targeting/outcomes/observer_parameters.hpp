#pragma once
/// A survey of parents that watches and changes nothing. Keys under `observer`.

#include "sim/core/parameters.hpp"

namespace streetlight::targeting {

struct ObserverParameters {
  double share = 0.0;
  double response = 0.0;
  double trust = 0.0;

  void declare(ParameterTable& table);
  friend bool operator==(const ObserverParameters&, const ObserverParameters&) = default;
};

}  // namespace streetlight::targeting
