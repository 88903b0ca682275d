#include "models/targeting/trust/public_events.hpp"

#include "models/targeting/policy/features.hpp"
#include "models/targeting/policy/oversight.hpp"
#include "models/targeting/policy/running.hpp"
#include "sim/core/elementary.hpp"

namespace streetlight::targeting {

namespace {

/// Families in breached data are told, and lose trust; reuse costs the trust of every family that knows of the
/// programme.
void react_to_incidents(World& world, std::uint32_t authority, bool breach, bool reuse) {
  auto& families = world.families;
  const auto& parameters = world.parameters;
  const auto& first_family = world.society->neighbourhoods.first_family;
  const double operator_factor =
      parameters.programme.operated_by == Operator::company ? 1.0 + parameters.trust.private_operator : 1.0;
  const auto breach_shock = static_cast<float>(parameters.breach.shock);
  const auto reuse_shock = static_cast<float>(parameters.reuse.shock * operator_factor);
  const auto told = static_cast<float>(parameters.breach.aware), hears = static_cast<float>(parameters.reuse.aware);
  const std::uint32_t first = first_family[authority];
  world.blocks->for_each_block(first_family[authority + 1] - first, [&](const Block& block) {
    for (std::size_t i = first + block.begin; i < first + block.end; ++i) {
      const auto family = static_cast<std::uint32_t>(i);
      const RandomWords words = world.words(Draw::reaction, family);
      if (breach && in_scope(world, family) && uniform_float(words[0]) < told) {
        families.trust[i] -= breach_shock;
        families.events[i] |= became_aware;
      }
      if (reuse) {
        if (uniform_float(words[1]) < hears) families.events[i] |= became_aware;
        if ((families.status[i] & aware) || (families.events[i] & became_aware)) families.trust[i] -= reuse_shock;
      }
    }
  });
}

}  // namespace

void public_events(World& world) {
  auto& families = world.families;
  const auto& parameters = world.parameters;
  if (!parameters.programme.enabled) return;
  const auto& first_family = world.society->neighbourhoods.first_family;
  const auto campaign_reach = static_cast<float>(parameters.campaign.reach),
             dialogue_reach = static_cast<float>(parameters.dialogue.reach);
  const auto pivot = static_cast<float>(parameters.campaign.pivot),
             effect = static_cast<float>(parameters.campaign.effect);
  for (std::uint32_t authority = 0; authority + 1 < first_family.size(); ++authority) {
    if (!programme_running(world, authority)) continue;
    const double hazard = parameters.programme.exposed(parameters.scandal.hazard);
    const bool scandal = hazard > 0.0 && uniform_double(world.authority_words(Draw::scandal, authority)[0]) < hazard;
    const RandomWords incidents = world.authority_words(Draw::incidents, authority);
    const bool breach = uniform_double(incidents[0]) < parameters.breach.hazard;
    const bool reuse = uniform_double(incidents[1]) < parameters.reuse.hazard;
    count_incidents(world, authority, scandal + breach + reuse);
    if (breach || reuse) react_to_incidents(world, authority, breach, reuse);
    if (!scandal && campaign_reach <= 0.0f && dialogue_reach <= 0.0f) continue;
    const std::uint32_t first = first_family[authority];
    world.blocks->for_each_block(first_family[authority + 1] - first, [&](const Block& block) {
      for (std::size_t i = first + block.begin; i < first + block.end; ++i) {
        const RandomWords words = world.words(Draw::campaign, static_cast<std::uint32_t>(i));
        float& tau = families.trust[i];
        if (uniform_float(words[0]) < campaign_reach) {
          tau += effect * (logistic_of(tau) - pivot);
          families.status[i] |= aware;  // it says so itself: nothing is discovered
        }
        if (uniform_float(words[1]) < dialogue_reach) tau += static_cast<float>(parameters.dialogue.effect);
        if (scandal) {
          tau -= static_cast<float>(parameters.scandal.shock);
          if (uniform_float(words[2]) < static_cast<float>(parameters.scandal.aware))
            families.events[i] |= became_aware;
        }
      }
    });
  }
}

}  // namespace streetlight::targeting
