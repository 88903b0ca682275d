#include "sim/experiment/entity_state.hpp"

#include <cmath>

#include "sim/core/format.hpp"

namespace streetlight {

std::optional<std::string> objection_to(const StateColumn& column, std::span<const double> values,
                                        std::size_t entities) {
  if (!column.settable) return "can be read, but not set";
  if (values.size() != entities)
    return "needs a value for each of " + std::to_string(entities) + ", and got " + std::to_string(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool whole = column.type == StateColumn::Type::real || values[i] == std::floor(values[i]);
    if (!column.range.contains(values[i]) || !whole)
      return "must be " + std::string(whole ? "" : "a whole number, ") + column.range.to_text() + ", and value " +
             std::to_string(i) + " is " + shortest(values[i]);
  }
  return std::nullopt;
}

}  // namespace streetlight
