// What the executor promises: sharing, threads, filters and observers change no bit of any run.
#include <catch2/catch.hpp>
#include <cmath>
#include <mutex>
#include <optional>
#include <set>

#include "sim/core/check.hpp"
#include "sim/experiment/cost_sample.hpp"
#include "sim/experiment/work_units.hpp"
#include "tests/support/experiment_runs.hpp"

using namespace streetlight;
using namespace streetlight::toy;

namespace {

/// The toy with three policies at two pulls: six points.
Experiment with_design(Experiment experiment) {
  Design design;
  design.parameters = {{.key = "toy.follow", .values = {0.1, 0.2}}, {.key = "toy.policy", .values = {0.0, 0.1, 0.2}}};
  experiment.design = design;
  return experiment;
}

std::vector<double> months_before(const PanelShape& shape, const RunResult& run, std::size_t months) {
  const std::size_t width = shape.authorities.size() * shape.groups.size() * shape.columns.size();
  return {run.values.begin(), run.values.begin() + static_cast<std::ptrdiff_t>(months * width)};
}

}  // namespace

namespace {

/// Entity-months of an experiment without a design, its beginnings shared or not.
double planned_steps(const Experiment& experiment, bool share_prefixes = true) {
  const auto points = design_points(experiment.design);
  const auto versions = unit_versions(experiment, points, {0, 0, 1}, {});
  double steps = 0;
  for (const auto& set : starting_sets(versions, share_prefixes)) steps += work_of(experiment, set).all_months();
  return steps * static_cast<double>(experiment.run.replicates);
}

}  // namespace

TEST_CASE("forked runs have the bits of runs from scratch") {
  for (const Experiment& experiment : {branching_experiment(), with_design(branching_experiment())}) {
    const auto forked = run_all(experiment);
    const auto scratch = run_all(experiment, {.share_prefixes = false});
    REQUIRE(forked.size() == experiment.scenarios.size() * panel_shape(experiment).points * 2);
    REQUIRE(same_bits(forked, scratch));
  }
}

TEST_CASE("any number of threads gives the same bits") {
  for (const Experiment& experiment : {branching_experiment(), with_design(branching_experiment())}) {
    const auto serial = run_all(experiment, {.threads = 1});
    for (const unsigned threads : {2u, 3u, 7u}) REQUIRE(same_bits(serial, run_all(experiment, {.threads = threads})));
  }
  Experiment single = branching_experiment();
  single.run.replicates = 1;
  const auto serial = run_all(single, {.threads = 1});
  for (const unsigned threads : {2u, 3u, 7u}) REQUIRE(same_bits(serial, run_all(single, {.threads = threads})));
}

TEST_CASE("a shared prefix is simulated once") {
  const Experiment experiment = branching_experiment();
  Walk::constructed = Walk::copied = Walk::steps = Walk::most_alive = 0;
  run_all(experiment);
  CHECK(Walk::constructed == 2 * 2);  // replicates x structures
  // Per replicate 16 months for 3,000; for 5,000: 2 shared months, then `early` alone for 14; the others share
  // 5 more, then the policy pair and the baseline trio share 4; then four versions alone or as one for 5
  CHECK(Walk::steps == 2 * (16 + (2 + 14) + (5 + (4 + 5 + 5) + (4 + 5 + 5))));
  CHECK(planned_steps(experiment) == 2 * (16 * 3000.0 + (Walk::steps / 2.0 - 16) * 5000.0));
  CHECK(planned_steps(experiment, false) == 2 * 16 * (6 * 5000.0 + 3000.0));
  CHECK(Walk::most_alive <= 4);
  CHECK(Walk::alive == 0);
}

TEST_CASE("few states live at a time however many versions there are") {
  Experiment experiment = small_experiment();
  experiment.scenarios.clear();
  for (int s = 0; s < 32; ++s) {  // month 4 + b parts the scenarios by bit b of their number
    Scenario scenario{.name = std::to_string(s), .set = {}, .timeline = {}};
    for (int bit = 0; bit < 5; ++bit)
      scenario.timeline.push_back({.month = 4 + bit, .set = {{"toy.policy", 0.1 * ((s >> bit) & 1)}}});
    experiment.scenarios.push_back(scenario);
  }
  Walk::most_alive = 0;
  run_all(experiment);
  CHECK(Walk::most_alive <= 6);  // log2(32) + 1
}

TEST_CASE("scenarios are identical until the first month in which they differ, and only until then") {
  const Experiment experiment = branching_experiment();
  const PanelShape shape = panel_shape(experiment);
  const auto runs = run_all(experiment);
  const auto agree = [&](std::uint32_t a, std::uint32_t b, std::size_t months) {
    return same_bits(months_before(shape, runs.at({a, 0, 0}), months),
                     months_before(shape, runs.at({b, 0, 0}), months));
  };
  CHECK(agree(0, 1, 12));  // a null scenario: no difference at all
  CHECK(agree(0, 2, 3));
  CHECK_FALSE(agree(0, 2, 4));
  CHECK(agree(2, 3, 7));
  CHECK_FALSE(agree(2, 3, 8));
  CHECK(agree(0, 4, 7));
  CHECK_FALSE(agree(0, 4, 8));
  CHECK_FALSE(agree(0, 5, 1));  // parts during spin-up
}

TEST_CASE("apply is called at the start and whenever the parameters in effect change, not otherwise") {
  const Experiment experiment = branching_experiment();
  const PanelShape shape = panel_shape(experiment);
  const auto runs = run_all(experiment);
  const auto calls = [&](std::uint32_t scenario, std::size_t month) {
    return value_at(shape, runs.at({scenario, 0, 0}), month, 0, 0, "applied");
  };
  CHECK(calls(0, 11) == 1);
  CHECK(calls(1, 11) == 1);
  CHECK(calls(2, 2) == 1);
  CHECK(calls(2, 3) == 2);
  CHECK(calls(3, 6) == 2);
  CHECK(calls(3, 7) == 3);
  CHECK(calls(4, 9) == 3);
  for (std::size_t month = 0; month < 12; ++month)
    CHECK(value_at(shape, runs.at({0, 0, 0}), month, 0, 0, "month_seen") == static_cast<double>(month));
}

TEST_CASE("seeds and replicates differ") {
  Experiment experiment = branching_experiment();
  const auto runs = run_all(experiment);
  CHECK_FALSE(same_bits(runs.at({0, 0, 0}), runs.at({0, 0, 1})));
  experiment.run.seed = 8;
  CHECK_FALSE(same_bits(runs.at({0, 0, 0}), run_all(experiment).at({0, 0, 0})));
}

TEST_CASE("what is written changes nothing in what is simulated") {
  Experiment experiment = branching_experiment();
  const PanelShape all = panel_shape(experiment);
  const auto full = run_all(experiment);
  experiment.output.metrics = {"moved_up", "share_ahead"};
  experiment.output.family_sample = 0;
  const PanelShape some = panel_shape(experiment);
  const auto chosen = run_all(experiment);

  std::vector<std::string> names;
  for (const Column& column : some.columns) names.push_back(column.name);
  REQUIRE(names ==
          std::vector<std::string>{"walkers", "moved_up", "ahead", "share_ahead"});  // a ratio brings its counts
  for (const auto& [key, run] : chosen)
    for (std::size_t t = 0; t < 12; ++t)
      for (std::size_t a = 0; a < 3; ++a)
        for (std::size_t g = 0; g < 3; ++g)
          for (const std::string& name : names)
            REQUIRE(same_bits(std::vector{value_at(some, run, t, a, g, name)},
                              std::vector{value_at(all, full.at(key), t, a, g, name)}));

  experiment.output.metrics = {"moved_upp"};
  CHECK_THROWS_WITH(panel_shape(experiment), Catch::Contains("moved_upp") && Catch::Contains("\"moved_up\""));
}

TEST_CASE("only what is wanted is simulated, with the bits it has among all") {
  const Experiment experiment = with_design(branching_experiment());
  const auto all = run_all(experiment);
  const auto wanted = [](RunKey key) {
    return key.replicate == 1 && key.point % 2 == 1 && (key.scenario == 3 || key.scenario == 6);
  };
  Walk::constructed = 0;
  const auto some = run_all(experiment, {.wanted = wanted});
  CHECK(Walk::constructed == 4);  // the pull is in effect from the start: two structures at two pulls
  REQUIRE(some.size() == 6);
  for (const auto& [key, run] : some) {
    CHECK(wanted(key));
    CHECK(same_bits(run, all.at(key)));
  }
  CHECK(run_all(experiment, {.wanted = [](RunKey) { return false; }}).empty());
}

TEST_CASE("a run that fails takes no other with it") {
  Experiment experiment = branching_experiment();
  const auto sound = run_all(experiment);
  experiment.scenarios[4].timeline[1].set["toy.fail_above"] = 0.25;  // "late" fails in month 9
  for (const unsigned threads : {1u, 3u}) {
    MemorySink sink;
    std::vector<RunFailure> failures;
    const auto summary = execute(
        experiment, sink, {.threads = threads, .on_failure = [&](const RunFailure& f) { failures.push_back(f); }});
    CHECK(summary.runs_done == 12);
    CHECK(summary.runs_failed == 2);
    CHECK_FALSE(summary.stopped);
    REQUIRE(failures.size() == 2);
    std::set<std::uint32_t> replicates;
    for (const auto& failure : failures) {
      CHECK(failure.key.scenario == 4);
      CHECK(failure.message == "month 9: the policy is too strong");
      replicates.insert(failure.key.replicate);
    }
    CHECK(replicates.size() == 2);
    for (const auto& [key, run] : sink.runs) CHECK(same_bits(run, sound.at(key)));
  }
}

TEST_CASE("a failure in a shared month is a failure of every version that shares it") {
  Experiment experiment = branching_experiment();
  experiment.scenarios[2].set["toy.fail_above"] = experiment.scenarios[3].set["toy.fail_above"] = 0.1;
  MemorySink sink;
  std::set<RunKey> failed;
  execute(experiment, sink, {.threads = 1, .on_failure = [&](const RunFailure& f) { failed.insert(f.key); }});
  CHECK(failed == std::set<RunKey>{{2, 0, 0}, {2, 0, 1}, {3, 0, 0}, {3, 0, 1}});
  CHECK(sink.runs.size() == 10);
}

TEST_CASE("a version that does not fit the panel is refused before it runs") {
  Experiment experiment = branching_experiment();
  experiment.scenarios[6].set["toy.authorities"] = std::int64_t{3};
  CHECK_THROWS_WITH(panel_shape(experiment), Catch::Contains("3 authorities") && Catch::Contains("by_authority"));
  MemorySink sink;
  const auto summary = execute(experiment, sink, {.threads = 1});
  CHECK(summary.runs_failed == 2);
  CHECK(summary.runs_done == 12);
  experiment.output.by_authority = false;
  CHECK_NOTHROW(panel_shape(experiment));
}

TEST_CASE("the stop flag ends the work; what was handed over is whole") {
  const Experiment experiment = with_design(branching_experiment());
  const auto all = run_all(experiment);
  for (const unsigned threads : {1u, 2u}) {
    std::atomic<bool> stop = false;
    struct StoppingSink final : PanelSink {
      std::atomic<bool>& flag;
      std::map<RunKey, RunResult> runs;
      explicit StoppingSink(std::atomic<bool>& f) : flag(f) {}
      void write(const RunResult& run) override {
        runs[run.key] = run;
        if (runs.size() >= 5) flag = true;
      }
    } sink(stop);
    const auto summary = execute(experiment, sink, {.threads = threads, .stop = &stop});
    CHECK(summary.stopped);
    CHECK(summary.runs_done == sink.runs.size());
    CHECK(summary.runs_done < all.size() / 2);
    for (const auto& [key, run] : sink.runs) CHECK(same_bits(run, all.at(key)));
  }
}

TEST_CASE("a sink that cannot write ends the execution with its error") {
  struct FullDisk final : PanelSink {
    void write(const RunResult&) override { throw std::runtime_error("no space left"); }
  };
  for (const unsigned threads : {1u, 3u}) {
    FullDisk sink;
    std::size_t failures = 0;
    CHECK_THROWS_WITH(execute(branching_experiment(), sink,
                              {.threads = threads, .on_failure = [&](const RunFailure&) { ++failures; }}),
                      "no space left");
    CHECK(failures == 0);
  }
}

TEST_CASE("progress ends at the total, failures included") {
  Experiment experiment = branching_experiment();
  for (const bool failing : {false, true}) {
    if (failing) experiment.scenarios[4].timeline[1].set["toy.fail_above"] = 0.25;
    Progress last;
    double before = 0;
    MemorySink sink;
    execute(experiment, sink, {.threads = 2, .on_progress = [&](const Progress& progress) {
                                 CHECK(progress.steps_done >= before);
                                 before = progress.steps_done;
                                 last = progress;
                               }});
    CHECK(last.runs_done == 14);
    CHECK(last.runs_total == 14);
    CHECK(last.steps_done == last.steps_total);
    if (!failing) CHECK(last.steps_done == planned_steps(experiment));
  }
}

TEST_CASE("processes that share an experiment do each run once, with the bits of one process") {
  Experiment experiment = with_design(branching_experiment());
  experiment.run.replicates = 3;
  const auto alone = run_all(experiment);
  // Two processes of different width take turns: each thread asks the same dealer.
  std::mutex dealing;
  std::size_t next = 0, units = 0;
  const auto deal = [&](std::size_t count) -> std::optional<std::size_t> {
    const std::lock_guard lock(dealing);
    units = count;
    return next < count ? std::optional(next++) : std::nullopt;
  };
  // The first one leaves half of the work.
  const auto deal_some = [&](std::size_t count) { return next < count / 2 ? deal(count) : std::nullopt; };
  MemorySink first, second;
  const auto one = execute(experiment, first, {.threads = 2, .workers = 3, .next_unit = deal_some});
  CHECK(one.stopped);
  const auto other = execute(experiment, second, {.threads = 1, .workers = 3, .next_unit = deal});
  CHECK(next == units);
  CHECK(one.runs_wanted == alone.size());
  CHECK(one.runs_done + other.runs_done == alone.size());
  CHECK(first.runs.size() > 0);
  CHECK(second.runs.size() > 0);
  first.runs.merge(second.runs);
  CHECK(second.runs.empty());  // none was done twice
  CHECK(same_bits(first.runs, alone));
}
