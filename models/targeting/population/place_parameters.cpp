#include <algorithm>

#include "models/targeting/population/parameters.hpp"

namespace streetlight::targeting {

void PlacesParameters::declare(ParameterTable& table) {
  const std::map<std::string, const char*> meanings{
      {"code", "Column of population.places that names the neighbourhood; each name once."},
      {"authority", "Column with the name of its authority, one of authorities.names."},
      {"families", "Column with its families with children."},
      {"rank", "Column with its rank of deprivation among places.ranked neighbourhoods, 1 the most deprived."},
      {"decile", "Column with its decile of deprivation, 1 the most deprived."},
      {"score",
       "Column with its score of deprivation, higher for more deprived; it needs places.score_mean and "
       "places.score_sd."}};
  std::vector<std::string> own;
  for (const auto& [name, column] : columns) own.push_back(name);
  for (const auto& name : table.entries("places.columns", own)) columns[name];
  for (auto& [name, column] : columns) {
    const auto known = meanings.find(name);
    table.add({.key = "places.columns." + name,
               .unit = "",
               .grade = Grade::choice,
               .source = "experimenter; \"\": there is no such column",
               .sentence = known != meanings.end()
                               ? known->second
                               : "Column with the families (or the share) at this level of an attribute; several with "
                                 "\" + \" between their names are added up.",
               .timing = Timing::structural},
              column);
  }
  table.add({.key = "places.ranked",
             .unit = "neighbourhoods",
             .range = {10, 1e9},
             .grade = Grade::measured,
             .source = "lower-layer super output areas of England, boundaries of 2021; those of 2011 were 32,844",
             .sentence = "Neighbourhoods among which places.columns.rank is a rank, 1 being the most deprived.",
             .timing = Timing::structural},
            ranked);
  table.add({.key = "places.score_mean",
             .unit = "points",
             .grade = Grade::choice,
             .source = "experimenter: of the index that the file has",
             .sentence = "Mean over the nation's neighbourhoods of places.columns.score.",
             .timing = Timing::structural},
            score_mean);
  table.add({.key = "places.score_sd",
             .unit = "points",
             .range = {0, 1e9, true, false},
             .grade = Grade::choice,
             .source = "experimenter: of the index that the file has",
             .sentence = "Standard deviation over the nation's neighbourhoods of places.columns.score.",
             .timing = Timing::structural},
            score_sd);
}

std::map<std::string, std::string> PlacesParameters::given() const {
  std::map<std::string, std::string> named = columns;
  std::erase_if(named, [](const auto& entry) { return entry.second.empty(); });
  return named;
}

std::vector<std::string> AuthorityParameters::all_names() const {
  if (!names.empty()) return names;
  std::vector<std::string> numbered;
  for (std::int64_t a = 1; a <= count; ++a) {
    std::string name = std::to_string(a);
    while (name.size() < 3) name.insert(name.begin(), '0');
    name.insert(name.begin(), 'A');
    numbered.push_back(std::move(name));
  }
  return numbered;
}

void AuthorityParameters::check(Complaints& complaints) const {
  if (!names.empty() && static_cast<std::int64_t>(names.size()) != count)
    complaints.push_back({"authorities.names", "has " + std::to_string(names.size()) +
                                                   " names for authorities.count = " + std::to_string(count)});
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i].empty() || names[i] == "all" || std::count(names.begin(), names.end(), names[i]) > 1)
      complaints.push_back(
          {"authorities.names", "has the name \"" + names[i] + "\": a name must be there, once, and not be \"all\""});
  for (const auto& [name, fixed] : deprivation)
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      const std::string near = nearest_word(name, names);
      complaints.push_back(
          {"authorities.deprivation." + name,
           "is not among authorities.names" + (near.empty() ? "" : "; did you mean \"" + near + "\"?")});
    }
}

void AuthorityParameters::declare(ParameterTable& table) {
  table.add({.key = "authorities.names",
             .unit = "",
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "Names of the authorities, in order; none: A001, A002, ...",
             .timing = Timing::structural},
            names);
  for (const auto& name : table.members("authorities.deprivation", {})) deprivation[name];
  for (auto& each : deprivation) {
    const std::string& name = each.first;  // clang 14 captures no structured binding
    DeprivationParameters& fixed = each.second;
    const auto add = [&](const std::string& part, Range range, double& target, const char* sentence) {
      table.add({.key = "authorities.deprivation." + name + part,
                 .unit = "sd",
                 .range = range,
                 .grade = Grade::choice,
                 .source = "experimenter",
                 .sentence = sentence,
                 .timing = Timing::structural},
                target);
    };
    add(".mean", {-5, 5}, fixed.mean,
        "Mean deprivation of this authority's neighbourhoods, in the nation's standard deviations; its neighbourhoods "
        "are then the same in every replicate.");
    add(".spread", {0, 5}, fixed.spread, "Standard deviation of their deprivation, in the nation's.");
  }
  table.add({.key = "authorities.count",
             .unit = "authorities",
             .range = {1, 60'000},
             .grade = Grade::choice,
             .source = "experimenter (149 councils in England must link data for families programmes)",
             .sentence = "Authorities; each has its own budget, caseworkers and risk model.",
             .timing = Timing::structural},
            count);
  table.add({.key = "authorities.adoption",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "76 of 149 councils said that they used analytics (freedom-of-information study)",
             .sentence = "Share of authorities that run the programme when it is enabled."},
            adoption);
  table.add_choice(
      {.key = "authorities.adoption_order",
       .unit = "",
       .grade = Grade::choice,
       .source = "experimenter; authorities report that rising demand moved them to try analytics",
       .sentence =
           "Which authorities adopt first: by lot, or those whose referrals rose most from the year before last "
           "to the last year."},
      adoption_order, {{"lot", AdoptionOrder::lot}, {"rising_referrals", AdoptionOrder::rising_referrals}});
  table.add({.key = "authorities.start_window",
             .unit = "months",
             .range = {0, 1200},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Adopting authorities start at programme.start plus a delay drawn evenly from this window."},
            start_window);
  table.add({.key = "authorities.capacity_deprivation",
             .unit = "share per sd",
             .range = {-1, 10},
             .grade = Grade::assumed,
             .source = "starting value; caseloads of authorities range from 10 to 26 a worker",
             .sentence = "How much more casework capacity a head an authority has for each standard deviation of its "
                         "deprivation; 0 spreads caseworkers evenly per head."},
            capacity_deprivation);
  table.add({.key = "authorities.readiness_spread",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Half-width of the even spread of programme.readiness over authorities."},
            readiness_spread);
}

}  // namespace streetlight::targeting
