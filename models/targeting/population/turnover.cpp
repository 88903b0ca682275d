#include "models/targeting/population/turnover.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "models/targeting/records/linkage.hpp"
#include "sim/core/elementary.hpp"
#include "sim/core/normals.hpp"
#include "sim/core/self_check.hpp"

namespace streetlight::targeting {

namespace {

static_assert(most_attributes % 4 == 0, "the words of attributes come four at a time");
static_assert(months_of_childhood <= 0xff, "the age of the youngest child is a byte");

void count_leaver(World& world, std::uint32_t family) {
  const auto status = world.families.status[family];
  world.count(Count::leavers, family);
  if (status & ever_referred) world.count(Count::leavers_referred, family);
  if (status & ever_found) world.count(Count::leavers_found, family);
}

void count_fifth_birthday(World& world, std::uint32_t family) {
  world.count(Count::reached_five, family);
  if (world.families.status[family] & ever_referred) world.count(Count::reached_five_referred, family);
}

/// Calls `visit(family)` for every family whose youngest child has that age: few, so they are looked for in bytes.
template <class Visit>
void for_each_of_age(const std::vector<std::uint8_t>& ages, std::uint8_t age, Visit visit) {
  const std::uint8_t* const end = ages.data() + ages.size();
  for (const std::uint8_t* at = ages.data(); at != end; ++at) {
    at = static_cast<const std::uint8_t*>(std::memchr(at, age, static_cast<std::size_t>(end - at)));
    if (at == nullptr) return;
    visit(static_cast<std::uint32_t>(at - ages.data()));
  }
}

}  // namespace

void age_and_replace(World& world) {
  auto& families = world.families;
  auto& entrants = world.scratch.entrants;
  entrants.clear();
  for (auto& age : families.age) ++age;
  for_each_of_age(families.age, 60, [&](std::uint32_t family) { count_fifth_birthday(world, family); });
  for_each_of_age(families.age, months_of_childhood, [&](std::uint32_t family) { entrants.push_back(family); });
  for (const auto family : entrants) count_leaver(world, family);
  world.blocks->for_each_item(entrants.size(), [&](std::size_t k) {
    ++families.generation[entrants[k]];
    enter(world, entrants[k], 0);
  });
}

namespace {

/// Everything but the profile, the links and the files. `normal`: standard normal numbers from Draw::entry_state.
void set_state(World& world, std::uint32_t family, std::uint8_t age, const std::array<float, 3>& normal) {
  auto& families = world.families;
  const auto& society = *world.society;
  const auto neighbourhood = society.neighbourhoods.of(family);
  const float d = society.neighbourhoods.deprivation[neighbourhood];
  const Profile profile = families.profile[family];
  families.cell[family] = society.groups.cell_of(profile, society.neighbourhoods.decile[neighbourhood]);
  families.age[family] = age;

  // Set-points, and a state drawn from the stationary distribution around them.
  const auto& trust = world.parameters.trust;
  const float mu = society.need.deprivation * d + society.need.profile[profile] + society.need.spread * normal[0];
  const float tau0 = society.trust_profile[profile] + static_cast<float>(trust.deprivation) * d +
                     static_cast<float>(trust.spread) * normal[1];
  families.need_setpoint[family] = mu;
  families.trust_setpoint[family] = tau0;
  families.need[family] = mu + society.need.stationary_sd * normal[2];
  families.trust[family] = tau0;
  families.last_need[family] = never;
  if (!families.trace.empty()) families.trace[family] = 0.0f;
}

void clear_files(World& world, std::uint32_t family) {
  auto& families = world.families;
  families.care[family] = 0.0f;
  families.scrutiny[family] = 0.0f;
  families.status[family] = 0;
  for (std::size_t s = 0; s < world.rates.services.size(); ++s) {
    families.records_of(s)[family] = 0.0f;
    families.last_entry_of(s)[family] = never;
  }
  families.last_care[family] = families.last_referral[family] = families.last_relief[family] = never;
  families.last_flag[family] = families.last_visit[family] = families.last_finding[family] = never;
}

}  // namespace

void enter(World& world, std::uint32_t family, std::uint8_t age) {
  const auto& society = *world.society;
  const auto neighbourhood = society.neighbourhoods.of(family);
  const float d = society.neighbourhoods.deprivation[neighbourhood];
  std::array<std::uint32_t, most_attributes> attribute_words{};
  const std::size_t attributes = society.attributes.attributes();
  for (std::size_t k = 0; k < attributes; k += 4) {
    const RandomWords words = world.words(Draw::entry_attributes, family, static_cast<std::uint32_t>(k / 4));
    std::copy(words.begin(), words.end(), attribute_words.begin() + static_cast<std::ptrdiff_t>(k));
  }
  world.families.profile[family] = society.attributes.draw(static_cast<double>(d), {attribute_words.data(), attributes},
                                                           society.neighbourhoods.shift_of(neighbourhood));
  const RandomWords state = world.words(Draw::entry_state, family);
  set_state(world, family, age, {normal_of(state[0]), normal_of(state[1]), normal_of(state[2])});
  clear_files(world, family);
  draw_links(world, family);
}

std::vector<Profile> first_profiles(const AttributeModel& attributes, const Neighbourhoods& neighbourhoods,
                                    const Streams& streams, Month first_month, BlockRunner& blocks) {
  std::vector<Profile> profiles(neighbourhoods.families);
  blocks.for_each_block(profiles.size(), [&](const Block& block) {
    // Random words of all families of the block, an attribute a column
    constexpr std::array<std::uint16_t, block_size> generations{};
    std::vector<std::uint32_t> columns((attributes.attributes() + 3) / 4 * 4 * block_size);
    for (std::uint32_t quad = 0; 4 * quad < attributes.attributes(); ++quad) {
      std::uint32_t* const first = columns.data() + std::size_t{4} * quad * block_size;
      streams.fill(static_cast<std::uint32_t>(block.begin), std::span(generations).first(block.size()), first_month,
                   purpose(Draw::entry_attributes), quad,
                   {first, first + block_size, first + 2 * block_size, first + 3 * block_size});
    }
    AttributeModel::Draws draw(attributes);
    std::array<std::uint32_t, most_attributes> words{};
    for (std::size_t i = block.begin; i < block.end; ++i) {
      for (std::size_t k = 0; k < attributes.attributes(); ++k) words[k] = columns[k * block_size + i - block.begin];
      const auto neighbourhood = neighbourhoods.of(static_cast<std::uint32_t>(i));
      const auto d = static_cast<double>(neighbourhoods.deprivation[neighbourhood]);
      const auto shift = neighbourhoods.shift_of(neighbourhood);
      profiles[i] = draw(d, {words.data(), attributes.attributes()}, shift);
      if constexpr (checks_itself)
        must_agree(profiles[i] == attributes.draw(d, {words.data(), attributes.attributes()}, shift), "a profile",
                   "models/targeting/population/attributes.hpp", i);
    }
  });
  return profiles;
}

void enter_first_families(World& world) {
  world.blocks->for_each_block(world.families.size(), [&](const Block& block) {
    std::uint32_t words[4][block_size];
    world.fill(block, Draw::entry_state, 0, {words[0], words[1], words[2], words[3]});
    float normal[3][block_size];
    for (std::size_t n = 0; n < 3; ++n) normals_of(words[n], block.size(), normal[n]);
    for (std::size_t k = 0; k < block.size(); ++k) {
      const auto age = (static_cast<std::uint64_t>(words[3][k]) * months_of_childhood) >> 32;
      set_state(world, static_cast<std::uint32_t>(block.begin + k), static_cast<std::uint8_t>(age),
                {normal[0][k], normal[1][k], normal[2][k]});
    }
  });
  draw_all_links(world);
}

}  // namespace streetlight::targeting
