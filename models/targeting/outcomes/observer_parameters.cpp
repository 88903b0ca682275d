#include "models/targeting/outcomes/observer_parameters.hpp"

namespace streetlight::targeting {

void ObserverParameters::declare(ParameterTable& table) {
  table.add({.key = "observer.share",
             .unit = "share/month",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "Share of families that a survey of parents asks each month for its estimate of licence and "
                         "trust. It changes nothing."},
            share);
  table.add({.key = "observer.response",
             .unit = "log-odds",
             .range = {-20, 20},
             .grade = Grade::measured,
             .source = "response rates of household surveys are about one half (approximate)",
             .sentence = "Log-odds of answering for a family with trust 0."},
            response);
  table.add({.key = "observer.trust",
             .unit = "1",
             .range = {-20, 20},
             .grade = Grade::assumed,
             .source = "direction: consent to data linkage is rarer among those who trust less; size assumed",
             .sentence = "How much the log-odds of answering rise with trust: 0 is non-response at random."},
            trust);
}

}  // namespace streetlight::targeting
