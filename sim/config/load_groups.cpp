#include <algorithm>
#include <map>

#include "sim/config/load_parts.hpp"
#include "sim/config/names.hpp"
#include "sim/core/format.hpp"

namespace streetlight {

namespace {

constexpr std::string_view groups_stem = "groups.";

/// More groups than this are a mistake, and models number them in 16 bits.
constexpr std::size_t most_groups = 10'000;

/// A level as a word: numbers are written as they are, so 9 and 9.0 are "9".
std::string level_text(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* real = std::get_if<double>(&value)) return shortest(*real);
  return to_text(value);
}

bool is_level(const Value& value) {
  return std::holds_alternative<std::string>(value) || std::holds_alternative<std::int64_t>(value) ||
         std::holds_alternative<double>(value);
}

/// The levels of one condition: a list of words or numbers, or a single one.
std::vector<std::string> levels_of(const TomlEntry& entry, Diagnostics& errors) {
  const auto& value = entry.value;
  std::vector<std::string> levels;
  if (!value.fault.empty() || (!value.is_list && !is_level(value.value))) {
    errors.add(value.at, entry.key + " must be a list of levels or numbers, such as [\"a\", \"b\"] or [9, 10]");
    return levels;
  }
  if (!value.is_list) return {level_text(value.value)};
  for (const auto& item : value.items) {
    auto level = level_text(item.value);
    if (std::find(levels.begin(), levels.end(), level) != levels.end())
      errors.add(item.at, entry.key + " names the level " + level + " twice");
    else
      levels.push_back(std::move(level));
  }
  if (levels.empty()) errors.add(value.at, entry.key + " is an empty list: a group needs at least one level of it");
  return levels;
}

}  // namespace

LocatedGroups load_groups(const LoadContext& context) {
  LocatedGroups groups;
  std::map<std::string, std::size_t> index;
  DistinctNames names;
  std::vector<const TomlEntry*> missing;
  names.add("", "all", {}, context.errors);
  for (const auto& entry : context.document.entries()) {
    if (entry.key == "groups")
      context.errors.add(entry.value.at, "groups must be a table: one line a group, NAME = { ATTRIBUTE = [LEVELS] }");
    if (!entry.key.starts_with(groups_stem)) continue;
    if (const auto* flag = std::get_if<bool>(&entry.value.value); flag && !entry.value.is_list && !*flag) {
      missing.push_back(&entry);  // what it takes away would be gone
      continue;
    }
    const auto dot = entry.key.rfind('.');
    if (dot < groups_stem.size()) {
      context.errors.add(entry.value.at, entry.key + " must be a table of conditions, { ATTRIBUTE = [LEVELS] }");
      continue;
    }
    const std::string name = entry.key.substr(groups_stem.size(), dot - groups_stem.size());
    const auto [known, is_new] = index.try_emplace(name, groups.specs.size());
    if (is_new) {
      if (name == "all")
        context.errors.add(entry.key_at, "groups.all is always there and holds everyone: choose another name");
      else if (const auto objection = name_objection(name))
        context.errors.add(entry.key_at, "group name " + *objection);
      else
        names.add("group name", name, entry.key_at, context.errors);
      if (groups.specs.size() == most_groups)
        context.errors.add(entry.key_at, "this is the " + std::to_string(most_groups + 1) +
                                             "st group, and there may be " + std::to_string(most_groups));
      groups.specs.push_back({name, {}});
      groups.positions.at[std::string(groups_stem) + name] = entry.key_at;
    }
    groups.specs[known->second].conditions.emplace_back(entry.key.substr(dot + 1), levels_of(entry, context.errors));
    groups.positions.at[entry.key] = entry.value.at;
  }
  std::vector<std::string> known;
  for (const auto& group : groups.specs) known.push_back(group.name);
  for (const auto* entry : missing) {
    const auto near = nearest_word(entry->key.substr(groups_stem.size()), known);
    context.errors.add(entry->key_at, entry->key +
                                          " = false takes away a group of the extended file, and there is none of this "
                                          "name" +
                                          (near.empty() ? "" : "; did you mean '" + near + "'?"));
  }
  for (const auto& table : context.document.empty_tables())
    if (table.key.starts_with(groups_stem))
      context.errors.add(
          table.key_at, table.key + " has no condition; everyone together is the group \"all\", which is always there");
  return groups;
}

}  // namespace streetlight
