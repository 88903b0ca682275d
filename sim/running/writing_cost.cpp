#include "sim/running/writing_cost.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "sim/io/panel_writer.hpp"

namespace streetlight {

namespace {

namespace fs = std::filesystem;

/// More numbers than these are not stored to see how long it takes.
constexpr std::size_t most_numbers = 4'000'000;
constexpr std::size_t most_runs = 8;

/// Processor seconds of this process and of those that it has waited for (one makes the result), so that other work on
/// the machine does not count. What a disk takes beside that is little.
double now() {
  double seconds = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage used{};
    getrusage(who, &used);
    for (const timeval& part : {used.ru_utime, used.ru_stime})
      seconds += static_cast<double>(part.tv_sec) + 1e-6 * static_cast<double>(part.tv_usec);
  }
  return seconds;
}

/// A folder of our own that goes when this does.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "streetlight-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  fs::path file(std::size_t number) const { return path_ / (std::to_string(number) + ".h5"); }

 private:
  fs::path path_;
};

struct Seconds {
  double storing = 0, finishing = 0;
};

/// Stores `count` results.
Seconds store(PanelShape shape, std::vector<RunResult>& runs, std::size_t count, const fs::path& file) {
  shape.replicates = count;
  const Provenance nothing;
  PanelWriter writer(file, shape, nothing);
  const double begin = now();
  for (std::uint32_t number = 0; number < count; ++number) {
    RunResult& run = runs[number % runs.size()];
    run.key = {0, 0, number};
    writer.write(run);
  }
  const double stored = now();
  writer.finish();
  return {stored - begin, now() - stored};
}

}  // namespace

WritingCost writing_cost(PanelShape shape, std::vector<RunResult> runs) try {
  shape.scenarios.resize(1);
  shape.points = 1;
  shape.design = {};
  const std::size_t numbers = std::max<std::size_t>(1, runs.front().values.size());
  const std::size_t many = std::clamp<std::size_t>(most_numbers / numbers, 2, most_runs);
  const double times = std::max(1.0, static_cast<double>(2 * numbers) / static_cast<double>(most_numbers));
  if (times > 1) {  // a large panel: its first intervals stand for all
    const std::size_t row = numbers / shape.times.size();
    const std::size_t kept = std::max<std::size_t>(1, most_numbers / 2 / row);
    if (kept >= shape.times.size()) return {};
    shape.times.resize(kept);
    shape.end = shape.times.back() + shape.interval;
    for (RunResult& run : runs) run.values.resize(kept * row);
  }

  const TemporaryFolder folder;
  const Seconds one = store(shape, runs, 1, folder.file(1)), more = store(shape, runs, many, folder.file(2));
  WritingCost cost;
  cost.store_run = times * more.storing / static_cast<double>(many);
  cost.finish_run = times * std::max(0.0, (more.finishing - one.finishing) / static_cast<double>(many - 1));
  cost.finish = std::max(0.0, one.finishing - cost.finish_run / times);
  return cost;
} catch (const std::exception&) {
  return {};  // no room for temporary files: the run will say what is wrong with its own
}

}  // namespace streetlight
