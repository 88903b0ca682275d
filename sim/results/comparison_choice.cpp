#include "sim/results/comparison_choice.hpp"

#include <algorithm>

#include "sim/core/check.hpp"
#include "sim/results/leading_columns.hpp"

namespace streetlight {

std::vector<std::size_t> main_columns(const PanelShape& shape) {
  constexpr std::size_t most = 13;  // of a model that marks none
  return leading_columns(shape, &Leading::compared, most);
}

ComparisonRequest comparison_request(const ComparisonChoice& choice, const Window& window, const PanelShape& shape) {
  ComparisonRequest request;
  VALIDATE(shape.scenarios.size() > 1,
           "there is nothing to compare: there is one scenario, \"" + shape.scenarios.front() + "\".");
  request.baseline = choice.baseline.empty() ? 0 : choose_one(choice.baseline, shape.scenarios, "scenario");
  request.scenarios = choose_all(choice.scenarios.empty() ? std::vector<std::string>{"*"} : choice.scenarios,
                                 shape.scenarios, "scenario");
  std::erase(request.scenarios, request.baseline);
  VALIDATE(!request.scenarios.empty(),
           "there is nothing to compare: \"" + shape.scenarios[request.baseline] + "\" is the baseline itself.");
  for (const std::size_t point : choice.points) {
    VALIDATE(point < shape.points, "there is no design point " + std::to_string(point) +
                                       ": the design has the points 0 to " + std::to_string(shape.points - 1) + ".");
    if (std::find(request.points.begin(), request.points.end(), point) == request.points.end())
      request.points.push_back(point);
  }
  for (std::size_t point = 0; choice.points.empty() && point < shape.points; ++point) request.points.push_back(point);
  request.columns =
      choice.columns.empty() ? main_columns(shape) : choose_all(choice.columns, column_names(shape), "column");
  request.groups =
      choice.groups.empty() ? std::vector<std::size_t>{0} : choose_all(choice.groups, shape.groups, "group");
  request.authority = choose_one(choice.authority, shape.authorities, "authority");
  request.window = window;
  return request;
}

}  // namespace streetlight
