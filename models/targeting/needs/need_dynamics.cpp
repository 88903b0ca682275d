#include "models/targeting/needs/need_dynamics.hpp"

#include "models/targeting/needs/harm.hpp"
#include "models/targeting/needs/need.hpp"
#include "sim/core/normals.hpp"
#include "sim/core/self_check.hpp"
#include "sim/core/sieve.hpp"
#include "sim/core/wide_clones.hpp"

namespace streetlight::targeting {

void remember_harm(World& world) {
  if (world.parameters.harm.lasting > 0 && world.families.trace.empty())
    world.families.trace.assign(world.families.size(), 0.0f);
}

namespace {

/// Next month's needs, and who is in need.
void settle_needs(World& world, const Block& block, const float* noise) {
  auto& families = world.families;
  const auto& need = world.parameters.need;
  const auto reversion = static_cast<float>(need.reversion), shock = static_cast<float>(need.shock);
  const auto shift = static_cast<float>(need.shift), threshold = world.threshold();
  float* __restrict theta = families.need.data() + block.begin;
  const float* __restrict mu = families.need_setpoint.data() + block.begin;
  std::uint16_t* __restrict events = families.events.data() + block.begin;
  Stamp* __restrict last_need = families.last_need.data() + block.begin;
  if (families.trace.empty()) {
    for (std::size_t i = 0; i < block.size(); ++i)
      theta[i] = need_next(theta[i], mu[i], noise[i], reversion, shock, shift);
  } else {
    const float* __restrict trace = families.trace.data() + block.begin;
    for (std::size_t i = 0; i < block.size(); ++i)
      theta[i] = need_next(theta[i], mu[i] + trace[i], noise[i], reversion, shock, shift);
  }
  for (std::size_t i = 0; i < block.size(); ++i) events[i] = theta[i] >= threshold ? in_need_now : 0;
  const Stamp now = stamp_of(world.month);
  for (std::size_t i = 0; i < block.size(); ++i) last_need[i] = events[i] ? now : last_need[i];
}

/// What harm leaves behind.
void leave_traces(World& world, const Block& block) {
  auto& families = world.families;
  if (families.trace.empty()) return;
  const auto healing = static_cast<float>(world.parameters.harm.healing),
             lasting = static_cast<float>(world.parameters.harm.lasting);
  float* __restrict trace = families.trace.data() + block.begin;
  const std::uint16_t* __restrict events = families.events.data() + block.begin;
  for (std::size_t i = 0; i < block.size(); ++i)
    trace[i] = trace_next(trace[i], healing, lasting, (events[i] & harmed) != 0);
}

}  // namespace

STREETLIGHT_WIDE_CLONE
void move_needs(World& world, const Block& block) {
  auto& families = world.families;
  const auto base = static_cast<float>(world.parameters.harm.base),
             slope = static_cast<float>(world.parameters.harm.slope);
  const float external = world.rates.harm_external;

  alignas(64) std::uint32_t shock_word[block_size], harm_word[block_size], external_word[block_size];
  world.fill(block, Draw::month, 0, {shock_word, harm_word, external > 0.0f ? external_word : nullptr, nullptr});

  alignas(64) float noise[block_size] = {};  // zeros cost a thousandth of a month; without, GCC warns of an empty block
  normals_of(shock_word, block.size(), noise);
  settle_needs(world, block, noise);
  const float* __restrict theta = families.need.data() + block.begin;
  std::uint16_t* __restrict events = families.events.data() + block.begin;

  // Harm is rare: only where the hazard's bound lets it strike is the probability computed.
  alignas(64) float least[block_size], most[block_size];
  std::uint16_t offsets[block_size + 8];
  for (std::size_t i = 0; i < block.size(); ++i) {
    least[i] = uniform_bound(harm_word[i]);
    most[i] = harm_at_most(base, slope, theta[i]);
  }
  const std::size_t few = keep_below(least, most, block.size(), offsets);
  for (std::size_t k = 0; k < few; ++k) {
    const auto i = offsets[k];
    if (uniform_float(harm_word[i]) < harm_probability(base, slope, theta[i])) events[i] |= harmed;
  }
  if constexpr (checks_itself)
    for (std::size_t i = 0; i < block.size(); ++i) {
      const float p = harm_probability(base, slope, theta[i]);
      must_agree(p <= most[i] && (uniform_float(harm_word[i]) < p) == ((events[i] & harmed) != 0), "harm",
                 "models/targeting/needs/harm.hpp", block.begin + i);
    }
  if (external > 0.0f)
    for (std::size_t i = 0; i < block.size(); ++i)
      events[i] |= uniform_float(external_word[i]) < external ? harmed | harmed_outside : 0;
  leave_traces(world, block);
}

}  // namespace streetlight::targeting
