// The promises of the program, kept by the targeting model itself: a small England of 3,000 families run through the
// engine.

#include <catch2/catch.hpp>
#include <memory>
#include <thread>

#include "support/runs.hpp"

namespace streetlight {
ModelType targeting_model();
}

using namespace streetlight;
using namespace streetlight::targeting::testing;

namespace {

/// Every scenario from scratch, so that agreement before the first difference is the model's doing, not the engine's.
const Runs& from_scratch() {
  static const Runs runs = run_all(branching_england(), {.threads = 2, .share_prefixes = false});
  return runs;
}

}  // namespace

TEST_CASE("Any number of threads gives the same bits") {
  Experiment experiment = branching_england(6000);  // several blocks of families
  experiment.run.months = 16;
  experiment.run.replicates = 2;
  experiment.output.by_authority = true;
  experiment.base["authorities.count"] = std::int64_t{3};
  experiment.base["services.early_help.capacity"] = 8.0;
  experiment.base["casework.capacity"] = 3.0;
  const auto expected = digest(run_all(experiment, {.threads = 1}));
  for (const unsigned threads : {2U, 3U, 7U}) {
    INFO(threads << " threads");
    CHECK(digest(run_all(experiment, {.threads = threads})) == expected);
  }
  experiment.run.seed += 1;  // the digest is not a constant
  CHECK(digest(run_all(experiment, {.threads = 1})) != expected);
}

TEST_CASE("What was read before leaves nothing in the parameters that are read next") {
  // A thread keeps its table; one that has read nothing yet makes a new one
  const ModelType model = targeting_model();
  const std::vector<std::string> keys{"services.library.reach", "services.library.bias.asian"};
  const std::vector<Settings> readings{
      {},
      {{"services.library.reach", 0.3}, {"services.library.bias.asian", 0.4}, {"programme.enabled", true}},
      {{"risk.features", std::vector<std::string>{"tenure"}}, {"casework.capacity", 3.0}},
      {{"services.police.bias.black", 0.9}, {"population.families", std::int64_t{50}}},
      {{"programme.transparency", std::string("consent")}, {"authorities.count", std::int64_t{3}}},
      {{"casework.capacity", std::string("none")}},
  };
  std::vector<std::shared_ptr<const AnyParameters>> alone;
  for (const Settings& settings : readings) std::thread([&] { alone.push_back(model.read(settings, keys)); }).join();
  const std::vector<std::size_t> order{1, 0, 2, 3, 0, 4, 1, 5, 2, 0, 5, 3, 4};
  for (const std::size_t k : order) {
    INFO("reading " << k);
    const auto again = model.read(readings[k], keys);
    for (std::size_t other = 0; other < readings.size(); ++other) {
      const bool same = other == k || (k == 0 && other == 5) || (k == 5 && other == 0);  // "none" is the default
      CHECK(again->same_as(*alone[other]) == same);
    }
  }
}

TEST_CASE("Runs forked from a shared prefix equal runs from scratch") {
  CHECK(same_bits(run_all(branching_england(), {.share_prefixes = true}), from_scratch()));
}

TEST_CASE("Scenarios are alike to the bit until the first month in which their parameters differ") {
  struct Pair {
    const char *one, *other;
    std::int64_t month;  // of the first difference
  };
  // Programmes start in month 6 and take their snapshots before; what a policy is matters from its first month on.
  const Pair pairs[] = {{"none", "programme", 6},    {"none", "told", 6},    {"none", "asked", 6},
                        {"none", "leaving", 6},      {"none", "audited", 6}, {"none", "lottery", 6},
                        {"none", "horizon", 6},      {"none", "company", 6}, {"programme", "told", 6},
                        {"programme", "lottery", 6}, {"none", "later", 11},  {"programme", "later", 6},
                        {"programme", "paused", 14}, {"none", "help", 17},   {"programme", "campaign", 25}};
  for (const auto& [one, other, month] : pairs) {
    INFO(one << " and " << other);
    const auto first = first_difference(from_scratch(), one, other);
    REQUIRE(first.has_value());
    CHECK(*first == month);
  }
}

TEST_CASE("A scenario that changes nothing differs by exactly zero in every column") {
  CHECK(!first_difference(from_scratch(), "programme", "null").has_value());
}

TEST_CASE("A change of a parameter without effect changes nothing, and one with an effect does") {
  // What only a programme would use, set where there is none.
  Experiment experiment = small_england();
  const std::string reg = "register", opt_in = "opt_in", known = "known";
  experiment.scenarios = {{.name = "none", .set = {}, .timeline = {}},
                          {.name = "idle",
                           .set = {{"programme.transparency", reg},
                                   {"programme.capacity", 0.1},
                                   {"programme.audit", 0.5},
                                   {"consent.mode", opt_in},
                                   {"risk.learner", known},
                                   {"risk.horizon", std::int64_t{3}},
                                   {"awareness.press", 0.9},
                                   {"scandal.hazard", 1.0},
                                   {"campaign.reach", 1.0},
                                   {"dialogue.reach", 1.0},
                                   {"review.deference", 0.0},
                                   {"access.rate", 0.5},
                                   {"licence.covert", -3.0},
                                   {"trust.covert", 5.0}},
                           .timeline = {}},
                          {.name = "hit", .set = {{"casework.hit", 0.8}}, .timeline = {}}};
  const Runs runs = run_all(experiment, {.share_prefixes = false});
  CHECK(!first_difference(runs, "none", "idle").has_value());
  CHECK(first_difference(runs, "none", "hit") == 0);
}

TEST_CASE("What is reported changes no bit of what remains") {
  Experiment everything = small_england();
  everything.base["authorities.count"] = std::int64_t{3};
  everything.base["programme.enabled"] = true;
  // Prices without an exact binary form: sums of money by authority must still add up the same way.
  everything.base["cost.contact"] = 40.1;
  everything.base["cost.visit"] = 700.3;
  everything.output.by_authority = true;
  const Runs all = run_all(everything);

  const auto compare = [&](const Experiment& experiment) {
    const Runs some = run_all(experiment);
    std::size_t compared = 0, differing = 0;
    std::string where;
    for (std::size_t t = 0; t < some.times(); ++t)
      for (std::size_t a = 0; a < some.shape.authorities.size(); ++a)
        for (std::size_t g = 0; g < some.shape.groups.size(); ++g)
          for (std::size_t c = 0; c < some.shape.columns.size(); ++c) {
            const auto& name = some.shape.columns[c].name;
            const double x = some.value(some.run("none"), t, c, g, a);
            const double y = all.value(all.run("none"), t, all.column(name), all.group(some.shape.groups[g]), a);
            ++compared;
            if (!same_bits(x, y) && differing++ == 0)
              where = name + " in " + some.shape.groups[g] + " at " + std::to_string(t);
          }
    INFO(differing << " of " << compared << " values differ, first " << where);
    CHECK(compared > 0);
    CHECK(differing == 0);
  };

  SECTION("columns") {
    Experiment few = everything;
    few.output.metrics = {"trust", "flags", "cost"};
    REQUIRE(panel_shape(few).columns.size() < panel_shape(everything).columns.size());
    compare(few);
  }
  SECTION("groups") {
    Experiment few = everything;
    few.groups = {everything.groups[2]};
    compare(few);
  }
  SECTION("authorities") {
    Experiment whole = everything;
    whole.output.by_authority = false;
    compare(whole);
  }
  SECTION("sampled families") {
    Experiment sampled = everything;
    sampled.output.family_sample = 20;
    compare(sampled);
  }
}

TEST_CASE("Rows of authorities add up to all, overlapping groups hold what their conditions say") {
  Experiment experiment = small_england();
  experiment.base["authorities.count"] = std::int64_t{4};
  experiment.base["programme.enabled"] = true;
  experiment.base["risk.pooled"] = GENERATE(false, true);
  experiment.output.by_authority = true;
  experiment.groups.push_back({.name = "couple", .conditions = {{"household", {"couple"}}}});
  const Runs runs = run_all(experiment);
  REQUIRE(runs.shape.authorities.size() == 5);
  const auto& run = runs.run("none");
  for (std::size_t c = 0; c < runs.shape.columns.size(); ++c) {
    const auto& column = runs.shape.columns[c];
    if (column.kind == ColumnKind::ratio || column.kind == ColumnKind::relative) continue;
    std::size_t wrong = 0, above = 0, apart = 0;
    for (std::size_t t = 0; t < runs.times(); ++t) {
      for (std::size_t g = 0; g < runs.shape.groups.size(); ++g) {
        double sum = 0;
        for (std::size_t a = 1; a < 5; ++a) sum += runs.value(run, t, c, g, a);
        wrong += sum != Approx(runs.value(run, t, c, g, 0)).epsilon(column.type == ColumnType::count ? 0 : 1e-12);
      }
      const auto at = [&](const char* group) { return runs.value(run, t, c, runs.group(group)); };
      if (column.type != ColumnType::count || column.name == "in_use") continue;  // in_use: all groups together
      above += at("lone_poor") > std::min(at("lone"), at("poor"));
      apart += at("lone") + at("couple") != at("all");
    }
    INFO(column.name);
    CHECK(wrong == 0);
    CHECK(above == 0);
    CHECK(apart == 0);
  }
  CHECK(runs.value("none", 0, 0, "families") == 3000);
  const double deciles = runs.value("none", 0, 0, "families", "poor");
  CHECK(deciles == 900);  // 30 neighbourhoods of 100: three a decile
}

TEST_CASE("A pooled model is another model than one an authority") {
  Experiment experiment = small_england();
  experiment.base["authorities.count"] = std::int64_t{3};
  experiment.base["programme.enabled"] = true;
  experiment.base["programme.capacity"] = 0.02;
  experiment.scenarios = {{.name = "apart", .set = {}, .timeline = {}},
                          {.name = "pooled", .set = {{"risk.pooled", true}}, .timeline = {}}};
  const Runs runs = run_all(experiment, {.share_prefixes = false});
  CHECK(first_difference(runs, "apart", "pooled") == 6);
}

TEST_CASE("Seeds and replicates differ, and a replicate does not depend on how many there are") {
  Experiment experiment = small_england(1000);
  experiment.run.months = 6;
  experiment.run.replicates = 3;
  const Runs three = run_all(experiment);
  const auto run = [](const Runs& runs, std::uint32_t replicate) -> const RunResult& {
    return runs.runs.at({0, 0, replicate});
  };
  CHECK(!same_bits(run(three, 0), run(three, 1)));
  CHECK(!same_bits(run(three, 0), run(three, 2)));
  CHECK(!same_bits(run(three, 1), run(three, 2)));
  experiment.run.replicates = 1;
  const Runs one = run_all(experiment);
  CHECK(same_bits(run(one, 0), run(three, 0)));
  for (const std::uint64_t seed :
       {std::uint64_t{12}, std::uint64_t{11} + (std::uint64_t{1} << 32)}) {  // both halves count
    experiment.run.seed = seed;
    CHECK(!same_bits(run(run_all(experiment), 0), run(one, 0)));
  }
}

TEST_CASE("A pause means the same whatever month the programme started in") {
  // Learner and snapshots of a paused programme stay, so a resumed one flags at once.
  for (const std::int64_t start : {std::int64_t{6}, std::int64_t{24}}) {
    Experiment experiment = small_england();
    experiment.run.months = 36;
    experiment.base["programme.enabled"] = true;
    experiment.base["programme.start"] = start;
    const auto pause = static_cast<Month>(start + 3), resume = static_cast<Month>(start + 5);
    experiment.scenarios = {{.name = "paused",
                             .set = {},
                             .timeline = {{.month = pause, .set = {{"programme.enabled", false}}},
                                          {.month = resume, .set = {{"programme.enabled", true}}}}}};
    const Runs runs = run_all(experiment);
    INFO("start " << start);
    CHECK(runs.value("paused", 0, static_cast<std::size_t>(start), "flags") > 0);
    CHECK(runs.value("paused", 0, static_cast<std::size_t>(pause), "flags") == 0);
    CHECK(runs.value("paused", 0, static_cast<std::size_t>(resume), "flags") > 0);
  }
}
