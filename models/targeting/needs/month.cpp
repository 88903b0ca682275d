#include "models/targeting/needs/month.hpp"

#include "models/targeting/needs/harm.hpp"
#include "models/targeting/needs/need.hpp"

namespace streetlight::targeting {

void move_needs(World& world) {
  auto& families = world.families;
  const auto& need = world.parameters.need;
  const auto reversion = static_cast<float>(need.reversion), shock = static_cast<float>(need.shock);
  const auto shift = static_cast<float>(need.shift), threshold = world.threshold();
  const auto base = static_cast<float>(world.parameters.harm.base), slope = static_cast<float>(world.parameters.harm.slope);
  const float external = world.rates.harm_external;

  world.blocks->for_each_block(families.size(), [&](const Block& block) {
    alignas(64) std::uint32_t shock_word[block_size], harm_word[block_size], external_word[block_size], spare[block_size];
    world.fill(block, Draw::month, 0, {shock_word, harm_word, external_word, spare});

    float* __restrict theta = families.need.data() + block.begin;
    const float* __restrict mu = families.need_setpoint.data() + block.begin;
    std::uint16_t* __restrict events = families.events.data() + block.begin;
    for (std::size_t i = 0; i < block.size(); ++i)
      theta[i] = need_next(theta[i], mu[i], normal_of(shock_word[i]), reversion, shock, shift);
    for (std::size_t i = 0; i < block.size(); ++i) {
      const bool inside = uniform_float(harm_word[i]) < harm_probability(base, slope, theta[i]);
      const bool outside = uniform_float(external_word[i]) < external;
      const std::uint32_t harm_bit = ((inside | outside) ? harmed : 0U) | (outside ? harmed_outside : 0U);
      const std::uint32_t need_bit = theta[i] >= threshold ? in_need_now : 0;
      events[i] = static_cast<std::uint16_t>(harm_bit | need_bit);
    }
  });
}

}  // namespace streetlight::targeting
