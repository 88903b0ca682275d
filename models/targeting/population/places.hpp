#pragma once
/// Neighbourhoods from a file, as people have it: one line each, columns of whatever name, with commas, semicolons or
/// tabs between them, quotes, a byte order mark, thousands separators, any line ends. What cannot be understood is
/// refused with line and column; nothing is guessed.
///
/// Deprivation, in standard deviations of the nation's neighbourhoods, d:
///
///     from a rank r of n (1: most deprived):   d = Phi^-1( (n - r + 1/2) / n )
///     from a decile k (1: most deprived):      d = Phi^-1( (10 - k + 1/2) / 10 )
///     from a score s (more: more deprived):    d = (s - places.score_mean) / places.score_sd

#include <istream>
#include <string>
#include <vector>

#include "models/targeting/parameters.hpp"

namespace streetlight::targeting {

/// Shares of an attribute's levels, where the file gives them.
struct PlaceShares {
  std::size_t attribute = 0;  ///< among those with levels
  std::vector<double> share;  ///< [neighbourhood][level]
};

struct Places {
  std::vector<std::string> code;  ///< [neighbourhood], authority by authority, in the file's order within
  std::vector<std::size_t> authority;
  std::vector<double> families;  ///< as the file has them
  std::vector<double> deprivation;
  std::vector<PlaceShares> shares;

  std::size_t size() const { return code.size(); }
  double all_families() const;
  /// Families of each neighbourhood when there are `families` in all: in proportion, by largest remainder, one at
  /// least. EXPECTs no more neighbourhoods than families.
  std::vector<std::uint32_t> sizes(std::uint32_t families) const;
};

/// Throws InvalidInput as "name:line:column: problem", one a line. `parameters` have been checked.
Places read_places(std::istream& in, const std::string& name, const TargetingParameters& parameters);

/// Reads the file through and checks it against the parameters; gives notes on what is not as it may seem.
std::vector<std::string> examine_places(const TargetingParameters& parameters, std::istream& in,
                                        const std::string& name);

/// What is wrong with `places` and `population.places` without looking into the file.
void check_places(const TargetingParameters& parameters, Complaints& complaints);

}  // namespace streetlight::targeting
