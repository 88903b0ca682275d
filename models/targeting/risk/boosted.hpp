#pragma once
/// Gradient-boosted trees grown by XGBoost (Chen and Guestrin 2016): the flexible learner that stands for what vendors
/// sell.
///
/// Grown on one thread, by histogram, with a stated seed, so that a fit gives the same trees for any number of threads
/// of ours (and on any machine with the same XGBoost and C library: its exponentials are not ours). The grown trees are
/// then read out of XGBoost, and scored here: fitted trees never change, copies of the learner share them, and scoring
/// is safe from several threads. The training set is put into one matrix for the fit, unlike the logistic learner's.
/// Coefficients are each feature's share of the total gain of all splits.

#include <memory>

#include "models/targeting/risk/learner.hpp"
#include "models/targeting/risk/parameters.hpp"

namespace streetlight::targeting {

/// Whether this program was built with XGBoost.
bool boosted_available();

/// Throws InvalidInput when boosted_available() is false.
std::unique_ptr<Learner> make_boosted(const BoostedParameters& settings);

}  // namespace streetlight::targeting
