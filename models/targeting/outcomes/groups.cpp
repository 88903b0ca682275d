#include "models/targeting/outcomes/groups.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "models/targeting/population/neighbourhoods.hpp"

namespace streetlight::targeting {

namespace {

const std::string deprivation_key = "deprivation";

bool named(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string in_a_row(const std::vector<std::string>& words) {
  std::string row;
  for (const auto& word : words) row += (row.empty() ? "" : ", ") + word;
  return row;
}

/// A condition of a group: which deciles, or which levels of an attribute, meet it.
struct Condition {
  std::optional<std::size_t> attribute;  ///< nothing: deprivation
  std::vector<std::uint8_t> met;         ///< [decile - 1] or [level]
};

std::vector<Condition> conditions_of(const GroupSpec& group, const AttributeModel& attributes) {
  std::vector<Condition> conditions;
  for (const auto& [key, levels] : group.conditions) {
    if (key == deprivation_key) {
      auto& condition = conditions.emplace_back();
      for (int decile = 1; decile <= 10; ++decile) condition.met.push_back(named(levels, std::to_string(decile)));
      continue;
    }
    for (std::size_t k = 0; k < attributes.attributes(); ++k) {
      if (attributes.name(k) != key) continue;
      auto& condition = conditions.emplace_back(Condition{k, {}});
      for (const auto& level : attributes.levels(k)) condition.met.push_back(named(levels, level));
    }
  }
  return conditions;
}

}  // namespace

GroupCells::GroupCells(const std::vector<GroupSpec>& groups, const AttributeModel& attributes)
    : groups_(groups.size() + 1) {
  cell_of_.resize(attributes.profiles() * 10);
  std::map<std::vector<std::uint16_t>, std::uint16_t> seen, seen_parts;
  std::vector<std::vector<Condition>> conditions;
  for (const auto& group : groups) conditions.push_back(conditions_of(group, attributes));
  const auto asks_for_decile = [&](std::uint16_t group) {
    return group > 0 && std::any_of(conditions[group - 1].begin(), conditions[group - 1].end(),
                                    [](const Condition& condition) { return !condition.attribute; });
  };
  const auto part_of = [&](const std::vector<std::uint16_t>& member, bool of_deciles) {
    std::vector<std::uint16_t> in_part;
    for (const auto group : member)
      if (asks_for_decile(group) == of_deciles) in_part.push_back(group);
    const auto [found, fresh] = seen_parts.try_emplace(in_part, static_cast<std::uint16_t>(groups_of_part_.size()));
    if (fresh) groups_of_part_.push_back(in_part);
    return found->second;
  };
  for (std::size_t profile = 0; profile < attributes.profiles(); ++profile)
    for (std::size_t decile = 1; decile <= 10; ++decile) {
      const auto meets = [&](const Condition& condition) {
        return condition.met[condition.attribute ? attributes.level(static_cast<Profile>(profile), *condition.attribute)
                                                 : decile - 1] != 0;
      };
      std::vector<std::uint16_t> member{0};
      for (std::size_t g = 0; g < groups.size(); ++g)
        if (std::all_of(conditions[g].begin(), conditions[g].end(), meets))
          member.push_back(static_cast<std::uint16_t>(g + 1));
      const auto [found, fresh] = seen.try_emplace(member, static_cast<std::uint16_t>(groups_of_cell_.size()));
      if (fresh) {
        groups_of_cell_.push_back(member);
        parts_of_cell_.push_back({part_of(member, false), part_of(member, true)});
      }
      cell_of_[profile * 10 + decile - 1] = found->second;
    }
}

void check_groups(const PopulationParameters& population, const std::vector<GroupSpec>& groups,
                  Complaints& complaints) {
  if (groups.size() + 1 > most_groups)
    complaints.push_back({"groups", "has more than " + std::to_string(most_groups - 1) + " groups"});
  std::vector<std::string> names{deprivation_key};
  for (const auto& attribute : population.attributes)
    if (!attribute.levels.empty()) names.push_back(attribute.name);
  for (const auto& group : groups)
    for (const auto& [key, levels] : group.conditions) {
      const std::string key_of = "groups." + group.name + "." + key;
      if (!named(names, key)) {
        const std::string near = nearest_word(key, names);
        complaints.push_back(
            {key_of, "is not an attribute of families" + (near.empty() ? "" : "; did you mean \"" + near + "\"?")});
        continue;
      }
      std::vector<std::string> known;
      if (key == deprivation_key)
        for (int decile = 1; decile <= 10; ++decile) known.push_back(std::to_string(decile));
      else
        for (const auto& attribute : population.attributes)
          if (attribute.name == key) known = attribute.levels;
      for (const auto& level : levels)
        if (!named(known, level)) {
          const std::string near = nearest_word(level, known);
          complaints.push_back({key_of, "has no level \"" + level + "\"" +
                                            (key == deprivation_key ? "; deciles are 1 (least deprived) to 10"
                                             : near.empty()         ? ""
                                                                    : "; did you mean \"" + near + "\"?")});
        }
    }
}

std::vector<std::string> groups_without_families(const PopulationParameters& population, bool own_deprivation,
                                                 const std::vector<GroupSpec>& groups) {
  if (own_deprivation || !population.places_file.empty() || !population.deprivation.as_the_nation()) return {};
  const std::int64_t size = population.neighbourhood_size, count = (population.families + size - 1) / size;
  if (count >= 10) return {};
  std::vector<std::string> filled, empty;
  for (std::size_t rank = 0; rank < static_cast<std::size_t>(count); ++rank)
    filled.push_back(std::to_string(decile_by_rank(rank, static_cast<std::size_t>(count))));
  for (const auto& group : groups)
    for (const auto& [key, levels] : group.conditions)
      if (key == deprivation_key &&
          std::none_of(levels.begin(), levels.end(), [&](const auto& level) { return named(filled, level); }))
        empty.push_back(group.name);
  if (empty.empty()) return {};
  return {"groups without families: " + in_a_row(empty) + ". " + std::to_string(population.families) +
          " families in neighbourhoods of " + std::to_string(size) + " fill the deciles of deprivation " +
          in_a_row(filled) + " only; from ten neighbourhoods on there are families in all ten"};
}

}  // namespace streetlight::targeting
