#pragma once
/// Where families live. Neighbourhood h of authority a has the deprivation score
///
///     d_h = sqrt(w) A_a + sqrt(1 - w) e_h,   A, e standard normal,   w = population.authority_share,
///
/// standardised over the nation's neighbourhoods (mean 0, variance 1), so that a nation of one authority is as
/// deprived as any other. Deciles are ranks, as in the English index of multiple deprivation, with decile 1 the LEAST
/// deprived. Families are stored by neighbourhood and neighbourhoods by authority.

#include <cstdint>
#include <vector>

#include "models/targeting/population/parameters.hpp"
#include "sim/random/streams.hpp"

namespace streetlight::targeting {

struct Neighbourhoods {
  std::uint32_t families = 0;
  std::uint32_t size = 0;                     ///< families a neighbourhood (the last may have fewer)
  std::vector<float> deprivation;             ///< d, [neighbourhood]
  std::vector<std::uint8_t> decile;           ///< 1 to 10, [neighbourhood]
  std::vector<std::uint32_t> first_family;    ///< [authority + 1]: authority a has families [a], [a + 1)
  std::vector<double> authority_deprivation;  ///< mean d, [authority]

  std::uint32_t of(std::uint32_t family) const { return family / size; }
  std::size_t authorities() const { return first_family.size() - 1; }
  std::uint32_t authority_of(std::uint32_t family) const;
};

Neighbourhoods make_neighbourhoods(const PopulationParameters& population, std::int64_t authorities,
                                   const Streams& streams);

}  // namespace streetlight::targeting
