#include "models/targeting/outcomes/sweep.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "models/targeting/policy/running.hpp"
#include "models/targeting/records/consent.hpp"
#include "models/targeting/trust/licence.hpp"

namespace streetlight::targeting {

namespace {

/// Families a chunk at most: a lane of 16 bits must hold them all.
constexpr std::size_t chunk_families = 65535 / block_size * block_size;

using Lanes = std::array<std::uint16_t, 8>;

/// Bit k of a byte in lane k.
const std::array<Lanes, 256>& spread_table() {
  static const auto table = [] {
    std::array<Lanes, 256> made{};
    for (std::size_t byte = 0; byte < 256; ++byte)
      for (std::size_t k = 0; k < 8; ++k) made[byte][k] = byte >> k & 1;
    return made;
  }();
  return table;
}

/// The sweep's bits of one family, in the order of Count.
struct Facts {
  bool families = true, need, harm, harm_unseen, known, linked, opted_out, open_cases;
  bool aware, licensed, unmet_need, need_unseen, need_flagged, unneeded_flagged, unfound, unfound_flagged;

  std::uint16_t bits() const {
    const bool all[swept_counts] = {families, need, harm, harm_unseen, known, linked, opted_out, open_cases,
                                    aware, licensed, unmet_need, need_unseen, need_flagged, unneeded_flagged, unfound, unfound_flagged};
    unsigned word = 0;
    for (unsigned k = 0; k < swept_counts; ++k) word |= static_cast<unsigned>(all[k]) << k;
    return static_cast<std::uint16_t>(word);
  }
};

/// Files held by each family of a block, bit s: a record at service s.
void fill_held(const Families& families, std::size_t services, std::size_t begin, std::size_t end, std::uint32_t* __restrict held) {
  std::fill_n(held, end - begin, 0U);
  for (std::size_t s = 0; s < services; ++s) {
    const float* __restrict count = families.records_of(s).data();
    const std::uint32_t bit = 1U << s;
    for (std::size_t i = begin; i < end; ++i) held[i - begin] |= count[i] > 0.0f ? bit : 0U;
  }
}

Facts facts_of(const World& world, std::size_t i, std::uint32_t held, bool running) {
  const auto& families = world.families;
  const Month month = world.month;
  const auto flags = families.flags[i];
  const auto retention = static_cast<Month>(world.parameters.records.retention);
  Facts facts{};
  facts.need = families.need[i] >= world.threshold();
  facts.harm = families.events[i] & harmed;
  facts.known = within(families.last_care[i], month, retention);
  facts.open_cases = flags & open_case;
  facts.harm_unseen = facts.harm && !facts.known && !facts.open_cases;
  facts.linked = (families.links[i] & world.rates.linked_services) && has_consent(world.parameters.consent.mode, flags);
  facts.opted_out = flags & opted_out;
  facts.aware = flags & aware;
  facts.licensed = licence_log_odds(families.trust[i], running && facts.aware, running ? world.rates.licence_all : 0.0f,
                                    world.rates.licence_aware) >= 0.0f;
  facts.unmet_need = facts.need && !within(families.last_relief[i], month, 3);
  facts.need_unseen = facts.need && held == 0 && !facts.known;
  const bool flagged = within(families.last_flag[i], month, 12);
  facts.need_flagged = facts.need && flagged;
  facts.unneeded_flagged = !facts.need && flagged;
  facts.unfound = !within(families.last_finding[i], month, 12);
  facts.unfound_flagged = facts.unfound && flagged;
  return facts;
}

/// One chunk's counts by cell and by group.
struct ChunkCounts {
  std::vector<Lanes> lanes;           ///< [cell][byte]
  std::vector<std::int64_t> trust;    ///< [cell], in units of 1/65536
  std::vector<std::int64_t> counts;   ///< [group][column]
};

}  // namespace

void count_families(World& world) {
  const auto& families = world.families;
  const auto& cells = world.society->groups;
  const auto& first_family = world.society->neighbourhoods.first_family;
  const std::size_t services = world.rates.services.size();
  const std::size_t service_bytes = (services + 7) / 8;
  const std::size_t bytes = 2 + 3 * service_bytes;  // facts; contacts, deterred, held
  const std::size_t columns = world.tally.columns();

  // Chunks of families of one authority, or of the nation where authorities are not kept apart.
  struct Chunk {
    std::uint32_t authority;
    std::size_t begin, end;
  };
  std::vector<Chunk> chunks;
  const auto cut = [&](std::uint32_t authority, std::size_t begin, std::size_t end) {
    for (; begin < end; begin += chunk_families) chunks.push_back({authority, begin, std::min(end, begin + chunk_families)});
  };
  if (world.tally.authorities() == 1)
    cut(0, 0, families.size());
  else
    for (std::uint32_t a = 0; a + 1 < first_family.size(); ++a) cut(a, first_family[a], first_family[a + 1]);

  std::vector<ChunkCounts> counted(chunks.size());
  world.blocks->for_each(chunks.size(), [&](std::size_t task) {
    const auto& spread = spread_table();
    auto& mine = counted[task];
    mine.lanes.assign(cells.cells() * bytes, Lanes{});
    mine.trust.assign(cells.cells(), 0);
    mine.counts.assign(cells.groups() * columns, 0);
    const auto add_event = [&](std::uint16_t cell, std::size_t column, std::int64_t amount) {
      for (const auto group : cells.groups_of(cell)) mine.counts[group * columns + column] += amount;
    };

    std::uint32_t held[block_size];
    auto authority = world.authority_of(static_cast<std::uint32_t>(chunks[task].begin));
    bool running = programme_running(world, authority);
    for (std::size_t begin = chunks[task].begin; begin < chunks[task].end; begin += block_size) {
      const std::size_t end = std::min(chunks[task].end, begin + block_size);
      fill_held(families, services, begin, end, held);
      for (std::size_t i = begin; i < end; ++i) {
        while (i >= first_family[authority + 1]) running = programme_running(world, ++authority);
        const auto cell = families.cell[i];

        // Facts: one addition of lanes a byte.
        const std::uint32_t facts = facts_of(world, i, held[i - begin], running).bits();
        Lanes* lanes = mine.lanes.data() + std::size_t{cell} * bytes;
        const auto add_byte = [&](std::size_t byte, std::uint32_t word) {
          const Lanes& add = spread[word & 255U];
          for (std::size_t k = 0; k < 8; ++k) lanes[byte][k] = static_cast<std::uint16_t>(lanes[byte][k] + add[k]);
        };
        add_byte(0, facts);
        add_byte(1, facts >> 8);
        for (std::size_t b = 0; b < service_bytes; ++b) {
          add_byte(2 + b, families.contacts[i] >> (8 * b));
          add_byte(2 + service_bytes + b, families.deterred[i] >> (8 * b));
          add_byte(2 + 2 * service_bytes + b, held[i - begin] >> (8 * b));
        }
        mine.trust[cell] += std::llrintf(families.trust[i] * trust_unit);

        // Rare events of the parallel processes.
        if (families.events[i] & turned_away) add_event(cell, world.tally.column(Count::turned_away), 1);
        if (const std::uint32_t concerns = families.concerns[i]; concerns != 0) {
          const auto number = std::popcount(concerns);
          add_event(cell, world.tally.column(Count::concerns), number);
          if (!(families.events[i] & (in_need_now | harmed))) add_event(cell, world.tally.column(Count::false_concerns), number);
          add_event(cell, world.tally.column(Count::lost_concerns), std::popcount(concerns & ~families.stored[i]));
          for (std::size_t s = 0; s < services; ++s)
            if (concerns >> s & 1U) add_event(cell, world.tally.column(ServiceCount::concerns, s), 1);
        }
      }
    }

    // Cells to groups.
    for (std::size_t cell = 0; cell < cells.cells(); ++cell)
      for (const auto group : cells.groups_of(static_cast<std::uint16_t>(cell))) {
        std::int64_t* to = mine.counts.data() + group * columns;
        const Lanes* lanes = mine.lanes.data() + cell * bytes;
        for (std::size_t k = 0; k < swept_counts; ++k) to[k] += lanes[k / 8][k % 8];
        to[world.tally.column(Count::trust_sum)] += mine.trust[cell];
        for (std::size_t s = 0; s < services; ++s) {
          to[world.tally.column(ServiceCount::contacts, s)] += lanes[2 + s / 8][s % 8];
          to[world.tally.column(ServiceCount::deterred, s)] += lanes[2 + service_bytes + s / 8][s % 8];
          const auto records = lanes[2 + 2 * service_bytes + s / 8][s % 8];
          to[world.tally.column(ServiceCount::records, s)] += records;
          to[world.tally.column(Count::records)] += records;
        }
      }
  });
  for (std::size_t task = 0; task < chunks.size(); ++task) world.tally.add_rows(chunks[task].authority, counted[task].counts);
}

}  // namespace streetlight::targeting
