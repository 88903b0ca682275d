#pragma once
/// What every entity of a run has between months, column by column: for those who want to look inside a run, or to
/// change something in it by hand. A model `M` that offers this has
///
///     std::vector<StateColumn> state_columns() const;
///     void read_state(std::size_t column, std::span<double> out) const;            // a value for each entity
///     void write_state(std::size_t column, std::span<const double> values);        // of a column that is settable
///
/// To write what was read changes no bit. Values that are written lie in the column's range.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/core/parameters.hpp"

namespace streetlight {

struct StateColumn {
  enum class Type { real, whole, flag, label };

  std::string name;
  std::string unit;
  std::string meaning;
  Type type = Type::real;
  std::vector<std::string> labels{};  ///< of a column of words: its values are indices into this list
  bool settable = false;
  Range range{};  ///< of what may be set
};

/// What is wrong with `values` for a column of so many entities, to stand after its name: "needs 500 values, ...";
/// nothing when they fit.
std::optional<std::string> objection_to(const StateColumn& column, std::span<const double> values,
                                        std::size_t entities);

}  // namespace streetlight
