/// The month's schedule.

#include "models/targeting/casework/casework.hpp"
#include "models/targeting/model.hpp"
#include "models/targeting/needs/need_dynamics.hpp"
#include "models/targeting/outcomes/invariants.hpp"
#include "models/targeting/outcomes/observer.hpp"
#include "models/targeting/outcomes/sweep.hpp"
#include "models/targeting/policy/costs.hpp"
#include "models/targeting/policy/oversight.hpp"
#include "models/targeting/policy/targeting.hpp"
#include "models/targeting/policy/training.hpp"
#include "models/targeting/population/turnover.hpp"
#include "models/targeting/records/consent.hpp"
#include "models/targeting/records/filing.hpp"
#include "models/targeting/services/contacts.hpp"
#include "models/targeting/services/outreach.hpp"
#include "models/targeting/services/rationing.hpp"
#include "models/targeting/trust/public_events.hpp"
#include "models/targeting/trust/trust_dynamics.hpp"
#include "sim/core/self_check.hpp"

namespace streetlight::targeting {

void TargetingModel::step(Month month) {
  world_.month = month;
  world_.tally.clear();
  world_.tables = {};

  // 1 policy: parameters due this month were applied before the step (apply)

  // 2 families, 3 services, 4 records: a block of families goes through them in one go, unless families compete for
  // the seats of a service and nobody knows who got one before all have asked
  age_and_replace(world_);
  remember_harm(world_);
  if (seats_are_limited(world_)) {
    by_block(world_, move_needs, meet_services);
    ration_services(world_);
    by_block(world_, give_relief, file_concerns);
  } else {
    by_block(world_, move_needs, meet_services, give_relief, file_concerns);
  }
  reach_out(world_);
  count_lost_concerns(world_);
  decay_files(world_);
  correct_files(world_);
  ask_consent(world_);

  // 5 risk
  judge_flags(world_);
  oversee_programmes(world_);
  train_models(world_);
  const auto flagged = select_families(world_);
  if constexpr (checks_itself) check_selection(world_, flagged);

  // 6 casework
  do_casework(world_, flagged);

  // 7 trust
  public_events(world_);
  spread_hearsay(world_);
  move_trust(world_);

  // 8 observe
  count_families(world_);
  count_costs(world_);
  count_standstills(world_);
  survey_parents(world_);
  if constexpr (checks_itself) check_month(world_);
}

}  // namespace streetlight::targeting
