#include "sim/experiment/mechanism.hpp"

#include <set>

namespace streetlight {

namespace {

constexpr std::string_view prefix = "mechanism.";

std::vector<std::string_view> segments_of(std::string_view key) {
  std::vector<std::string_view> segments;
  for (std::size_t from = 0; from <= key.size();) {
    const auto dot = std::min(key.find('.', from), key.size());
    segments.push_back(key.substr(from, dot - from));
    from = dot + 1;
  }
  return segments;
}

/// Whether the first segments of `pattern` stand for `key`.
bool begins_with(const std::vector<std::string_view>& pattern, std::string_view key) {
  const auto segments = segments_of(key);
  if (segments.size() > pattern.size()) return false;
  for (std::size_t i = 0; i < segments.size(); ++i)
    if (pattern[i] != "*" && pattern[i] != segments[i]) return false;
  return true;
}

bool stands_for(const std::vector<std::string_view>& pattern, const Parameter& parameter) {
  const std::size_t length = segments_of(parameter.doc.key).size() + (parameter.type == ParameterType::map);
  return pattern.size() == length && begins_with(pattern, parameter.doc.key);
}

/// Members of a map: those with a default and those that the experiment mentions.
std::set<std::string> members_of(const Parameter& map, std::span<const std::string> keys_in_use) {
  std::set<std::string> members;
  for (const auto& [member, value] : map.map_defaults) members.insert(member);
  const std::string start = map.doc.key + ".";
  for (const std::string& key : keys_in_use)
    if (key.starts_with(start)) members.insert(key.substr(start.size()));
  return members;
}

}  // namespace

std::string mechanism_key(std::string_view name) { return std::string(prefix).append(name); }

bool is_mechanism_key(std::string_view key) { return key.starts_with(prefix); }

std::vector<std::string> matching_keys(std::string_view pattern, const ParameterTable& table,
                                       std::span<const std::string> keys_in_use) {
  const auto wanted = segments_of(pattern);
  std::vector<std::string> keys;
  for (const Parameter& parameter : table.parameters()) {
    if (!stands_for(wanted, parameter)) continue;
    if (parameter.type != ParameterType::map)
      keys.push_back(parameter.doc.key);
    else if (wanted.back() != "*")
      keys.push_back(parameter.doc.key + "." + std::string(wanted.back()));
    else
      for (const std::string& member : members_of(parameter, keys_in_use))
        keys.push_back(parameter.doc.key + "." + member);
  }
  return keys;
}

bool matches_parameter(std::string_view pattern, const ParameterTable& table) {
  const auto wanted = segments_of(pattern);
  for (const Parameter& parameter : table.parameters())
    if (stands_for(wanted, parameter)) return true;
  return false;
}

Settings expanded(const Settings& off, const ParameterTable& table, std::span<const std::string> keys_in_use) {
  Settings settings;
  for (const auto& [pattern, value] : off)
    for (const std::string& key : matching_keys(pattern, table, keys_in_use)) settings.insert_or_assign(key, value);
  return settings;
}

}  // namespace streetlight
