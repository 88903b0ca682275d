#include "models/targeting/trust/trust_dynamics.hpp"

#include <algorithm>
#include <atomic>

#include "models/targeting/policy/running.hpp"
#include "models/targeting/trust/awareness.hpp"
#include "models/targeting/trust/experience.hpp"
#include "sim/core/elementary.hpp"
#include "sim/core/self_check.hpp"
#include "sim/core/sieve.hpp"
#include "sim/network/neighbour_means.hpp"

namespace streetlight::targeting {

void spread_hearsay(World& world) {
  auto& hearsay = world.families.hearsay;
  std::fill(hearsay.begin(), hearsay.end(), std::uint8_t{0});
  const auto& visited_families = world.scratch.visited;
  world.blocks->for_each_item(visited_families.size(), [&](std::size_t k) {
    // What is told is an investigation without cause; an offer that was accepted is no such story.
    constexpr std::uint16_t told = unwarranted | investigated;
    if ((world.families.events[visited_families[k]] & told) != told) return;
    for (const auto tie : world.society->network.neighbours(visited_families[k])) {
      // Several may tell the same family at the same time: 255 stories at most, whatever the order.
      const std::atomic_ref<std::uint8_t> heard(hearsay[tie]);
      std::uint8_t stories = heard.load(std::memory_order_relaxed);
      while (stories < 255 && !heard.compare_exchange_weak(stories, static_cast<std::uint8_t>(stories + 1),
                                                           std::memory_order_relaxed)) {
      }
    }
  });
}

namespace {

/// The families of a block that become aware, found by asking every one of them.
void check_learnt(const World& world, const Block& block, const Unheard& unheard,
                  const std::vector<std::uint8_t>& running, const std::uint32_t* word,
                  const std::vector<std::uint32_t>& learnt) {
  const auto& families = world.families;
  auto next = learnt.begin();
  for (std::size_t i = 0; i < block.size(); ++i) {
    const auto family = static_cast<std::uint32_t>(block.begin + i);
    const auto ties = world.society->network.neighbours(family);
    const auto aware_ties =
        std::count_if(ties.begin(), ties.end(), [&](std::uint32_t tie) { return families.status[tie] & aware; });
    const float goes_on = unheard(static_cast<std::size_t>(aware_ties));
    must_agree(goes_on >= unheard.at_least(world.society->network.highest_degree()), "who may become aware",
               "models/targeting/trust/awareness.hpp", family);
    const bool told = (families.events[family] & became_aware) != 0;
    const bool hears = told || uniform_float(word[i]) >= goes_on;
    const bool learns = running[world.authority_of(family)] && !(families.status[family] & aware) && hears;
    const bool listed = next != learnt.end() && *next == family;
    must_agree(learns == listed, "who becomes aware", "models/targeting/trust/awareness.hpp", family);
    next += listed;
  }
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
  const Unheard unheard(parameters);

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
    std::uint16_t marks[block_size], offsets[block_size + 8];
    for (std::size_t i = 0; i < block.size(); ++i) marks[i] = may_be_felt(events[i], hearsay[i]);
    if constexpr (checks_itself)
      for (std::size_t i = 0; i < block.size(); ++i)
        must_agree(marks[i] != 0 || experience_of(parameters, events[i], hearsay[i]) == 0.0f, "what a family feels",
                   "models/targeting/trust/experience.hpp", block.begin + i);
    const std::size_t moved = keep_marked(marks, block.size(), offsets);
    for (std::size_t k = 0; k < moved; ++k)
      next[offsets[k]] += experience_of(parameters, events[offsets[k]], hearsay[offsets[k]]);

    // Who becomes aware. The ties are asked only where as many aware ties as there can be would settle it.
    auto& learnt = world.scratch.learnt[block.index];
    learnt.clear();
    if (!programme.enabled) return;
    alignas(64) std::uint32_t word[block_size];
    world.fill(block, Draw::programme, 0, {nullptr, nullptr, word, nullptr});
    const std::uint32_t lowest = lowest_word(unheard.at_least(most_ties));
    for (std::size_t i = 0; i < block.size(); ++i)
      marks[i] = static_cast<std::uint16_t>((word[i] >= lowest ? 1 : 0) | (events[i] & became_aware));
    const std::size_t perhaps = keep_marked(marks, block.size(), offsets);
    auto authority = world.authority_of(static_cast<std::uint32_t>(block.begin));
    for (std::size_t k = 0; k < perhaps; ++k) {
      const std::size_t i = block.begin + offsets[k];
      while (i >= first_family[authority + 1]) ++authority;
      if (!running[authority] || (families.status[i] & aware)) continue;
      const auto ties = network.neighbours(static_cast<std::uint32_t>(i));
      if (!(families.events[i] & became_aware)) {
        const auto aware_ties =
            std::count_if(ties.begin(), ties.end(), [&](std::uint32_t tie) { return families.status[tie] & aware; });
        if (uniform_float(word[offsets[k]]) < unheard(static_cast<std::size_t>(aware_ties))) continue;
      }
      learnt.push_back(static_cast<std::uint32_t>(i));
      next[offsets[k]] -= discovery;
    }
    if constexpr (checks_itself) check_learnt(world, block, unheard, running, word, learnt);
  });
  std::swap(families.trust, world.scratch.column);

  // Awareness is committed after everyone has looked at their ties.
  for (const auto& of_block : world.scratch.learnt)
    for (const auto family : of_block) families.status[family] |= aware;
}

}  // namespace streetlight::targeting
