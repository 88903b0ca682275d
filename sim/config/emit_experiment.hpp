#pragma once
/// An experiment as TOML that reads back as the same experiment: what the output keeps as its provenance.

#include <string>

#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// The whole experiment, `extends` merged, with every parameter of the model written out (its defaults too), so that
/// the text means the same under a later program with other defaults.
std::string to_toml(const Experiment& experiment);

/// An experiment file with only this scenario, what it sets moved into the base. A match is not in it: it has the value
/// found, or, where a design makes it several, comments that name them.
std::string scenario_toml(const Experiment& experiment, std::size_t scenario);

/// Every parameter's value for `settings`, defaults included.
Settings all_settings(const Experiment& experiment, const Settings& settings);

}  // namespace streetlight
