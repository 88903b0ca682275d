#pragma once
/// What can be set, and what is known about it: unit, default, range, grade, source and meaning of every parameter.

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "streetlight/export.hpp"

namespace streetlight::library {

/// What a parameter can be set to. Made from any number, text or list: set("population.families", 20000).
class STREETLIGHT_API Value {
 public:
  using Held = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<double>,
                            std::vector<std::string>>;

  Value() = default;  ///< nothing, which TOML writes as "none"
  Value(bool flag) : held_(flag) {}
  template <std::integral Whole>
  requires(!std::same_as<Whole, bool>) Value(Whole whole) {
    if (std::in_range<std::int64_t>(whole))
      held_ = static_cast<std::int64_t>(whole);
    else
      held_ = static_cast<double>(whole);
  }
  Value(double number) : held_(number) {}
  Value(const char* text) : held_(std::string(text)) {}
  Value(std::string_view text) : held_(std::string(text)) {}
  Value(std::string text) : held_(std::move(text)) {}
  Value(std::vector<double> numbers) : held_(std::move(numbers)) {}
  Value(std::vector<std::string> texts) : held_(std::move(texts)) {}

  const Held& held() const { return held_; }
  /// As TOML writes it: 0.5, "covert", [1, 2].
  std::string text() const;

  friend bool operator==(const Value&, const Value&) = default;

 private:
  Held held_;
};

/// A key of an experiment file.
struct Parameter {
  std::string key;
  std::string unit;                                              ///< "share", "1/month"; "" for words and switches
  std::string default_value;                                     ///< as TOML writes it
  Value value_by_default;                                        ///< the same as a value; nothing for a table
  std::vector<std::pair<std::string, double>> table_by_default;  ///< of a table of numbers by name
  bool is_table = false;                                         ///< whether it is one: keys stand below this one
  std::string allowed;                                           ///< in words: "a number, between 0 and 1"
  std::optional<double> low, high;   ///< of a number, of each element of a list; nothing where there is no bound
  std::vector<std::string> choices;  ///< where it is one word of several
  std::string grade;                 ///< measured, contested, assumed or choice
  std::string source;
  std::string meaning;
  bool monthly = false;        ///< a scenario's timeline may change it
  bool of_experiment = false;  ///< a key of the experiment file itself ([run], [output], ...), not of the model
};

/// A column of a result.
struct Column {
  std::string name;
  std::string unit;
  std::string meaning;
  std::string kind;      ///< flow, stock, ratio or relative: how months are gathered to intervals
  std::string gathered;  ///< the same in words
  /// What a result file says of it: units, long_name, cell_methods, kind, measure, numerator, denominator.
  std::vector<std::pair<std::string, std::string>> attributes{};
};

struct Model {
  std::string name;
  std::string summary;
};

/// The models that the library has, the main one first.
STREETLIGHT_API std::vector<Model> models();

/// Every parameter of a model ("": the main one) and of experiment files. Throws Error when there is no such model.
STREETLIGHT_API std::vector<Parameter> parameters(std::string_view model = "");

/// One of them. Throws Error, with the nearest key, when there is none.
STREETLIGHT_API Parameter describe(std::string_view key, std::string_view model = "");

/// The columns that a model reports.
STREETLIGHT_API std::vector<Column> columns(std::string_view model = "");

}  // namespace streetlight::library
