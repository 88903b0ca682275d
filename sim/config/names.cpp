#include "sim/config/names.hpp"

#include <algorithm>
#include <functional>

#include "sim/config/load_parts.hpp"
#include "sim/core/parameters.hpp"
#include "sim/io/unicode.hpp"

namespace streetlight {

namespace {

bool is_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// A model's key as the file has it, without the scenario's `set.` before it.
struct NamedKey {
  std::string key;
  const TomlEntry* entry;
};

std::vector<NamedKey> keys_in(const TomlDocument& document, const ParameterTable& file_table) {
  std::vector<NamedKey> keys;
  const auto take = [&](const TomlDocument& table, const std::string& prefix) {
    for (const auto& entry : table.entries())
      if (entry.key.starts_with(prefix)) keys.push_back({entry.key.substr(prefix.size()), &entry});
  };
  for (const auto& entry : document.entries())
    if (!is_file_key(entry.key, file_table)) keys.push_back({entry.key, &entry});
  for (const auto& array : document.arrays())
    for (const auto& table : array.tables) {
      take(table, "set.");
      take(table, "off.");
      for (const auto& inner : table.arrays())
        for (const auto& each : inner.tables) take(each, "set.");
    }
  return keys;
}

/// Hands over each part of the key with what stands before it.
void for_each_part(const std::string& key,
                   const std::function<void(const std::string& before, const std::string& part)>& visit) {
  for (std::size_t begin = 0; begin <= key.size();) {
    const auto end = std::min(key.find('.', begin), key.size());
    visit(key.substr(0, begin), key.substr(begin, end - begin));
    begin = end + 1;
  }
}

/// Elements of a list of texts: names of levels, say.
void check_list(const TomlEntry& entry, Diagnostics& errors) {
  DistinctNames names;
  for (const auto& item : entry.value.items) {
    const auto* name = std::get_if<std::string>(&item.value);
    if (!name) continue;
    if (const auto unseen = unseen_character(*name))
      errors.add(item.at, entry.key + " has an element \"" + *name + "\" with " + *unseen + ": delete it");
    else
      names.add("the element", *name, item.at, errors);
  }
}

}  // namespace

std::optional<std::string> name_objection(const std::string& name) {
  const auto shown = "= \"" + name + "\" ";
  if (name.find_first_not_of(" \t") == std::string::npos) return shown + "must not be empty";
  if (name.front() == ' ' || name.back() == ' ') return shown + "must not begin or end with a space";
  if (name.find('/') != std::string::npos)
    return shown + "must not have '/' in it: it would read as a path in the output";
  if (name.find("  ") != std::string::npos) return shown + "must not have two spaces in a row: they look like one";
  if (const auto unseen = unseen_character(name)) return shown + "must not have " + *unseen;
  if (name.size() > 120)
    return "of " + std::to_string(name.size()) + " bytes is too long: at most 120, and figures show about 40";
  return std::nullopt;
}

void DistinctNames::add(const std::string& what, const std::string& name, const Position& where, Diagnostics& errors) {
  auto& alike = known_[skeleton(name)];
  for (const auto& [other, before] : alike)
    if (const auto difference = hidden_difference(name, other)) {
      errors.add(where, what + " \"" + name + "\" looks the same as \"" + other + "\" (" +
                            (before.input.empty() ? "which the model has" : before.to_text()) +
                            "), but is another: it has " + *difference +
                            ". Write both in the same way, or choose a "
                            "name that looks different");
      break;
    }
  alike.try_emplace(name, where);
}

void check_names_in_keys(const TomlDocument& document, const ParameterTable& model_table,
                         const ParameterTable& file_table, Diagnostics& errors) {
  const auto keys = keys_in(document, file_table);
  bool plain = true;
  for (const auto& [key, entry] : keys) {
    plain = plain && is_ascii(key);
    if (std::holds_alternative<std::vector<std::string>>(entry->value.value)) check_list(*entry, errors);
  }
  if (plain) return;

  std::map<std::string, DistinctNames> names;  // by what stands before them
  for (const auto& parameter : model_table.parameters())
    if (is_ascii(parameter.doc.key))
      for_each_part(parameter.doc.key, [&](const std::string& before, const std::string& part) {
        names[before].add("", part, {}, errors);
      });
  for (const auto& [key, entry] : keys)
    for_each_part(key, [&, at = entry->key_at](const std::string& before, const std::string& part) {
      if (const auto unseen = unseen_character(part))
        errors.add(at, "the key " + before + part + " has " + *unseen + ": delete it");
      else
        names[before].add("the key " + before, part, at, errors);
    });
}

}  // namespace streetlight
