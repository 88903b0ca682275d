#include "models/targeting/outcomes/sweep.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <memory>

#include "models/targeting/policy/running.hpp"
#include "models/targeting/records/consent.hpp"
#include "models/targeting/trust/licence.hpp"

namespace streetlight::targeting {

namespace {

/// Families a chunk at most: a lane of 16 bits must hold them all.
constexpr std::size_t chunk_families = 65535 / block_size * block_size;

/// Eight counts side by side.
struct alignas(16) Lanes {
  std::uint16_t count[8];
};

/// Bit k of a byte in lane k.
const std::array<Lanes, 256>& spread_table() {
  static const auto table = [] {
    std::array<Lanes, 256> made{};
    for (std::size_t byte = 0; byte < 256; ++byte)
      for (std::size_t k = 0; k < 8; ++k) made[byte].count[k] = byte >> k & 1;
    return made;
  }();
  return table;
}

inline void add_lanes(Lanes& to, const Lanes& from) {
  const Lanes add = from;  // a copy cannot alias: the eight additions become one
  for (std::size_t k = 0; k < 8; ++k) to.count[k] = static_cast<std::uint16_t>(to.count[k] + add.count[k]);
}

constexpr std::uint32_t bit(Count count) { return 1U << static_cast<unsigned>(count); }

/// The last month that is no longer within `months` months of now, as a stamp: `within` is then > it.
Stamp before(Month now, Month months) { return static_cast<Stamp>(std::max<Month>(now - months, never)); }

/// What is true of each family of a block, in columns.
struct BlockFacts {
  alignas(64) std::uint32_t facts[block_size];  ///< bits of Count, the swept ones
  alignas(64) std::uint32_t held[block_size];   ///< bit s: a record at service s
  alignas(64) std::int32_t trust[block_size];   ///< in units of 1/65536
};

/// `running`: whether the programme runs where the block lies. Blocks do not cross authorities.
void gather_facts(const World& world, std::size_t begin, std::size_t end, bool running, BlockFacts& block) {
  const auto& families = world.families;
  const std::size_t size = end - begin;
  std::uint32_t* __restrict facts = block.facts;
  std::uint32_t* __restrict held = block.held;

  std::fill_n(held, size, 0U);
  for (std::size_t s = 0; s < world.rates.services.size(); ++s) {
    const float* __restrict count = families.records_of(s).data() + begin;
    const std::uint32_t service = 1U << s;
    for (std::size_t i = 0; i < size; ++i) held[i] |= count[i] > 0.0f ? service : 0U;
  }

  const float threshold = world.threshold();
  const float* __restrict theta = families.need.data() + begin;
  for (std::size_t i = 0; i < size; ++i) facts[i] = bit(Count::families) | (theta[i] >= threshold ? bit(Count::need) : 0U);

  // Flags of the family and the events of the month.
  const std::uint16_t* __restrict flags = families.flags.data() + begin;
  const std::uint16_t* __restrict events = families.events.data() + begin;
  const Stamp* __restrict last_care = families.last_care.data() + begin;
  const Stamp expired = before(world.month, static_cast<Month>(world.parameters.records.retention));
  for (std::size_t i = 0; i < size; ++i) {
    std::uint32_t word = facts[i];
    word |= events[i] & harmed ? bit(Count::harm) : 0U;
    word |= last_care[i] > expired ? bit(Count::known) : 0U;
    word |= flags[i] & open_case ? bit(Count::open_cases) : 0U;
    word |= flags[i] & opted_out ? bit(Count::opted_out) : 0U;
    word |= flags[i] & aware ? bit(Count::aware) : 0U;
    const bool seen = word & (bit(Count::known) | bit(Count::open_cases));
    word |= (word & bit(Count::harm)) && !seen ? bit(Count::harm_unseen) : 0U;
    word |= (word & bit(Count::need)) && !(word & bit(Count::known)) && held[i] == 0 ? bit(Count::need_unseen) : 0U;
    facts[i] = word;
  }

  // Stamps of what happened last.
  const Stamp* __restrict last_relief = families.last_relief.data() + begin;
  const Stamp* __restrict last_flag = families.last_flag.data() + begin;
  const Stamp* __restrict last_finding = families.last_finding.data() + begin;
  const Stamp quarter_ago = before(world.month, 3), year_ago = before(world.month, 12);
  for (std::size_t i = 0; i < size; ++i) {
    std::uint32_t word = facts[i];
    const bool need = word & bit(Count::need), flagged = last_flag[i] > year_ago, found = last_finding[i] > year_ago;
    word |= need && !(last_relief[i] > quarter_ago) ? bit(Count::unmet_need) : 0U;
    word |= need && flagged ? bit(Count::need_flagged) : 0U;
    word |= !need && flagged ? bit(Count::unneeded_flagged) : 0U;
    word |= !found ? bit(Count::unfound) : 0U;
    word |= !found && flagged ? bit(Count::unfound_flagged) : 0U;
    facts[i] = word;
  }

  // The programme's view, and licence.
  const std::uint32_t* __restrict links = families.links.data() + begin;
  const std::uint32_t feeds = world.rates.linked_services;
  const auto mode = world.parameters.consent.mode;
  for (std::size_t i = 0; i < size; ++i) {
    const bool in = (links[i] & feeds) && has_consent(mode, flags[i]);
    facts[i] |= in ? bit(Count::linked) : 0U;
  }
  const float* __restrict tau = families.trust.data() + begin;
  const float of_all = running ? world.rates.licence_all : 0.0f, of_aware = running ? world.rates.licence_aware : 0.0f;
  for (std::size_t i = 0; i < size; ++i) {
    const float licence = licence_log_odds(tau[i], flags[i] & aware, of_all, of_aware);
    facts[i] |= licence >= 0.0f ? bit(Count::licensed) : 0U;
    block.trust[i] = static_cast<std::int32_t>(tau[i] * trust_unit + (tau[i] < 0.0f ? -0.5f : 0.5f));
  }
}

/// Families of one authority, or of the nation where authorities are not kept apart.
struct Chunk {
  std::uint32_t authority;
  std::size_t begin, end;
};

std::vector<Chunk> chunks_of(const World& world) {
  std::vector<Chunk> chunks;
  const auto& first_family = world.society->neighbourhoods.first_family;
  const auto cut = [&](std::uint32_t authority, std::size_t begin, std::size_t end) {
    for (; begin < end; begin += chunk_families) chunks.push_back({authority, begin, std::min(end, begin + chunk_families)});
  };
  if (world.tally.authorities() == 1)
    cut(0, 0, world.families.size());
  else
    for (std::uint32_t a = 0; a + 1 < first_family.size(); ++a) cut(a, first_family[a], first_family[a + 1]);
  return chunks;
}

/// One chunk's counts.
class ChunkCounts {
 public:
  ChunkCounts(const World& world, const Chunk& chunk)
      : world_(world),
        cells_(world.society->groups),
        services_(world.rates.services.size()),
        service_bytes_((services_ + 7) / 8),
        bytes_(2 + 3 * service_bytes_),
        lanes_(cells_.cells() * bytes_),
        trust_(cells_.cells()),
        counts_(cells_.groups() * world.tally.columns()) {
    sweep(chunk);
    gather_groups();
  }
  std::span<const std::int64_t> counts() const { return counts_; }

 private:
  void sweep(const Chunk& chunk);
  void sweep_block(std::size_t begin, std::size_t end, const BlockFacts& block);
  void add_rare(std::size_t i);
  void gather_groups();
  void add_event(std::uint16_t cell, std::size_t column, std::int64_t amount) {
    for (const auto group : cells_.groups_of(cell)) counts_[group * world_.tally.columns() + column] += amount;
  }

  const World& world_;
  const GroupCells& cells_;
  std::size_t services_, service_bytes_, bytes_;
  std::vector<Lanes> lanes_;         ///< [cell][byte]: two of facts, then contacts, deterred, files held
  std::vector<std::int64_t> trust_;  ///< [cell]
  std::vector<std::int64_t> counts_; ///< [group][column]
};

void ChunkCounts::sweep(const Chunk& chunk) {
  const auto& first_family = world_.society->neighbourhoods.first_family;
  BlockFacts block;
  std::size_t begin = chunk.begin;
  while (begin < chunk.end) {
    const auto authority = world_.authority_of(static_cast<std::uint32_t>(begin));
    const std::size_t end = std::min({chunk.end, begin + block_size, std::size_t{first_family[authority + 1]}});
    gather_facts(world_, begin, end, programme_running(world_, authority), block);
    sweep_block(begin, end, block);
    begin = end;
  }
}

void ChunkCounts::sweep_block(std::size_t begin, std::size_t end, const BlockFacts& block) {
  const auto& families = world_.families;
  const auto& spread = spread_table();
  for (std::size_t i = begin; i < end; ++i) {
    const auto cell = families.cell[i];
    Lanes* lanes = lanes_.data() + cell * bytes_;
    const std::uint32_t facts = block.facts[i - begin], contacts = families.contacts[i], deterred = families.deterred[i];
    const std::uint32_t held = block.held[i - begin];
    add_lanes(lanes[0], spread[facts & 255U]);
    add_lanes(lanes[1], spread[facts >> 8 & 255U]);
    for (std::size_t b = 0; b < service_bytes_; ++b) {
      add_lanes(lanes[2 + b], spread[contacts >> (8 * b) & 255U]);
      if (deterred) add_lanes(lanes[2 + service_bytes_ + b], spread[deterred >> (8 * b) & 255U]);
      if (held) add_lanes(lanes[2 + 2 * service_bytes_ + b], spread[held >> (8 * b) & 255U]);
    }
    trust_[cell] += block.trust[i - begin];
    if (families.concerns[i] | (families.events[i] & turned_away)) add_rare(i);
  }
}

/// What happens to few: turned away, or a concern.
void ChunkCounts::add_rare(std::size_t i) {
  const auto& families = world_.families;
  const auto& tally = world_.tally;
  const auto cell = families.cell[i];
  if (families.events[i] & turned_away) add_event(cell, tally.column(Count::turned_away), 1);
  const std::uint32_t concerns = families.concerns[i];
  if (concerns == 0) return;
  const auto number = std::popcount(concerns);
  add_event(cell, tally.column(Count::concerns), number);
  if (!(families.events[i] & (in_need_now | harmed))) add_event(cell, tally.column(Count::false_concerns), number);
  add_event(cell, tally.column(Count::lost_concerns), std::popcount(concerns & ~families.stored[i]));
  for (std::size_t s = 0; s < services_; ++s)
    if (concerns >> s & 1U) add_event(cell, tally.column(ServiceCount::concerns, s), 1);
}

void ChunkCounts::gather_groups() {
  // Cells to groups, lane by lane.
  const std::size_t width = bytes_ * 8;
  std::vector<std::uint32_t> of_group(cells_.groups() * width);
  std::vector<std::int64_t> trust_of_group(cells_.groups());
  for (std::size_t cell = 0; cell < cells_.cells(); ++cell) {
    const std::uint16_t* __restrict from = lanes_[cell * bytes_].count;
    if (from[0] == 0) continue;  // no family in the cell
    for (const auto group : cells_.groups_of(static_cast<std::uint16_t>(cell))) {
      std::uint32_t* __restrict to = of_group.data() + group * width;
      for (std::size_t k = 0; k < width; ++k) to[k] += from[k];
      trust_of_group[group] += trust_[cell];
    }
  }
  // Lanes to columns.
  const auto& tally = world_.tally;
  for (std::size_t group = 0; group < cells_.groups(); ++group) {
    std::int64_t* to = counts_.data() + group * tally.columns();
    const std::uint32_t* from = of_group.data() + group * width;
    for (std::size_t k = 0; k < swept_counts; ++k) to[k] += from[k];
    to[tally.column(Count::trust_sum)] += trust_of_group[group];
    for (std::size_t s = 0; s < services_; ++s) {
      to[tally.column(ServiceCount::contacts, s)] += from[16 + s];
      to[tally.column(ServiceCount::deterred, s)] += from[16 + 8 * service_bytes_ + s];
      const auto records = from[16 + 16 * service_bytes_ + s];
      to[tally.column(ServiceCount::records, s)] += records;
      to[tally.column(Count::records)] += records;
    }
  }
}

}  // namespace

void count_families(World& world) {
  const auto chunks = chunks_of(world);
  std::vector<std::unique_ptr<const ChunkCounts>> counted(chunks.size());
  world.blocks->for_each(chunks.size(), [&](std::size_t task) { counted[task] = std::make_unique<const ChunkCounts>(world, chunks[task]); });
  for (std::size_t task = 0; task < chunks.size(); ++task) world.tally.add_rows(chunks[task].authority, counted[task]->counts());
}

}  // namespace streetlight::targeting
