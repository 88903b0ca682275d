// Patterns P1 to P5: what the records show, and whom they see.

#include <catch2/catch.hpp>

#include "pattern_worlds.hpp"

using namespace streetlight;
using namespace streetlight::targeting::testing;

TEST_CASE("P1: the recorded gradient by deprivation is steeper than the gradient of need") {
  const auto steeper = [](const Runs& runs, const char* scenario) {
    return figure_of([&](auto r) {
      return gradient(runs, scenario, r, before, last, "open_cases", "families") -
             gradient(runs, scenario, r, before, last, "need", "families");
    });
  };
  const Figure shown = steeper(england(), "none");
  INFO("recorded less true log gradient " << shown);
  CHECK(shown.positive());
  const Figure planted = steeper(
      run_scenarios({{.name = "equal visibility", .set = equal_visibility(), .timeline = {}}}), "equal visibility");
  INFO("with equal visibility " << planted);
  CHECK(!planted.positive());
}

namespace {

const Runs& at_equal_need() {
  const std::int64_t never_again = 1200;
  static const Runs runs =
      run_scenarios({{.name = "visible", .set = programme(equal_need()), .timeline = {}},
                     {.name = "frozen", .set = programme(equal_need({{"risk.retrain", never_again}})), .timeline = {}},
                     {.name = "alike", .set = programme(equal_need(equal_visibility())), .timeline = {}},
                     {.name = "alike frozen",
                      .set = programme(equal_need(equal_visibility({{"risk.retrain", never_again}}))),
                      .timeline = {}}},
                    many);
  return runs;
}

}  // namespace

TEST_CASE("P2: at equal need unequal visibility alone makes flags unequal") {
  // By the model as first trained, on the records from before the programme.
  const auto unequal = [&](const char* scenario) {
    return figure_of([&](auto r) { return gradient(at_equal_need(), scenario, r, start, last, "flags", "families"); },
                     many);
  };
  const Figure need = figure_of(
      [&](auto r) { return gradient(at_equal_need(), "visible", r, before, last, "need", "families"); }, many);
  const Figure flags = unequal("frozen"), planted = unequal("alike frozen");
  INFO("log ratio of need, poor over rich: " << need << "; of flags " << flags << "; of flags with equal visibility "
                                             << planted);
  CHECK(std::abs(need.mean()) < 0.05);
  CHECK(flags.positive());
  CHECK(!planted.positive());
}

TEST_CASE("P2: retraining widens the inequality where a finding says that somebody looked") {
  // Services see deprived families far more closely, and visits find as much wherever they go: what several studies
  // make of substantiation (Hussey et al. 2005; Kohl, Jonson-Reid and Drake 2009: families with and without a finding
  // fare alike). Then the first flags decide where the next labels are.
  Settings looked{{"casework.hit", 0.58}, {"casework.false", 0.58}};
  Settings seen = looked, alike = equal_visibility(looked), followed;
  for (const char* service : {"school", "health", "housing", "benefits", "police"})
    seen["services." + std::string(service) + ".deprivation"] =
        followed["services." + std::string(service) + ".deprivation"] = 1.0;
  const auto world = [](const char* name, Settings set, bool retrained) {
    if (!retrained) set["risk.retrain"] = std::int64_t{1200};
    return Scenario{.name = name, .set = programme(equal_need(std::move(set))), .timeline = {}};
  };
  const Runs runs = run_scenarios({world("seen", seen, true), world("seen, frozen", seen, false),
                                   world("alike", alike, true), world("alike, frozen", alike, false),
                                   world("followed", followed, true), world("followed, frozen", followed, false)},
                                  many);
  const auto widened = [&](const char* retrained, const char* frozen) {
    return figure_of(
        [&](auto r) {
          return gradient(runs, retrained, r, 6, last, "flags", "families") -
                 gradient(runs, frozen, r, 6, last, "flags", "families");
        },
        many);
  };
  const Figure shown = widened("seen", "seen, frozen"), planted = widened("alike", "alike, frozen"),
               sound = widened("followed", "followed, frozen");
  INFO("retraining widens the log ratio of flags by " << shown << ", with equal visibility by " << planted
                                                      << ", where findings follow need by " << sound);
  CHECK(shown.positive());
  CHECK(!planted.positive());
  // Where findings follow need, as England's defaults have it, the programme's own visits correct the first records.
  CHECK(sound.negative());
}

TEST_CASE("P3: precision on the records overstates precision in truth") {
  const auto overstated = [](const Runs& runs, const char* scenario) {
    return figure_of([&](auto r) { return overstatement(runs, scenario, r, start, last - 1); });
  };
  const Figure shown = overstated(england(), "programme");
  INFO("log of recorded over true precision " << shown);
  CHECK(shown.positive());
  // Visits that never find what is not there: the records confirm no more than there is.
  const Figure planted = overstated(
      run_scenarios({{.name = "sound", .set = programme({{"casework.false", 0.0}}), .timeline = {}}}), "sound");
  INFO("with sound findings " << planted);
  CHECK(!planted.positive());
}

TEST_CASE("P4: trust falls most where families are visited most") {
  const auto fall = [](const Runs& runs, const char* with, const char* without, const char* group) {
    return figure_of([&](auto r) {
      return runs.ratio(without, r, start, last, "trust_sum", "families", group) -
             runs.ratio(with, r, start, last, "trust_sum", "families", group);
    });
  };
  const auto deeper = [&](const Runs& runs, const char* with, const char* without) {
    Figure made = fall(runs, with, without, "poor");
    const Figure rich = fall(runs, with, without, "rich");
    for (std::size_t r = 0; r < made.values.size(); ++r) made.values[r] -= rich.values[r];
    return made;
  };
  const Figure visits = figure_of(
      [](auto r) { return gradient(england(), "programme", r, start, last, "programme_visits", "families"); });
  const Figure everyone = fall(england(), "programme", "none", "all"), shown = deeper(england(), "programme", "none");
  INFO("log ratio of visits " << visits << ", fall of trust in all " << everyone
                              << ", in the poor more than in the rich by " << shown);
  CHECK(visits.positive());
  CHECK(everyone.positive());
  CHECK(shown.positive());
  // Visits that nobody minds or hears of: trust falls by discovery alone, no more where visits are.
  const Settings harmless{{"trust.unwarranted", 0.0},
                          {"trust.intrusive", 0.0},
                          {"trust.hearsay", 0.0},
                          {"trust.help", 0.0},
                          {"trust.covert", 0.0}};
  const Runs runs = run_scenarios({{.name = "none", .set = harmless, .timeline = {}},
                                   {.name = "programme", .set = programme(harmless), .timeline = {}}});
  const Figure planted = deeper(runs, "programme", "none");
  INFO("with harmless visits by " << planted);
  CHECK(!planted.positive());
}

TEST_CASE("P5: deterred families use voluntary services less and surface in crisis more") {
  const auto change = [](const Runs& runs, const char* deterred, const char* open, const char* column) {
    return figure_of([&](auto r) {
      return std::log(runs.sum(deterred, r, before, last, column) / runs.sum(open, r, before, last, column));
    });
  };
  Settings helpless{{"support.relief", 0.0}};
  for (const auto& service : services) helpless["services." + service + ".relief"] = 0.0;
  Settings open{{"deterrence.max", 0.0}}, helpless_open = helpless;
  helpless_open["deterrence.max"] = 0.0;
  const Runs runs = run_scenarios({{.name = "deterred", .set = {}, .timeline = {}},
                                   {.name = "open", .set = open, .timeline = {}},
                                   {.name = "helpless", .set = helpless, .timeline = {}},
                                   {.name = "helpless open", .set = helpless_open, .timeline = {}}});
  const Figure voluntary = change(runs, "deterred", "open", "contacts_voluntary_sector"),
               early_help = change(runs, "deterred", "open", "contacts_early_help"),
               police = change(runs, "deterred", "open", "contacts_police"),
               unmet = change(runs, "deterred", "open", "unmet_need");
  INFO("log change by deterrence: voluntary sector " << voluntary << ", early help " << early_help << ", police "
                                                     << police << ", unmet need " << unmet);
  CHECK(voluntary.negative());
  CHECK(early_help.negative());
  CHECK(police.positive());
  CHECK(unmet.positive());
  // Where services help nobody, staying away costs nothing, and no crisis follows.
  const Figure planted = change(runs, "helpless", "helpless open", "contacts_police");
  INFO("police where no service helps " << planted);
  CHECK(!planted.positive());
}

TEST_CASE("P5: a placebo institution that keeps no records is not avoided") {
  // The voluntary sector, which does keep some, is.
  const Figure planted =
      figure_of([](auto r) { return england().sum("programme", r, 4, last, "deterred_voluntary_sector"); });
  CHECK(planted.positive());
  const Figure avoided = figure_of([](auto r) { return england().sum("programme", r, 4, last, "deterred_community"); });
  INFO("contacts with the community lost to distrust " << avoided);
  CHECK(avoided.mean() == 0);
}
