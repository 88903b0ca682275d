#include "models/targeting/outcomes/sweep.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "models/targeting/policy/running.hpp"
#include "models/targeting/records/consent.hpp"
#include "models/targeting/trust/licence.hpp"
#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/core/sieve.hpp"

namespace streetlight::targeting {

namespace {

/// Need and trust are counted below these. Beyond are those that a legal but extreme setting has driven away (or that
/// are no numbers); trust is summed as a whole number of 32 bits a family.
constexpr float need_bound = 1e30f, trust_bound = 32767.0f;

[[noreturn]] void refuse_to_count(const World& world, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    const auto family = static_cast<std::uint32_t>(i);
    const float need = world.families.need[i], trust = world.families.trust[i];
    const bool of_need = !(std::abs(need) < need_bound);
    if (!of_need && std::abs(trust) < trust_bound) continue;
    throw InvalidInput("column \"" + std::string(of_need ? "need" : "trust") +
                       "\" cannot be counted for group \"all\": the " + (of_need ? "need" : "trust") + " of family " +
                       std::to_string(family) + " of authority " + std::to_string(world.authority_of(family) + 1) +
                       " is " + shortest(static_cast<double>(of_need ? need : trust)) + ", beyond " +
                       shortest(static_cast<double>(of_need ? need_bound : trust_bound)) +
                       "; the parameters drive it there");
  }
  throw BrokenPromise("a family that cannot be counted was not found again");
}

/// Families that lanes of 16 bits can hold, all of them in one cell.
constexpr std::size_t lane_families = 65535;

/// Sixteen counts side by side; a family's word of sixteen yes-or-no facts adds one to the lanes of its bits.
using Lanes = std::uint16_t __attribute__((vector_size(32)));
constexpr std::size_t word_bits = 16;

inline void add_bits(Lanes& to, std::uint16_t word) {
  constexpr Lanes bits{1U,       1U << 1U, 1U << 2U,  1U << 3U,  1U << 4U,  1U << 5U,  1U << 6U,  1U << 7U,
                       1U << 8U, 1U << 9U, 1U << 10U, 1U << 11U, 1U << 12U, 1U << 13U, 1U << 14U, 1U << 15U};
  const Lanes all = Lanes{} + word;
  to -= static_cast<Lanes>((all & bits) == bits);  // true is -1
}

static_assert(swept_counts <= word_bits,
              "the facts swept each month are bits of one 16-bit word: a 17th needs a second word a family");
static_assert(block_size <= lane_families, "lanes are emptied between blocks, before they overflow");

/// The bit of a swept fact; of any other count it does not compile.
consteval std::uint16_t bit(Count count) {
  if (static_cast<std::size_t>(count) >= swept_counts) throw "not a fact of the monthly sweep";
  return static_cast<std::uint16_t>(1U << static_cast<unsigned>(count));
}

/// All ones or none, so that conditions are combined in vectors.
using Mask = std::uint16_t;
constexpr Mask mask(bool condition) { return condition ? 0xffff : 0; }

/// The last month that is no longer within `months` months of now, as a stamp: `within` is then > it.
Stamp before(Month now, Month months) { return static_cast<Stamp>(std::max<Month>(now - months, never)); }

/// The words of facts of a family: one of Count's swept bits, then bytes of contacts, of deterred contacts and of files
/// held (bit s: at service s), two bytes a word.
struct WordLayout {
  std::size_t service_bytes, words;

  explicit constexpr WordLayout(std::size_t services)
      : service_bytes((services + 7) / 8), words(1 + (3 * service_bytes + 1) / 2) {}
  /// The lane (word and bit) of `service` in the `kind`-th group of bytes.
  std::size_t lane(std::size_t kind, std::size_t service) const {
    return word_bits + (kind * service_bytes + service / 8) * 8 + service % 8;
  }
};

/// What is true of each family of a block, in columns.
struct BlockFacts {
  WordLayout layout;
  std::vector<std::uint16_t> words;                            ///< [word][block_size]
  alignas(64) std::uint32_t held[block_size];                  ///< bit s: a record at service s
  alignas(64) std::int32_t trust[block_size];                  ///< in units of 1/65536
  alignas(64) std::int32_t need[block_size], gap[block_size];  ///< summed_need and summed_gap
  bool countable = true;  ///< need and trust of all are numbers within their bounds

  explicit BlockFacts(std::size_t services) : layout(services), words(layout.words * block_size) {}
};

/// `running`: whether the programme runs where the block lies. Blocks do not cross authorities.
void gather_facts(const World& world, std::size_t begin, std::size_t end, bool running, BlockFacts& block) {
  const auto& families = world.families;
  const std::size_t size = end - begin;
  std::uint16_t* __restrict facts = block.words.data();
  const auto in = [](bool condition, std::uint16_t fact) { return condition ? fact : std::uint16_t{0}; };

  // The family's state.
  const float threshold = world.threshold();
  const float* __restrict theta = families.need.data() + begin;
  const float* __restrict tau = families.trust.data() + begin;
  const std::uint16_t* __restrict flags = families.flags.data() + begin;
  const float of_all = running ? world.rates.licence_all : 0.0f, of_aware = running ? world.rates.licence_aware : 0.0f;
  for (std::size_t i = 0; i < size; ++i)
    facts[i] = static_cast<std::uint16_t>(bit(Count::families) | in(theta[i] >= threshold, bit(Count::need)));
  for (std::size_t i = 0; i < size; ++i) {
    const float licence = licence_log_odds(tau[i], flags[i] & aware, of_all, of_aware);
    facts[i] |= in(licence >= 0.0f, bit(Count::licensed));
  }
  unsigned beyond = 0;
  for (std::size_t i = 0; i < size; ++i)
    beyond |= static_cast<unsigned>(!(std::abs(theta[i]) < need_bound)) |
              static_cast<unsigned>(!(std::abs(tau[i]) < trust_bound));
  block.countable = beyond == 0;
  if (!block.countable) return;
  for (std::size_t i = 0; i < size; ++i)
    block.trust[i] = static_cast<std::int32_t>(tau[i] * trust_unit + (tau[i] < 0.0f ? -0.5f : 0.5f));
  for (std::size_t i = 0; i < size; ++i) block.need[i] = summed_need(theta[i]);
  for (std::size_t i = 0; i < size; ++i) block.gap[i] = summed_gap(theta[i], threshold);

  // Files held, and the programme's view.
  const Stamp expired = before(world.month, static_cast<Month>(world.parameters.records.retention));
  std::uint32_t* __restrict held = block.held;
  std::fill_n(held, size, 0U);
  for (std::size_t s = 0; s < world.rates.services.size(); ++s) {
    const Stamp* __restrict last = families.last_entry_of(s).data() + begin;
    const std::uint32_t service = 1U << s;
    for (std::size_t i = 0; i < size; ++i) held[i] |= last[i] > expired ? service : 0U;
  }
  const std::uint32_t* __restrict links = families.links.data() + begin;
  const std::uint32_t feeds = world.rates.linked_services;
  const Consent consent(world.parameters.consent.mode);
  alignas(64) Mask no_file[block_size];
  for (std::size_t i = 0; i < size; ++i) no_file[i] = mask(held[i] == 0);
  for (std::size_t i = 0; i < size; ++i) facts[i] |= in(links[i] & feeds, bit(Count::linked));
  for (std::size_t i = 0; i < size; ++i)
    facts[i] &= static_cast<std::uint16_t>(mask(consent(flags[i])) | static_cast<std::uint16_t>(~bit(Count::linked)));

  // Flags of the family, the events of the month, stamps of what happened last.
  const std::uint16_t* __restrict events = families.events.data() + begin;
  const Stamp* __restrict last_care = families.last_care.data() + begin;
  const Stamp* __restrict last_relief = families.last_relief.data() + begin;
  const Stamp* __restrict last_flag = families.last_flag.data() + begin;
  const Stamp* __restrict last_finding = families.last_finding.data() + begin;
  const Stamp quarter_ago = before(world.month, 3), year_ago = before(world.month, 12);
  for (std::size_t i = 0; i < size; ++i) {
    const Mask need = mask(facts[i] & bit(Count::need)), harm = mask(events[i] & harmed),
               open = mask(flags[i] & open_case);
    const Mask known = mask(last_care[i] > expired), relieved = mask(last_relief[i] > quarter_ago);
    const Mask flagged = mask(last_flag[i] > year_ago), found = mask(last_finding[i] > year_ago);
    const int word = facts[i] | (harm & bit(Count::harm)) | (known & bit(Count::known)) |
                     (open & bit(Count::open_cases)) | (mask(flags[i] & opted_out) & bit(Count::opted_out)) |
                     (mask(flags[i] & aware) & bit(Count::aware)) | (harm & ~known & ~open & bit(Count::harm_unseen)) |
                     (need & ~known & no_file[i] & bit(Count::need_unseen)) |
                     (need & ~relieved & bit(Count::unmet_need)) | (need & flagged & bit(Count::need_flagged)) |
                     (~need & flagged & bit(Count::unneeded_flagged)) | (~found & bit(Count::unfound)) |
                     (~found & flagged & bit(Count::unfound_flagged));
    facts[i] = static_cast<std::uint16_t>(word);
  }

  // Bits by service, two bytes a word.
  std::fill(block.words.begin() + block_size, block.words.end(), std::uint16_t{0});
  const std::uint32_t* const by_service[3] = {families.contacts.data() + begin, families.deterred.data() + begin, held};
  for (std::size_t byte = 0; byte < 3 * block.layout.service_bytes; ++byte) {
    const std::uint32_t* __restrict from = by_service[byte / block.layout.service_bytes];
    std::uint16_t* __restrict to = block.words.data() + (1 + byte / 2) * block_size;
    const auto down = 8 * (byte % block.layout.service_bytes), up = 8 * (byte % 2);
    for (std::size_t i = 0; i < size; ++i) to[i] |= static_cast<std::uint16_t>((from[i] >> down & 255U) << up);
  }
}

/// Counts of one authority, or of the nation where authorities are not kept apart: [group][column].
struct Counted {
  std::uint32_t authority;
  std::vector<std::int64_t> counts;
};

/// What is added up of families rather than counted, side by side.
struct Sums {
  std::int64_t trust = 0, need = 0, gap = 0, distrust = 0;  ///< distrust: avoided, and from bit 32 on regained
  Sums& operator+=(const Sums& other) {
    trust += other.trust;
    need += other.need;
    gap += other.gap;
    distrust += other.distrust;
    return *this;
  }
};

/// The two bytes of Families::distrust, far enough apart to be added up.
constexpr std::int64_t spread(std::uint16_t distrust) {
  return static_cast<std::int64_t>(distrust & 255U) | static_cast<std::int64_t>(distrust >> 8U) << 32U;
}
static_assert(most_services <= 255 && most_services * lane_families < (std::uint64_t{1} << 31U));

/// Counts families in ascending order.
class Counter {
 public:
  explicit Counter(const World& world)
      : world_(world),
        cells_(world.society->groups),
        services_(world.rates.services.size()),
        layout_(services_),
        block_(services_),
        lanes_(cells_.cells() * layout_.words),
        sums_(cells_.cells()) {}
  /// Families [begin, end).
  void sweep(std::size_t begin, std::size_t end);
  std::vector<Counted> finish() {
    gather_groups();
    return std::move(counted_);
  }

 private:
  void open(std::uint32_t authority);
  template <std::size_t words>
  void add_words(std::size_t begin, std::size_t end, const BlockFacts& block);
  void sweep_block(std::size_t begin, std::size_t end, const BlockFacts& block);
  void add_rare(std::size_t i, std::uint16_t facts);
  void gather_groups();
  void empty_lanes();
  void add_event(std::uint16_t cell, std::size_t column, std::int64_t amount) {
    auto& counts = counted_.back().counts;
    for (const auto group : cells_.groups_of(cell)) counts[group * world_.tally.columns() + column] += amount;
  }

  const World& world_;
  const GroupCells& cells_;
  std::size_t services_;
  WordLayout layout_;
  BlockFacts block_;
  std::size_t held_ = 0;      ///< families that the lanes hold
  std::vector<Lanes> lanes_;  ///< [cell][word]
  std::vector<Sums> sums_;    ///< [cell]
  std::vector<Counted> counted_;
};

void Counter::empty_lanes() {
  if (held_ == 0) return;
  gather_groups();
  held_ = 0;
  std::fill(lanes_.begin(), lanes_.end(), Lanes{});
  std::fill(sums_.begin(), sums_.end(), Sums{});
}

void Counter::open(std::uint32_t authority) {
  if (!counted_.empty() && counted_.back().authority == authority) return;
  empty_lanes();
  counted_.push_back({authority, std::vector<std::int64_t>(cells_.groups() * world_.tally.columns())});
}

void Counter::sweep(std::size_t begin, std::size_t end) {
  const auto& first_family = world_.society->neighbourhoods.first_family;
  while (begin < end) {
    const auto authority = world_.authority_of(static_cast<std::uint32_t>(begin));
    const std::size_t next = std::min({end, begin + block_size, std::size_t{first_family[authority + 1]}});
    open(world_.tally.authorities() == 1 ? 0 : authority);
    if (held_ + (next - begin) > lane_families) empty_lanes();
    held_ += next - begin;
    gather_facts(world_, begin, next, programme_running(world_, authority), block_);
    if (!block_.countable) refuse_to_count(world_, begin, next);
    sweep_block(begin, next, block_);
    begin = next;
  }
}

/// `words` a family, known to the compiler so that the loop over them is none.
template <std::size_t words>
void Counter::add_words(std::size_t begin, std::size_t end, const BlockFacts& block) {
  const std::uint16_t* const cells = world_.families.cell.data();
  const std::uint16_t* const distrust = world_.families.distrust.data();
  Lanes* const all = lanes_.data();
  Sums* const sums = sums_.data();
  for (std::size_t i = begin; i < end; ++i) {
    Lanes* const lanes = all + cells[i] * words;
    const std::uint16_t* const facts = block.words.data() + (i - begin);
    for (std::size_t w = 0; w < words; ++w) add_bits(lanes[w], facts[w * block_size]);
    sums[cells[i]] += {block.trust[i - begin], block.need[i - begin], block.gap[i - begin], spread(distrust[i])};
  }
}

void Counter::sweep_block(std::size_t begin, std::size_t end, const BlockFacts& block) {
  static_assert(WordLayout(most_services).words == 7, "more services need loops of more words");
  switch (layout_.words) {
    case 3:
      add_words<3>(begin, end, block);
      break;
    case 4:
      add_words<4>(begin, end, block);
      break;
    case 6:
      add_words<6>(begin, end, block);
      break;
    default:
      ENSURE(layout_.words == 7);
      add_words<7>(begin, end, block);
  }
  const std::uint32_t* __restrict concerns = world_.families.concerns.data() + begin;
  const std::uint16_t* __restrict events = world_.families.events.data() + begin;
  const Stamp* __restrict last_flag = world_.families.last_flag.data() + begin;
  std::uint16_t marks[block_size], offsets[block_size + 8];
  for (std::size_t i = 0; i < end - begin; ++i)
    marks[i] = static_cast<std::uint16_t>((concerns[i] != 0 ? 1 : 0) | (events[i] & (turned_away | harmed_outside)) |
                                          (last_flag[i] != never ? events[i] & harmed : 0));
  const std::size_t few = keep_marked(marks, end - begin, offsets);
  for (std::size_t k = 0; k < few; ++k) add_rare(begin + offsets[k], block.words[offsets[k]]);
}

/// What happens to few: turned away, harmed from outside or after a flag, or a concern.
void Counter::add_rare(std::size_t i, std::uint16_t facts) {
  const auto& families = world_.families;
  const auto& tally = world_.tally;
  const auto cell = families.cell[i];
  if (families.events[i] & turned_away) add_event(cell, tally.column(Count::turned_away), 1);
  if (families.events[i] & harmed_outside) {
    add_event(cell, tally.column(Count::harm_external), 1);
    if (facts & bit(Count::harm_unseen)) add_event(cell, tally.column(Count::harm_external_unseen), 1);
  }
  if ((families.events[i] & harmed) && flagged_before(families.last_flag[i], world_.month))
    add_event(cell, tally.column(Count::harm_flagged), 1);
  const std::uint32_t concerns = families.concerns[i];
  if (concerns == 0) return;
  const auto number = std::popcount(concerns);
  add_event(cell, tally.column(Count::concerns), number);
  if (!(families.events[i] & (in_need_now | harmed))) add_event(cell, tally.column(Count::false_concerns), number);
  for (std::size_t s = 0; s < services_; ++s)
    if (concerns >> s & 1U) add_event(cell, tally.column(ServiceCount::concerns, s), 1);
}

void Counter::gather_groups() {
  if (held_ == 0) return;
  // Cells to parts and parts to groups, lane by lane: none has more families than were swept, so the lanes hold them.
  std::vector<Lanes> of_part(cells_.parts() * layout_.words), of_group(cells_.groups() * layout_.words);
  std::vector<Sums> sums_of_part(cells_.parts()), sums_of_group(cells_.groups());
  for (std::size_t cell = 0; cell < cells_.cells(); ++cell) {
    const Lanes* from = lanes_.data() + cell * layout_.words;
    if (from[0][static_cast<std::size_t>(Count::families)] == 0) continue;
    for (const auto part : cells_.parts_of(static_cast<std::uint16_t>(cell))) {
      Lanes* to = of_part.data() + part * layout_.words;
      for (std::size_t w = 0; w < layout_.words; ++w) to[w] += from[w];
      sums_of_part[part] += sums_[cell];
    }
  }
  for (std::size_t part = 0; part < cells_.parts(); ++part)
    for (const auto group : cells_.groups_of_part(part)) {
      const Lanes* from = of_part.data() + part * layout_.words;
      Lanes* to = of_group.data() + group * layout_.words;
      for (std::size_t w = 0; w < layout_.words; ++w) to[w] += from[w];
      sums_of_group[group] += sums_of_part[part];
    }
  // Lanes to columns.
  const auto& tally = world_.tally;
  for (std::size_t group = 0; group < cells_.groups(); ++group) {
    std::int64_t* to = counted_.back().counts.data() + group * tally.columns();
    const auto lane = [&](std::size_t k) { return of_group[group * layout_.words + k / word_bits][k % word_bits]; };
    for (std::size_t k = 0; k < swept_counts; ++k) to[k] += lane(k);
    to[tally.column(Count::trust_sum)] += sums_of_group[group].trust;
    to[tally.column(Count::need_sum)] += sums_of_group[group].need;
    to[tally.column(Count::need_gap_sum)] += sums_of_group[group].gap;
    to[tally.column(Count::avoided)] += sums_of_group[group].distrust & 0xffffffff;
    to[tally.column(Count::regained)] += sums_of_group[group].distrust >> 32U;
    for (std::size_t s = 0; s < services_; ++s) {
      to[tally.column(ServiceCount::contacts, s)] += lane(layout_.lane(0, s));
      to[tally.column(ServiceCount::deterred, s)] += lane(layout_.lane(1, s));
      const auto records = lane(layout_.lane(2, s));
      to[tally.column(ServiceCount::records, s)] += records;
      to[tally.column(Count::records)] += records;
    }
  }
}

}  // namespace

void count_families(World& world) {
  const std::size_t families = world.families.size(), blocks = block_count(families);
  const std::size_t workers = std::clamp<std::size_t>(world.blocks->concurrency(), 1, blocks);
  std::vector<std::vector<Counted>> counted(workers);  // sums of whole numbers: who counted whom does not show
  world.blocks->for_each(workers, [&](std::size_t worker) {
    Counter counter(world);
    counter.sweep(blocks * worker / workers * block_size,
                  std::min(families, blocks * (worker + 1) / workers * block_size));
    counted[worker] = counter.finish();
  });
  for (const auto& of_worker : counted)
    for (const auto& of_authority : of_worker) world.tally.add_rows(of_authority.authority, of_authority.counts);
}

}  // namespace streetlight::targeting
