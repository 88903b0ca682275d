#include "sim/running/run_memory.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "sim/experiment/versions.hpp"

#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
#include <malloc.h>
#define STREETLIGHT_COUNTS_HEAP
#endif

namespace streetlight {

namespace {

/// Scenarios that are looked at: more of them differ in the same ways.
constexpr std::size_t most_scenarios = 40;
/// A record of a run that is done; a point's values, which several parts of the program have.
constexpr double bytes_a_run = 500, bytes_a_point = 450, bytes_a_point_and_key = 240;
/// Numbers of a month for each cell and column: what the model counts, and what is gathered for an interval.
constexpr double numbers_a_month = 3;
/// A finished run is packed before it is stored, its numbers compressed, its tables as they are and once more.
constexpr double packed_panel = 0.3, packed_tables = 2;
/// Rows of tables are added one by one to memory that grows by doubling.
constexpr double growing = 1.2;

double peak_so_far() {
  // The system's figure for a process that has ended (ru_maxrss) begins with that of the program that started it.
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (double kilobytes = 0; word == "VmHWM:" && status >> kilobytes) return 1024.0 * kilobytes;
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return 1024.0 * static_cast<double>(used.ru_maxrss);
}

double heap_in_use() {
#ifdef STREETLIGHT_COUNTS_HEAP
  return static_cast<double>(mallinfo2().uordblks);
#else
  return 0;
#endif
}

/// The versions of some scenarios at the first point, one in the middle and the last.
std::vector<Version> some_versions(const Experiment& experiment) {
  const auto points = design_points(experiment.design);
  const std::size_t scenarios = std::min(experiment.scenarios.size(), most_scenarios);
  std::vector<std::size_t> chosen{0, points.size() / 2, points.size() - 1};
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  std::vector<Version> versions;
  for (const std::size_t point : chosen)
    for (std::uint32_t scenario = 0; scenario < scenarios; ++scenario)
      versions.push_back(make_version(experiment, scenario, static_cast<std::uint32_t>(point), points[point]));
  return versions;
}

}  // namespace

double RunMemory::total(double threads) const {
  const double panels = panel * (1 + (states - 1) / 2);  // a state that waits for others has a part of its panel
  const double at_work = states * state + panels + growing * tables + versions;
  return program + threads * at_work + packed_panel * panel + packed_tables * tables + records;
}

RunMemory run_memory(const Experiment& experiment, const PanelShape& layout, double points_a_unit, double runs) {
  RunMemory memory;
  memory.program = peak_so_far();
  const double before = heap_in_use();
  const auto versions = some_versions(experiment);
  const double each = std::max(0.0, heap_in_use() - before) / static_cast<double>(versions.size());
  memory.versions = each * points_a_unit * static_cast<double>(experiment.scenarios.size());

  VersionSet set;
  for (const Version& version : versions) set.push_back(&version);
  memory.states = static_cast<double>(states_at_once(set, -experiment.run.spin_up, experiment.run.months));

  double rows_sampled = 0;
  for (const Version& version : versions)
    for (const Segment& phase : version.phases) {
      const auto entities = static_cast<double>(phase.parameters->entities());
      memory.state = std::max(memory.state, entities * phase.parameters->bytes_per_entity());
      rows_sampled = std::max(rows_sampled, std::min(entities, static_cast<double>(experiment.output.family_sample)));
    }
  const auto rows = static_cast<double>(layout.authorities.size() * layout.groups.size());
  const auto all_columns = static_cast<double>(versions.front().declared.front().parameters->columns().size());
  memory.state += numbers_a_month * rows * all_columns * sizeof(double);
  memory.panel = static_cast<double>(layout.cells() * layout.columns.size() * sizeof(double));
  std::size_t columns = 0;  // of the table of sampled entities, the widest there is
  for (const TableShape& table : layout.tables) columns = std::max(columns, table.columns.size());
  memory.tables = rows_sampled * static_cast<double>(columns) * sizeof(double) * experiment.run.months;
  const auto keys = experiment.design ? static_cast<double>(experiment.design->parameters.size()) : 0;
  memory.records =
      runs * bytes_a_run + static_cast<double>(layout.points) * (bytes_a_point + keys * bytes_a_point_and_key);
  return memory;
}

}  // namespace streetlight
