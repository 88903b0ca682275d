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

/// Where families live, who they are at first and whom they know. It depends on few parameters: runs of one replicate
/// in which those are the same share it.
struct Settlement {
  AttributeModel attributes;
  Neighbourhoods neighbourhoods;
  GroupCells groups;
  Network network;
  std::vector<Profile> first_profiles;

  Settlement(const TargetingParameters& parameters, const ModelContext& context);
  /// Whether these parameters make the same one in a run of the same experiment and replicate.
  bool is_of(const TargetingParameters& parameters) const;

 private:
  PopulationParameters population_;
  PlacesParameters places_;
  NetworkParameters network_;
  AuthorityParameters authorities_;
};

struct Society {
  std::shared_ptr<const Settlement> settlement;
  const AttributeModel& attributes;
  const Neighbourhoods& neighbourhoods;
  const GroupCells& groups;
  const Network& network;
  NeedScale need;
  std::vector<float> trust_profile;  ///< base and attributes' part of tau0, [profile]

  Society(const TargetingParameters& parameters, std::shared_ptr<const Settlement> built);
};

/// The settlement that an earlier run has left in context.shared, where it is of these parameters; else a new one,
/// which is left there.
std::shared_ptr<const Settlement> settlement_for(const TargetingParameters& parameters, const ModelContext& context);

}  // namespace streetlight::targeting
