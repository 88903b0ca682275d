/// T9 through the targeting model itself: its records, linkage, snapshots, learner, selection and panel, with
/// everything else switched off.
///
/// Two groups (lone parents and couples, half each) alike in need, which does not move. For `months_of_signal` months
/// seven services meet everybody and record a concern with probability `in_need` or `not_in_need`: the sum of n such
/// records stands for a signal x | Y ~ N(Y, 1) when n (in_need - not_in_need) = sqrt(n (p q + p' q') / 2). Then they
/// stop, and an eighth service looks once: at 0.9 of couples and 0.3 of lone parents, whatever their need. What it sees
/// is referred, visited, and found exactly where there is need: the recorded label. The model is trained on that and
/// flags 5 %; no flag is followed. The month after, the eighth service has looked again, and the flags are judged on
/// the records.

#include "models/targeting/verify/selective_labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/experiment/verify_runs.hpp"

namespace streetlight {

namespace {

constexpr double need = 0.1, not_in_need = 0.25;
constexpr Month months_of_signal = 16, looked = months_of_signal, flagged = looked + 1;
const char* const signals[] = {"school",  "health",   "early_help", "voluntary_sector",
                               "housing", "benefits", "community"};

/// The probability p' that puts the two sums one standard deviation apart: d = p' - p solves
/// d^2 (n + 1/2) - d (1/2 - p) = p q.
double in_need() {
  const double n = std::size(signals) * months_of_signal, p = not_in_need, a = n + 0.5, b = 0.5 - p;
  return p + (b + std::sqrt(b * b + 4 * a * p * (1 - p))) / (2 * a);
}

double logit(double p) { return std::log(p / (1 - p)); }

Settings nothing_else(VerifyRuns& runs) {
  Settings set{{std::string("population.") + "families", runs.size(200000, 40000)},
               {"population.attributes.household.shares", std::vector<double>{0.5, 0.5}},
               {"population.attributes.household.deprivation", std::vector<double>{0.0, 0.0}},
               {"need.prevalence", need},
               {"need.deprivation", 0.0},
               {"need.attributes.lone", 0.0},
               {"need.shock", 0.0},
               {"harm.base", 0.0},
               {"support.relief", 0.0},
               {"deterrence.max", 0.0},
               {"scrutiny.strength", 0.0},
               {"records.half_life", 12000.0},
               {"records.retention", std::int64_t{12000}},
               {"linkage.missed", 0.0},
               {"linkage.false", 0.0},
               {"casework.hit", 1.0},
               {"casework.false", 0.0},
               {"casework.referral", 0.0},
               {"risk.horizon", std::int64_t{1}},
               {"risk.features", std::vector<std::string>{"household"}},
               {"programme.enabled", true},
               {"programme.start", std::int64_t{flagged}},
               {"programme.capacity", 0.05},
               {"programme.cool_down", std::int64_t{0}},
               {"review.deference", 0.0},
               {"review.bias.couple", -20.0},
               {"review.bias.lone", -20.0}};
  const auto service = [&](const char* name, double reach, double seen_in_need, double seen_otherwise, bool linked) {
    const std::string of = std::string("services.") + name + ".";
    set[of + "reach"] = reach;
    set[of + "need"] = 0.0;
    set[of + "deprivation"] = 0.0;
    set[of + "relief"] = 0.0;
    set[of + "detection"] = seen_in_need;
    set[of + "false_alarm"] = seen_otherwise;
    set[of + "linked"] = linked;
  };
  for (const char* name : signals) service(name, 100, in_need(), not_in_need, true);
  service("police", 0, 0.9, 0.9, false);
  set["services.police.bias.lone"] = logit(0.3) - logit(0.9);
  return set;
}

VerifyResult run(VerifyRuns& runs, const char* correction) {
  Settings set = nothing_else(runs), look{{"services.police.reach", 100.0}, {"casework.referral", 1.0}};
  set["risk.correction"] = std::string(correction);
  for (const char* name : signals) look[std::string("services.") + name + ".reach"] = 0.0;
  return runs({.model = "targeting",
               .set = std::move(set),
               .months = flagged + 2,
               .replicates = 20,
               .columns = {"families", "need", "flags", "flags_in_need", "flags_judged", "flags_confirmed",
                           "precision_true", "recall_true", "fpr_true"},
               .groups = {{"known", {{"household", {"couple"}}}}, {"unknown", {{"household", {"lone"}}}}},
               .timeline = {{.month = looked, .set = std::move(look)}}});
}

/// Half a unit of the last digit published.
constexpr double digits = 5e-4;

}  // namespace

void selective_labels_of_the_main_model(VerifyRuns& runs, VerifyRows& rows) {
  const auto biased = run(runs, "none"), weighted = run(runs, "inverse_propensity");
  const auto row = [&](const VerifyResult& result, const std::string& what, double expected, std::size_t time,
                       const char* over, const char* under, std::size_t group) {
    rows.statistical("main model, " + what, expected, result.ratio(time, over, under, group), 0.02 * expected + digits);
  };
  row(biased, "known: share flagged", 0.09888, flagged, "flags", "families", 1);
  row(biased, "known: precision, truth", 0.330, flagged, "flags_in_need", "flags", 1);
  row(biased, "known: recall, truth", 0.327, flagged, "flags_in_need", "need", 1);
  row(biased, "known: precision on the records", 0.297, flagged + 1, "flags_confirmed", "flags_judged", 1);

  // The unknown group's few flags stand in the tail, where a sum of yes and no is not normal: the order is what is
  // asked.
  const auto unknown_less_known = [&](std::size_t time, const char* over, const char* under) {
    return biased.ratio(time, over, under, 2).mean - biased.ratio(time, over, under, 1).mean;
  };
  rows.exact(
      "main model, unknown: flagged less than a thirtieth as often as known", 1,
      biased.ratio(flagged, "flags", "families", 2).mean < biased.ratio(flagged, "flags", "families", 1).mean / 30, 0);
  rows.exact("main model, precision in truth: unknown above known", 1,
             unknown_less_known(flagged, "flags_in_need", "flags") > 0, 0);
  rows.exact("main model, precision on the records: unknown below known", 1,
             unknown_less_known(flagged + 1, "flags_confirmed", "flags_judged") < 0, 0);

  // T10 in the panel's own rates: in the first month of flags, with need that stands still, all four are of one table.
  double residual = 0;
  for (std::size_t r = 0; r < biased.replicates(); ++r)
    for (std::size_t g = 0; g <= 2; ++g) {
      const double p = biased.value(r, flagged, "need", g) / biased.value(r, flagged, "families", g);
      const double ppv = biased.value(r, flagged, "precision_true", g),
                   tpr = biased.value(r, flagged, "recall_true", g);
      residual =
          std::max(residual, std::abs(biased.value(r, flagged, "fpr_true", g) - p / (1 - p) * (1 - ppv) / ppv * tpr));
    }
  rows.exact("main model, identity of T10: largest residual of the panel's rates", 0, residual, 1e-12);

  const char* const names[] = {"known", "unknown"};
  for (std::size_t g = 1; g <= 2; ++g) {
    const std::string which = fmt::format("weighted by the inverse propensity, {}: ", names[g - 1]);
    row(weighted, which + "share flagged", 0.05, flagged, "flags", "families", g);
    row(weighted, which + "precision, truth", 0.403, flagged, "flags_in_need", "flags", g);
    row(weighted, which + "recall, truth", 0.202, flagged, "flags_in_need", "need", g);
  }
}

}  // namespace streetlight
