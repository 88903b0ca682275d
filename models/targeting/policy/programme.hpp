#pragma once
/// Where an authority's programme stands: whether it adopted one, since when, how ready it is, and the risk model it
/// shares with its pool (itself alone, or all adopters when risk.pooled).

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "models/targeting/families.hpp"
#include "models/targeting/parameters.hpp"
#include "models/targeting/policy/snapshot.hpp"
#include "models/targeting/risk/learner.hpp"
#include "models/targeting/risk/selection.hpp"

namespace streetlight::targeting {

class FeatureLayout;

inline constexpr Month remembered_months = 24;  ///< for which an authority's referrals are kept
/// The index of a month's referrals in Programme::referrals.
constexpr std::size_t remembered_at(Month month) {
  return static_cast<std::size_t>((month % remembered_months + remembered_months) % remembered_months);
}

struct Programme {
  bool adopts = true;
  bool committed = false;  ///< adopted while the programme was enabled: it stays so while adoption is not lowered
  Month start = 0;         ///< first month, when it is enabled
  Month joined = 0;        ///< month in which it committed
  std::array<std::uint32_t, remembered_months> referrals{};  ///< of the last months, see remembered_at
  float readiness = 1.0f;
  bool set_up = false;              ///< and paid for
  bool stopped = false;             ///< by the minimum standard, until the next retraining
  Month halted_until = -1'000'000;  ///< by a regulator or by its own monitoring
  std::int64_t judged = 0;          ///< flags old enough to tell since the last retraining
  std::int64_t confirmed = 0;
  /// What its monitoring has seen since it last looked.
  struct Watched {
    std::int64_t visits = 0, findings = 0, flags = 0, flags_deprived = 0;
  } watched;
};

/// Families [first, last).
struct FamilyRange {
  std::uint32_t first = 0, last = 0;
  bool contains(std::uint32_t family) const { return family >= first && family < last; }
  friend bool operator==(const FamilyRange&, const FamilyRange&) = default;
};

/// Authorities that share a risk model: families [first, last).
struct RiskPool {
  std::uint32_t first = 0, last = 0;
  /// Families on whose records the model is trained, ascending and apart, by risk.trained_on; empty: all of the pool's.
  std::vector<FamilyRange> taught_by{};
  Month start = 0;
  std::deque<std::shared_ptr<const Snapshot>> snapshots;  ///< oldest first
  std::shared_ptr<const Learner> learner;                 ///< null until one is trained
  // What that learner was trained with holds until the next training, whatever a timeline changes meanwhile.
  RiskParameters learnt_with;
  std::shared_ptr<const FeatureLayout> layout;  ///< its columns
  std::vector<double> flag_shares;  ///< share of each group that is flagged, by group_thresholds; else empty
  /// By the audit before use: one word for all, or one for each authority where a model comes from elsewhere.
  std::vector<std::uint8_t> approved{};

  bool approved_for(std::uint32_t authority) const {
    return !approved.empty() && approved[approved.size() == 1 ? 0 : authority] != 0;
  }
};

/// A flag waiting to be judged by what the records say a horizon later.
struct FlagRecord {
  std::uint32_t family;
  std::uint16_t generation;
  Stamp month;
  Stamp
      judged;  ///< the month in which it is old enough to tell: a horizon later, as the horizon stood when it was made
};

}  // namespace streetlight::targeting
