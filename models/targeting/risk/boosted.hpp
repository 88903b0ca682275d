#pragma once
/// Gradient-boosted trees by XGBoost (Chen and Guestrin 2016): the flexible learner that stands for what vendors sell.
///
/// Built on one thread with the exact split search and a stated seed, so that a fit gives the same trees for any number
/// of threads of ours. What a fitted model scores never changes: copies share it. The whole training set is put into
/// one matrix for the fit, unlike the logistic learner's.

#include <memory>
#include <string>
#include <vector>

#include "models/targeting/risk/learner.hpp"
#include "models/targeting/risk/parameters.hpp"

namespace streetlight::targeting {

/// Whether this program was built with XGBoost.
bool boosted_available();

/// Throws InvalidInput when boosted_available() is false.
std::unique_ptr<Learner> make_boosted(const BoostedParameters& settings);

}  // namespace streetlight::targeting
