#pragma once
/// Counts of the month by authority and group. Every count is a whole number, trust and need included (in units of
/// 2^-16), so sums are exact and no order matters. Frequent things are counted for all families at once by
/// count_families(); rare ones where they happen (happened.hpp, add()).

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "models/targeting/outcomes/groups.hpp"

namespace streetlight::targeting {

/// What is counted, beside the counts by service.
enum class Count : std::uint16_t {
  families,
  need,
  harm,
  harm_unseen,
  known,
  linked,
  opted_out,
  open_cases,
  aware,
  licensed,
  unmet_need,
  need_unseen,
  need_flagged,
  unneeded_flagged,
  unfound,
  unfound_flagged,
  // Above: the bits of the monthly sweep, in this order; there is room for 16. Below: events, and what is summed apart.
  trust_sum,
  need_sum,
  need_gap_sum,
  avoided,
  regained,
  harm_external,
  harm_external_unseen,
  harm_flagged,
  records,
  concerns,
  false_concerns,
  lost_concerns,
  turned_away,
  referrals,
  rereferrals,
  referral_findings,
  lapsed,
  flags,
  flags_in_need,
  flags_past_need,
  flags_judged,
  flags_confirmed,
  audits,
  audits_in_need,
  overrides,
  visits,
  programme_visits,
  unwarranted_visits,
  offers_declined,
  findings,
  false_findings,
  findings_after_flag,
  support,
  relieved,
  leavers,
  leavers_referred,
  leavers_found,
  reached_five,
  reached_five_referred,
  corrections,
  appeals,
  appeals_upheld,
  outreach,
  survey_asked,
  survey_answered,
  survey_licensed,
  in_use,
  halted,
  still,
  incidents,
  fixed_cost,
  attachments,
  results,
  end
};
inline constexpr std::size_t swept_counts = static_cast<std::size_t>(Count::trust_sum);
inline constexpr std::size_t plain_counts = static_cast<std::size_t>(Count::end);

/// What is counted for each service.
enum class ServiceCount : std::uint16_t { contacts, deterred, records, concerns, referrals, end };
inline constexpr std::size_t service_counts = static_cast<std::size_t>(ServiceCount::end);

class Tally {
 public:
  Tally() = default;
  /// `authorities`: rows kept apart; 1 keeps the nation only.
  Tally(std::size_t authorities, std::size_t groups, std::size_t services);

  void clear();
  std::size_t authorities() const { return authorities_; }
  std::size_t columns() const { return columns_; }
  std::size_t column(Count count) const { return static_cast<std::size_t>(count); }
  std::size_t column(ServiceCount count, std::size_t service) const {
    return plain_counts + service * service_counts + static_cast<std::size_t>(count);
  }

  void add(std::size_t authority, std::span<const std::uint16_t> groups, std::size_t column, std::int64_t amount) {
    for (const auto group : groups) counts_[at(authority, group, column)] += amount;
  }
  /// Adds counts [group][column] to an authority's.
  void add_rows(std::size_t authority, std::span<const std::int64_t> counts);
  /// The same counts with authorities added up.
  Tally total() const;
  std::int64_t get(std::size_t authority, std::size_t group, std::size_t column) const {
    return counts_[at(authority, group, column)];
  }

 private:
  std::size_t at(std::size_t authority, std::size_t group, std::size_t column) const {
    return ((authorities_ == 1 ? 0 : authority) * groups_ + group) * columns_ + column;
  }
  std::size_t authorities_ = 0, groups_ = 0, columns_ = 0;
  std::vector<std::int64_t> counts_;
};

inline constexpr float trust_unit = 65536.0f;  ///< trust is summed in units of 1/65536 of a log-odds
inline constexpr float need_unit = 65536.0f;   ///< and need so, too

/// Need is summed as a whole number of 32 bits a family; what lies beyond (a legal but extreme setting) counts as this.
inline constexpr float need_summed_at_most = 32767.0f;

/// A family's need in units of 1/65536.
inline std::int32_t summed_need(float theta) {
  const float kept = theta > need_summed_at_most    ? need_summed_at_most
                     : theta < -need_summed_at_most ? -need_summed_at_most
                                                    : theta;
  return static_cast<std::int32_t>(kept * need_unit + (kept < 0.0f ? -0.5f : 0.5f));
}
/// How far it lies above the threshold, 0 below it.
inline std::int32_t summed_gap(float theta, float threshold) {
  const float gap = theta - threshold;
  return summed_need(gap > 0.0f ? gap : 0.0f);
}

}  // namespace streetlight::targeting
