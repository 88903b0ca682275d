#pragma once
/// Results in memory whose numbers a test sets one by one: one authority, a value for each run, interval, group,
/// column.

#include <functional>

#include "sim/results/memory_results.hpp"

namespace streetlight {

/// Intervals of so many months, as many as asked for.
inline PanelShape small_shape(std::size_t intervals, std::int64_t months, std::vector<Column> columns) {
  PanelShape shape;
  shape.interval = months;
  for (std::size_t t = 0; t < intervals; ++t) shape.times.push_back(static_cast<std::int64_t>(t) * months);
  shape.end = static_cast<std::int64_t>(intervals) * months;
  shape.scenarios = {"alone"};
  shape.authorities = shape.groups = {"all"};
  shape.columns = std::move(columns);
  return shape;
}

using ValueOf = std::function<double(const RunKey& run, std::size_t time, std::size_t group, std::size_t column)>;

inline MemoryResults small_results(const PanelShape& shape, const ValueOf& value) {
  MemoryResults results(shape);
  for (std::uint32_t scenario = 0; scenario < shape.scenarios.size(); ++scenario)
    for (std::uint32_t point = 0; point < shape.points; ++point)
      for (std::uint32_t replicate = 0; replicate < shape.replicates; ++replicate) {
        RunResult run{{scenario, point, replicate}, std::vector<double>(shape.cells() * shape.columns.size()), {}};
        for (std::size_t t = 0; t < shape.times.size(); ++t)
          for (std::size_t g = 0; g < shape.groups.size(); ++g)
            for (std::size_t c = 0; c < shape.columns.size(); ++c)
              run.values[shape.cell(t, 0, g, c)] = value(run.key, t, g, c);
        results.write(run);
      }
  return results;
}

}  // namespace streetlight
