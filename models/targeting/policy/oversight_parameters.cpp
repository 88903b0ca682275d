#include "models/targeting/policy/oversight_parameters.hpp"

namespace streetlight::targeting {

void PredeploymentParameters::declare(ParameterTable& table) {
  table.add(
      {.key = "predeployment.auc",
       .unit = "share",
       .range = {0, 1},
       .grade = Grade::choice,
       .source = "policy: audit before use, as algorithmic impact assessments ask",
       .sentence =
           "Area under the curve against true need, on an audited sample, that a model must reach before its pool may "
           "flag anyone; tried again at each retraining. 0: no audit."},
      auc);
  table.add({.key = "predeployment.sample",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "policy",
             .sentence = "Share of families whose true need the audit before use determines."},
            sample);
}

void MonitoringParameters::declare(ParameterTable& table) {
  table.add(
      {.key = "monitoring.no_finding",
       .unit = "share",
       .range = {0, 1},
       .grade = Grade::choice,
       .source = "policy: a stop rule fixed in advance",
       .sentence =
           "Share of the programme's visits that end without a finding above which the authority pauses it. 1: never."},
      no_finding);
  table.add(
      {.key = "monitoring.flag_ratio",
       .unit = "ratio",
       .range = {0, 1000},
       .grade = Grade::choice,
       .source = "policy: a stop rule fixed in advance",
       .sentence =
           "Flags per family in the two most deprived deciles over flags per family in the authority, above which it "
           "pauses the programme. 100: never in effect."},
      flag_ratio);
  table.add({.key = "monitoring.period",
             .unit = "months",
             .range = {1, 1200},
             .grade = Grade::choice,
             .source = "policy",
             .sentence = "Months between two checks by the monitoring, each of what happened since the last one."},
            period);
  table.add(
      {.key = "monitoring.pause",
       .unit = "months",
       .range = {1, 1200},
       .grade = Grade::choice,
       .source = "policy",
       .sentence = "Months for which the programme is suspended after the monitoring stopped it; 1200: for good."},
      pause);
}

void RegulatorParameters::declare(ParameterTable& table) {
  table.add({.key = "regulator.hazard",
             .unit = "1/month",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value: none; of 61 cancelled systems 31 ended after use",
             .sentence = "Monthly hazard of a regulator's stop order where the programme runs, times its opacity; set "
                         "it to 1 for one month to place the event in that month."},
            hazard);
  table.add({.key = "regulator.months",
             .unit = "months",
             .range = {1, 1200},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Months for which a stop order holds."},
            months);
}

void BreachParameters::declare(ParameterTable& table) {
  table.add({.key = "breach.hazard",
             .unit = "1/month",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value: none",
             .sentence = "Monthly hazard of a breach of the programme's data at an authority; set it to 1 for one "
                         "month to place the event in that month."},
            hazard);
  table.add(
      {.key = "breach.aware",
       .unit = "share",
       .range = {0, 1},
       .grade = Grade::assumed,
       .source = "starting value; the law asks that those concerned are told",
       .sentence = "Share of the families in the breached data that are told of it; they learn of the programme."},
      aware);
  table.add({.key = "breach.shock",
             .unit = "log-odds",
             .range = {0, 20},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Trust lost by each family that is told that its data were breached."},
            shock);
}

void ReuseParameters::declare(ParameterTable& table) {
  table.add({.key = "reuse.hazard",
             .unit = "1/month",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value: none",
             .sentence = "Monthly hazard that commercial reuse of the programme's data comes to light at an authority; "
                         "set it to 1 for one month to place the event in that month."},
            hazard);
  table.add({.key = "reuse.aware",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Share of unaware families that learn of the programme when reuse comes to light."},
            aware);
  table.add({.key = "reuse.shock",
             .unit = "log-odds",
             .range = {0, 20},
             .grade = Grade::assumed,
             .source = "comfort with companies 51 % against 62 % for government services (CDEI 2021); size assumed",
             .sentence = "Trust lost by every aware family when reuse comes to light, times 1 + trust.private under a "
                         "private operator."},
            shock);
}

void AppealParameters::declare(ParameterTable& table) {
  table.add({.key = "appeals.rate",
             .unit = "probability",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "policy: contestability",
             .sentence = "Probability that a family appeals against a finding that a programme visit made although it "
                         "was neither in need nor harmed."},
            rate);
  table.add({.key = "appeals.upheld",
             .unit = "probability",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence =
                 "Probability that an appeal is upheld: the finding leaves the file, the case closes, scrutiny ends."},
            upheld);
  table.add({.key = "appeals.trust",
             .unit = "log-odds",
             .range = {0, 20},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Trust regained by a family whose appeal is upheld."},
            trust);
}

}  // namespace streetlight::targeting
