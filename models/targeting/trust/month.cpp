#include "models/targeting/trust/month.hpp"

#include <algorithm>

#include "models/targeting/policy/features.hpp"
#include "models/targeting/policy/oversight.hpp"
#include "models/targeting/policy/running.hpp"
#include "sim/core/elementary.hpp"
#include "sim/core/sieve.hpp"
#include "sim/network/neighbour_means.hpp"

namespace streetlight::targeting {

void spread_hearsay(World& world) {
  auto& hearsay = world.families.hearsay;
  std::fill(hearsay.begin(), hearsay.end(), std::uint8_t{0});
  for (const auto family : world.scratch.visited) {
    // What is told is an investigation without cause; an offer that was accepted is no such story.
    constexpr std::uint16_t told = unwarranted | investigated;
    if ((world.families.events[family] & told) != told) continue;
    for (const auto tie : world.society->network.neighbours(family))
      if (hearsay[tie] < 255) ++hearsay[tie];
  }
}

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
      const Words words = world.words(Draw::reaction, family);
      if (breach && in_scope(world, family) && uniform_float(words[0]) < told) {
        families.trust[i] -= breach_shock;
        families.events[i] |= became_aware;
      }
      if (reuse) {
        if (uniform_float(words[1]) < hears) families.events[i] |= became_aware;
        if ((families.flags[i] & aware) || (families.events[i] & became_aware)) families.trust[i] -= reuse_shock;
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
    const Words incidents = world.authority_words(Draw::incidents, authority);
    const bool breach = uniform_double(incidents[0]) < parameters.breach.hazard;
    const bool reuse = uniform_double(incidents[1]) < parameters.reuse.hazard;
    count_incidents(world, authority, scandal + breach + reuse);
    if (breach || reuse) react_to_incidents(world, authority, breach, reuse);
    if (!scandal && campaign_reach <= 0.0f && dialogue_reach <= 0.0f) continue;
    const std::uint32_t first = first_family[authority];
    world.blocks->for_each_block(first_family[authority + 1] - first, [&](const Block& block) {
      for (std::size_t i = first + block.begin; i < first + block.end; ++i) {
        const Words words = world.words(Draw::campaign, static_cast<std::uint32_t>(i));
        float& tau = families.trust[i];
        if (uniform_float(words[0]) < campaign_reach) {
          tau += effect * (logistic_of(tau) - pivot);
          families.flags[i] |= aware;  // it says so itself: nothing is discovered
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

namespace {

/// What a family feels of the month, whatever its ties think.
float experience_of(const TargetingParameters& parameters, std::uint16_t events, std::uint8_t hearsay) {
  const auto& trust = parameters.trust;
  float sum = -static_cast<float>(trust.hearsay) * static_cast<float>(hearsay);
  if (events & unwarranted) {
    const double share = events & investigated ? 1.0 : parameters.approach.unwarranted;
    sum -= static_cast<float>(trust.unwarranted * share);
  }
  if (events & investigated) sum -= static_cast<float>(trust.intrusive);
  if (events & helped) sum += static_cast<float>(trust.help);
  return sum;
}

}  // namespace

void move_trust(World& world) {
  auto& families = world.families;
  const auto& parameters = world.parameters;
  const auto& network = world.society->network;
  const auto recovery = static_cast<float>(parameters.trust.recovery),
             peers = static_cast<float>(parameters.trust.peers);
  const auto& programme = parameters.programme;
  const double operator_factor =
      programme.operated_by == Operator::company ? 1.0 + parameters.trust.private_operator : 1.0;
  const auto discovery = static_cast<float>(parameters.trust.covert * programme.opacity() * operator_factor);
  const float unheard_press = 1.0f - static_cast<float>(parameters.awareness.press);
  const float unheard_notice = programme.gives_notice() ? 1.0f - static_cast<float>(parameters.awareness.notice) : 1.0f;
  const float unheard_tie = 1.0f - static_cast<float>(parameters.awareness.tie);
  float unheard_ties[256];
  unheard_ties[0] = 1.0f;
  for (int k = 1; k < 256; ++k) unheard_ties[k] = unheard_ties[k - 1] * unheard_tie;

  std::vector<std::uint8_t> running(world.programmes.size());
  for (std::uint32_t a = 0; a < running.size(); ++a) running[a] = programme_running(world, a);

  const auto& first_family = world.society->neighbourhoods.first_family;
  const std::size_t most_ties = network.highest_degree();
  world.blocks->for_each_block(families.size(), [&](const Block& block) {
    // Where trust drifts by itself and with the ties'.
    alignas(64) float mean[block_size];
    neighbour_means(network, families.trust, block, mean);
    const float* __restrict tau = families.trust.data() + block.begin;
    const float* __restrict tau0 = families.trust_setpoint.data() + block.begin;
    float* __restrict next = world.scratch.column.data() + block.begin;
    for (std::size_t i = 0; i < block.size(); ++i)
      next[i] = tau[i] + recovery * (tau0[i] - tau[i]) + peers * (mean[i] - tau[i]);

    // What happened to few.
    const std::uint16_t* __restrict events = families.events.data() + block.begin;
    const std::uint8_t* __restrict hearsay = families.hearsay.data() + block.begin;
    std::uint16_t marks[block_size], places[block_size + 8];
    for (std::size_t i = 0; i < block.size(); ++i)
      marks[i] = static_cast<std::uint16_t>((events[i] & (visited | became_aware)) | hearsay[i]);
    const std::size_t moved = keep_marked(marks, block.size(), places);
    for (std::size_t k = 0; k < moved; ++k)
      next[places[k]] += experience_of(parameters, events[places[k]], hearsay[places[k]]);

    // Who becomes aware. The ties are asked only where as many aware ties as there can be would settle it.
    auto& learnt = world.scratch.learnt[block.index];
    learnt.clear();
    if (!programme.enabled) return;
    alignas(64) std::uint32_t word[block_size];
    world.fill(block, Draw::programme, 0, {nullptr, nullptr, word, nullptr});
    const float unheard_rest = unheard_press * unheard_notice;
    const auto unheard = [&](std::size_t aware_ties) {
      return unheard_rest * unheard_ties[std::min<std::size_t>(aware_ties, 255)];
    };
    const std::uint32_t lowest = lowest_word(unheard(most_ties));
    for (std::size_t i = 0; i < block.size(); ++i)
      marks[i] = static_cast<std::uint16_t>((word[i] >= lowest ? 1 : 0) | (events[i] & became_aware));
    const std::size_t perhaps = keep_marked(marks, block.size(), places);
    auto authority = world.authority_of(static_cast<std::uint32_t>(block.begin));
    for (std::size_t k = 0; k < perhaps; ++k) {
      const std::size_t i = block.begin + places[k];
      while (i >= first_family[authority + 1]) ++authority;
      if (!running[authority] || (families.flags[i] & aware)) continue;
      const auto ties = network.neighbours(static_cast<std::uint32_t>(i));
      if (!(families.events[i] & became_aware)) {
        const auto aware_ties =
            std::count_if(ties.begin(), ties.end(), [&](std::uint32_t tie) { return families.flags[tie] & aware; });
        if (uniform_float(word[places[k]]) < unheard(static_cast<std::size_t>(aware_ties))) continue;
      }
      learnt.push_back(static_cast<std::uint32_t>(i));
      next[places[k]] -= discovery;
    }
  });
  std::swap(families.trust, world.scratch.column);

  // Awareness is committed after everyone has looked at their ties.
  for (const auto& of_block : world.scratch.learnt)
    for (const auto family : of_block) families.flags[family] |= aware;
}

}  // namespace streetlight::targeting
