#pragma once
/// Where a result comes from: enough to make it again, and nothing about the machine or the moment that
/// made it, so that two identical runs leave identical files.

#include <cstdint>
#include <string>
#include <vector>

#include "sim/core/input_files.hpp"

namespace streetlight {

/// The layout of the output that this program writes. A change of layout raises it.
inline constexpr int panel_schema = 1;

/// What a parameter is, in words: as the model declares it.
struct ParameterRecord {
  std::string key{};
  std::string unit{};
  std::string default_value{};  ///< as TOML writes it
  std::string grade{};          ///< measured, contested, assumed or choice
  std::string source{};
  std::string meaning{};

  friend bool operator==(const ParameterRecord&, const ParameterRecord&) = default;
};

/// A file that the runs read beside the experiment file.
struct InputRecord {
  std::string path{};  ///< as the configuration names it
  FileDigest digest{};

  friend bool operator==(const InputRecord&, const InputRecord&) = default;
};

/// What was found for a scenario's match at a design point.
struct MatchRecord {
  std::string scenario{}, as_in{}, column{}, by{};
  std::int64_t point = 0;
  double value = 0;            ///< of `by`
  double wanted = 0, got = 0;  ///< the column in `as_in` and with the value, mean of the small runs
  double tolerated = 0;

  friend bool operator==(const MatchRecord&, const MatchRecord&) = default;
};

struct Provenance {
  std::string program_version{};
  std::string commit{};
  std::string config_text_resolved{};  ///< the experiment as it was understood, `extends` merged, as TOML
  std::string title{};
  std::vector<std::string> scenario_toml{};   ///< the parameters of each scenario, resolved, as TOML
  std::vector<ParameterRecord> parameters{};  ///< every parameter of the model, in the order of its declaration
  std::vector<InputRecord> inputs{};          ///< in the order of their paths
  std::vector<MatchRecord> matches{};         ///< by scenario, then by point
  std::uint64_t seed = 0;
  int schema = panel_schema;
  std::string model{};
};

}  // namespace streetlight
