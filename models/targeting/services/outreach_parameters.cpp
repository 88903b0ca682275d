#include "models/targeting/services/outreach_parameters.hpp"

namespace streetlight::targeting {

void OutreachParameters::declare(ParameterTable& table) {
  table.add({.key = "outreach.reach",
             .unit = "share/month",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "policy",
             .sentence = "Share of families that a trusted intermediary of the voluntary sector calls on each month, "
                         "whatever their trust in "
                         "the authority."},
            reach);
  table.add({.key = "outreach.relief",
             .unit = "sd",
             .range = {0, 10},
             .grade = Grade::assumed,
             .source = "starting value: as a voluntary-sector contact",
             .sentence = "How much such a call lowers the need of a family in need."},
            relief);
  table.add({.key = "outreach.trust",
             .unit = "log-odds",
             .range = {0, 20},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Trust gained by a family called on."},
            trust);
}

}  // namespace streetlight::targeting
