#pragma once
/// What to compare, by name: chosen the same way by the command line and by the library.

#include <cstddef>
#include <string>
#include <vector>

#include "sim/results/comparison.hpp"

namespace streetlight {

/// What is left empty is chosen for the user; "*" means all.
struct ComparisonChoice {
  std::string baseline;                ///< empty: the first scenario
  std::vector<std::string> scenarios;  ///< empty: all others
  std::vector<std::string> columns;    ///< empty: the main ones
  std::vector<std::string> groups;     ///< empty: everyone
  std::vector<std::size_t> points;     ///< empty: each
  std::string authority = "all";
};

/// Throws InvalidInput, with the nearest name, when the panel has none of a name or there is nothing to compare.
ComparisonRequest comparison_request(const ComparisonChoice& choice, const Window& window, const PanelShape& shape);

/// What a first look at a comparison wants to see, of what the panel has; any model's first columns otherwise.
std::vector<std::size_t> main_columns(const PanelShape& shape);

}  // namespace streetlight
