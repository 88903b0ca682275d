#pragma once
/// What a run's population is built from and never changes: shared by all forks of a run.

#include <memory>
#include <vector>

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

  /// Hands out the profiles of the first families, which the network is made by, if they are wanted.
  Society(const TargetingParameters& parameters, const ModelContext& context,
          std::vector<Profile>* first_profiles = nullptr);
};

}  // namespace streetlight::targeting
