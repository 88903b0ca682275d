#include "models/targeting/population/neighbourhoods.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/targeting/needs/need.hpp"
#include "models/targeting/purposes.hpp"
#include "sim/core/elementary.hpp"
#include "sim/core/order.hpp"

namespace streetlight::targeting {

namespace {

/// Scores in the nation's standard deviations, from scores standardised over the place.
void place_among_the_nations(const DeprivationParameters& deprivation,
                             const std::vector<std::optional<DeprivationParameters>>& fixed,
                             const std::vector<std::size_t>& authority, std::vector<double>& score) {
  std::vector<double> members(fixed.size()), seen(fixed.size());
  for (std::size_t h = 0; h < score.size() && !fixed.empty(); ++h) ++members[authority[h]];
  for (std::size_t h = 0; h < score.size(); ++h) {
    const auto& own = fixed.empty() ? std::nullopt : fixed[authority[h]];
    score[h] = own ? own->mean + own->spread * normal_quantile((seen[authority[h]]++ + 0.5) / members[authority[h]])
                   : deprivation.mean + deprivation.spread * score[h];
  }
}

}  // namespace

double normal_quantile(double share) {
  const double word = std::floor(share * 4294967296.0);
  return static_cast<double>(normal_of(static_cast<std::uint32_t>(std::clamp(word, 0.0, 4294967295.0))));
}

std::uint8_t national_decile(double deprivation) {
  return static_cast<std::uint8_t>(std::min(10.0, 1.0 + std::floor(10.0 * normal_cdf(deprivation))));
}

std::uint32_t Neighbourhoods::authority_of(std::uint32_t family) const {
  const auto after = std::upper_bound(first_family.begin(), first_family.end(), family);
  return static_cast<std::uint32_t>(after - first_family.begin() - 1);
}

Neighbourhoods make_neighbourhoods(const PopulationParameters& population, std::int64_t authorities,
                                   const Streams& streams,
                                   const std::vector<std::optional<DeprivationParameters>>& fixed) {
  Neighbourhoods made;
  made.families = static_cast<std::uint32_t>(population.families);
  made.size = static_cast<std::uint32_t>(population.neighbourhood_size);
  const std::size_t count = (made.families + made.size - 1) / made.size;

  // Scores: what a neighbourhood shares with its authority, and its own.
  const double between = std::sqrt(population.authority_share), within = std::sqrt(1.0 - population.authority_share);
  std::vector<double> score(count);
  std::vector<std::size_t> authority(count);
  for (std::size_t h = 0; h < count; ++h) {
    authority[h] = h * static_cast<std::size_t>(authorities) / count;
    const Address of_authority{.entity = static_cast<std::uint32_t>(authority[h]),
                               .purpose = purpose(Draw::authority_deprivation)};
    const Address own{.entity = static_cast<std::uint32_t>(h), .purpose = purpose(Draw::neighbourhood_deprivation)};
    score[h] = between * static_cast<double>(normal_of(streams.words(of_authority)[0])) +
               within * static_cast<double>(normal_of(streams.words(own)[0]));
  }

  // Standardise over the nation.
  const double mean = std::accumulate(score.begin(), score.end(), 0.0) / static_cast<double>(count);
  double square = 0;
  for (double d : score) square += (d - mean) * (d - mean);
  const double sd = std::sqrt(square / static_cast<double>(count));
  // Told by the scores themselves: a mean of equal ones may be off by a rounding
  const auto [lowest, highest] = std::minmax_element(score.begin(), score.end());
  const bool alike = *lowest == *highest;
  for (double& d : score) d = alike ? 0.0 : (d - mean) / sd;
  const bool national = !population.deprivation.as_the_nation() || !fixed.empty();
  if (national) place_among_the_nations(population.deprivation, fixed, authority, score);
  made.deprivation.assign(score.begin(), score.end());

  // Deciles by rank.
  const auto order = indices_in_order(count, [&](std::size_t a, std::size_t b) { return score[a] < score[b]; });
  made.decile.resize(count);
  for (std::size_t rank = 0; rank < count; ++rank) made.decile[order[rank]] = decile_by_rank(rank, count);
  if (national)
    for (std::size_t h = 0; h < count; ++h) made.decile[h] = national_decile(score[h]);

  // Authorities hold runs of neighbourhoods.
  made.first_family.assign(static_cast<std::size_t>(authorities) + 1, made.families);
  made.authority_deprivation.assign(static_cast<std::size_t>(authorities), 0.0);
  std::vector<double> members(static_cast<std::size_t>(authorities), 0.0);
  for (std::size_t h = count; h-- > 0;) {
    made.first_family[authority[h]] = static_cast<std::uint32_t>(h) * made.size;
    made.authority_deprivation[authority[h]] += score[h];
    members[authority[h]] += 1;
  }
  for (std::size_t a = 0; a < members.size(); ++a) made.authority_deprivation[a] /= members[a];
  return made;
}

}  // namespace streetlight::targeting
