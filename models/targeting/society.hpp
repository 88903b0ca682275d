#pragma once
/// What a run's population is built from and never changes: shared by all forks of a run.

#include <memory>

#include "models/targeting/needs/need.hpp"
#include "models/targeting/outcomes/groups.hpp"
#include "models/targeting/parameters.hpp"
#include "models/targeting/population/attributes.hpp"
#include "models/targeting/population/neighbourhoods.hpp"
#include "sim/experiment/model.hpp"
#include "sim/network/network.hpp"

namespace streetlight::targeting {

struct Society {
  AttributeModel attributes;
  Neighbourhoods neighbourhoods;
  NeedScale need;
  std::vector<float> trust_profile;  ///< base and attributes' part of tau0, [profile]
  GroupCells groups;
  Network network;

  Society(const TargetingParameters& parameters, const ModelContext& context);
};

}  // namespace streetlight::targeting
