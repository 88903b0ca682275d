#pragma once
/// Trust, awareness and social licence. Keys under `trust`, `awareness`, `licence`, `scandal`, `campaign`, `dialogue`.

#include <map>
#include <string>

#include "sim/core/parameters.hpp"

namespace streetlight::targeting {

struct TrustParameters {
  double base = 0.7;
  double deprivation = -0.3;
  std::map<std::string, double> attributes{{"lone", -0.25},         {"black", -0.4},      {"private_rent", -0.15},
                                           {"social_rent", -0.25},  {"managerial", 0.25}, {"not_working", -0.2},
                                           {"three_or_more", -0.15}};
  double spread = 0.8;
  double recovery = 0.03;
  double peers = 0.05;
  double unwarranted = 1.0;
  double intrusive = 0.4;
  double help = 0.4;
  double hearsay = 0.1;
  double covert = 0.5;
  double private_operator = 0.5;

  void declare(ParameterTable& table);
  friend bool operator==(const TrustParameters&, const TrustParameters&) = default;
};

struct AwarenessParameters {
  double press = 0.002;
  double notice = 0.05;
  double tie = 0.002;

  void declare(ParameterTable& table);
  friend bool operator==(const AwarenessParameters&, const AwarenessParameters&) = default;
};

struct LicenceParameters {
  double support = 0.2;
  double protection = -0.2;
  double private_operator = -0.6;
  double opt_out = 0.2;
  double opt_in = 0.5;
  double covert = -0.5;
  double evasive = -0.7;
  double notice = 0.0;
  double open_register = 0.2;
  double consent = 0.3;
  double children_weight = 0.0;
  double children_view = -0.5;

  void declare(ParameterTable& table);
  friend bool operator==(const LicenceParameters&, const LicenceParameters&) = default;
};

struct ScandalParameters {
  double hazard = 0.0;
  double aware = 0.3;
  double shock = 0.5;

  void declare(ParameterTable& table);
  friend bool operator==(const ScandalParameters&, const ScandalParameters&) = default;
};

struct CampaignParameters {
  double reach = 0.0;
  double effect = 0.6;
  double pivot = 0.6;

  void declare(ParameterTable& table);
  friend bool operator==(const CampaignParameters&, const CampaignParameters&) = default;
};

struct DialogueParameters {
  double reach = 0.0;
  double effect = 0.3;

  void declare(ParameterTable& table);
  friend bool operator==(const DialogueParameters&, const DialogueParameters&) = default;
};

}  // namespace streetlight::targeting
