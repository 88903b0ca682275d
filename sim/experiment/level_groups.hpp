#pragma once
/// Groups of a model whose entities are told apart by one attribute (or by none): which levels each group holds. Models
/// with more attributes make their own.

#include <string>
#include <vector>

#include "sim/experiment/model.hpp"

namespace streetlight {

class LevelGroups {
 public:
  LevelGroups() = default;
  LevelGroups(const std::vector<GroupSpec>& groups, const std::string& attribute,
              const std::vector<std::string>& levels);

  /// Groups with "all", which is group 0 and holds every level.
  std::size_t size() const { return holds_.size(); }
  bool holds(std::size_t group, std::size_t level) const { return holds_[group][level]; }

  /// Complains of groups that name another attribute or an unknown level. An empty `attribute`: there is none to name.
  static void check(const std::vector<GroupSpec>& groups, const std::string& attribute,
                    const std::vector<std::string>& levels, Complaints& complaints);

 private:
  std::vector<std::vector<bool>> holds_;  ///< [group][level]
};

}  // namespace streetlight
