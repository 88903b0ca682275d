#include "sim/results/memory_results.hpp"

#include <limits>

#include "sim/core/check.hpp"

namespace streetlight {

void MemoryResults::write(const RunResult& run) {
  EXPECT(run.values.size() == shape_.cells() * shape_.columns.size() && run.tables.size() == shape_.tables.size());
  kept_.write(run);
}

std::vector<double> MemoryResults::read(std::size_t column, const PanelSlice& slice) const {
  EXPECT(column < shape_.columns.size() && slice.first_time + slice.times <= shape_.times.size() &&
         slice.authority < shape_.authorities.size());
  const auto run = kept_.runs.find(slice.run);
  std::vector<double> values(slice.times * shape_.groups.size(), std::numeric_limits<double>::quiet_NaN());
  if (run == kept_.runs.end()) return values;
  for (std::size_t time = 0; time < slice.times; ++time)
    for (std::size_t group = 0; group < shape_.groups.size(); ++group)
      values[time * shape_.groups.size() + group] =
          run->second.values[shape_.cell(slice.first_time + time, slice.authority, group, column)];
  return values;
}

std::vector<double> MemoryResults::rows(std::size_t table, const RunKey& run) const {
  EXPECT(table < shape_.tables.size());
  const auto found = kept_.runs.find(run);
  return found == kept_.runs.end() ? std::vector<double>{} : found->second.tables[table];
}

}  // namespace streetlight
