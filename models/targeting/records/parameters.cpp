#include "models/targeting/records/parameters.hpp"

namespace streetlight::targeting {

void RecordsParameters::declare(ParameterTable& table) {
  table.add({.key = "records.half_life",
             .unit = "months",
             .range = {0, 12000, true, false},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Months in which a recorded concern counts half as much."},
            half_life);
  table.add({.key = "records.retention",
             .unit = "months",
             .range = {0, 12000},
             .grade = Grade::assumed,
             .source = "starting value; retention schedules of councils commonly run for six years",
             .sentence = "Months without a new entry after which a file is erased."},
            retention);
  table.add({.key = "records.loss",
             .unit = "probability",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence =
                 "Probability that a recorded concern is lost before it is stored; a lost one is not referred either."},
            loss);
  table.add({.key = "records.missing",
             .unit = "probability",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "Further probability of loss for families with a level."},
            missing);
}

void LinkageParameters::declare(ParameterTable& table) {
  table.add(
      {.key = "linkage.missed",
       .unit = "probability",
       .range = {0, 1},
       .grade = Grade::measured,
       .source = "missed match 4.1 % on national hospital data; 6 to 8 % for minority, deprived and young patients",
       .sentence = "Probability that a service's records of a family are never linked."},
      missed);
  table.add({.key = "linkage.missed_by",
             .unit = "probability",
             .range = {-1, 1},
             .grade = Grade::measured,
             .source = "missed matches are commoner for minority groups (6 to 8 % against 4.1 %)",
             .sentence = "Added to linkage.missed for families with a level."},
            missed_by);
  table.add(
      {.key = "linkage.false",
       .unit = "probability",
       .range = {0, 1},
       .grade = Grade::measured,
       .source = "false match 0.2 % on clean national data; stress range 1 to 10 %",
       .sentence =
           "Probability that a service's records of another family of the authority are taken for this family's."},
      wrong);
}

void ConsentParameters::declare(ParameterTable& table) {
  table.add_choice(
      {.key = "consent.mode",
       .unit = "",
       .grade = Grade::choice,
       .source = "policy",
       .sentence = "Whether families are in the programme without asking, may leave, or must first say yes."},
      mode, {{"none", ConsentMode::none}, {"opt_out", ConsentMode::opt_out}, {"opt_in", ConsentMode::opt_in}});
  table.add({.key = "consent.exit_rate",
             .unit = "1/month",
             .range = {0, 1},
             .grade = Grade::measured,
             .source = "opt-out from health data rose from 2.77 % to 4.97 % of patients in June 2021, among those who "
                       "had heard of it",
             .sentence = "Monthly probability that an aware family without any licence leaves, under opt_out."},
            exit_rate);
  table.add({.key = "consent.coverage",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "policy",
             .sentence = "Share of families that are ever asked, under opt_in; the others are not in the programme."},
            coverage);
  table.add({.key = "consent.appeal",
             .unit = "log-odds",
             .range = {-20, 20},
             .grade = Grade::assumed,
             .source = "consent to survey linkage 70.7 %, to health linkage 80 %",
             .sentence = "Log-odds added to saying yes by how the question is put: co-designed consent when positive."},
            appeal);
}

void AccessParameters::declare(ParameterTable& table) {
  table.add({.key = "access.rate",
             .unit = "1/month",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "policy",
             .sentence = "Monthly probability that an aware family asks to see its file."},
            rate);
  table.add({.key = "access.correction",
             .unit = "probability",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Probability that asking erases the records of a family that is not in need."},
            correction);
  table.add({.key = "access.fee",
             .unit = "fees",
             .range = {0, 100},
             .grade = Grade::choice,
             .source = "policy; a fee of £10 (1 unit) was lawful in the United Kingdom until 2018",
             .sentence = "Fee for access, in units that scale the rate by exp(-fee_effect fee)."},
            fee);
  table.add({.key = "access.fee_effect",
             .unit = "1/fee",
             .range = {0, 100},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "How strongly the fee keeps families with a level from asking; it has no effect on levels "
                         "that are not named."},
            fee_effect);
}

}  // namespace streetlight::targeting
