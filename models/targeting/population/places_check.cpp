#include <algorithm>

#include "models/targeting/population/places.hpp"

namespace streetlight::targeting {

namespace {

const std::vector<std::string> measures_of_deprivation{"score", "rank", "decile"};
const std::vector<std::string> own_columns{"code", "authority", "families", "score", "rank", "decile"};

}  // namespace

void check_places(const TargetingParameters& parameters, Complaints& complaints) {
  const auto columns = parameters.places.given();
  const auto& population = parameters.population;
  if (population.places_file.empty()) {
    if (!columns.empty())
      complaints.push_back({"places.columns", "is given without population.places, the file that it is about"});
    return;
  }
  const auto complain = [&](const std::string& key, std::string message) {
    complaints.push_back({key, std::move(message)});
  };
  for (const char* what : {"code", "families"})
    if (!columns.contains(what))
      complain("population.places", std::string("needs places.columns.") + what + " = \"NAME OF THE COLUMN\"");
  const auto given = std::count_if(measures_of_deprivation.begin(), measures_of_deprivation.end(),
                                   [&](const auto& what) { return columns.contains(what); });
  if (given != 1)
    complain("population.places",
             "needs one of places.columns.rank, places.columns.decile and places.columns.score, and "
             "has " +
                 std::to_string(given));
  if (columns.contains("score") && (!parameters.places.score_mean || !parameters.places.score_sd))
    complain("places.columns.score",
             "needs places.score_mean and places.score_sd, over the nation's neighbourhoods; a rank or decile needs "
             "neither");
  if (parameters.authorities.count > 1 && (parameters.authorities.names.empty() || !columns.contains("authority")))
    complain("population.places", "with several authorities needs places.columns.authority and authorities.names");
  if (!population.deprivation.as_the_nation())
    complain("population.deprivation.mean",
             "is set beside population.places, whose file says how deprived the place is");
  if (!parameters.authorities.deprivation.empty())
    complain("authorities.deprivation." + parameters.authorities.deprivation.begin()->first + ".mean",
             "is set beside population.places, whose file says how deprived the place is");
  const auto attributes = population.attributes_in_use();
  std::vector<std::string> known = own_columns;
  for (const auto* attribute : attributes) {
    known.insert(known.end(), attribute->levels.begin(), attribute->levels.end());
    std::string lacking;
    std::size_t has = 0;
    for (const auto& level : attribute->levels)
      columns.contains(level) ? void(++has) : void(lacking += (lacking.empty() ? "" : ", ") + level);
    if (has > 0 && !lacking.empty())
      complain("population.places", "has columns for some levels of \"" + attribute->name + "\" and none for " +
                                        lacking + ": give all or none");
  }
  for (const auto& [what, column] : columns) {
    if (std::find(known.begin(), known.end(), what) != known.end()) continue;
    const std::string near = nearest_word(what, known);
    complain("places.columns." + what,
             "is neither code, authority, families, score, rank or decile nor a level of an "
             "attribute" +
                 (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
  }
}

}  // namespace streetlight::targeting
