#include "models/targeting/services/parameters.hpp"

#include <algorithm>

namespace streetlight::targeting {

// Starting values of a rough study of the equations, fitted to England's published figures (docs/calibration.md).
std::vector<ServiceParameters> ServicesParameters::england() {
  const auto service = [](std::string name, double reach, double need, double deprivation, double voluntary,
                          double detection, double false_alarm, double relief, bool linked) {
    ServiceParameters made;
    made.name = std::move(name);
    made.reach = reach;
    made.need = need;
    made.deprivation = deprivation;
    made.voluntary = voluntary;
    made.detection = detection;
    made.false_alarm = false_alarm;
    made.relief = relief;
    made.linked = linked;
    return made;
  };
  return {
      service("school", 0.6, 0.03, 0.00, 0.05, 0.033, 0.0007, 0.0, true),
      service("health", 0.25, 0.09, 0.06, 0.45, 0.05, 0.001, 0.01, true),
      service("early_help", 0.015, 0.90, 0.17, 1.0, 0.234, 0.0103, 0.21, true),
      service("voluntary_sector", 0.02, 0.56, 0.12, 1.0, 0.039, 0.0017, 0.15, false),
      service("housing", 0.03, 0.23, 0.70, 0.15, 0.117, 0.0034, 0.0, true),
      service("benefits", 0.06, 0.17, 0.93, 0.05, 0.05, 0.001, 0.0, true),
      service("police", 0.0055, 0.85, 0.52, 0.0, 0.900, 0.055, 0.0, true),
      service("community", 0.1, 0.0, 0.0, 1.0, 0.0, 0.0, 0.02, false),
  };
}

void ServicesParameters::declare(ParameterTable& table) {
  std::vector<std::string> defaults;
  for (const auto& service : list) defaults.push_back(service.name);
  const auto names = table.members("services", defaults);
  // The list must not move once its members are bound.
  for (std::size_t s = list.size(); s < names.size(); ++s) {
    ServiceParameters added;
    added.name = names[s];
    list.push_back(std::move(added));
  }
  const std::string fitted =
      "fitted to referral sources and rates (DfE children in need 2023/24); no direct measurement";
  for (auto& service : list) {
    const std::string key = "services." + service.name;
    table.add({.key = key + ".reach",
               .unit = "contacts/month",
               .range = {0, 100},
               .grade = Grade::assumed,
               .source = fitted,
               .sentence = "Expected contacts a month of the average family, before anyone stays away."},
              service.reach);
    table.add({.key = key + ".need",
               .unit = "1/sd",
               .range = {-10, 10},
               .grade = Grade::assumed,
               .source = fitted,
               .sentence = "How the log contact rate rises with need."},
              service.need);
    table.add({.key = key + ".deprivation",
               .unit = "1/sd",
               .range = {-10, 10},
               .grade = Grade::assumed,
               .source = fitted,
               .sentence =
                   "How the log contact rate rises with neighbourhood deprivation at equal need: unequal visibility."},
              service.deprivation);
    table.add(
        {.key = key + ".voluntary",
         .unit = "share",
         .range = {0, 1},
         .grade = Grade::contested,
         .source =
             "record-keeping institutions are avoided, others are not (Brayne 2014); later work disputes the size",
         .sentence =
             "How far a family can avoid the service: 0 not at all, 1 completely. A service that keeps no records "
             "(detection and "
             "false_alarm 0) is never avoided, whatever this says."},
        service.voluntary);
    table.add({.key = key + ".detection",
               .unit = "probability",
               .range = {0, 1},
               .grade = Grade::assumed,
               .source = fitted,
               .sentence = "Probability that a contact with a family in need or harmed leads to a recorded concern."},
              service.detection);
    table.add({.key = key + ".false_alarm",
               .unit = "probability",
               .range = {0, 1},
               .grade = Grade::assumed,
               .source = fitted,
               .sentence = "Probability that a contact with any other family leads to a recorded concern."},
              service.false_alarm);
    table.add({.key = key + ".relief",
               .unit = "sd",
               .range = {0, 10},
               .grade = Grade::assumed,
               .source = "starting value",
               .sentence = "How much one contact lowers the need of a family in need."},
              service.relief);
    table.add(
        {.key = key + ".linked",
         .unit = "",
         .grade = Grade::choice,
         .source = "feeds of English councils' linked databases; voluntary and community contacts are outside them",
         .sentence = "Whether the service's records feed the programme."},
        service.linked);
    table.add({.key = key + ".capacity",
               .unit = "contacts per 1,000 families and month",
               .range = {0, 1e6},
               .grade = Grade::choice,
               .source = "experimenter",
               .sentence = "Contacts that the service can provide; if more families come, a lottery decides who is "
                           "turned away. \"none\": no limit."},
              service.capacity);
    const bool early_help = service.name == "early_help";
    table.add({.key = key + ".cost",
               .unit = "GBP",
               .range = {0, 1e12},
               .grade = Grade::assumed,
               .source = early_help ? "that of cost.early_help_contact (approximate); no price of its own is known"
                                    : "that of cost.contact (starting value); no price of its own is known",
               .sentence = std::string("Cost of one contact with this service. \"none\": that of ") +
                           (early_help ? "cost.early_help_contact." : "cost.contact.")},
              service.cost);
    table.add({.key = key + ".bias",
               .unit = "log-odds",
               .range = {-20, 20},
               .grade = Grade::choice,
               .source = "experimenter; zero by default",
               .sentence = "Log-odds added to recording for families with a level, at equal need."},
              service.bias);
    table.add({.key = key + ".missing",
               .unit = "probability",
               .range = {0, 1},
               .grade = Grade::choice,
               .source = "experimenter; zero by default",
               .sentence = "Probability that this service's concern about a family with a level never reaches the "
                           "file: a data feed that covers some families badly."},
              service.missing);
  }
}

void ServicesParameters::check(Complaints& complaints) const {
  static const std::vector<std::string> known = [] {
    std::vector<std::string> names;
    for (const auto& service : ServicesParameters{}.list) names.push_back(service.name);
    return names;
  }();
  for (const auto& service : list)
    if (!service.reach && std::find(known.begin(), known.end(), service.name) != known.end()) {
      complaints.push_back(
          {"services." + service.name + ".reach", "= \"none\" must be a number; 0 takes the service away"});
    } else if (!service.reach) {
      const std::string near = nearest_word(service.name, known);
      complaints.push_back({"services." + service.name + ".reach",
                            "is missing: \"" + service.name + "\" is not one of the model's services" +
                                (near.empty() ? "" : " (did you mean \"" + near + "\"?)") +
                                ", and a service of your own must give its reach"});
    }
  if (list.size() > most_services)
    complaints.push_back({"services", "has more than " + std::to_string(most_services) + " services"});
}

std::optional<std::size_t> ServicesParameters::index_of(const std::string& name) const {
  for (std::size_t s = 0; s < list.size(); ++s)
    if (list[s].name == name) return s;
  return std::nullopt;
}

void DeterrenceParameters::declare(ParameterTable& table) {
  table.add({.key = "deterrence.max",
             .unit = "share",
             .range = {0, 1, false, true},
             .grade = Grade::contested,
             .source = "self-reported avoidance 13.7 %, 20.7 % on low incomes (Urban Institute 2018); 911-call studies "
                       "disagree (Desmond 2016, Zoorob 2020): sweep it from 0",
             .sentence = "Largest share of avoidable contacts that a family without any trust avoids."},
            max);
  table.add({.key = "deterrence.midpoint",
             .unit = "log-odds",
             .range = {-20, 20},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Trust at which deterrence is half its largest value."},
            midpoint);
  table.add({.key = "deterrence.width",
             .unit = "log-odds",
             .range = {0, 20, true, false},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "How gradually deterrence rises as trust falls."},
            width);
  table.add({.key = "deterrence.concealment",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::contested,
             .source = "concealment dominates wholesale avoidance (Fong 2019, 83 mothers); size assumed",
             .sentence = "How far a completely deterred family hides what a contact would have shown."},
            concealment);
  table.add({.key = "deterrence.concealment_cost",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "over a third sought less help, 60 % of those warned disclosed less (mandatory-reporting "
                       "surveys); size assumed",
             .sentence = "How much of a contact's relief a completely deterred family loses by hiding its need."},
            concealment_cost);
}

void ScrutinyParameters::declare(ParameterTable& table) {
  table.add(
      {.key = "scrutiny.strength",
       .unit = "log-odds",
       .range = {0, 20},
       .grade = Grade::contested,
       .source = "surveillance after a visit: 25.6 % of reports (Holland 2022), or 4.5 % falling to 1.8 % (Drake 2017)",
       .sentence = "Log-odds of recording added right after a visit: services watch visited families more closely."},
      strength);
  table.add({.key = "scrutiny.half_life",
             .unit = "months",
             .range = {0, 1200, true, false},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Months in which the extra scrutiny halves."},
            half_life);
}

}  // namespace streetlight::targeting
