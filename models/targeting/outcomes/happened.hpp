#pragma once
/// What happens to single families in a month, and how it is counted: each thread counts the families that it settles.
/// The same few things happen to many, so families are counted by what happened to them, as a whole, and by group; that
/// is added up to the tally's counts in the end.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// To one family, at one time.
class Happened {
 public:
  void add(Count count) { bits_ |= bit(count); }
  void add_referral_by(std::uint32_t service) { bits_ |= std::uint64_t{service + 1} << first_of_service; }
  bool has(Count count) const { return (bits_ & bit(count)) != 0; }
  bool nothing() const { return bits_ == 0; }
  bool operator==(const Happened&) const = default;

  /// Calls `visit(column)` for each column of a tally that counts it.
  template <class Visit>
  void for_each_column(const Tally& tally, Visit&& visit) const {
    for (std::uint64_t bits = bits_ & ((std::uint64_t{1} << first_of_service) - 1); bits != 0; bits &= bits - 1)
      visit(tally.column(static_cast<Count>(first + static_cast<std::size_t>(std::countr_zero(bits)))));
    if (const std::size_t service = bits_ >> first_of_service; service > 0)
      visit(tally.column(ServiceCount::referrals, service - 1));
  }

 private:
  static constexpr auto first = static_cast<std::size_t>(Count::referrals);  // those before it are not of single events
  static constexpr unsigned first_of_service = 56;  // the bits from there on: its number, and 1
  static_assert(plain_counts - first <= first_of_service, "what may happen to a family is a bit of a 64-bit word");
  static_assert(most_services < 0x100, "and the service that refers it the eight bits above");
  static constexpr std::uint64_t bit(Count count) {
    return std::uint64_t{1} << (static_cast<std::size_t>(count) - first);
  }
  std::uint64_t bits_ = 0;
};

/// What happened to some families, ascending; to be added to a month's tally.
class HappenedCounts {
 public:
  explicit HappenedCounts(const World& world) : world_(&world) {}
  void add(const Happened& happened, std::uint32_t family);
  void add_up(Tally& tally) const;

 private:
  struct OfAuthority {
    std::uint32_t authority;
    std::vector<Happened> kinds;          // that have been met
    std::vector<std::uint32_t> families;  // [kind][group]
  };
  const World* world_;
  std::vector<OfAuthority> authorities_;
};

/// Calls `settle(item, counts)` for each of `items`, which lie in order of families, on all threads: it changes the
/// item's own families and says what happened to them. Counts are whole numbers, so no order matters.
template <class Settle>
void settle_and_count(World& world, std::size_t items, Settle settle) {
  constexpr std::size_t worth_a_thread = 16;
  const std::size_t workers = std::clamp<std::size_t>(items / worth_a_thread, 1, world.blocks->concurrency());
  std::vector<HappenedCounts> counts(workers, HappenedCounts(world));
  world.blocks->for_each(workers, [&](std::size_t worker) {
    for (std::size_t k = items * worker / workers; k < items * (worker + 1) / workers; ++k) settle(k, counts[worker]);
  });
  for (const HappenedCounts& of_worker : counts) of_worker.add_up(world.tally);
}

}  // namespace streetlight::targeting
