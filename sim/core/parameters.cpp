#include "sim/core/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/core/check.hpp"
#include "sim/core/format.hpp"

namespace streetlight {

namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;  // clang does not deduce it by itself

/// A TOML basic string.
std::string quoted(const std::string& text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (code < 0x20 || code == 0x7f)
      ((out += "\\u00") += digits[code >> 4]) += digits[code & 15];
    else
      out += c;
  }
  return out + '"';
}

template <class T, class Format>
std::string joined(const std::vector<T>& items, Format format) {
  std::string out = "[";
  for (std::size_t i = 0; i < items.size(); ++i) out += (i ? ", " : "") + format(items[i]);
  return out + "]";
}

std::string words_of(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i)
    out += (i ? (i + 1 == words.size() ? " or " : ", ") : "") + quoted(words[i]);
  return out;
}

/// Levenshtein distance, letters compared as they are.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::optional<double> as_number(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

}  // namespace

std::string to_text(const Value& value) {
  return std::visit(
      Overloaded{[](std::monostate) { return std::string("none"); },
                 [](bool flag) { return std::string(flag ? "true" : "false"); },
                 [](std::int64_t whole) { return std::to_string(whole); }, [](double real) { return shortest(real); },
                 [](const std::string& text) { return quoted(text); },
                 [](const std::vector<double>& reals) { return joined(reals, [](double x) { return shortest(x); }); },
                 [](const std::vector<std::string>& texts) { return joined(texts, quoted); }},
      value);
}

std::string_view to_text(Grade grade) {
  switch (grade) {
    case Grade::measured:
      return "measured";
    case Grade::contested:
      return "contested";
    case Grade::assumed:
      return "assumed";
    case Grade::choice:
      return "choice";
  }
  return "?";
}

std::string_view to_text(ParameterType type) {
  switch (type) {
    case ParameterType::flag:
      return "true or false";
    case ParameterType::whole:
      return "a whole number";
    case ParameterType::real:
      return "a number";
    case ParameterType::text:
      return "a text";
    case ParameterType::choice:
      return "a word";
    case ParameterType::optional_real:
      return "a number, or \"none\"";
    case ParameterType::reals:
      return "a list of numbers";
    case ParameterType::texts:
      return "a list of texts";
    case ParameterType::map:
      return "a table of numbers by name";
  }
  return "?";
}

std::string Range::to_text() const {
  const bool bounded_low = std::isfinite(low), bounded_high = std::isfinite(high);
  if (!bounded_low && !bounded_high) return "a finite number";
  if (low == high) return shortest(low);
  if (bounded_low && bounded_high && !low_open && !high_open)
    return "between " + shortest(low) + " and " + shortest(high);
  const std::string above = (low_open ? "more than " : "at least ") + shortest(low);
  const std::string below = (high_open ? "less than " : "at most ") + shortest(high);
  if (bounded_low && bounded_high) return above + " and " + below;
  if (bounded_low) return low_open ? above : shortest(low) + " or more";
  return high_open ? below : shortest(high) + " or less";
}

std::optional<std::string> Parameter::objection(const Value& value) const {
  const auto wrong_type = [&]() -> std::optional<std::string> {
    if (type == ParameterType::choice) return "= " + streetlight::to_text(value) + " must be " + words_of(choices);
    return "= " + streetlight::to_text(value) + " must be " + std::string(streetlight::to_text(type));
  };
  const auto check_number = [&](double x) -> std::optional<std::string> {
    if (std::isfinite(x) && doc.range.contains(x)) return std::nullopt;
    return "= " + shortest(x) + " must be " + doc.range.to_text();
  };
  switch (type) {
    case ParameterType::flag:
      return std::holds_alternative<bool>(value) ? std::nullopt : wrong_type();
    case ParameterType::whole: {
      if (const auto* real = std::get_if<double>(&value);
          real && std::trunc(*real) == *real && std::abs(*real) < 0x1p53)
        return "must be a whole number (write " + std::to_string(static_cast<std::int64_t>(*real)) + ")";
      const auto* whole = std::get_if<std::int64_t>(&value);
      if (!whole) return wrong_type();
      if (doc.range.contains(static_cast<double>(*whole))) return std::nullopt;
      return "= " + std::to_string(*whole) + " must be " + doc.range.to_text();
    }
    case ParameterType::optional_real:
      if (std::holds_alternative<std::monostate>(value)) return std::nullopt;
      if (const auto* word = std::get_if<std::string>(&value); word && *word == "none") return std::nullopt;
      [[fallthrough]];
    case ParameterType::real:
    case ParameterType::map: {
      const auto number = as_number(value);
      if (!number)
        return type == ParameterType::map ? std::optional("= " + streetlight::to_text(value) + " must be a number")
                                          : wrong_type();
      return check_number(*number);
    }
    case ParameterType::text:
      return std::holds_alternative<std::string>(value) ? std::nullopt : wrong_type();
    case ParameterType::choice: {
      const auto* word = std::get_if<std::string>(&value);
      if (!word) return wrong_type();
      if (std::find(choices.begin(), choices.end(), *word) != choices.end()) return std::nullopt;
      const std::string near = nearest_word(*word, choices);
      return "= " + quoted(*word) + " must be " + words_of(choices) +
             (near.empty() ? "" : " (did you mean " + quoted(near) + "?)");
    }
    case ParameterType::reals: {
      if (const auto* none = std::get_if<std::vector<std::string>>(&value); none && none->empty()) return std::nullopt;
      const auto* reals = std::get_if<std::vector<double>>(&value);
      if (!reals) return wrong_type();
      for (double x : *reals)
        if (!std::isfinite(x) || !doc.range.contains(x))
          return "has the element " + shortest(x) + ", and each must be " + doc.range.to_text();
      return std::nullopt;
    }
    case ParameterType::texts: {
      if (const auto* none = std::get_if<std::vector<double>>(&value); none && none->empty()) return std::nullopt;
      if (std::holds_alternative<std::string>(value)) return std::nullopt;  // a list of one
      return std::holds_alternative<std::vector<std::string>>(value) ? std::nullopt : wrong_type();
    }
  }
  return std::nullopt;
}

ParameterTable::ParameterTable(std::vector<std::string> keys_in_use) : keys_in_use_(std::move(keys_in_use)) {}

Parameter& ParameterTable::append(ParameterDoc doc, ParameterType type, Value default_value) {
  EXPECT(!by_key_.contains(doc.key));
  by_key_[doc.key] = parameters_.size();
  Parameter parameter;
  parameter.doc = std::move(doc);
  parameter.type = type;
  parameter.default_value = std::move(default_value);
  if (type != ParameterType::choice && type != ParameterType::map)
    EXPECT(!parameter.objection(parameter.default_value));
  parameters_.push_back(std::move(parameter));
  return parameters_.back();
}

void ParameterTable::add(ParameterDoc doc, bool& target) {
  auto& parameter = append(std::move(doc), ParameterType::flag, target);
  parameter.assign = [&target](const Value& value) { target = std::get<bool>(value); };
  parameter.current = [&target, key = parameter.doc.key](Settings& into) { into[key] = target; };
}

void ParameterTable::add(ParameterDoc doc, std::int64_t& target) {
  auto& parameter = append(std::move(doc), ParameterType::whole, target);
  parameter.assign = [&target](const Value& value) { target = std::get<std::int64_t>(value); };
  parameter.current = [&target, key = parameter.doc.key](Settings& into) { into[key] = target; };
}

void ParameterTable::add(ParameterDoc doc, double& target) {
  auto& parameter = append(std::move(doc), ParameterType::real, target);
  parameter.assign = [&target](const Value& value) { target = *as_number(value); };
  parameter.current = [&target, key = parameter.doc.key](Settings& into) { into[key] = target; };
}

void ParameterTable::add(ParameterDoc doc, std::string& target) {
  auto& parameter = append(std::move(doc), ParameterType::text, target);
  parameter.assign = [&target](const Value& value) { target = std::get<std::string>(value); };
  parameter.current = [&target, key = parameter.doc.key](Settings& into) { into[key] = target; };
}

void ParameterTable::add(ParameterDoc doc, std::optional<double>& target) {
  auto& parameter =
      append(std::move(doc), ParameterType::optional_real, target ? Value(*target) : Value(std::string("none")));
  parameter.assign = [&target](const Value& value) { target = as_number(value); };
  parameter.current = [&target, key = parameter.doc.key](Settings& into) {
    into[key] = target ? Value(*target) : Value(std::string("none"));
  };
}

void ParameterTable::add(ParameterDoc doc, std::vector<double>& target) {
  auto& parameter = append(std::move(doc), ParameterType::reals, target);
  parameter.assign = [&target](const Value& value) {
    const auto* reals = std::get_if<std::vector<double>>(&value);
    target = reals ? *reals : std::vector<double>{};
  };
  parameter.current = [&target, key = parameter.doc.key](Settings& into) { into[key] = target; };
}

void ParameterTable::add(ParameterDoc doc, std::vector<std::string>& target) {
  auto& parameter = append(std::move(doc), ParameterType::texts, target);
  parameter.assign = [&target](const Value& value) {
    const auto* texts = std::get_if<std::vector<std::string>>(&value);
    const auto* text = std::get_if<std::string>(&value);
    target = texts ? *texts : text ? std::vector<std::string>{*text} : std::vector<std::string>{};
  };
  parameter.current = [&target, key = parameter.doc.key](Settings& into) { into[key] = target; };
}

void ParameterTable::add(ParameterDoc doc, std::map<std::string, double>& target) {
  auto& parameter = append(std::move(doc), ParameterType::map, std::monostate{});
  for (const auto& [member, value] : target) EXPECT(!parameter.objection(value));
  parameter.map_defaults = target;
  parameter.forget_members = [&target, defaults = target] { target = defaults; };
  parameter.assign_map = [&target](const std::string& member, double value) { target[member] = value; };
  parameter.current = [&target, key = parameter.doc.key](Settings& into) {
    for (const auto& [member, value] : target) into[key + "." + member] = value;
  };
}

void ParameterTable::add_words(ParameterDoc doc, std::vector<std::string> names, std::string initial,
                               std::function<void(const std::string&)> assign, std::function<std::string()> current) {
  EXPECT(std::find(names.begin(), names.end(), initial) != names.end());
  auto& parameter = append(std::move(doc), ParameterType::choice, std::move(initial));
  parameter.choices = std::move(names);
  parameter.assign = [assign = std::move(assign)](const Value& value) { assign(std::get<std::string>(value)); };
  parameter.current = [current = std::move(current), key = parameter.doc.key](Settings& into) {
    into[key] = current();
  };
}

std::vector<std::string> ParameterTable::names_below(std::string_view prefix, std::vector<std::string> defaults,
                                                     bool tables) const {
  const std::string stem = std::string(prefix) + ".";
  std::set<std::string> added;
  for (const auto& key : keys_in_use_) {
    if (!key.starts_with(stem)) continue;
    const auto end = key.find('.', stem.size());
    if ((end != std::string::npos) != tables) continue;
    std::string name = key.substr(stem.size(), end == std::string::npos ? end : end - stem.size());
    if (name.empty()) continue;
    if (std::find(defaults.begin(), defaults.end(), name) == defaults.end()) added.insert(std::move(name));
  }
  defaults.insert(defaults.end(), added.begin(), added.end());
  return defaults;
}

std::vector<std::string> ParameterTable::members(std::string_view prefix, std::vector<std::string> defaults) const {
  return names_below(prefix, std::move(defaults), true);
}

std::vector<std::string> ParameterTable::entries(std::string_view prefix, std::vector<std::string> defaults) const {
  return names_below(prefix, std::move(defaults), false);
}

const Parameter* ParameterTable::find(std::string_view key) const {
  if (const auto exact = by_key_.find(key); exact != by_key_.end()) {
    const auto& parameter = parameters_[exact->second];
    return parameter.type == ParameterType::map ? nullptr : &parameter;
  }
  const auto dot = key.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == key.size()) return nullptr;
  const auto stem = by_key_.find(key.substr(0, dot));
  if (stem == by_key_.end() || parameters_[stem->second].type != ParameterType::map) return nullptr;
  return &parameters_[stem->second];
}

std::string ParameterTable::nearest(std::string_view key) const {
  std::vector<std::string> known;
  for (const auto& parameter : parameters_) known.push_back(parameter.doc.key);
  if (std::string near = nearest_word(key, known); !near.empty()) return near;

  // The right name in the wrong table, or in none.
  const auto last_part = [](std::string_view dotted) { return dotted.substr(dotted.rfind('.') + 1); };
  const auto is_namesake = [&](const std::string& candidate) { return last_part(candidate) == last_part(key); };
  const auto namesake = std::find_if(known.begin(), known.end(), is_namesake);
  return namesake == known.end() || std::any_of(namesake + 1, known.end(), is_namesake) ? "" : *namesake;
}

void ParameterTable::assign(std::string_view key, const Value& value) {
  const Parameter* parameter = find(key);
  if (parameter == nullptr) {
    const std::string near = nearest(key);
    throw InvalidInput("there is no parameter " + std::string(key) +
                       (near.empty() ? "" : "; did you mean " + near + "?"));
  }
  if (const auto objection = parameter->objection(value)) throw InvalidInput(std::string(key) + " " + *objection);
  if (parameter->type == ParameterType::map)
    parameter->assign_map(std::string(key.substr(parameter->doc.key.size() + 1)), *as_number(value));
  else
    parameter->assign(value);
}

void ParameterTable::assign(const Settings& settings) {
  for (const auto& [key, value] : settings) assign(key, value);
}

void ParameterTable::reset() {
  for (const auto& parameter : parameters_)
    if (parameter.type == ParameterType::map)
      parameter.forget_members();
    else
      parameter.assign(parameter.default_value);
}

Settings ParameterTable::current() const {
  Settings settings;
  for (const auto& parameter : parameters_) parameter.current(settings);
  return settings;
}

std::string nearest_word(std::string_view word, std::span<const std::string> known) {
  std::string best;
  std::size_t best_distance = word.size() / 3 + 2;
  for (const auto& candidate : known) {
    const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
    if (longer - shorter >= best_distance) continue;  // so much they differ at least
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace streetlight
