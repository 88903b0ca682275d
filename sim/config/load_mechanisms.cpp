#include <algorithm>
#include <array>

#include "sim/config/experiment_keys.hpp"
#include "sim/config/load_parts.hpp"

namespace streetlight {

namespace {

constexpr std::size_t longest_name = 60;

/// A mechanism's name becomes the last part of a design's key.
bool is_plain(const std::string& name) {
  return !name.empty() && name.size() <= longest_name && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

/// Reads one [[mechanism]].
class MechanismReader {
 public:
  MechanismReader(const LoadContext& context, std::span<const std::string> keys_in_use, const TomlDocument& table)
      : context_(context), keys_in_use_(keys_in_use), table_(table) {}

  LocatedMechanism read() {
    MechanismKeys keys;
    ParameterTable own;
    keys.declare(own);
    const std::array own_tables{&own};
    LocatedSettings values;
    for (const auto& entry : table_.entries()) {
      if (entry.key == "off")
        context_.errors.add(entry.value.at, "off must be a table: off = { key = value }");
      else if (entry.key.starts_with("off."))
        take_off(entry.key.substr(4), entry);
      else
        accept(own_tables, entry.key, entry.key_at, entry.value, values, context_.errors);
    }
    for (const auto& array : table_.arrays())
      context_.errors.add(array.at, "unknown key '" + array.key + "' in [[mechanism]]");
    own.assign(values.values);
    published_.mechanism.name = keys.name;
    published_.mechanism.meaning = keys.meaning;
    published_.at = values.at.contains("name") ? values.at.at("name") : table_.at;
    if (!table_.find("name"))
      context_.errors.add(table_.at, "a mechanism needs name = \"...\"");
    else if (values.at.contains("name") && !is_plain(keys.name))
      context_.errors.add(published_.at, "mechanism name = \"" + keys.name +
                                             "\" must be of letters, digits, _ and -, and at most " +
                                             std::to_string(longest_name) + " of them: designs name it as a key");
    if (published_.off.values.empty() && published_.off.sound)
      context_.errors.add(table_.at, "a mechanism needs off = { ... } with at least one key: what switches it off");
    published_.mechanism.off = published_.off.values;
    return std::move(published_);
  }

 private:
  /// One key of `off`, or all that one with a `*` stands for.
  void take_off(const std::string& key, const TomlEntry& entry) {
    const std::array tables{&context_.model_table, &context_.file_table};
    if (context_.file_table.find(key)) {
      published_.off.sound = false;
      context_.errors.add(entry.key_at, key + " holds for the whole experiment, so no mechanism can set it");
    } else if (key.find('*') == std::string::npos) {
      accept(tables, key, entry.key_at, entry.value, published_.off, context_.errors);
    } else if (!matches_parameter(key, context_.model_table)) {
      published_.off.sound = false;
      context_.errors.add(
          entry.key_at,
          "'" + key + "' stands for no parameter of the model; * is for one name, as in services.\"*\".reach");
    } else {
      for (const auto& each : matching_keys(key, context_.model_table, keys_in_use_))
        if (!accept(tables, each, entry.key_at, entry.value, published_.off, context_.errors)) return;
    }
  }

  const LoadContext& context_;
  std::span<const std::string> keys_in_use_;
  const TomlDocument& table_;
  LocatedMechanism published_;
};

/// The model must run with the mechanism off as well.
void check_off(const Experiment& experiment, const LocatedMechanism& located, const Position& otherwise,
               Diagnostics& errors) {
  Settings settings = experiment.base;
  for (const auto& [key, value] : located.off.values) settings.insert_or_assign(key, value);
  Complaints before, complaints;
  experiment.model->read(experiment.base, experiment.keys_in_use)->check(before);
  experiment.model->read(settings, experiment.keys_in_use)->check(complaints);
  for (const auto& complaint : complaints) {
    const auto same = [&](const Complaint& other) {
      return other.key == complaint.key && other.message == complaint.message;
    };
    if (std::any_of(before.begin(), before.end(), same)) continue;
    const Position* where = position_of(located.off, complaint.key);
    errors.add(where ? *where : otherwise, complaint.key + " " + complaint.message + " (with the mechanism " +
                                               located.mechanism.name + " switched off)");
  }
}

}  // namespace

std::vector<LocatedMechanism> load_mechanisms(const LoadContext& context, const Experiment& experiment) {
  // The model's own, every key in full
  std::vector<LocatedMechanism> all;
  for (const Mechanism& mechanism : experiment.model->mechanisms)
    all.push_back(
        {{mechanism.name, mechanism.meaning, expanded(mechanism.off, context.model_table, experiment.keys_in_use)},
         context.document.at,
         {}});
  const auto* array = context.document.find_array("mechanism");
  if (!array) return all;

  // The file's: one of the same name replaces the model's
  std::vector<std::string> seen;
  for (const auto& table : array->tables) {
    LocatedMechanism located = MechanismReader(context, experiment.keys_in_use, table).read();
    const std::string& name = located.mechanism.name;
    if (!name.empty() && std::find(seen.begin(), seen.end(), name) != seen.end())
      context.errors.add(located.at, "mechanism name = \"" + name + "\" is there twice");
    seen.push_back(name);
    const auto same = [&](const LocatedMechanism& other) { return other.mechanism.name == name; };
    const auto own = std::find_if(all.begin(), all.end(), same);
    if (own == all.end())
      all.push_back(std::move(located));
    else
      *own = std::move(located);
  }
  return all;
}

void check_mechanisms(const LoadContext& context, const Experiment& experiment,
                      const std::vector<LocatedMechanism>& mechanisms) {
  for (const auto& located : mechanisms)
    if (located.off.sound && !located.off.values.empty()) check_off(experiment, located, located.at, context.errors);
}

}  // namespace streetlight
