#pragma once
/// The patterns that the model has to show together, each over 8 paired replicates (16 where it says many) of 10,000
/// families, 60 months of spin-up and 12 years written, the programme from month 24. A pattern shows when its figure is
/// above 0 by a one-sided t test with alpha = 0.001 (replicates.hpp); beside each stands a planted world in which its
/// cause is taken away and it must not show.

#include "../../unit/targeting/support/runs.hpp"
#include "replicates.hpp"

namespace streetlight::targeting::testing {

constexpr std::size_t before = 0, start = 2, last = 12;  // years

inline const std::vector<std::string> services{"school",  "health",   "early_help", "voluntary_sector",
                                               "housing", "benefits", "police",     "community"};
inline const std::vector<std::string> trust_levels{"lone",       "black",       "private_rent", "social_rent",
                                                   "managerial", "not_working", "three_or_more"};

inline Experiment long_england() {
  Experiment experiment = small_england(10000);
  experiment.base["programme.start"] = std::int64_t{24};
  experiment.base["programme.capacity"] = 0.01;
  experiment.run = {.months = 144, .spin_up = 60, .replicates = replicates, .seed = 1001};
  experiment.output.interval = Interval::year;
  return experiment;
}

inline Settings programme(Settings more = {}) {
  more["programme.enabled"] = true;
  return more;
}

/// No service sees deprived neighbourhoods more closely than others at equal need.
inline Settings equal_visibility(Settings more = {}) {
  for (const auto& service : services) more["services." + service + ".deprivation"] = 0.0;
  return more;
}

/// Need has nothing to do with deprivation or background, and neither has trust; no help changes it (help goes where
/// contacts are, so it would make need unequal again).
inline Settings equal_need(Settings more = {}) {
  for (const auto& service : services) more["services." + service + ".relief"] = 0.0;
  more["support.relief"] = 0.0;
  more["need.deprivation"] = 0.0;
  more["need.attributes.lone"] = 0.0;
  more["trust.deprivation"] = 0.0;
  for (const auto& level : trust_levels) more["trust.attributes." + level] = 0.0;
  return more;
}

inline const Runs& england() {
  static const Runs runs = [] {
    Experiment experiment = long_england();
    const std::string opt_in = "opt_in", supportive = "supportive", consent = "consent";
    experiment.scenarios = {
        {.name = "none", .set = {}, .timeline = {}},
        {.name = "programme", .set = programme(), .timeline = {}},
        {.name = "paused", .set = programme(), .timeline = {{.month = 84, .set = {{"programme.enabled", false}}}}},
        {.name = "support",
         .set = programme(
             {{"consent.mode", opt_in}, {"programme.approach", supportive}, {"programme.transparency", consent}}),
         .timeline = {}}};
    return run_all(experiment, {.threads = 2});
  }();
  return runs;
}

/// Where 1,200 flags a year are few for what is asked.
constexpr std::uint32_t many = 16;

/// Runs of scenarios of one's own.
inline Runs run_scenarios(std::vector<Scenario> scenarios, std::uint32_t n = replicates) {
  Experiment experiment = long_england();
  experiment.run.replicates = n;
  experiment.scenarios = std::move(scenarios);
  return run_all(experiment, {.threads = 2});
}

/// log of the poor groups' rate over the rich groups' rate of a stock or flow.
inline double gradient(const Runs& runs, const std::string& scenario, std::uint32_t r, std::size_t from, std::size_t to,
                       const std::string& numerator, const std::string& denominator) {
  return std::log(runs.ratio(scenario, r, from, to, numerator, denominator, "poor") /
                  runs.ratio(scenario, r, from, to, numerator, denominator, "rich"));
}

/// Flags of years [from, to) that the records confirm a year later, over those that were on families in need: log
/// ratio.
inline double overstatement(const Runs& runs, const std::string& scenario, std::uint32_t r, std::size_t from,
                            std::size_t to) {
  return std::log(runs.ratio(scenario, r, from + 1, to + 1, "flags_confirmed", "flags_judged") /
                  runs.ratio(scenario, r, from, to, "flags_in_need", "flags"));
}

}  // namespace streetlight::targeting::testing
