#pragma once
/// Groups of families declared in the config, and the cells that they cut the population into. Families with the same
/// profile in neighbourhoods of the same decile belong to the same groups; combinations that belong to the same groups
/// share a cell, so a family is counted once, in its cell, and cells are added up to groups afterwards.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/targeting/population/attributes.hpp"
#include "sim/experiment/model.hpp"

namespace streetlight::targeting {

static_assert(10 * most_profiles <= 0x10000, "a cell, of a profile and a decile, is a 16-bit number");
inline constexpr std::size_t most_groups = 0xffff;  ///< with "all"; a group is a 16-bit number

class GroupCells {
 public:
  GroupCells(const std::vector<GroupSpec>& groups, const AttributeModel& attributes);

  std::size_t groups() const { return groups_; }  ///< with "all", which is group 0
  std::size_t cells() const { return groups_of_cell_.size(); }
  std::uint16_t cell_of(Profile profile, std::uint8_t decile) const {
    return cell_of_[std::size_t{profile} * 10 + decile - 1];
  }
  /// A cell belongs to two parts, and the groups of both together are the cell's: of groups that ask for a decile, and
  /// of those that do not. There are few parts, so cells are added up to parts first and parts to groups.
  std::size_t parts() const { return groups_of_part_.size(); }
  std::array<std::uint16_t, 2> parts_of(std::uint16_t cell) const { return parts_of_cell_[cell]; }
  std::span<const std::uint16_t> groups_of_part(std::size_t part) const { return groups_of_part_[part]; }
  /// The groups that a cell belongs to, ascending.
  std::span<const std::uint16_t> groups_of(std::uint16_t cell) const { return groups_of_cell_[cell]; }

 private:
  std::size_t groups_;
  std::vector<std::uint16_t> cell_of_;  ///< [profile][decile - 1]
  std::vector<std::vector<std::uint16_t>> groups_of_cell_;
  std::vector<std::array<std::uint16_t, 2>> parts_of_cell_;
  std::vector<std::vector<std::uint16_t>> groups_of_part_;
};

/// Complains of groups that name no attribute, level or decile.
void check_groups(const PopulationParameters& population, const std::vector<GroupSpec>& groups, Complaints& complaints);

/// A sentence where neighbourhoods are so few that they leave deciles of deprivation empty for which groups ask. Says
/// nothing where deprivation is not by rank: with a file of places, or where an authority (`own_deprivation`) or the
/// whole population has its own.
std::vector<std::string> groups_without_families(const PopulationParameters& population, bool own_deprivation,
                                                 const std::vector<GroupSpec>& groups);

}  // namespace streetlight::targeting
