#include "models/targeting/mechanisms.hpp"

namespace streetlight::targeting {

std::vector<Mechanism> mechanisms() {
  return {
      {"unequal_visibility",
       "At equal need, services meet, record and keep on file some families more than others.",
       {{"services.*.deprivation", 0.0},
        {"services.*.bias.*", 0.0},
        {"services.*.missing.*", 0.0},
        {"records.missing.*", 0.0},
        {"linkage.missed_by.*", 0.0}}},
      // Longer than any run: the model of the first training stays
      {"retraining_loop",
       "The risk model is trained again on records that its own visits have made.",
       {{"risk.retrain", std::int64_t{1200}}}},
      {"scrutiny", "A visited family is watched more closely for some months.", {{"scrutiny.strength", 0.0}}},
      {"exit",
       "Families that have lost trust stay away from services that keep records.",
       {{"services.*.voluntary", 0.0}}},
      {"concealment",
       "Families that have lost trust come but hide their need.",
       {{"deterrence.concealment", 0.0}, {"deterrence.concealment_cost", 0.0}}},
      {"hearsay", "Trust falls among acquaintances of families visited without need.", {{"trust.hearsay", 0.0}}},
      {"displacement",
       "The programme takes its visits from casework and its money from early help.",
       {{"programme.displaces", 0.0}, {"programme.cost_from_early_help", 0.0}}},
  };
}

}  // namespace streetlight::targeting
