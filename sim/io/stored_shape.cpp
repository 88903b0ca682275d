#include "sim/io/stored_shape.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/format.hpp"
#include "sim/io/panel_chunks.hpp"

namespace streetlight {

namespace {

/// A value as TOML writes it, without the quotation marks of a word.
std::string plain(const std::string& toml) {
  const bool word = toml.size() >= 2 && toml.front() == '"' && toml.back() == '"';
  return word ? toml.substr(1, toml.size() - 2) : toml;
}

}  // namespace

bool stored_as_numbers(const DesignShape& design, std::size_t key) {
  return std::none_of(design.number.begin(), design.number.end(),
                      [key](const std::vector<double>& point) { return std::isnan(point[key]); });
}

PanelShape stored_shape(PanelShape shape) {
  for (Column& column : shape.columns)
    if (column.unit.empty()) column.unit = std::string("1");
  DesignShape& design = shape.design;
  for (std::size_t key = 0; key < design.keys.size(); ++key) {
    const bool numbers = stored_as_numbers(design, key);
    for (std::size_t point = 0; point < shape.points; ++point) {
      std::string& text = design.text[point][key];
      double& number = design.number[point][key];
      text = numbers ? shortest(number) : plain(text);
      if (!numbers) number = fill_real;
    }
  }
  return shape;
}

}  // namespace streetlight
