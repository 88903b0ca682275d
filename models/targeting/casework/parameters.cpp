#include "models/targeting/casework/parameters.hpp"

namespace streetlight::targeting {

void CaseworkParameters::declare(ParameterTable& table) {
  table.add(
      {.key = "casework.capacity",
       .unit = "visits per 1,000 families and month",
       .range = {0, 1000},
       .grade = Grade::assumed,
       .source = "not binding by default; caseloads 15 to 17 a worker (DfE workforce census)",
       .sentence = "Referral visits that an authority's caseworkers can make; the rest lapse. \"none\": no limit."},
      capacity);
  table.add({.key = "casework.referral",
             .unit = "probability",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "fitted to 5.5 % of families referred a year (DfE children in need 2023/24)",
             .sentence = "Probability that a recorded concern becomes a referral to social care."},
            referral);
  table.add({.key = "casework.hit",
             .unit = "probability",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "fitted to 42 % of referrals that end with no finding (DfE 2017)",
             .sentence = "Probability that a visit to a family in need or harmed ends in a finding."},
            hit);
  table.add({.key = "casework.false",
             .unit = "probability",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "fitted to 42 % of referrals that end with no finding (DfE 2017)",
             .sentence = "Probability that a visit to any other family ends in a finding."},
            false_finding);
  table.add({.key = "casework.duration",
             .unit = "months",
             .range = {1, 12000},
             .grade = Grade::assumed,
             .source = "fitted to 333 per 10,000 children in need (DfE 31 March 2024)",
             .sentence = "Mean length of a case: an open one closes with probability 1/duration each month."},
            duration);
  table.add({.key = "casework.speed",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Share of the support after visits that arrives: below 1 when agencies respond slowly."},
            speed);
}

void ReviewParameters::declare(ParameterTable& table) {
  table.add({.key = "review.deference",
             .unit = "probability",
             .range = {0, 1},
             .grade = Grade::measured,
             .source = "workers disagreed with the screening score about a third of the time (Allegheny studies)",
             .sentence = "Probability that a reviewer follows a flag without a judgement of their own: 1 is complete "
                         "automation bias."},
            deference);
  table.add({.key = "review.noise",
             .unit = "sd",
             .range = {0, 100},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Standard deviation of the error in a reviewer's own view of need."},
            noise);
  table.add({.key = "review.bias",
             .unit = "sd",
             .range = {-20, 20},
             .grade = Grade::choice,
             .source = "experimenter; zero by default",
             .sentence = "Added to a reviewer's view of need for families with a level."},
            bias);
}

void SupportParameters::declare(ParameterTable& table) {
  table.add(
      {.key = "support.relief",
       .unit = "sd",
       .range = {0, 10},
       .grade = Grade::contested,
       .source = "starting value; phase 1 of the Troubled Families programme found no effect that could be "
                 "attributed, later figures claim a third fewer care entries",
       .sentence = "How much the support after a finding or an accepted offer lowers the need of a family in need."},
      relief);
  table.add({.key = "support.lasting",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Share of every relief, whoever gives it, that also lowers the family's set-point of need."},
            lasting);
}

void ApproachParameters::declare(ParameterTable& table) {
  table.add({.key = "approach.appeal",
             .unit = "log-odds",
             .range = {-20, 20},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Log-odds added to accepting a supportive offer, in addition to the family's trust."},
            appeal);
  table.add({.key = "approach.unwarranted",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Trust lost by an accepted offer to a family not in need, as a share of trust.unwarranted."},
            unwarranted);
}

}  // namespace streetlight::targeting
