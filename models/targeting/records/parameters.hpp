#pragma once
/// Records, linkage, consent and subject access. Keys under `records`, `linkage`, `consent`, `access`.

#include <cstdint>
#include <map>
#include <string>

#include "sim/core/parameters.hpp"

namespace streetlight::targeting {

struct RecordsParameters {
  double half_life = 24.0;
  std::int64_t retention = 72;
  double loss = 0.0;
  std::map<std::string, double> missing{};

  void declare(ParameterTable& table);
  friend bool operator==(const RecordsParameters&, const RecordsParameters&) = default;
};

struct LinkageParameters {
  double missed = 0.041;
  std::map<std::string, double> missed_by{};
  double wrong = 0.002;

  void declare(ParameterTable& table);
  friend bool operator==(const LinkageParameters&, const LinkageParameters&) = default;
};

enum class ConsentMode { none, opt_out, opt_in };

struct ConsentParameters {
  ConsentMode mode = ConsentMode::none;
  double exit_rate = 0.05;
  double coverage = 1.0;
  double appeal = 0.0;

  void declare(ParameterTable& table);
  friend bool operator==(const ConsentParameters&, const ConsentParameters&) = default;
};

struct AccessParameters {
  double rate = 0.0;
  double correction = 0.5;
  double fee = 0.0;
  std::map<std::string, double> fee_effect{{"routine", 1.0}, {"not_working", 2.0}};

  void declare(ParameterTable& table);
  friend bool operator==(const AccessParameters&, const AccessParameters&) = default;
};

}  // namespace streetlight::targeting
