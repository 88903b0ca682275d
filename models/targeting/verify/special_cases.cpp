/// M1 to M6: special cases of the main model in which the answer is known.

#include <fmt/format.h>

#include <cmath>

#include "models/targeting/verify/selective_labels.hpp"
#include "sim/experiment/verify_runs.hpp"

namespace streetlight {

namespace {

const char* const model = "targeting";
const char* const services[] = {"school",  "health",   "early_help", "voluntary_sector",
                                "housing", "benefits", "police",     "community"};

Settings of_services(const char* parameter, double value) {
  Settings settings;
  for (const char* service : services) settings[fmt::format("services.{}.{}", service, parameter)] = value;
  return settings;
}

/// How many the main model simulates.
Settings size(VerifyRuns& runs) { return {{"population.families", runs.size(100000, 20000)}}; }

Settings joined(std::initializer_list<Settings> parts) {
  Settings all;
  for (const auto& part : parts)
    for (const auto& [key, value] : part) all[key] = value;
  return all;
}

/// Nobody helps, and set-points are all alike: need is one autoregression about one mean.
Settings need_alone() {
  return joined(
      {of_services("relief", 0.0),
       {{"need.deprivation", 0.0}, {"need.attributes.lone", 0.0}, {"need.spread", 0.0}, {"support.relief", 0.0}}});
}

double upper_tail(double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }

/// z with upper_tail(z) = share, by bisection.
double upper_quantile(double share) {
  double low = -10, high = 10;
  for (int i = 0; i < 100; ++i) (upper_tail(0.5 * (low + high)) > share ? low : high) = 0.5 * (low + high);
  return 0.5 * (low + high);
}

void stationary_need(VerifyRuns& runs, VerifyRows& rows) {
  const double prevalence = 0.147, reversion = 0.05, shock = 0.1;
  const auto result =
      runs({.model = model,
            .set = joined({size(runs),
                           need_alone(),
                           {{"need.prevalence", prevalence}, {"need.reversion", reversion}, {"need.shock", shock}}}),
            .months = 25,
            .replicates = 20,
            .columns = {"prevalence_true"}});
  // The threshold is set for the variance shock^2 / (1 - (1 - reversion)^2): any other would move the share in need.
  for (const std::size_t t : {0, 24})
    rows.statistical(fmt::format("share in need, month {}", t), prevalence,
                     estimate(result.values(t, "prevalence_true")), 0);
}

void response_of_need(VerifyRuns& runs, VerifyRows& rows) {
  const double prevalence = 0.147, reversion = 0.05, shock = 0.1, shift = 0.01;
  const auto result = runs({.model = model,
                            .set = joined({size(runs),
                                           need_alone(),
                                           {{"need.prevalence", prevalence},
                                            {"need.reversion", reversion},
                                            {"need.shock", shock},
                                            {"need.shift", shift}}}),
                            .months = 61,
                            .replicates = 20,
                            .columns = {"prevalence_true"}});
  // A steady push moves the mean by shift / reversion (1 - (1 - reversion)^t): the sum of the autocorrelation function
  // (1 - reversion)^k. Entrants (1 in 216 a month) have felt it only since they came. A slower reversion moves need
  // less at first and more in the end, relative to its own spread, so early and late months are looked at.
  const double kept = 1 - reversion, sd = shock / std::sqrt(1 - kept * kept),
               threshold = upper_quantile(prevalence) * sd;
  const auto in_need = [&](int months) {
    return upper_tail((threshold - shift / reversion * (1 - std::pow(kept, months))) / sd);
  };
  for (const int month : {0, 11, 60}) {
    const int felt = month + 1;
    double expected = (1 - felt / 216.0) * in_need(felt);
    for (int since = 1; since <= felt; ++since) expected += in_need(since) / 216;
    rows.statistical(fmt::format("share in need after {} month{} of a push of {}", felt, felt == 1 ? "" : "s", shift),
                     expected, estimate(result.values(static_cast<std::size_t>(month), "prevalence_true")), 0);
  }
}

void no_deterrence(VerifyRuns& runs, VerifyRows& rows) {
  for (const double max : {0.0, 0.8}) {
    const auto result = runs({.model = model,
                              .set = {{"deterrence.max", max},
                                      {"trust.base", 0.7},
                                      {"programme.enabled", true},
                                      {"programme.start", std::int64_t{2}},
                                      {"awareness.press", 0.2}},
                              .months = 18,
                              .replicates = 1});
    double deterred = 0;
    for (std::size_t t = 0; t < result.times(); ++t)
      for (const char* service : services) deterred += result.value(0, t, std::string("deterred_") + service);
    if (max == 0.0)
      rows.exact("contacts deterred, deterrence.max = 0, distrust spreading", 0, deterred, 0);
    else
      rows.exact("whether contacts are deterred at deterrence.max = 0.8 (1: yes)", 1, deterred > 0, 0);
  }
}

void equal_flags(VerifyRuns& runs, VerifyRows& rows) {
  const auto result = runs({.model = model,
                            .set = joined({size(runs),
                                           of_services("deprivation", 0.0),
                                           {{"need.deprivation", 0.0},
                                            {"need.attributes.lone", 0.0},
                                            {"deterrence.max", 0.0},
                                            {"risk.features", std::vector<std::string>{}},
                                            {"programme.enabled", true},
                                            {"programme.start", std::int64_t{14}}}}),
                            .months = runs.quick() ? 24 : 48,
                            .replicates = 20,
                            .columns = {"flags", "need", "need_absent"},
                            .groups = {{"lone", {{"household", {"lone"}}}},
                                       {"social", {{"tenure", {"social_rent"}}}},
                                       {"deprived", {{"deprivation", {"9", "10"}}}}}});
  const char* const names[] = {"lone parents", "social renters", "most deprived fifth"};
  for (std::size_t g = 1; g <= 3; ++g) {
    std::vector<double> ratios;
    for (std::size_t r = 0; r < result.replicates(); ++r) {
      double flags[2] = {}, people[2] = {};
      for (std::size_t t = 0; t < result.times(); ++t)
        for (const std::size_t which : {std::size_t{0}, g}) {
          flags[which > 0] += result.value(r, t, "flags", which);
          people[which > 0] += result.value(r, t, "need", which) + result.value(r, t, "need_absent", which);
        }
      ratios.push_back(flags[1] / people[1] / (flags[0] / people[0]));
    }
    rows.statistical(fmt::format("flag rate over that of all, {}", names[g - 1]), 1, estimate(ratios), 0);
  }
}

void retention(VerifyRuns& runs, VerifyRows& rows) {
  // All services stop in month 12, so the last entry is of month 11 and no file is left 12 months later.
  const auto result = runs({.model = model,
                            .set = {{"records.retention", std::int64_t{12}}},
                            .months = 26,
                            .replicates = 1,
                            .columns = {"records"},
                            .timeline = {{.month = 12, .set = of_services("reach", 0.0)}}});
  int last = -1;
  for (std::size_t t = 0; t < result.times(); ++t)
    if (result.value(0, t, "records") > 0) last = static_cast<int>(t);
  rows.exact("last month with a file, entries ending in month 11, retention 12", 22, last, 0);
}

void perfect_inspection(VerifyRuns& runs, VerifyRows& rows) {
  // Need that does not move, every flag visited, every visit right: the records then confirm exactly the flags that
  // were right, horizon months later. Those who left in between are not judged.
  const std::int64_t horizon = 3;
  const auto result = runs({.model = model,
                            .set = joined({size(runs),
                                           need_alone(),
                                           {{"need.spread", 1.0},
                                            {"need.shock", 0.0},
                                            {"harm.base", 0.0},
                                            {"casework.hit", 1.0},
                                            {"casework.false", 0.0},
                                            {"review.deference", 1.0},
                                            {"risk.label", std::string("truth")},
                                            {"risk.horizon", horizon},
                                            {"programme.enabled", true},
                                            {"programme.start", std::int64_t{4}}}}),
                            .months = 24,
                            .replicates = 10});
  std::vector<double> gaps;
  for (std::size_t r = 0; r < result.replicates(); ++r) {
    double right = 0, flags = 0, confirmed = 0, judged = 0;
    for (std::size_t t = 4; t + static_cast<std::size_t>(horizon) < result.times(); ++t) {
      right += result.value(r, t, "flags_in_need");
      flags += result.value(r, t, "flags");
      confirmed += result.value(r, t + static_cast<std::size_t>(horizon), "flags_confirmed");
      judged += result.value(r, t + static_cast<std::size_t>(horizon), "flags_judged");
    }
    gaps.push_back(confirmed / judged - right / flags);
  }
  rows.statistical("precision on the records less true precision", 0, estimate(gaps), 0.002);
}

}  // namespace

std::vector<VerifyTarget> targeting_checks() {
  // The other half of T9 is the model of selective labels.
  return {{"T9", selective_labels_source, selective_labels_of_the_main_model},
          {"M1", "Main model: stationary variance of need, closed form", stationary_need},
          {"M2", "Main model: autocorrelation of need, from its response to a push, closed form", response_of_need},
          {"M3", "Main model: no deterrence, no deterred contact", no_deterrence},
          {"M4", "Main model: equal need and equal visibility give equal flag rates", equal_flags},
          {"M5", "Main model: retention, closed form", retention},
          {"M6", "Main model: an oracle's label and inspection leave no gap between recorded and true precision",
           perfect_inspection}};
}

}  // namespace streetlight
