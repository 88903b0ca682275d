#include "models/targeting/population/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/core/format.hpp"

namespace streetlight::targeting {

// Shares: English Housing Survey 2022-23 (tenure), Census 2021 (lone parents, ethnicity), approximate where marked
// in docs/parameters.md. Slopes with deprivation and between attributes are assumed: they give the known directions
// (lone parents rent more, renters live in more deprived places) without claiming their size.
std::vector<AttributeParameters> PopulationParameters::england() {
  return {
      {.name = "household",
       .levels = {"couple", "lone"},
       .shares = {0.755, 0.245},
       .deprivation = {0.0, 0.45},
       .given = {}},
      {.name = "ethnicity",
       .levels = {"white", "mixed", "asian", "black", "other"},
       .shares = {0.725, 0.065, 0.12, 0.06, 0.03},
       .deprivation = {0.0, 0.2, 0.4, 0.6, 0.3},
       .given = {{"lone", {0.0, 0.35, -0.7, 0.6, 0.0}}}},
      {.name = "tenure",
       .levels = {"owner", "private_rent", "social_rent"},
       .shares = {0.58, 0.22, 0.20},
       .deprivation = {0.0, 0.45, 0.9},
       .given = {{"lone", {0.0, 1.0, 1.5}}, {"black", {0.0, 0.5, 0.9}}, {"other", {0.0, 0.6, 0.3}}}},
      {.name = "occupation",
       .levels = {"managerial", "intermediate", "routine", "not_working"},
       .shares = {0.37, 0.20, 0.30, 0.13},
       .deprivation = {0.0, 0.3, 0.6, 0.9},
       .given = {{"lone", {0.0, 0.2, 0.4, 1.0}},
                 {"private_rent", {0.0, 0.4, 0.8, 1.0}},
                 {"social_rent", {0.0, 0.7, 1.5, 2.2}}}},
      {.name = "children",
       .levels = {"one", "two", "three_or_more"},
       .shares = {0.44, 0.417, 0.143},
       .deprivation = {0.0, -0.05, 0.25},
       .given = {{"lone", {0.0, -0.4, -0.3}}, {"asian", {0.0, 0.2, 0.7}}, {"social_rent", {0.0, 0.1, 0.6}}}},
  };
}

void PopulationParameters::declare(ParameterTable& table) {
  table.add(
      {.key = "population.families",
       .unit = "families",
       .range = {1, 2'000'000'000},
       .grade = Grade::choice,
       .source = "experimenter",
       .sentence = "Families with children in the simulated nation; constant, since a family that leaves is replaced.",
       .timing = Timing::structural},
      families);
  table.add(
      {.key = "population.neighbourhood_size",
       .unit = "families",
       .range = {1, 1e6},
       .grade = Grade::measured,
       .source =
           "ONS lower-layer super output areas hold 400 to 1,200 households; 500 families is the order of magnitude",
       .sentence = "Families that share a neighbourhood and its deprivation score.",
       .timing = Timing::structural},
      neighbourhood_size);
  table.add({.key = "population.authority_share",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Share of the variance of neighbourhood deprivation that lies between authorities.",
             .timing = Timing::structural},
            authority_share);
  const auto of_deprivation = [&](const char* key, Range range, double& target, const char* sentence) {
    table.add({.key = key,
               .unit = "sd",
               .range = range,
               .grade = Grade::choice,
               .source = "experimenter; 0 and 1 are the nation",
               .sentence = sentence,
               .timing = Timing::structural},
              target);
  };
  of_deprivation(
      "population.deprivation.mean", {-5, 5}, deprivation.mean,
      "Mean deprivation of the neighbourhoods simulated, in the nation's standard deviations above its mean.");
  of_deprivation("population.deprivation.spread", {0, 5}, deprivation.spread,
                 "Standard deviation of their deprivation, in the nation's.");
  table.add({.key = "population.places",
             .unit = "",
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "A CSV file with a line for each neighbourhood: its families, deprivation and attributes; "
                         "places.columns says which column is which. \"\": none.",
             .timing = Timing::structural,
             .input_file = true},
            places_file);

  std::vector<std::string> defaults;
  for (const auto& attribute : attributes) defaults.push_back(attribute.name);
  const auto names = table.members("population.attributes", defaults);
  // The list must not move once its members are bound.
  for (std::size_t k = attributes.size(); k < names.size(); ++k) {
    AttributeParameters added;
    added.name = names[k];
    attributes.push_back(std::move(added));
  }
  for (auto& attribute : attributes) {
    const std::string key = "population.attributes." + attribute.name;
    table.add({.key = key + ".levels",
               .unit = "",
               .grade = Grade::choice,
               .source = "Office for National Statistics categories, grouped",
               .sentence = "Names of the levels; unique over all attributes. An empty list removes the attribute.",
               .timing = Timing::structural},
              attribute.levels);
    table.add({.key = key + ".shares",
               .unit = "share",
               .range = {0, 1},
               .grade = Grade::measured,
               .source = "English Housing Survey 2022-23; Census 2021; occupation and ethnicity of parents approximate",
               .sentence = "Share of families at each level, in expectation; must sum to 1.",
               .timing = Timing::structural},
              attribute.shares);
    table.add({.key = key + ".deprivation",
               .unit = "log-odds per sd",
               .range = {-20, 20},
               .grade = Grade::assumed,
               .source = "direction from Census 2021 by deprivation decile; size assumed",
               .sentence = "How much likelier each level is in a neighbourhood one standard deviation more deprived.",
               .timing = Timing::structural},
              attribute.deprivation);
    std::vector<std::string> conditions;
    for (const auto& [level, slopes] : attribute.given) conditions.push_back(level);
    for (const auto& level : table.entries(key + ".given", conditions))
      table.add({.key = key + ".given." + level,
                 .unit = "log-odds",
                 .range = {-20, 20},
                 .grade = Grade::assumed,
                 .source = "direction from English Housing Survey 2022-23 and Census 2021; size assumed",
                 .sentence = "Log-odds added to each level for a family that has this level of an earlier attribute.",
                 .timing = Timing::structural},
                attribute.given[level]);
  }
}

std::optional<std::size_t> PopulationParameters::attribute_of(const std::string& level) const {
  for (std::size_t k = 0; k < attributes.size(); ++k)
    for (const auto& name : attributes[k].levels)
      if (name == level) return k;
  return std::nullopt;
}

std::vector<std::string> PopulationParameters::level_names() const {
  std::vector<std::string> names;
  for (const auto& attribute : attributes) names.insert(names.end(), attribute.levels.begin(), attribute.levels.end());
  return names;
}

std::vector<const AttributeParameters*> PopulationParameters::attributes_in_use() const {
  std::vector<const AttributeParameters*> used;
  for (const auto& attribute : attributes)
    if (!attribute.levels.empty()) used.push_back(&attribute);
  return used;
}

void PopulationParameters::check(Complaints& complaints) const {
  std::set<std::string> seen;
  double profiles = 1;
  for (std::size_t k = 0; k < attributes.size(); ++k) {
    const auto& attribute = attributes[k];
    const std::string key = "population.attributes." + attribute.name;
    if (attribute.levels.empty()) continue;
    profiles *= static_cast<double>(attribute.levels.size());
    for (const auto& level : attribute.levels) {
      if (level.empty() || level.find('.') != std::string::npos)
        complaints.push_back(
            {key + ".levels", "has a level named \"" + level + "\"; a name must not be empty or hold a dot"});
      if (!seen.insert(level).second)
        complaints.push_back(
            {key + ".levels", "has the level \"" + level + "\" twice or in two attributes; names must be unique"});
    }
    if (attribute.shares.size() != attribute.levels.size()) {
      complaints.push_back({key + ".shares", "has " + std::to_string(attribute.shares.size()) + " values for " +
                                                 std::to_string(attribute.levels.size()) +
                                                 " levels; give one for each"});
    } else {
      double sum = 0;
      for (double share : attribute.shares) sum += share;
      if (std::abs(sum - 1.0) > 1e-6)
        complaints.push_back({key + ".shares", "must sum to 1, but sums to " + shortest(sum)});
      for (double share : attribute.shares)
        if (share <= 0) complaints.push_back({key + ".shares", "has a share of 0; leave the level out instead"});
    }
    if (!attribute.deprivation.empty() && attribute.deprivation.size() != attribute.levels.size())
      complaints.push_back({key + ".deprivation", "must have one value for each of the " +
                                                      std::to_string(attribute.levels.size()) + " levels"});
    for (const auto& [level, slopes] : attribute.given) {
      const auto owner = attribute_of(level);
      if (!owner) {
        if (attributes[k].levels.empty() || slopes.empty()) continue;
        const std::string near = nearest_word(level, level_names());
        complaints.push_back({key + ".given." + level, "names no level of any attribute" +
                                                           (near.empty() ? "" : "; did you mean \"" + near + "\"?")});
      } else if (*owner >= k) {
        complaints.push_back(
            {key + ".given." + level, "is a level of an attribute that is not before \"" + attribute.name + "\""});
      }
      if (!slopes.empty() && slopes.size() != attribute.levels.size())
        complaints.push_back({key + ".given." + level, "must have one value for each of the " +
                                                           std::to_string(attribute.levels.size()) + " levels"});
    }
  }
  if (attributes.size() > most_attributes)
    complaints.push_back({"population.attributes", "has more than " + std::to_string(most_attributes) + " attributes"});
  for (const auto& attribute : attributes)
    if (attribute.levels.size() > most_levels)
      complaints.push_back({"population.attributes." + attribute.name + ".levels",
                            "has more than " + std::to_string(most_levels) + " levels: group some"});
  if (profiles > static_cast<double>(most_profiles))
    complaints.push_back({"population.attributes", "has " + shortest(profiles) + " combinations of levels; at most " +
                                                       std::to_string(most_profiles) +
                                                       " are supported: group some levels"});
}

void NetworkParameters::declare(ParameterTable& table) {
  table.add_choice({.key = "network.kind",
                    .unit = "",
                    .grade = Grade::choice,
                    .source = "experimenter",
                    .sentence = "How acquaintances are chosen: by neighbourhood and similarity, by one of two standard "
                                "random graphs, or from a file.",
                    .timing = Timing::structural},
                   kind,
                   {{"neighbourhood", NetworkKind::neighbourhood},
                    {"watts_strogatz", NetworkKind::watts_strogatz},
                    {"erdos_renyi", NetworkKind::erdos_renyi},
                    {"edge_list", NetworkKind::edge_list}});
  table.add({.key = "network.degree",
             .unit = "ties",
             .range = {0, 200},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Mean number of acquaintances with whom a family talks about services; for watts_strogatz the "
                         "even number nearest to it.",
             .timing = Timing::structural},
            degree);
  table.add({.key = "network.local",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Share of ties within the neighbourhood.",
             .timing = Timing::structural},
            local);
  table.add({.key = "network.homophily",
             .unit = "1",
             .range = {0, 50},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "How strongly families prefer acquaintances like themselves: a candidate that differs in a "
                         "share x of attributes "
                         "is accepted with probability exp(-homophily x).",
             .timing = Timing::structural},
            homophily);
  table.add({.key = "network.rewiring",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "Watts and Strogatz 1998",
             .sentence = "Share of ring ties rewired, for network.kind = \"watts_strogatz\".",
             .timing = Timing::structural},
            rewiring);
  table.add({.key = "network.file",
             .unit = "",
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "Edge list for network.kind = \"edge_list\": one line for each tie, with two family numbers, "
                         "counted from 0.",
             .timing = Timing::structural,
             .input_file = true},
            file);
}

void NetworkParameters::check(Complaints& complaints) const {
  if (kind == NetworkKind::edge_list && file.empty())
    complaints.push_back({"network.file", "is empty, but network.kind = \"edge_list\" needs a file"});
}

}  // namespace streetlight::targeting
