#include "models/targeting/casework/referrals.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "models/targeting/outcomes/happened.hpp"

namespace streetlight::targeting {

namespace {

/// The service that refers the family, if one does.
std::optional<std::uint32_t> referring_service(const World& world, std::uint32_t family, std::uint32_t stored) {
  const auto referral = static_cast<float>(world.parameters.casework.referral);
  std::optional<std::uint32_t> source;
  std::uint32_t lowest = 0;
  for (std::uint32_t s = 0; s < world.rates.services.size(); ++s) {
    if (!(stored >> s & 1U)) continue;
    const std::uint32_t word = world.words(Draw::referral, family, s / 4)[s % 4];
    if (uniform_float(word) >= referral) continue;
    if (!source || word < lowest) {
      source = s;
      lowest = word;
    }
  }
  return source;
}

float recorded_severity(const World& world, std::uint32_t family) {
  float severity = world.care_of(family);
  for (std::size_t s = 0; s < world.rates.services.size(); ++s) severity += world.count_of(family, s);
  return severity;
}

}  // namespace

std::vector<std::uint32_t> refer_families(World& world) {
  auto& families = world.families;
  auto& filed = world.scratch.filed;
  settle_and_count(world, filed.size(), [&](std::size_t block, HappenedCounts& counts) {
    for (auto& [family, stored, referrer] : filed[block]) {
      referrer = referring_service(world, family, stored);
      if (!referrer) continue;
      Happened happened;
      happened.add(Count::referrals);
      happened.add_referral_by(*referrer);
      if (within(families.last_referral[family], world.month, 12)) happened.add(Count::rereferrals);
      counts.add(happened, family);
      families.care[family] = world.remains.with(families.care[family], families.last_care[family], 0.0f);
      families.last_referral[family] = families.last_care[family] = stamp_of(world.month);
      families.status[family] |= ever_referred;
    }
  });
  std::vector<std::uint32_t> referred;
  const std::size_t at = remembered_at(world.month);
  for (auto& programme : world.programmes) programme.referrals[at] = 0;
  for (const auto& of_block : filed)
    for (const auto& [family, stored, referrer] : of_block) {
      if (!referrer) continue;
      referred.push_back(family);
      ++world.programmes[world.authority_of(family)].referrals[at];
    }
  return referred;
}

std::vector<std::uint32_t> screen_referrals(World& world, const std::vector<std::uint32_t>& referred,
                                            const std::vector<std::size_t>& programme_visits) {
  const auto& capacity = world.parameters.casework.capacity;
  if (!capacity) return referred;
  const auto& hoods = world.society->neighbourhoods;
  struct Candidate {
    float severity;
    std::uint32_t word, family;
    bool operator<(const Candidate& other) const {  // the more severe first
      return std::tuple(-severity, word, family) < std::tuple(-other.severity, other.word, other.family);
    }
  };
  std::vector<std::uint32_t> accepted;
  std::vector<Candidate> candidates;
  std::size_t next = 0;
  for (std::uint32_t authority = 0; authority < hoods.authorities(); ++authority) {
    candidates.clear();
    for (; next < referred.size() && referred[next] < hoods.first_family[authority + 1]; ++next)
      candidates.push_back({recorded_severity(world, referred[next]),
                            world.words(Draw::referral_seat, referred[next])[0], referred[next]});

    // Room: per head, perhaps more where deprivation is high, less what the programme takes.
    const double families = hoods.first_family[authority + 1] - hoods.first_family[authority];
    const double by_need =
        std::max(0.0, 1.0 + world.parameters.authorities.capacity_deprivation * hoods.authority_deprivation[authority]);
    const double displaced = world.parameters.programme.displaces * static_cast<double>(programme_visits[authority]);
    const double rounding = uniform_double(world.authority_words(Draw::seats, authority)[2]);
    const double room = std::floor(*capacity * families / 1000.0 * by_need - displaced + rounding);
    const std::size_t seats = room <= 0.0 ? 0 : static_cast<std::size_t>(room);

    if (candidates.size() > seats) {
      std::nth_element(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(seats), candidates.end());
      for (std::size_t k = seats; k < candidates.size(); ++k) world.count(Count::lapsed, candidates[k].family);
      candidates.resize(seats);
    }
    for (const auto& candidate : candidates) accepted.push_back(candidate.family);
  }
  std::sort(accepted.begin(), accepted.end());
  return accepted;
}

}  // namespace streetlight::targeting
