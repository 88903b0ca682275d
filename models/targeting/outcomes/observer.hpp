#pragma once
/// The survey of parents: each month a share observer.share of families is asked; one answers with probability
///
///     logistic(observer.response + observer.trust tau),
///
/// and says truly whether it grants the programme licence. Columns survey_asked, survey_answered, survey_licensed and
/// the estimate licence_survey stand beside the truth. Its draws are its own, so it changes nothing that it watches.

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

void survey_parents(World& world);

}  // namespace streetlight::targeting
