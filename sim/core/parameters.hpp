#pragma once
/// The parameter registry. A model declares each parameter once, beside the struct it fills:
///
///     table.add({.key = "need.reversion", .unit = "1/month", .range = {0, 1},
///                .grade = Grade::assumed, .source = "starting value", .sentence = "..."}, reversion);
///
/// The default is the value that the struct's member has when it is declared; it must satisfy the declaration. From the
/// table come reading, validation, `describe`, the reference page and the JSON schema. Nothing here knows TOML.

#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace streetlight {

/// Any value that a parameter can have. An absent optional is `std::monostate`.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<double>,
                           std::vector<std::string>>;

/// A value as a person would write it in TOML: `0.5`, `"covert"`, `[1, 2]`.
std::string to_text(const Value& value);

/// Values by full dotted key: `services.police.reach` -> 0.006. Ordered, so that it prints the same way always.
using Settings = std::map<std::string, Value, std::less<>>;

/// How much is known about a default.
enum class Grade {
  measured,   ///< a published figure
  contested,  ///< published figures disagree: sweep it, zero included
  assumed,    ///< nobody has measured it
  choice,     ///< not an empirical quantity: the experimenter's choice (a size, a policy, a switch)
};
std::string_view to_text(Grade grade);

/// An interval of allowed values.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;
  bool high_open = false;

  bool contains(double x) const {  // false for NaN
    return (low_open ? x > low : x >= low) && (high_open ? x < high : x <= high);
  }
  /// "0 or more", "between 0 and 1", "more than 0 and at most 1", "a finite number".
  std::string to_text() const;
};

/// When a parameter may change.
enum class Timing {
  monthly,     ///< a timeline may change it at any month
  structural,  ///< it shapes the population: it may differ between scenarios, never within one
};

/// What is said once about a parameter.
struct ParameterDoc {
  std::string key;
  std::string unit{};  ///< "share", "1/month", "log-odds", "visits", ...; "" for words and switches
  Range range{};       ///< of a number, of each element of a list, of each value of a map
  Grade grade = Grade::assumed;
  std::string source{};    ///< publication, or "starting value" for an assumed one
  std::string sentence{};  ///< what it means, one sentence
  Timing timing = Timing::monthly;
  /// Whether it is the path of a file that runs read. Such a path is relative to the file that names it (on the command
  /// line: to the current folder), and what is in the file belongs to the result.
  bool input_file = false;
};

enum class ParameterType { flag, whole, real, text, choice, optional_real, reals, texts, map };
std::string_view to_text(ParameterType type);

/// One declared parameter, bound to the variable it fills.
struct Parameter {
  ParameterDoc doc;
  ParameterType type{};
  std::vector<std::string> choices;  ///< words allowed, for ParameterType::choice
  Value default_value;               ///< absent for a map (its defaults stand in `map_defaults`)
  std::map<std::string, double> map_defaults;
  std::function<void(const Value&)> assign;                                 ///< not for a map
  std::function<void(const std::string& member, double value)> assign_map;  ///< only for a map
  std::function<void()> forget_members;         ///< only for a map: the present ones, for its defaults
  std::function<void(Settings& into)> current;  ///< writes the present value(s) under the full key(s)

  /// What is wrong with `value` for this parameter, to stand after the key: "= -3 must be 0 or more"; nothing when it
  /// fits.
  std::optional<std::string> objection(const Value& value) const;
};

/// A problem with a key's value that only the model can see (shares that do not sum to 1, say).
struct Complaint {
  std::string key;
  std::string message;  ///< begins after the key: "must sum to 1, but sums to 0.9"
};
using Complaints = std::vector<Complaint>;

class ParameterTable {
 public:
  /// `keys_in_use`: every dotted key that the experiment mentions anywhere. It tells collections
  /// (`services.<name>`) which members exist beyond the model's own.
  explicit ParameterTable(std::vector<std::string> keys_in_use = {});

  void add(ParameterDoc doc, bool& target);
  void add(ParameterDoc doc, std::int64_t& target);
  void add(ParameterDoc doc, double& target);
  void add(ParameterDoc doc, std::string& target);
  void add(ParameterDoc doc, std::optional<double>& target);
  void add(ParameterDoc doc, std::vector<double>& target);
  void add(ParameterDoc doc, std::vector<std::string>& target);
  /// A map: `doc.key` + "." + member. Which members make sense is checked by the model afterwards.
  void add(ParameterDoc doc, std::map<std::string, double>& target);
  /// One word of several.
  template <class Enum>
  void add_choice(ParameterDoc doc, Enum& target, std::vector<std::pair<std::string, Enum>> words) {
    std::vector<std::string> names;
    for (const auto& [name, value] : words) names.push_back(name);
    auto word_of = [words](Enum value) {
      for (const auto& [name, candidate] : words)
        if (candidate == value) return name;
      return std::string("?");
    };
    Enum* variable = &target;
    add_words(
        std::move(doc), std::move(names), word_of(target),
        [variable, words](const std::string& word) {
          for (const auto& [name, value] : words)
            if (name == word) *variable = value;
        },
        [variable, word_of] { return word_of(*variable); });
  }

  /// Members of the collection at `prefix`: `defaults` first, then those the experiment adds, in
  /// alphabetical order.
  std::vector<std::string> members(std::string_view prefix, std::vector<std::string> defaults) const;
  /// Like members(), of plain keys: the names n for which the experiment mentions `prefix.n` itself.
  std::vector<std::string> entries(std::string_view prefix, std::vector<std::string> defaults) const;

  /// The parameter that `key` sets: itself, or the map it is a member of. Null when there is none.
  const Parameter* find(std::string_view key) const;
  /// The known key most like `key` (edit distance), else the only one with the same last part, or "" when there is
  /// none.
  std::string nearest(std::string_view key) const;
  /// Writes `value` to its variable. Throws InvalidInput for an unknown key (with the nearest known one) and for a
  /// value to which the parameter objects.
  void assign(std::string_view key, const Value& value);
  void assign(const Settings& settings);
  /// Writes every default to its variable again.
  void reset();
  /// Every parameter's present value.
  Settings current() const;
  std::span<const Parameter> parameters() const { return parameters_; }

 private:
  void add_words(ParameterDoc doc, std::vector<std::string> names, std::string initial,
                 std::function<void(const std::string&)> assign, std::function<std::string()> current);
  Parameter& append(ParameterDoc doc, ParameterType type, Value default_value);
  std::vector<std::string> names_below(std::string_view prefix, std::vector<std::string> defaults, bool tables) const;

  std::vector<std::string> keys_in_use_;
  std::vector<Parameter> parameters_;
  std::map<std::string, std::size_t, std::less<>> by_key_;
};

/// The word of `known` most like `word`, or "" when all are further away than a third of its length and one letter.
std::string nearest_word(std::string_view word, std::span<const std::string> known);

}  // namespace streetlight
