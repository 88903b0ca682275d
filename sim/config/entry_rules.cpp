#include "sim/config/entry_rules.hpp"

#include <algorithm>
#include <optional>

#include "sim/config/load_parts.hpp"

namespace streetlight {

namespace {

/// Keys outside scenarios that leave the world as it is.
constexpr const char* about_the_file[] = {"extends", "extends_scenarios", "schema",   "title",
                                          "model",   "groups.*",          "output.*", "briefing.*"};

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

class EntryCheck {
 public:
  EntryCheck(std::vector<std::string> may_set, std::optional<std::int64_t> from, std::string rules)
      : may_set_(std::move(may_set)), from_(from), rules_(std::move(rules)) {}

  void run(const TomlDocument& file) {
    for (const auto& entry : file.entries())
      if (std::none_of(std::begin(about_the_file), std::end(about_the_file),
                       [&](const char* pattern) { return fits(entry.key, pattern); }))
        errors_.add(entry.key_at,
                    entry.key + " cannot be set here: this file extends " + rules_ +
                        ", whose [entries] let it add scenarios only. Set it in a scenario, if they allow it");
    for (const auto& array : file.arrays())
      if (array.key == "scenario")
        for (const auto& scenario : array.tables) check_scenario(scenario);
      else
        errors_.add(array.at, "[[" + array.key + "]] cannot stand here: the [entries] of " + rules_ +
                                  " let this file add scenarios only");
    errors_.raise_if_any();
  }

 private:
  void check_scenario(const TomlDocument& scenario) {
    check_settings(scenario);
    if (from_ && *from_ > 0)
      for (const auto& entry : scenario.entries())
        if (entry.key.starts_with("set."))
          errors_.add(entry.key_at, "set holds from the start on, and nothing may differ before month " +
                                        std::to_string(*from_) + " (entries.from in " + rules_ +
                                        "): move it to a [[scenario.timeline]] with month = " + std::to_string(*from_));
    for (const auto& array : scenario.arrays()) {
      if (array.key != "timeline") continue;
      for (const auto& step : array.tables) {
        check_settings(step);
        const TomlEntry* month = step.find("month");
        if (month) check_month("month", *month);
      }
    }
    check_match(scenario);
  }

  /// The value that a match finds counts as set from match.from on.
  void check_match(const TomlDocument& scenario) {
    const TomlEntry* by = scenario.find("match.by");
    if (!by) return;
    if (const auto* key = std::get_if<std::string>(&by->value.value)) check_key(*key, by->value.at);
    const TomlEntry* start = scenario.find("match.from");
    if (start)
      check_month("match.from", *start);
    else if (from_ && *from_ > 0)
      errors_.add(by->key_at,
                  "match has no from, so its value holds from the start on, and nothing may differ before "
                  "month " +
                      std::to_string(*from_) + " (entries.from in " + rules_ +
                      "): add from = " + std::to_string(*from_));
  }

  void check_month(const char* what, const TomlEntry& entry) {
    const auto* month = std::get_if<std::int64_t>(&entry.value.value);
    if (from_ && month && *month < *from_)
      errors_.add(entry.value.at, std::string(what) + " = " + std::to_string(*month) +
                                      ": nothing may differ before month " + std::to_string(*from_) +
                                      " (entries.from in " + rules_ + ")");
  }

  void check_settings(const TomlDocument& table) {
    for (const auto& entry : table.entries())
      if (entry.key.starts_with("set.")) check_key(entry.key.substr(4), entry.key_at);
  }

  void check_key(const std::string& key, const auto& at) {
    const std::string stem = relative_stem(key);
    const auto allowed = [&](const std::string& pattern) {
      return fits(key, pattern) || (!stem.empty() && fits(stem, pattern));
    };
    if (std::none_of(may_set_.begin(), may_set_.end(), allowed))
      errors_.add(at, key + " is not for an entry to set: entries.may_set in " + rules_ + " has " + listed(may_set_));
  }

  std::vector<std::string> may_set_;
  std::optional<std::int64_t> from_;
  std::string rules_;
  Diagnostics errors_;
};

}  // namespace

bool fits(std::string_view key, std::string_view pattern) {
  while (true) {
    const auto key_end = key.find('.'), pattern_end = pattern.find('.');
    const auto segment = pattern.substr(0, pattern_end);
    if (segment != "*" && segment != key.substr(0, key_end)) return false;
    if (pattern_end == std::string_view::npos) return key_end == std::string_view::npos || segment == "*";
    if (key_end == std::string_view::npos) return false;
    key.remove_prefix(key_end + 1);
    pattern.remove_prefix(pattern_end + 1);
  }
}

void check_entry(const TomlDocument& earlier, const TomlDocument& later) {
  const TomlEntry* may_set = earlier.find("entries.may_set");
  const TomlEntry* from = earlier.find("entries.from");
  if (!may_set && !from) return;
  std::vector<std::string> patterns;
  if (!may_set)
    patterns = {"*"};
  else if (const auto* texts = std::get_if<std::vector<std::string>>(&may_set->value.value))
    patterns = *texts;
  const auto* month = from ? std::get_if<std::int64_t>(&from->value.value) : nullptr;
  EntryCheck(patterns, month ? std::optional(*month) : std::nullopt, (may_set ? may_set : from)->key_at.input)
      .run(later);
}

}  // namespace streetlight
