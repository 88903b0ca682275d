#include <unistd.h>

#include <filesystem>

#include "bench/england.hpp"
#include "bench/table_parts.hpp"
#include "sim/io/panel_writer.hpp"

namespace streetlight::bench {

namespace {

/// A folder for what is written to be measured; it goes with all that is in it, however the measuring ends.
struct OwnFolder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("streetlight_bench_" + std::to_string(getpid()));
  OwnFolder() { std::filesystem::create_directories(path); }
  ~OwnFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
};

}  // namespace

Writing measure_writing() {
  const targeting::TargetingParameters parameters;
  BlockRunner blocks;
  PanelShape shape;
  shape.scenarios = {"one"};
  shape.replicates = 10;
  shape.end = 144;
  for (std::int64_t month = 0; month < shape.end; ++month) shape.times.push_back(month);
  shape.authorities = {"all"};
  shape.groups = {"all"};
  for (const auto& group : context_of(parameters, blocks, 0).groups) shape.groups.push_back(group.name);
  for (auto& column : targeting::TargetingModel::columns(parameters)) shape.columns.push_back(column);

  // Counts that differ from cell to cell, so that they do not compress to nothing.
  RunResult run;
  const Streams streams(3, 0);
  for (std::uint32_t k = 0; k < shape.cells() * shape.columns.size(); ++k)
    run.values.push_back(static_cast<double>(streams.words({.entity = k})[0] % 1000));

  const OwnFolder folder;
  const double begin = cpu_seconds();
  {
    PanelWriter writer(folder.path / "writing.h5", shape, {});
    for (std::uint32_t r = 0; r < shape.replicates; ++r) {
      run.key.replicate = r;
      writer.write(run);
    }
    writer.finish();
  }
  const double seconds = cpu_seconds() - begin;
  const auto runs = static_cast<double>(shape.replicates);
  return {runs * static_cast<double>(shape.cells()) / seconds, seconds / runs};
}

}  // namespace streetlight::bench
