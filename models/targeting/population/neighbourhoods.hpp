#pragma once
/// Where families live. Neighbourhood h of authority a has the deprivation score
///
///     d_h = sqrt(w) A_a + sqrt(1 - w) e_h,   A, e standard normal,   w = population.authority_share,
///
/// standardised over the nation's neighbourhoods (mean 0, variance 1), so that a nation of one authority is as
/// deprived as any other. Deciles are ranks, as in the English index of multiple deprivation, with decile 1 the LEAST
/// deprived. Families are stored by neighbourhood and neighbourhoods by authority.
///
/// A place among the nation's has d = mean + spread (standardised d) (population.deprivation). An authority with a
/// deprivation of its own has d = mean + spread Phi^-1((i + 1/2) / n) in its neighbourhoods i = 0 .. n - 1, the same in
/// every replicate. A file of places gives d, sizes and attributes. In all three, deciles are the nation's: 1 +
/// floor(10 Phi(d)).

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/targeting/population/parameters.hpp"
#include "sim/random/streams.hpp"

namespace streetlight::targeting {

struct Neighbourhoods {
  std::uint32_t families = 0;
  std::uint32_t size = 0;                     ///< families a neighbourhood (the last may have fewer); 0: own sizes
  std::vector<std::uint32_t> home;            ///< with own sizes: [family], its neighbourhood
  std::vector<std::uint32_t> first;           ///< with own sizes: [neighbourhood + 1], its first family
  std::vector<float> deprivation;             ///< d, [neighbourhood]
  std::vector<std::uint8_t> decile;           ///< 1 to 10, [neighbourhood]
  std::vector<std::uint32_t> first_family;    ///< [authority + 1]: authority a has families [a], [a + 1)
  std::vector<double> authority_deprivation;  ///< mean d, [authority]
  /// What a file's shares add to the log-odds of attributes' levels, [neighbourhood]; empty: nothing (AttributeModel).
  std::vector<std::vector<double>> level_shift;

  std::uint32_t of(std::uint32_t family) const { return home.empty() ? family / size : home[family]; }
  /// One past its last family; of the last neighbourhood it may lie beyond all families.
  std::uint32_t end_of(std::uint32_t neighbourhood) const {
    return home.empty() ? (neighbourhood + 1) * size : first[neighbourhood + 1];
  }
  std::span<const double> shift_of(std::uint32_t neighbourhood) const {
    return level_shift.empty() ? std::span<const double>() : std::span<const double>(level_shift[neighbourhood]);
  }
  std::size_t authorities() const { return first_family.size() - 1; }
  std::uint32_t authority_of(std::uint32_t family) const;
};

/// The standard normal number below which a share of them lies.
double normal_quantile(double share);
/// Which tenth of the nation's neighbourhoods this deprivation belongs to: 1 the least deprived.
std::uint8_t national_decile(double deprivation);
/// The decile of the neighbourhood of this rank of deprivation among so many, where the simulated ones are the nation.
inline std::uint8_t decile_by_rank(std::size_t rank, std::size_t neighbourhoods) {
  return static_cast<std::uint8_t>(1 + rank * 10 / neighbourhoods);
}

/// `fixed`: authorities' own deprivation, [authority]; empty for none.
Neighbourhoods make_neighbourhoods(const PopulationParameters& population, std::int64_t authorities,
                                   const Streams& streams,
                                   const std::vector<std::optional<DeprivationParameters>>& fixed = {});

}  // namespace streetlight::targeting
