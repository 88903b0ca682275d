#include "models/targeting/outcomes/sweep.hpp"

#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

#include "models/targeting/outcomes/facts.hpp"
#include "models/targeting/policy/running.hpp"
#include "sim/core/check.hpp"
#include "sim/core/sieve.hpp"

namespace streetlight::targeting {

namespace {

/// Families that lanes of 16 bits can hold, all of them in one cell.
constexpr std::size_t lane_families = 65535;

/// Sixteen counts side by side; a family's word of sixteen yes-or-no facts adds one to the lanes of its bits.
using Lanes = std::uint16_t __attribute__((vector_size(32)));

inline void add_bits(Lanes& to, std::uint16_t word) {
  constexpr Lanes bits{1U,       1U << 1U, 1U << 2U,  1U << 3U,  1U << 4U,  1U << 5U,  1U << 6U,  1U << 7U,
                       1U << 8U, 1U << 9U, 1U << 10U, 1U << 11U, 1U << 12U, 1U << 13U, 1U << 14U, 1U << 15U};
  const Lanes all = Lanes{} + word;
  to -= static_cast<Lanes>((all & bits) == bits);  // true is -1
}

static_assert(block_size <= lane_families, "lanes are emptied between blocks, before they overflow");

/// Counts of one authority, or of the nation where authorities are not kept apart: [group][column].
struct Counted {
  std::uint32_t authority;
  std::vector<std::int64_t> counts;
};

/// What is added up of families rather than counted, side by side: trust, need, gap and distrust, which is contacts
/// avoided and, from bit 32 on, contacts regained.
using Sums = std::int64_t __attribute__((vector_size(32)));
static_assert(sizeof(Sums) == sizeof(Lanes));

/// The two bytes of Families::distrust, far enough apart to be added up.
constexpr std::int64_t spread(std::uint16_t distrust) {
  return static_cast<std::int64_t>(distrust & 255U) | static_cast<std::int64_t>(distrust >> 8U) << 32U;
}
static_assert(most_services <= 255 && most_services * lane_families < (std::uint64_t{1} << 31U));

/// The lanes of each word and, after them, the sums, for many cells, parts or groups: one after another, each beginning
/// with a cache line of its own.
class CountRows {
 public:
  CountRows(std::size_t rows, std::size_t words) : words_(words), lines_(rows * lines_of(words)) {}
  static constexpr std::size_t lines_of(std::size_t words) { return (words + 2) / 2; }

  struct alignas(64) Line {
    Lanes half[2]{};
  };
  Line* lines() { return lines_.data(); }
  Line* row(std::size_t at) { return lines_.data() + at * lines_of(words_); }
  Lanes& lanes(std::size_t row_at, std::size_t word) { return row(row_at)[word / 2].half[word % 2]; }
  Sums sums(std::size_t row_at) { return std::bit_cast<Sums>(lanes(row_at, words_)); }
  static void add_sums(Lanes& to, const Sums& sums) { to = std::bit_cast<Lanes>(std::bit_cast<Sums>(to) + sums); }
  /// Adds a row of `from`, of as many words: none holds more families than were swept, so the lanes hold them.
  void add(std::size_t to, CountRows& from, std::size_t row_at) {
    for (std::size_t w = 0; w < words_; ++w) lanes(to, w) += from.lanes(row_at, w);
    add_sums(lanes(to, words_), from.sums(row_at));
  }
  void clear() { std::fill(lines_.begin(), lines_.end(), Line{}); }

 private:
  std::size_t words_;
  std::vector<Line> lines_;
};

/// Counts families in ascending order.
class Counter {
 public:
  explicit Counter(const World& world)
      : world_(world),
        cells_(world.society->groups),
        services_(world.rates.services.size()),
        layout_(services_, world.wanted.by_service),
        facts_(layout_),
        rows_(cells_.cells(), layout_.words) {}
  /// Families [begin, end).
  void sweep(std::size_t begin, std::size_t end);
  std::vector<Counted> finish() {
    gather_groups();
    return std::move(counted_);
  }

 private:
  void open(std::uint32_t authority);
  template <std::size_t words>
  void add_words(std::size_t begin, std::size_t end);
  void count(std::size_t begin, std::size_t end);
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
  FamilyFacts facts_;
  std::size_t held_ = 0;  ///< families that the lanes hold
  CountRows rows_;        ///< [cell]
  std::vector<Counted> counted_;
};

void Counter::empty_lanes() {
  if (held_ == 0) return;
  gather_groups();
  held_ = 0;
  rows_.clear();
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
    const std::size_t next = std::min({end, begin + facts_at_once, std::size_t{first_family[authority + 1]}});
    open(world_.tally.authorities() == 1 ? 0 : authority);
    if (held_ + (next - begin) > lane_families) empty_lanes();
    held_ += next - begin;
    if (!countable(world_, begin, next)) refuse_to_count(world_, begin, next);
    gather_facts(world_, begin, next, programme_running(world_, authority), facts_);
    count(begin, next);
    begin = next;
  }
}

/// `words` a family, known to the compiler so that the loop over them is none.
template <std::size_t words>
void Counter::add_words(std::size_t begin, std::size_t end) {
  const std::uint16_t* const cells = world_.families.cell.data();
  const std::uint16_t* const distrust = world_.families.distrust.data();
  const bool sums = world_.wanted.sums;
  CountRows::Line* const all = rows_.lines();
  for (std::size_t i = begin; i < end; ++i) {
    CountRows::Line* const row = all + cells[i] * CountRows::lines_of(words);
    const std::size_t k = i - begin;
    const std::uint16_t* const facts = facts_.words.data() + k;
    for (std::size_t w = 0; w < words; ++w) add_bits(row[w / 2].half[w % 2], facts[w * facts_at_once]);
    if (sums)
      CountRows::add_sums(row[words / 2].half[words % 2],
                          Sums{facts_.trust[k], facts_.need[k], facts_.gap[k], spread(distrust[i])});
  }
}

void Counter::count(std::size_t begin, std::size_t end) {
  static_assert(WordLayout(most_services).words == 7, "more services need loops of more words");
  switch (layout_.words) {
    case 1:
      add_words<1>(begin, end);
      break;
    case 3:
      add_words<3>(begin, end);
      break;
    case 4:
      add_words<4>(begin, end);
      break;
    case 6:
      add_words<6>(begin, end);
      break;
    default:
      ENSURE(layout_.words == 7);
      add_words<7>(begin, end);
  }
  const std::uint32_t* __restrict concerns = world_.families.concerns.data() + begin;
  const std::uint16_t* __restrict events = world_.families.events.data() + begin;
  const Stamp* __restrict last_flag = world_.families.last_flag.data() + begin;
  std::uint16_t marks[facts_at_once], offsets[facts_at_once + 8];
  for (std::size_t i = 0; i < end - begin; ++i)
    marks[i] = static_cast<std::uint16_t>((concerns[i] != 0 ? 1 : 0) | (events[i] & (turned_away | harmed_outside)) |
                                          (last_flag[i] != never ? events[i] & harmed : 0));
  const std::size_t few = keep_marked(marks, end - begin, offsets);
  for (std::size_t k = 0; k < few; ++k) add_rare(begin + offsets[k], facts_.words[offsets[k]]);
}

/// What happens to few: turned away, harmed from outside or after a flag, or a concern.
void Counter::add_rare(std::size_t i, std::uint16_t facts) {
  const auto& families = world_.families;
  const auto& tally = world_.tally;
  const auto cell = families.cell[i];
  if (families.events[i] & turned_away) add_event(cell, tally.column(Count::turned_away), 1);
  if (families.events[i] & harmed_outside) {
    add_event(cell, tally.column(Count::harm_external), 1);
    if (facts & fact_bit(Count::harm_unseen)) add_event(cell, tally.column(Count::harm_external_unseen), 1);
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
  // Cells to parts and parts to groups
  CountRows of_part(cells_.parts(), layout_.words), of_group(cells_.groups(), layout_.words);
  for (std::size_t cell = 0; cell < cells_.cells(); ++cell) {
    if (rows_.lanes(cell, 0)[static_cast<std::size_t>(Count::families)] == 0) continue;
    for (const auto part : cells_.parts_of(static_cast<std::uint16_t>(cell))) of_part.add(part, rows_, cell);
  }
  for (std::size_t part = 0; part < cells_.parts(); ++part)
    for (const auto group : cells_.groups_of_part(part)) of_group.add(group, of_part, part);

  // Lanes to columns.
  const auto& tally = world_.tally;
  for (std::size_t group = 0; group < cells_.groups(); ++group) {
    std::int64_t* to = counted_.back().counts.data() + group * tally.columns();
    const auto lane = [&](std::size_t k) { return of_group.lanes(group, k / word_bits)[k % word_bits]; };
    for (std::size_t k = 0; k < swept_counts; ++k) to[k] += lane(k);
    const Sums sums = of_group.sums(group);
    to[tally.column(Count::trust_sum)] += sums[0];
    to[tally.column(Count::need_sum)] += sums[1];
    to[tally.column(Count::need_gap_sum)] += sums[2];
    to[tally.column(Count::avoided)] += sums[3] & 0xffffffff;
    to[tally.column(Count::regained)] += sums[3] >> 32U;
    for (std::size_t s = 0; world_.wanted.by_service && s < services_; ++s) {
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
  if (!world.wanted.counted(world.month)) {
    if (!countable(world, 0, families)) refuse_to_count(world, 0, families);
    return;
  }
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
