#include "sim/config/located_settings.hpp"

#include <vector>

#include "sim/io/toml_text.hpp"

namespace streetlight {

namespace {

/// Known keys whose last segments are `key`: the user may have left out the table.
std::vector<std::string> keys_ending_in(const std::string& key, const std::vector<std::string>& known) {
  std::vector<std::string> found;
  for (const auto& candidate : known)
    if (candidate.ends_with("." + key)) found.push_back(candidate);
  return found;
}

/// What was probably meant by a text that stands for a number, or by a list: " (write 0.5, with a decimal point)".
std::string hint_for(const Parameter& parameter, const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  const bool number = parameter.type == ParameterType::whole || parameter.type == ParameterType::real ||
                      parameter.type == ParameterType::optional_real || parameter.type == ParameterType::map;
  const auto* list = std::get_if<std::vector<double>>(&value);
  const std::string meant = text && number ? number_meant(*text)
                            : list ? list_meant(*list, [&](const auto& other) { return !parameter.objection(other); })
                                   : "";
  return meant.empty() ? "" : " (" + meant + ")";
}

}  // namespace

const Position* position_of(const LocatedSettings& settings, const std::string& key) {
  if (const auto exact = settings.at.find(key); exact != settings.at.end()) return &exact->second;
  const auto below = settings.at.lower_bound(key + ".");
  return below != settings.at.end() && below->first.starts_with(key + ".") ? &below->second : nullptr;
}

std::string unknown_key_message(const std::string& key, std::span<const ParameterTable* const> known) {
  std::vector<std::string> keys;
  for (const auto* table : known)
    for (const auto& parameter : table->parameters()) {
      const auto& name = parameter.doc.key;
      for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1))
        if (keys.empty() || !keys.back().starts_with(name.substr(0, dot + 1))) keys.push_back(name.substr(0, dot));
      keys.push_back(name);
      if (name == key) return "'" + key + "' is a table of numbers by name: set " + key + ".NAME";
      if (name.starts_with(key + ".")) return "'" + key + "' is a table: set a key in it, such as " + name;
      if (key.starts_with(name + ".") && parameter.type != ParameterType::map)
        return "'" + name + "' is " + std::string(to_text(parameter.type)) + ", not a table with '" +
               key.substr(name.size() + 1) + "' in it";
    }
  std::string message = "unknown key '" + key + "'";
  if (const auto near = nearest_word(key, keys); !near.empty()) return message + "; did you mean '" + near + "'?";
  const auto longer = keys_ending_in(key, keys);
  for (std::size_t i = 0; i < longer.size() && i < 3; ++i)
    message += (i ? " or '" : "; did you mean '") + longer[i] + "'";
  return message + (longer.empty() ? "" : "?");
}

bool accept(std::span<const ParameterTable* const> known, const std::string& key, const Position& key_at,
            const TomlValue& value, LocatedSettings& into, Diagnostics& errors) {
  const auto refuse = [&](const Position& where, std::string message) {
    into.sound = false;
    errors.add(where, std::move(message));
    return false;
  };
  const Parameter* parameter = known.front()->find(key);
  if (!parameter && errors.full()) return refuse(key_at, "");
  if (!parameter) return refuse(key_at, unknown_key_message(key, known));
  if (!value.fault.empty())
    return refuse(value.at, key + " " + value.fault + "; it must be " + std::string(to_text(parameter->type)));
  if (const auto objection = parameter->objection(value.value))
    return refuse(value.at, key + " " + *objection + hint_for(*parameter, value.value));
  into.values[key] = value.value;
  into.at[key] = value.at;
  return true;
}

}  // namespace streetlight
