#include "models/targeting/records/filing.hpp"

#include <algorithm>
#include <bit>

#include "models/targeting/records/decay.hpp"
#include "sim/core/self_check.hpp"
#include "sim/core/sieve.hpp"

namespace streetlight::targeting {

namespace {

/// The concerns of a family that reach its file.
std::uint32_t stored_of(const World& world, std::uint32_t family, std::uint32_t concerns) {
  const auto profile = world.families.profile[family];
  std::uint32_t stored = 0;
  for (std::uint32_t s = 0; s < world.rates.services.size(); ++s) {
    if (!(concerns >> s & 1U)) continue;
    float kept = 1.0f - world.rates.loss[profile];
    if (const auto& missing = world.rates.services[s].missing; !missing.empty())
      kept *= 1.0f - std::clamp(missing[profile], 0.0f, 1.0f);
    if (kept >= 1.0f || uniform_float(world.words(Draw::loss, family, s / 4)[s % 4]) < kept) stored |= 1U << s;
  }
  return stored;
}

}  // namespace

void file_concerns(World& world, const Block& block) {
  auto& families = world.families;

  // New entries: few families have one.
  std::uint16_t noticed[block_size], offsets[block_size + 8];
  const std::uint32_t* __restrict concerns = families.concerns.data() + block.begin;
  for (std::size_t i = 0; i < block.size(); ++i) noticed[i] = concerns[i] != 0;
  const std::size_t few = keep_marked(noticed, block.size(), offsets);
  auto& filed = world.scratch.filed[block.index];
  filed.clear();
  for (std::size_t k = 0; k < few; ++k) {
    const auto family = static_cast<std::uint32_t>(block.begin + offsets[k]);
    const std::uint32_t stored = stored_of(world, family, concerns[offsets[k]]);
    filed.push_back({family, stored});
    for (std::size_t s = 0; s < world.rates.services.size(); ++s) {
      if (!(stored >> s & 1U)) continue;
      auto& last = families.last_entry_of(s)[family];
      families.records_of(s)[family] = world.remains.with(families.records_of(s)[family], last, 1.0f);
      last = stamp_of(world.month);
    }
  }

  const float kept = world.rates.scrutiny_kept;
  float* __restrict q = families.scrutiny.data() + block.begin;
  for (std::size_t i = 0; i < block.size(); ++i) q[i] *= kept;
}

void count_lost_concerns(World& world) {
  for (const auto& of_block : world.scratch.filed)
    for (const auto& [family, stored, referrer] : of_block)
      if (const std::uint32_t lost = world.families.concerns[family] & ~stored; lost != 0)
        world.count(Count::lost_concerns, family, std::popcount(lost));
}

void decay_files(World& world) {
  if constexpr (checks_itself)
    must_agree(months_take_the_same_share(world.parameters.records.half_life), "what is left of a record",
               "models/targeting/records/decay.hpp", 0);
  world.remains.advance(world.month);
  if (world.remains.to_settle()) settle_files(world);
}

void settle_files(World& world) {
  auto& families = world.families;
  const Remains& remains = world.remains;
  for (std::size_t file = 0; file < families.records.size(); ++file) {
    families.records[file] = remains(families.records[file], families.last_entry[file]);
    if (remains.expired(families.last_entry[file])) families.last_entry[file] = never;
  }
  for (std::uint32_t family = 0; family < families.size(); ++family) families.care[family] = world.care_of(family);
  const auto& records = world.parameters.records;
  world.remains = Remains(records.half_life, static_cast<Month>(records.retention), remains.as_of());
}

void correct_files(World& world) {
  const auto& access = world.parameters.access;
  if (access.rate <= 0.0) return;
  auto& families = world.families;
  const auto rate = static_cast<float>(access.rate), correction = static_cast<float>(access.correction);
  for (std::uint32_t family = 0; family < families.size(); ++family) {
    if (!(families.status[family] & aware)) continue;
    const RandomWords words = world.words(Draw::access, family);
    if (uniform_float(words[0]) >= rate * world.rates.access_factor[families.profile[family]]) continue;
    if (world.in_need(family) || uniform_float(words[1]) >= correction) continue;
    bool erased = false;
    for (std::size_t s = 0; s < world.rates.services.size(); ++s) {
      erased = erased || world.count_of(family, s) > 0.0f;
      families.records_of(s)[family] = 0.0f;
      families.last_entry_of(s)[family] = never;
    }
    if (erased) world.count(Count::corrections, family);
  }
}

}  // namespace streetlight::targeting
