#include "models/targeting/policy/parameters.hpp"

#include "sim/core/elementary.hpp"

namespace streetlight::targeting {

void ProgrammeParameters::declare(ParameterTable& table) {
  const auto choice = [](const char* key, const char* sentence) {
    return ParameterDoc{
        .key = key, .unit = "", .range = {}, .grade = Grade::choice, .source = "policy", .sentence = sentence};
  };
  table.add(choice("programme.enabled", "Whether the targeting programme runs (from programme.start on)."), enabled);
  table.add({.key = "programme.start",
             .unit = "month",
             .range = {0, 100000},
             .grade = Grade::choice,
             .source = "policy",
             .sentence = "First month of the programme; records to train on are taken risk.horizon months before."},
            start);
  table.add({.key = "programme.preparation",
             .unit = "months",
             .range = {0, 1200},
             .grade = Grade::choice,
             .source = "experimenter; councils announced their systems months to years before they were in use",
             .sentence = "Months from an authority's start in which its programme is announced and prepared but flags "
                         "nobody yet."},
            preparation);
  table.add({.key = "programme.capacity",
             .unit = "share/month",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value 0.0015 to 0.004",
             .sentence = "Share of in-scope families flagged each month."},
            capacity);
  table.add({.key = "programme.cool_down",
             .unit = "months",
             .range = {0, 1200},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Months after a visit in which a family is not flagged."},
            cool_down);
  table.add({.key = "programme.audit",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "policy",
             .sentence = "Share of the flags that is given to families drawn at random, whatever their score."},
            audit);
  table.add_choice(choice("programme.objective",
                          "What the selection maximises: risk, results that are paid for, or the benefit of an offer."),
                   objective,
                   {{"risk", Objective::risk},
                    {"payment_by_results", Objective::payment_by_results},
                    {"prospects", Objective::prospects}});
  table.add({.key = "programme.criteria",
             .unit = "criteria",
             .range = {0, 64},
             .grade = Grade::measured,
             .source = "two of six problems made a family eligible for the Troubled Families programme",
             .sentence = "Criteria a family must meet under payment_by_results."},
            criteria);
  table.add({.key = "programme.displaces",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value: none",
             .sentence = "Share of the programme's visits that is taken from casework.capacity."},
            displaces);
  table.add(
      {.key = "programme.cost_from_early_help",
       .unit = "share",
       .range = {0, 1},
       .grade = Grade::contested,
       .source =
           "early-intervention spending fell 42 % after 2010/11 while data programmes grew; no causal link is known",
       .sentence = "Share of the early-help service's capacity that the programme's money takes away."},
      cost_from_early_help);
  table.add({.key = "programme.minimum_precision",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "policy",
             .sentence = "Precision on the records, over the flags judged since the last retraining, below which an "
                         "authority's programme is suspended until the next; if no flag was judged it may run again."},
            minimum_precision);
  table.add_choice(
      choice("programme.approach", "How a flagged family is met: investigated without consent, or offered support."),
      approach, {{"investigative", Approach::investigative}, {"supportive", Approach::supportive}});
  table.add({.key = "programme.readiness",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "How well the programme is carried out: scales reviewers' skill, support and the completeness "
                         "of linked data."},
            readiness);
  table.add_choice(choice("programme.transparency", "What the authority says of the programme."), transparency,
                   {{"covert", Transparency::covert},
                    {"evasive", Transparency::evasive},
                    {"notice", Transparency::notice},
                    {"register", Transparency::open_register},
                    {"consent", Transparency::consent}});
  table.add_choice(choice("programme.operator", "Who runs the programme."), operated_by,
                   {{"public", Operator::authority}, {"private", Operator::company}});
  table.add_choice(choice("programme.purpose", "Purpose of the programme, as families are told."), purpose,
                   {{"support", ProgrammePurpose::support}, {"protection", ProgrammePurpose::protection}});
  const auto opacity_of = [&](const char* key, double& target, const char* sentence) {
    table.add({.key = key,
               .unit = "1",
               .range = {0, 100},
               .grade = Grade::assumed,
               .source = "starting value",
               .sentence = sentence},
              target);
  };
  opacity_of("programme.opacity.covert", opacity_covert,
             "Trust lost on learning of a covert programme, relative to trust.covert.");
  opacity_of("programme.opacity.evasive", opacity_evasive, "The same when the authority answers evasively.");
  opacity_of("programme.opacity.notice", opacity_notice, "The same when notice is given.");
  opacity_of("programme.opacity.register", opacity_register, "The same when the programme is in a public register.");
  opacity_of("programme.opacity.consent", opacity_consent, "The same when families are asked for consent.");
}

void ProgrammeParameters::check(Complaints&) const {}

double ProgrammeParameters::exposed(double hazard) const {
  if (hazard >= 1.0) return 1.0;
  return 1.0 - exp_of(opacity() * log_of(1.0 - hazard));
}

double ProgrammeParameters::opacity() const {
  switch (transparency) {
    case Transparency::covert:
      return opacity_covert;
    case Transparency::evasive:
      return opacity_evasive;
    case Transparency::notice:
      return opacity_notice;
    case Transparency::open_register:
      return opacity_register;
    case Transparency::consent:
      return opacity_consent;
  }
  return 1.0;
}

void CostParameters::declare(ParameterTable& table) {
  const auto add = [&](const char* key, double& target, const char* unit, Grade grade, const char* source,
                       const char* sentence) {
    table.add({.key = key, .unit = unit, .range = {0, 1e12}, .grade = grade, .source = source, .sentence = sentence},
              target);
  };
  add("cost.contact", contact, "GBP", Grade::assumed, "starting value",
      "Cost of one contact with a service other than early help that has no price of its own (services.NAME.cost).");
  add("cost.early_help_contact", early_help_contact, "GBP", Grade::assumed,
      "early help £3,000 to £6,000 a family a year, about twelve contacts (approximate)",
      "Cost of one contact with early help, where services.early_help.cost gives none.");
  add("cost.visit", visit, "GBP", Grade::assumed, "starting value: an assessment",
      "Cost of one visit, referred or flagged.");
  add("cost.finding", finding, "GBP", Grade::assumed, "starting value: a conference and its plan",
      "Cost of deciding on a finding.");
  add("cost.outreach", outreach, "GBP", Grade::assumed, "starting value",
      "Cost of one call by a trusted intermediary.");
  add("cost.vendor_month", vendor_month, "GBP/month", Grade::assumed, "starting value",
      "Fee of a private operator, for each adopting authority of 100,000 families.");
  add("cost.support", support, "GBP", Grade::measured, "early help £3,000 to £6,000 a family a year (approximate)",
      "Cost of the support that follows a visit.");
  add("cost.case_month", open_case_month, "GBP/month", Grade::measured, "child in need £10,000 a year",
      "Cost of an open case.");
  add("cost.harm", harm, "GBP", Grade::assumed,
      "a year of a looked-after child costs £43,000; what a harm costs is unmeasured",
      "Later cost to services of one harm.");
  add("cost.programme_setup", programme_setup, "GBP", Grade::measured, "Hackney's system cost £361,400 and was dropped",
      "Cost of setting the programme up, for each adopting authority of 100,000 families.");
  add("cost.programme_month", programme_month, "GBP/month", Grade::assumed, "starting value: licence fee and analysts",
      "Running cost of the programme, for each adopting authority of 100,000 families; cost.programme_year replaces "
      "it.");
  table.add({.key = "cost.programme_year",
             .unit = "GBP/year",
             .range = {0, 1e12},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "Running cost of the programme a year, instead of cost.programme_month; "
                         "cost.programme_year_for says for how many families. \"none\": cost.programme_month holds."},
            programme_year);
  table.add_choice({.key = "cost.programme_year_for",
                    .unit = "",
                    .range = {},
                    .grade = Grade::choice,
                    .source = "experimenter",
                    .sentence = "What cost.programme_year pays for: all families simulated (place; an authority pays "
                                "by its share of the families, and only while its programme runs) or one (family)."},
                   programme_year_for, {{"place", YearlyPrice::place}, {"family", YearlyPrice::family}});
  add("cost.attachment_income", attachment_income, "GBP", Grade::measured,
      "payment by results: £1,000 an attachment in phase 2",
      "Income for each programme visit under payment_by_results.");
  add("cost.result_income", result_income, "GBP", Grade::measured, "payment by results: £800 a result in phase 2",
      "Income, under payment_by_results, for each programme visit after which the family is not in need, whatever the "
      "cause.");
}

}  // namespace streetlight::targeting
