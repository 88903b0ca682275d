#pragma once
/// The learner that the parameters ask for.

#include <memory>
#include <string>
#include <vector>

#include "models/targeting/risk/learner.hpp"
#include "models/targeting/risk/parameters.hpp"

namespace streetlight::targeting {

/// `feature_names`: the columns it will see, record counts under their service's name, the social-care record as
/// "care". Throws InvalidInput for a learner that this build lacks.
std::unique_ptr<Learner> make_learner(const RiskParameters& parameters, const std::vector<std::string>& feature_names);

}  // namespace streetlight::targeting
