#include "models/targeting/needs/parameters.hpp"

namespace streetlight::targeting {

void NeedParameters::declare(ParameterTable& table) {
  table.add({.key = "need.prevalence",
             .unit = "share",
             .range = {0, 1, true, true},
             .grade = Grade::assumed,
             .source = "fitted so that about 6.5 % are in need under help; 19 % of children have a vulnerable family "
                       "background (Children's Commissioner 2019)",
             .sentence = "Share of families that would be in need if nobody helped; it sets the threshold of need.",
             .timing = Timing::structural},
            prevalence);
  table.add(
      {.key = "need.deprivation",
       .unit = "sd per sd",
       .range = {-10, 10},
       .grade = Grade::assumed,
       .source = "fitted to the recorded gradient (Bywaters et al.); need's own gradient is unmeasured",
       .sentence = "How far a family's need set-point rises with neighbourhood deprivation, before standardising.",
       .timing = Timing::structural},
      deprivation);
  table.add({.key = "need.attributes",
             .unit = "sd",
             .range = {-10, 10},
             .grade = Grade::assumed,
             .source = "starting value: lone parenthood only",
             .sentence = "How far the need set-point differs for families with a level, before standardising.",
             .timing = Timing::structural},
            attributes);
  table.add(
      {.key = "need.spread",
       .unit = "sd",
       .range = {0, 10},
       .grade = Grade::assumed,
       .source = "starting value",
       .sentence = "Spread of need set-points between families that are otherwise the same, before standardising.",
       .timing = Timing::structural},
      spread);
  table.add({.key = "need.reversion",
             .unit = "1/month",
             .range = {0, 1, true, false},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Share of the distance to its set-point that need closes each month."},
            reversion);
  table.add({.key = "need.shock",
             .unit = "sd/month",
             .range = {0, 10},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Standard deviation of the monthly shock to need."},
            shock);
  table.add({.key = "need.shift",
             .unit = "sd/month",
             .range = {-1, 1},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence =
                 "Amount added to every family's need each month: a recession or a pandemic when positive, spending on "
                 "root causes when negative."},
            shift);
  table.add(
      {.key = "need.strain",
       .unit = "sd",
       .range = {0, 10},
       .grade = Grade::contested,
       .source =
           "parents report that being investigated is itself harmful; its size is unmeasured, so the default is none",
       .sentence = "Need added by an investigative visit to a family that was not in need."},
      strain);
}

void HarmParameters::declare(ParameterTable& table) {
  table.add(
      {.key = "harm.base",
       .unit = "1/month",
       .range = {0, 1},
       .grade = Grade::assumed,
       .source =
           "starting value; severe maltreatment ever 18.6 % at 11 to 17 (Radford 2011) gives the order of magnitude",
       .sentence = "Monthly hazard of harm to a child at average need (theta = 0)."},
      base);
  table.add({.key = "harm.slope",
             .unit = "1/sd",
             .range = {-10, 10},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Log-hazard of harm per unit of need; the same for every background at equal need."},
            slope);
  table.add({.key = "harm.external",
             .unit = "1/month",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "Monthly hazard of harm from outside the family (for example online exploitation), the same "
                         "at any need and deprivation."},
            external);
  table.add(
      {.key = "harm.lasting",
       .unit = "sd",
       .range = {0, 10},
       .grade = Grade::contested,
       .source = "several adverse experiences in childhood go with poorer outcomes later (Hughes et al. 2017), but "
                 "tell little about any one child (Baldwin et al. 2021); sweep from 0",
       .sentence = "How far a harm raises the set-point of the family's need; 0: harm leaves no trace in need."},
      lasting);
  table.add({.key = "harm.healing",
             .unit = "1/month",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value: half of it is gone after some six years",
             .sentence = "Share of what harms have added to the set-point of need that fades each month."},
            healing);
}

}  // namespace streetlight::targeting
