#include "sim/config/points_checked.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace streetlight {

namespace {

constexpr std::size_t most_read = 10'000;
/// Values of one grid parameter that are looked at for themselves: in even steps where there are more.
constexpr std::size_t most_values = 100;

/// So many of `count` things, in even steps, the first and the last among them.
std::vector<std::size_t> evenly(std::size_t count, std::size_t most) {
  std::vector<std::size_t> chosen;
  const std::size_t wanted = std::min(count, std::max<std::size_t>(most, 2));
  for (std::size_t i = 0; i < wanted; ++i)
    chosen.push_back(wanted == 1 ? 0
                                 : static_cast<std::size_t>(static_cast<double>(i) / static_cast<double>(wanted - 1) *
                                                            static_cast<double>(count - 1)));
  return chosen;
}

std::optional<double> number_in(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

/// Where the values of a parameter are known by their index.
struct Seen {
  std::size_t lowest_at = 0, highest_at = 0;
  double lowest = 0, highest = 0;
  bool any_number = false;
  std::map<std::string, std::size_t> words;

  void see(const Value& value, std::size_t point) {
    const auto number = number_in(value);
    if (!number) {
      words.try_emplace(to_text(value), point);
      return;
    }
    if (!any_number || *number < lowest) lowest = *number, lowest_at = point;
    if (!any_number || *number > highest) highest = *number, highest_at = point;
    any_number = true;
  }
};

/// In a grid, where each value of each parameter stands for the first time.
void add_grid(const Design& design, std::set<std::size_t>& chosen) {
  std::size_t stride = 1;
  for (std::size_t d = design.parameters.size(); d-- > 0;) {
    const std::size_t values = design.parameters[d].values.size();
    for (const std::size_t value : evenly(values, most_values)) chosen.insert(value * stride);
    stride *= values;
  }
}

}  // namespace

std::vector<std::size_t> points_checked(const Design& design, const DesignPoints& points, std::size_t even_steps) {
  std::map<std::string, Seen> seen;
  for (const std::size_t point : evenly(points.size(), most_read))
    for (const auto& [key, value] : points[point]) seen[key].see(value, point);
  std::set<std::size_t> chosen;
  for (const std::size_t point : evenly(points.size(), even_steps)) chosen.insert(point);
  for (const auto& [key, of_key] : seen) {
    if (of_key.any_number) chosen.insert({of_key.lowest_at, of_key.highest_at});
    for (const auto& [word, point] : of_key.words) chosen.insert(point);
  }
  if (design.kind == DesignKind::grid) add_grid(design, chosen);
  return {chosen.begin(), chosen.end()};
}

}  // namespace streetlight
