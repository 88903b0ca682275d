/// Do 95 % intervals hold the truth in 95 % of experiments? England in small is simulated once with very many
/// replicates; these are cut into experiments of five, each is compared as `streetlight compare` compares it, and each
/// of its intervals is held against the difference over all replicates.

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "sim/config/load_experiment.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/results/comparison.hpp"
#include "sim/results/memory_results.hpp"
#include "sim/results/run_window.hpp"

namespace streetlight {
namespace {

/// Some replicates of a result, numbered from 0, as if there were no others.
class SomeReplicates final : public RunSource {
 public:
  SomeReplicates(const RunSource& all, std::uint32_t first, std::uint32_t count)
      : all_(all), first_(first), shape_(all.shape()) {
    shape_.replicates = count;
  }
  std::string name() const override { return all_.name(); }
  const PanelShape& shape() const override { return shape_; }
  const Provenance& provenance() const override { return all_.provenance(); }
  bool completed(const RunKey& key) const override { return all_.completed(moved(key)); }
  std::vector<double> read(std::size_t column, const PanelSlice& slice) const override {
    PanelSlice there = slice;
    there.run = moved(slice.run);
    return all_.read(column, there);
  }
  std::vector<double> rows(std::size_t table, const RunKey& run) const override { return all_.rows(table, moved(run)); }

 private:
  RunKey moved(RunKey key) const {
    key.replicate += first_;
    return key;
  }
  const RunSource& all_;
  std::uint32_t first_;
  PanelShape shape_;
};

/// How often the intervals of one column and group held the truth.
struct Cell {
  std::size_t given = 0, held = 0;
  std::size_t held_narrower = 0;  ///< had the intervals been 0.7 times as wide
  double share() const { return static_cast<double>(held) / static_cast<double>(given); }
};

struct Coverage {
  std::vector<Cell> cells;
  std::vector<std::string> names;

  Cell sum() const {
    Cell all;
    for (const Cell& cell : cells) {
      all.given += cell.given;
      all.held += cell.held;
      all.held_narrower += cell.held_narrower;
    }
    return all;
  }
};

bool holds(double middle, double half_width, double truth) {
  return std::abs(truth - middle) <= half_width * (1 + 1e-9) + 1e-12 * std::abs(truth);
}

/// England with so many families, two years of the covert programme and of universal early help, yearly columns.
Experiment small_england(std::int64_t families, std::int64_t replicates) {
  auto experiment = load_experiment(std::string(STREETLIGHT_CONFIGS) + "/england.toml",
                                    {{"population.families=" + std::to_string(families), "families"},
                                     {"run.replicates=" + std::to_string(replicates), "replicates"},
                                     {"run.months=48", "months"},
                                     {"output.interval=\"year\"", "interval"}})
                        .experiment;
  std::erase_if(experiment.scenarios, [](const auto& scenario) {
    return scenario.name != "No programme" && scenario.name != "Covert programme" &&
           scenario.name != "Universal early help";
  });
  for (auto& scenario : experiment.scenarios)  // a value of its own: what is asked here is what intervals hold
    if (scenario.match.has_value()) {
      scenario.match.reset();
      scenario.timeline = {{.month = 24, .set = {{"services.early_help.reach", 0.025}}}};
    }
  return experiment;
}

Coverage coverage_of(std::int64_t families, std::uint32_t experiments, std::uint32_t replicates) {
  const Experiment experiment = small_england(families, std::int64_t{experiments} * replicates);
  MemoryResults results(panel_layout(experiment));
  ExecuteOptions options;
  options.on_failure = [](const RunFailure& failure) { FAIL(failure.message); };
  execute(experiment, results, options);

  const PanelShape& shape = results.shape();
  ComparisonRequest request;
  request.scenarios = {1, 2};
  request.points = {0};
  for (std::size_t column = 0; column < shape.columns.size(); ++column)
    if (can_gather(shape, column)) request.columns.push_back(column);
  for (std::size_t group = 0; group < shape.groups.size(); ++group) request.groups.push_back(group);
  request.window = {2, 2};
  const auto truth = compare_panel(results, request);

  Coverage coverage;
  coverage.cells.resize(truth.size());
  for (const ComparisonRow& row : truth)
    coverage.names.push_back(shape.scenarios[row.scenario] + ", " + shape.columns[row.column].name + ", " +
                             shape.groups[row.group]);
  for (std::uint32_t e = 0; e < experiments; ++e) {
    const auto rows = compare_panel(SomeReplicates(results, e * replicates, replicates), request);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const PairedComparison& result = rows[i].result;
      Cell& cell = coverage.cells[i];
      const double right = truth[i].result.difference;
      // "Exactly the same" is said of the bits of these replicates, and is not an interval
      if (std::isnan(right) || !result.half_width || result.exact()) continue;
      ++cell.given;
      cell.held += holds(result.difference, *result.half_width, right);
      cell.held_narrower += holds(result.difference, 0.7 * *result.half_width, right);
    }
  }
  return coverage;
}

/// Whether so many of so many are too few for a coverage of at least `least`.
bool too_few(std::size_t held, std::size_t given, double least, double alpha) {
  const boost::math::binomial distribution(static_cast<double>(given), least);
  return boost::math::cdf(distribution, static_cast<double>(held)) < alpha;
}

void print(const Coverage& coverage, std::size_t enough) {
  const Cell all = coverage.sum();
  std::size_t cells = 0, low = 0, high = 0;
  for (std::size_t i = 0; i < coverage.cells.size(); ++i) {
    const Cell& cell = coverage.cells[i];
    if (cell.given < enough) continue;
    ++cells;
    low += cell.share() < 0.92;
    high += cell.share() > 0.98;
    if (cell.share() < 0.92)
      std::printf("  %-70s %3zu of %3zu (%.3f)\n", coverage.names[i].c_str(), cell.held, cell.given, cell.share());
  }
  std::printf("%zu intervals, %.4f of them hold; %zu cells, %zu below 0.92, %zu above 0.98\n", all.given, all.share(),
              cells, low, high);
}

/// N = experiments x cells. All intervals together: between 94 and 96 %. Each cell with an interval in `enough`
/// experiments: not below 92 %, by a one-sided binomial test with a family-wise alpha of 0.01. Intervals 0.7 times as
/// wide must fail both.
void check(const Coverage& coverage, std::size_t enough) {
  print(coverage, enough);
  const Cell all = coverage.sum();
  CHECK(all.share() > 0.94);
  CHECK(all.share() < 0.96);
  CHECK(static_cast<double>(all.held_narrower) < 0.92 * static_cast<double>(all.given));
  std::size_t cells = 0, narrower_found = 0;
  for (const Cell& cell : coverage.cells) cells += cell.given >= enough;
  CHECK(cells > 100);
  const double alpha = 0.01 / static_cast<double>(cells);
  for (std::size_t i = 0; i < coverage.cells.size(); ++i) {
    const Cell& cell = coverage.cells[i];
    if (cell.given < enough) continue;
    INFO(coverage.names[i] << ": " << cell.held << " of " << cell.given);
    CHECK_FALSE(too_few(cell.held, cell.given, 0.92, alpha));
    narrower_found += too_few(cell.held_narrower, cell.given, 0.92, alpha);
  }
  CHECK(narrower_found > 0);
}

TEST_CASE("intervals of a small experiment hold the truth as often as they say", "[.long]") {
  check(coverage_of(1'000, 400, 5), 50);
}

TEST_CASE("intervals hold the truth, in a short form") { check(coverage_of(400, 60, 5), 30); }

}  // namespace
}  // namespace streetlight
