#include "sim/io/toml_extends.hpp"

#include <algorithm>
#include <set>

#include "sim/io/toml_texts.hpp"

namespace streetlight {

namespace {

namespace fs = std::filesystem;

/// Files that extend each other: more are a mistake.
constexpr std::size_t longest_chain = 50;

/// A file that is being read, for finding circles and telling them.
struct Link {
  fs::path shown;
  fs::path canonical;
};

std::string circle_text(const std::vector<Link>& chain, const Link& again) {
  std::string text;
  const auto first =
      std::find_if(chain.begin(), chain.end(), [&](const Link& link) { return link.canonical == again.canonical; });
  for (auto link = first; link != chain.end(); ++link) text += link->shown.string() + " -> ";
  return text + again.shown.string();
}

fs::path canonical_or_same(const fs::path& path) {
  std::error_code error;
  auto result = fs::weakly_canonical(path, error);
  return error ? path : result;
}

TomlDocument read_chain(std::vector<Link>& chain, const ExtendRules& rules);

/// A document at the end of the chain, with all that it extends.
TomlDocument extended(TomlDocument document, std::vector<Link>& chain, const ExtendRules& rules) {
  const fs::path file = chain.back().shown;
  const TomlEntry* extends = document.find("extends");
  if (!extends) return document;

  const auto refuse = [&](const std::string& message) {
    throw ConfigErrors({{extends->value.at, "extends " + message}});
  };
  const auto* target = std::get_if<std::string>(&extends->value.value);
  if (!target) refuse("must be a text: the path of one file, relative to this one");
  if (target->empty()) refuse("= \"\" must name a file");

  Link next{(file.parent_path() / *target).lexically_normal(), {}};
  next.canonical = canonical_or_same(next.shown);
  const auto same = [&](const Link& link) { return link.canonical == next.canonical; };
  if (std::any_of(chain.begin(), chain.end(), same))
    refuse("= \"" + *target + "\" closes a circle: " + circle_text(chain, next));
  if (chain.size() >= longest_chain)
    refuse("= \"" + *target + "\" is one too many: " + std::to_string(longest_chain) +
           " files extend each other already, from " + chain.front().shown.string() + " on");
  if (!toml_is_there(next.shown))
    refuse("= \"" + *target + "\" was not found: there is no file " + next.shown.string());

  chain.push_back(std::move(next));
  const TomlDocument earlier = read_chain(chain, rules);
  if (rules.check) rules.check(earlier, document);
  return merged(earlier, document, rules);
}

TomlDocument read_chain(std::vector<Link>& chain, const ExtendRules& rules) {
  return extended(read_toml(chain.back().shown), chain, rules);
}

/// The member of `table` that `key` belongs to: groups.lone.household -> groups.lone. The last segment is the member's
/// own; what stands between may hold dots, being a quoted name.
std::string member_of(const std::string& key, const std::string& table) {
  if (!key.starts_with(table + ".")) return "";
  const auto end = key.rfind('.');
  return end <= table.size() ? key : key.substr(0, end);
}

/// groups.lone = false
bool removes(const TomlEntry& entry, const std::string& table) {
  const auto* flag = std::get_if<bool>(&entry.value.value);
  return entry.key.starts_with(table + ".") && !entry.value.is_list && flag && !*flag;
}

}  // namespace

TomlDocument read_toml_with_extends(const std::filesystem::path& path, const ExtendRules& rules) {
  std::vector<Link> chain{{path, canonical_or_same(path)}};
  return read_chain(chain, rules);
}

TomlDocument toml_with_extends(const std::string& text, const fs::path& name, const ExtendRules& rules) {
  std::vector<Link> chain{{name, canonical_or_same(name)}};
  return extended(parse_toml(text, name.string()), chain, rules);
}

TomlDocument merged(TomlDocument earlier, const TomlDocument& later, const ExtendRules& rules) {
  TomlDocument result = std::move(earlier);
  result.at = later.at;

  // A redefined member loses all of its earlier entries; one that is set to false is gone. Nothing to take away is left
  // for whoever reads the table to complain about.
  std::set<std::string> removed;
  for (const auto& table : rules.whole_members)
    for (const auto& entry : later.entries()) {
      const bool remove = removes(entry, table);
      const auto member = remove ? entry.key : member_of(entry.key, table);
      if (member.empty()) continue;
      const auto before = result.entries().size();
      result.erase(member);
      if (remove && result.entries().size() < before) removed.insert(entry.key);
    }
  for (const auto& entry : later.entries())
    if (!removed.contains(entry.key)) result.put(entry);
  for (const auto& table : later.empty_tables()) result.put_empty_table(table);

  for (const auto& array : later.arrays()) {
    const auto name = rules.append_switches.find(array.key);
    const TomlEntry* append = name == rules.append_switches.end() ? nullptr : later.find(name->second);
    const bool* wanted = append ? std::get_if<bool>(&append->value.value) : nullptr;
    const TomlArray* before = result.find_array(array.key);
    if (wanted && *wanted && before) {
      TomlArray both = *before;
      both.tables.insert(both.tables.end(), array.tables.begin(), array.tables.end());
      result.put_array(std::move(both));
    } else {
      result.put_array(array);
    }
  }
  return result;
}

}  // namespace streetlight
