#pragma once
/// Mechanisms of a model: parts of it that can be switched off, each by setting some parameters to values at which
/// it does nothing. A model names its own; an experiment may add others. What a mechanism contributes to an outcome
/// is asked by running every combination (sim/results/shapley.hpp).

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/parameters.hpp"

namespace streetlight {

struct Mechanism {
  std::string name;     ///< letters, digits, `_` and `-`
  std::string meaning;  ///< one sentence
  /// Parameters and the values at which the mechanism does nothing. One segment of a key may be `*`: every name there
  /// is (`services.*.deprivation`).
  Settings off;

  friend bool operator==(const Mechanism&, const Mechanism&) = default;
};

/// "mechanism.NAME": how a design names it.
std::string mechanism_key(std::string_view name);
bool is_mechanism_key(std::string_view key);

/// The keys that `pattern` stands for, in order: itself when it has no `*` and the table knows it; of a map, the
/// members that have a default or that `keys_in_use` mentions.
std::vector<std::string> matching_keys(std::string_view pattern, const ParameterTable& table,
                                       std::span<const std::string> keys_in_use);
/// Whether the table has a parameter that `pattern` could stand for, also when no key matches now.
bool matches_parameter(std::string_view pattern, const ParameterTable& table);

/// `off` with every `*` replaced by the names there are.
Settings expanded(const Settings& off, const ParameterTable& table, std::span<const std::string> keys_in_use);

}  // namespace streetlight
