#include "models/targeting/records/linkage.hpp"

#include <algorithm>

#include "models/targeting/policy/running.hpp"
#include "sim/core/self_check.hpp"

namespace streetlight::targeting {

namespace {

/// Draws that belong to a family for as long as it stays stand at month 0.
RandomWords lasting_words(const World& world, Draw draw, std::uint32_t family, std::uint32_t quad) {
  return world.streams.words({family, world.families.generation[family], 0, purpose(draw), quad});
}

/// The same for a block of families, four columns.
void fill_lasting(const World& world, const Block& block, Draw draw, std::uint32_t quad,
                  std::uint32_t (&words)[4][block_size]) {
  world.streams.fill(static_cast<std::uint32_t>(block.begin),
                     {world.families.generation.data() + block.begin, block.size()}, 0, purpose(draw), quad,
                     {words[0], words[1], words[2], words[3]});
}

float chance_of_link(const World& world, std::uint32_t authority, Profile profile) {
  const float ready = world.parameters.programme.enabled ? world.programmes[authority].readiness : 1.0f;
  return (1.0f - world.rates.missed[profile]) * ready;
}

/// Links and false links of one family under the parameters in effect, bit s: service s.
struct Links {
  std::uint32_t links = 0, false_links = 0;
};
Links links_of(const World& world, std::uint32_t family) {
  const float linked = chance_of_link(world, world.authority_of(family), world.families.profile[family]);
  const auto wrong = static_cast<float>(world.parameters.linkage.wrong);
  Links drawn;
  RandomWords link_words{}, false_words{};
  for (std::uint32_t s = 0; s < world.rates.services.size(); ++s) {
    if (s % 4 == 0) {
      link_words = lasting_words(world, Draw::linkage, family, s / 4);
      false_words = lasting_words(world, Draw::false_link, family, s / 4);
    }
    if (uniform_float(link_words[s % 4]) < linked) drawn.links |= 1U << s;
    if (uniform_float(false_words[s % 4]) < wrong) drawn.false_links |= 1U << s;
  }
  return drawn;
}

}  // namespace

void draw_links(World& world, std::uint32_t family) {
  const auto [links, false_links] = links_of(world, family);
  world.families.links[family] = links;
  world.families.false_links[family] = false_links;
}

void draw_all_links(World& world) {
  const auto services = static_cast<std::uint32_t>(world.rates.services.size());
  const auto& first_family = world.society->neighbourhoods.first_family;
  auto& families = world.families;
  const auto wrong = static_cast<float>(world.parameters.linkage.wrong);
  world.blocks->for_each_block(families.size(), [&](const Block& block) {
    // How likely each family's records are linked
    float linked[block_size];
    std::uint32_t authority = world.authority_of(static_cast<std::uint32_t>(block.begin));
    for (std::size_t k = 0; k < block.size(); ++k) {
      while (block.begin + k >= first_family[authority + 1]) ++authority;
      linked[k] = chance_of_link(world, authority, families.profile[block.begin + k]);
    }

    // A service after another for all of them; the words are those of draw_links
    std::uint32_t* const links = families.links.data() + block.begin;
    std::uint32_t* const false_links = families.false_links.data() + block.begin;
    std::fill_n(links, block.size(), 0U);
    std::fill_n(false_links, block.size(), 0U);
    alignas(64) std::uint32_t words[4][block_size];
    for (std::uint32_t s = 0; s < services; ++s) {
      if (s % 4 == 0) fill_lasting(world, block, Draw::linkage, s / 4, words);
      for (std::size_t k = 0; k < block.size(); ++k)
        links[k] |= (uniform_float(words[s % 4][k]) < linked[k] ? 1U : 0U) << s;
    }
    for (std::uint32_t s = 0; s < services; ++s) {
      if (s % 4 == 0) fill_lasting(world, block, Draw::false_link, s / 4, words);
      for (std::size_t k = 0; k < block.size(); ++k)
        false_links[k] |= (uniform_float(words[s % 4][k]) < wrong ? 1U : 0U) << s;
    }
    if constexpr (checks_itself)
      for (std::size_t k = 0; k < block.size(); ++k) {
        const auto plain = links_of(world, static_cast<std::uint32_t>(block.begin + k));
        must_agree(links[k] == plain.links && false_links[k] == plain.false_links, "links",
                   "models/targeting/records/linkage.hpp", block.begin + k);
      }
  });
}

std::uint32_t false_link(const World& world, std::uint32_t family, std::size_t service) {
  if (!(world.families.false_links[family] >> service & 1U)) return family;
  const auto& first_family = world.society->neighbourhoods.first_family;
  const auto authority = world.authority_of(family);
  const std::uint32_t members = first_family[authority + 1] - first_family[authority];
  constexpr std::uint32_t other_quads = 64;  // those below say whether there is a false link
  static_assert(most_services <= 4 * other_quads);
  const auto word =
      lasting_words(world, Draw::false_link, family, other_quads + static_cast<std::uint32_t>(service))[0];
  return first_family[authority] + static_cast<std::uint32_t>((static_cast<std::uint64_t>(word) * members) >> 32);
}

}  // namespace streetlight::targeting
