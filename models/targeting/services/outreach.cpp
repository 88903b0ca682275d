#include "models/targeting/services/outreach.hpp"

namespace streetlight::targeting {

void reach_out(World& world) {
  const auto& outreach = world.parameters.outreach;
  if (outreach.reach <= 0.0) return;
  auto& families = world.families;
  const auto reach = static_cast<float>(outreach.reach), relief = static_cast<float>(outreach.relief);
  const auto lasting = static_cast<float>(world.parameters.support.lasting), trust = static_cast<float>(outreach.trust);
  std::vector<std::uint32_t> words[4];
  for (auto& column : words) column.resize(block_size);
  for (std::size_t b = 0; b < block_count(families.size()); ++b) {
    const Block block = block_at(b, families.size());
    world.fill(block, Draw::outreach, 0, {words[0].data(), words[1].data(), words[2].data(), words[3].data()});
    for (std::size_t i = block.begin; i < block.end; ++i) {
      if (uniform_float(words[0][i - block.begin]) >= reach) continue;
      const auto family = static_cast<std::uint32_t>(i);
      world.count(Count::outreach, family);
      families.trust[i] += trust;
      if (!(families.events[i] & in_need_now)) continue;
      families.need[i] -= relief;
      families.need_setpoint[i] -= lasting * relief;
      families.last_relief[i] = stamp_of(world.month);
    }
  }
}

}  // namespace streetlight::targeting
