#include "sim/experiment/level_groups.hpp"

#include <algorithm>

namespace streetlight {

LevelGroups::LevelGroups(const std::vector<GroupSpec>& groups, const std::string& attribute,
                         const std::vector<std::string>& levels) {
  holds_.emplace_back(levels.size(), true);
  for (const auto& group : groups) {
    std::vector<bool> holds(levels.size(), true);
    for (const auto& [key, named] : group.conditions)
      for (std::size_t level = 0; level < levels.size(); ++level)
        if (key == attribute && std::find(named.begin(), named.end(), levels[level]) == named.end())
          holds[level] = false;
    holds_.push_back(std::move(holds));
  }
}

void LevelGroups::check(const std::vector<GroupSpec>& groups, const std::string& attribute,
                        const std::vector<std::string>& levels, Complaints& complaints) {
  for (const auto& group : groups)
    for (const auto& [key, named] : group.conditions) {
      const std::string key_of = "groups." + group.name + "." + key;
      if (attribute.empty()) {
        complaints.push_back({key_of, "is not an attribute: this model has none, so every entity is only in \"all\""});
        continue;
      }
      if (key != attribute) {
        complaints.push_back({key_of, "is not an attribute of this model; it has only \"" + attribute + "\""});
        continue;
      }
      for (const auto& level : named)
        if (std::find(levels.begin(), levels.end(), level) == levels.end()) {
          std::string known;
          for (const auto& one : levels) known += (known.empty() ? "\"" : ", \"") + one + "\"";
          complaints.push_back({key_of, "has no level \"" + level + "\"; there are " + known});
        }
    }
}

}  // namespace streetlight
