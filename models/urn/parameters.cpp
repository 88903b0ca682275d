#include <cmath>

#include "models/urn/urn.hpp"

namespace streetlight::urn {

namespace {
const char* const paper = "Ensign et al. 2018, from drug arrests and survey estimates in Oakland";
}

void Parameters::declare(ParameterTable& table) {
  table.add({.key = "urn.count",
             .unit = "urns",
             .range = {1, 1e9},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence =
                 "Independent urns side by side; their sums and means are reported. With 1, every replicate is an urn.",
             .timing = Timing::structural},
            urns);
  table.add({.key = "urn.prior",
             .unit = "balls",
             .range = {1, 1e7},
             .grade = Grade::measured,
             .source = paper,
             .sentence = "Balls of A and of B at the start, whole numbers.",
             .timing = Timing::structural},
            prior);
  table.add({.key = "incidents.rates",
             .unit = "1/day",
             .range = {0, 1e5},
             .grade = Grade::measured,
             .source = paper,
             .sentence = "Incidents a day in A and in B, whether anyone sees them or not."},
            rates);
  table.add({.key = "incidents.discovered",
             .unit = "weight",
             .range = {0, 1000},
             .grade = Grade::choice,
             .source = "experimenter; 1 with no reports is the published runaway",
             .sentence = "Weight of the incidents that the day's visit discovers in the region visited."},
            discovered);
  table.add({.key = "incidents.reported",
             .unit = "weight",
             .range = {0, 1000},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "Weight of the incidents that residents of both regions report, whichever is visited."},
            reported);
  table.add({.key = "incidents.matrix",
             .unit = "balls/day",
             .range = {0, 1e6},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "Mean balls added, [to A, to B when A is visited, to A, to B when B is]; empty: made from "
                         "rates and weights."},
            matrix);
  table.add({.key = "urn.decay",
             .unit = "1/day",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "Ensign et al. 2018",
             .sentence = "Probability that a ball fades in a day: how fast the past is forgotten."},
            decay);
  table.add({.key = "urn.least",
             .unit = "balls",
             .range = {1, 1e6},
             .grade = Grade::assumed,
             .source = "Ensign et al. 2018",
             .sentence = "Balls of a region that never fade, so that it can still be drawn."},
            least);
  table.add_choice(
      {.key = "urn.correction",
       .grade = Grade::choice,
       .source = "experimenter; the rejection is Ensign et al.'s",
       .sentence = "Whether a day's balls are accepted with a probability that undoes the bias of looking there."},
      correction, {{"none", Correction::none}, {"rejection", Correction::rejection}});
  table.add_choice(
      {.key = "urn.additions",
       .grade = Grade::choice,
       .source = "experimenter; poisson is the published model, rounded with matrix [1, 0, 0, 1] is Polya's urn",
       .sentence = "Balls added: Poisson around the mean, or the mean itself, its fraction rounded by lot."},
      additions, {{"poisson", Additions::poisson}, {"rounded", Additions::rounded}});
}

void Parameters::check(Complaints& complaints) const {
  const auto pair = [&](const char* key, const std::vector<double>& list) {
    if (list.size() != 2) complaints.push_back({key, "must have two elements, for A and for B"});
  };
  pair("urn.prior", prior);
  pair("incidents.rates", rates);
  for (const double balls : prior)
    if (balls != std::floor(balls))
      complaints.push_back({"urn.prior", "must be whole numbers: balls cannot be halved"});
  if (!matrix.empty() && matrix.size() != 4)
    complaints.push_back({"incidents.matrix", "must be empty or have four elements, the row of A and the row of B"});
}

std::vector<double> Parameters::means() const {
  if (!matrix.empty()) return matrix;
  const double seen = discovered + reported;
  return {seen * rates[0], reported * rates[1], reported * rates[0], seen * rates[1]};
}

}  // namespace streetlight::urn
