#include "models/targeting/records/linkage.hpp"

#include "models/targeting/policy/running.hpp"

namespace streetlight::targeting {

namespace {

/// Draws that belong to a family for as long as it stays stand at month 0.
Words lasting_words(const World& world, Draw draw, std::uint32_t family, std::uint32_t lane) {
  return world.streams.words({family, world.families.generation[family], 0, purpose(draw), lane});
}

}  // namespace

void draw_links(World& world, std::uint32_t family) {
  const auto authority = world.authority_of(family);
  const float ready = world.parameters.programme.enabled ? world.programmes[authority].readiness : 1.0f;
  const float linked = (1.0f - world.rates.missed[world.families.profile[family]]) * ready;
  const auto wrong = static_cast<float>(world.parameters.linkage.wrong);
  std::uint32_t links = 0, false_links = 0;
  Words link_words{}, false_words{};
  for (std::uint32_t s = 0; s < world.rates.services.size(); ++s) {
    if (s % 4 == 0) {
      link_words = lasting_words(world, Draw::linkage, family, s / 4);
      false_words = lasting_words(world, Draw::false_link, family, s / 4);
    }
    if (uniform_float(link_words[s % 4]) < linked) links |= 1U << s;
    if (uniform_float(false_words[s % 4]) < wrong) false_links |= 1U << s;
  }
  world.families.links[family] = links;
  world.families.false_links[family] = false_links;
}

void draw_all_links(World& world) {
  world.blocks->for_each_block(world.families.size(), [&](const Block& block) {
    for (std::size_t i = block.begin; i < block.end; ++i) draw_links(world, static_cast<std::uint32_t>(i));
  });
}

std::uint32_t false_link(const World& world, std::uint32_t family, std::size_t service) {
  if (!(world.families.false_links[family] >> service & 1U)) return family;
  const auto& first_family = world.society->neighbourhoods.first_family;
  const auto authority = world.authority_of(family);
  const std::uint32_t members = first_family[authority + 1] - first_family[authority];
  const auto word = lasting_words(world, Draw::false_link, family, 64 + static_cast<std::uint32_t>(service))[0];
  return first_family[authority] + static_cast<std::uint32_t>((static_cast<std::uint64_t>(word) * members) >> 32);
}

}  // namespace streetlight::targeting
