#include <unistd.h>

#include <filesystem>

#include "bench/england.hpp"
#include "bench/table_parts.hpp"
#include "sim/io/panel_writer.hpp"

namespace streetlight::bench {

Writing measure_writing() {
  const targeting::TargetingParameters parameters;
  BlockRunner blocks;
  PanelShape shape;
  shape.scenarios = {"one"};
  shape.replicates = 10;
  for (std::int64_t month = 0; month < 144; ++month) shape.times.push_back(month);
  shape.authorities = {"all"};
  shape.groups = {"all"};
  for (const auto& group : context_of(parameters, blocks, 0).groups) shape.groups.push_back(group.name);
  for (auto& column : targeting::TargetingModel::columns(parameters)) shape.columns.push_back(column);

  // Counts that differ from cell to cell, so that they do not compress to nothing.
  RunResult run;
  const Streams streams(3, 0);
  for (std::uint32_t k = 0; k < shape.cells() * shape.columns.size(); ++k)
    run.values.push_back(static_cast<double>(streams.words({.entity = k})[0] % 1000));

  const auto path = std::filesystem::temp_directory_path() / ("streetlight_bench_" + std::to_string(getpid()) + ".h5");
  const double begin = cpu_seconds();
  {
    PanelWriter writer(path, shape, {});
    for (std::uint32_t r = 0; r < shape.replicates; ++r) {
      run.key.replicate = r;
      writer.write(run);
    }
    writer.finish();
  }
  const double seconds = cpu_seconds() - begin;
  std::filesystem::remove(path);
  const auto runs = static_cast<double>(shape.replicates);
  return {runs * static_cast<double>(shape.cells()) / seconds, seconds / runs};
}

}  // namespace streetlight::bench
