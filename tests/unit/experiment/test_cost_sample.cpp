// What simulating will cost, from a sample: on a clock that counts what the toy model does, so that every second is
// known.
#include "sim/experiment/cost_sample.hpp"

#include <catch2/catch.hpp>

#include "sim/experiment/shape.hpp"
#include "tests/support/experiment_runs.hpp"

using namespace streetlight;
using namespace streetlight::toy;

namespace {

/// All scenarios of the branching experiment in one replicate.
struct Branching {
  Experiment experiment = branching_experiment();
  std::vector<Version> versions;
  VersionSet set;
  BlockRunner blocks;
  std::size_t ended = 0;

  Branching() {
    for (std::uint32_t s = 0; s < experiment.scenarios.size(); ++s)
      versions.push_back(make_version(experiment, s, 0, {}));
    for (const Version& version : versions) set.push_back(&version);
    Walk::constructed = Walk::copied = Walk::steps = 0;
  }
  /// On whose clock a month takes `month` seconds, a start 10 and a copy 3.
  CostSample sample(double month) {
    return CostSample(
        experiment, record_layout(experiment, Settings{}), blocks,
        [month] {
          return month * static_cast<double>(Walk::steps) + 10.0 * static_cast<double>(Walk::constructed) +
                 3.0 * static_cast<double>(Walk::copied);
        },
        [this](RunResult) { ++ended; });
  }
};

}  // namespace

TEST_CASE("the work of versions is what simulating them does") {
  Branching branching;
  const Work work = work_of(branching.experiment, branching.set);
  CHECK(work.ends == static_cast<double>(branching.versions.size()));
  auto sample = branching.sample(1);
  REQUIRE(sample.simulate(branching.set, 0, 1e9));
  const Work cost = sample.cost(work);
  CHECK(cost.all_months() == Approx(static_cast<double>(Walk::steps)));
  CHECK(cost.starts == Approx(10.0 * static_cast<double>(Walk::constructed)));
  CHECK(cost.forks == Approx(3.0 * static_cast<double>(Walk::copied)));
  CHECK(sample.spent() == Approx(cost.all_months() + cost.starts + cost.forks));
  CHECK(branching.ended > 0);
  CHECK(sample.cost(Work(branching.experiment).add(work, 7)).all_months() == Approx(7 * cost.all_months()));
}

TEST_CASE("months that were not reached cost what they cost on a smaller population, in proportion") {
  Branching branching;
  const Work work = work_of(branching.experiment, branching.set);
  auto shape = branching.sample(1);
  REQUIRE(shape.simulate(branching.set, 0, 1e9));
  const double months = shape.cost(work).all_months(), forks = shape.cost(work).forks;
  auto sample = branching.sample(5);
  const auto before = static_cast<double>(Walk::steps);
  CHECK_FALSE(sample.simulate(branching.set, 0, 30));  // a start and four months
  CHECK(static_cast<double>(Walk::steps) - before == 5);
  CHECK(sample.cost(work, &shape).all_months() == Approx(5 * months));
  CHECK(sample.cost(work, &shape).forks == Approx(forks));
}

TEST_CASE("without a smaller population they cost what those cost that were reached") {
  Branching branching;
  Work work(branching.experiment);
  auto sample = branching.sample(5);
  CHECK_FALSE(sample.simulate(branching.set, 0, 0));  // at least one month, whatever it takes
  CHECK(Walk::steps == 1);
  work.months[0][0] = work.months[0][9] = work.months[1][3] = 3000;  // the smaller structure begins
  CHECK(sample.cost(work).all_months() == Approx(15));
}

TEST_CASE("a version that fails is left where it does") {
  Branching branching;
  branching.experiment.scenarios[0].set["toy.policy"] = 1.0;
  branching.experiment.scenarios[0].set["toy.fail_above"] = 0.5;
  const Version failing = make_version(branching.experiment, 0, 0, {});
  auto sample = branching.sample(1);
  CHECK(sample.simulate({&failing}, 0, 1e9));
  CHECK(branching.ended == 0);
  CHECK(Walk::steps > 4);
}
