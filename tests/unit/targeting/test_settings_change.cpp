// Settings that a timeline changes under a trained model: what holds until the next training, and what at once.

#include <algorithm>
#include <catch2/catch.hpp>

#include "models/targeting/policy/features.hpp"
#include "models/targeting/policy/targeting.hpp"
#include "models/targeting/policy/training.hpp"
#include "support/runs.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

namespace {

using Names = std::vector<std::string>;

/// Trained in the months 6, 18 and 30.
constexpr Month change = 10, next_training = 18;

struct Changed {
  const char* what;
  Settings before, after;
};

/// The first month in which a run that is changed differs from one that is not; -1 for never.
Month first_effect(const Changed& changed) {
  Experiment experiment = small_england(2000);
  experiment.run.months = 22;
  Settings set = changed.before;
  set["programme.enabled"] = true;
  set["programme.capacity"] = 0.05;
  experiment.scenarios = {{.name = "same", .set = set, .timeline = {}},
                          {.name = "changed", .set = set, .timeline = {{.month = change, .set = changed.after}}}};
  const Runs runs = run_all(experiment, {.share_prefixes = false});
  const auto first = first_difference(runs, "same", "changed");
  return first ? static_cast<Month>(*first) : -1;
}

}  // namespace

TEST_CASE("What a model is trained with, and how, changes with its next training") {
  const std::string points = "points", random = "random", known = "known", logistic = "logistic", boosted = "boosted",
                    household = "household", tenure = "tenure", thresholds = "group_thresholds", none = "none",
                    children = "children", truth = "truth", weighted = "inverse_propensity";
  const Changed all[] = {
      {"fewer features", {}, {{"risk.features", Names{"children"}}}},
      {"more features", {{"risk.features", Names{}}}, {{"risk.features", Names{"tenure", "ethnicity"}}}},
      {"other features in the same number",
       {{"risk.features", Names{"tenure"}}},
       {{"risk.features", Names{"children"}}}},
      {"a rule in place of a model", {}, {{"risk.learner", points}}},
      {"a model in place of a rule", {{"risk.learner", known}}, {{"risk.learner", logistic}}},
      {"a lottery in place of a model", {}, {{"risk.learner", random}}},
      {"a model in place of a lottery", {{"risk.learner", random}}, {{"risk.learner", logistic}}},
      {"another rule", {{"risk.learner", points}}, {{"risk.criteria.police", 1e9}, {"risk.criteria.care", 1e9}}},
      {"the label", {}, {{"risk.label", truth}}},
      {"a correction begins", {}, {{"risk.correction", weighted}}},
      {"groups", {{"risk.correction_group", household}}, {{"risk.correction", thresholds}}},
      {"no groups any more",
       {{"risk.correction_group", household}, {"risk.correction", thresholds}},
       {{"risk.correction", none}}},
      {"other groups in the same number",
       {{"risk.correction_group", tenure}, {"risk.correction", thresholds}},
       {{"risk.correction_group", children}}},
  };
  for (const Changed& changed : all) {
    INFO(changed.what);
    CHECK(first_effect(changed) == next_training);
  }
}

TEST_CASE("What the programme sees and aims at changes at once") {
  const std::string prospects = "prospects";
  const Changed all[] = {
      {"a feed stops", {}, {{"services.police.linked", false}}},
      {"a feed stops and another begins", {}, {{"services.police.linked", false}, {"services.community.linked", true}}},
      {"another aim", {}, {{"programme.objective", prospects}}},
  };
  for (const Changed& changed : all) {
    INFO(changed.what);
    CHECK(first_effect(changed) == change);
  }
}

TEST_CASE("A feed that stops shows the trained model nothing, and the others as before") {
  auto parameters = still_parameters(400);
  parameters.programme.enabled = true;
  parameters.programme.start = 0;
  SmallWorld small(parameters);
  const auto police = small.index_of("police"), housing = small.index_of("housing");
  for (std::uint32_t i = 0; i < 100; ++i) small.put_on_file(i, police, 1.0f, 0), small.put_on_file(i, housing, 2.0f, 0);
  const FeatureLayout trained(small.world());
  service_of(parameters, "police").linked = false;
  small.model().apply(parameters);
  const PresentRows rows(small.world(), trained, LearnerKind::logistic, 0, 400);
  ObservationBlock block(trained.names().size());
  rows.read(0, block);
  const auto column = [&](const std::string& name) {
    return block.feature(static_cast<std::size_t>(std::find(trained.names().begin(), trained.names().end(), name) -
                                                  trained.names().begin()));
  };
  for (std::uint32_t i = 0; i < 400; ++i) {
    REQUIRE(column("police")[i] == 0.0f);
    REQUIRE(column("housing")[i] == (i < 100 ? 2.0f : 0.0f));
  }
  CHECK(FeatureLayout(small.world()).names().size() + 1 == trained.names().size());
}

TEST_CASE("Flags made under a shorter horizon are judged before older ones that have to wait longer") {
  auto parameters = still_parameters(1000);
  parameters.programme.enabled = true;
  parameters.programme.start = 0;
  parameters.programme.capacity = 0.01;
  parameters.programme.cool_down = 0;
  parameters.risk.learner = LearnerKind::random;
  parameters.risk.horizon = 24;
  SmallWorld small(parameters);
  auto& world = small.world();
  train_models(world);
  select_families(world);
  parameters.risk.horizon = 2;
  world.month = 1;
  small.model().apply(parameters);
  select_families(world);
  REQUIRE(world.flags.size() == 20);
  CHECK(std::is_sorted(world.flags.begin(), world.flags.end(),
                       [](const FlagRecord& a, const FlagRecord& b) { return a.judged < b.judged; }));
  world.tally.clear();
  world.month = 3;
  judge_flags(world);
  CHECK(small.count(Count::flags_judged) == 10);
  CHECK(world.flags.size() == 10);
}
