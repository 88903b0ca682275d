#pragma once
/// A box of few parameters that holds most of the worlds in which an answer is given, and few others (patient rule
/// induction: Friedman and Fisher 1999). One such box hangs on single worlds, so it is bagged (Breiman 1996): boxes are
/// found around many samples of the worlds, each world drawn as often as chance has it; an end that most of them cut
/// off is an end of the box, at their median. Some box is found around any worlds, so it counts only where those
/// around worlds marked at random are worse.

#include <cstddef>
#include <vector>

namespace streetlight {

/// One side of a box: lowest and highest value of a parameter in it.
struct BoxSide {
  std::size_t parameter = 0;
  double low = 0, high = 0;
  bool cut_below = false, cut_above = false;         ///< which ends say something
  std::size_t samples_below = 0, samples_above = 0;  ///< of `bagged_samples`, whose boxes cut off this end
};

inline constexpr std::size_t bagged_samples = 25;

struct Box {
  std::vector<BoxSide> sides;
  std::size_t worlds = 0;  ///< in it
  double coverage = 0;     ///< share of the marked worlds that it holds
  double density = 0;      ///< share of its worlds that are marked
};

/// A box of at most three of the parameters around the marked worlds; without sides when none tells them apart.
Box find_box(const std::vector<std::vector<double>>& values, const std::vector<bool>& marked,
             const std::vector<std::size_t>& parameters);

/// The bagged box of some of the parameters around the marked worlds; without sides when most samples agree on none.
Box bagged_box(const std::vector<std::vector<double>>& values, const std::vector<bool>& marked,
               const std::vector<std::size_t>& parameters);

/// The bagged box around the marked worlds, of the parameters that explain most of the difference. Without sides when
/// one of nineteen boxes found in the same way is as good, after the worlds were given each other's differences and
/// marks at random: where the parameters have nothing to do with the answer, a box is found in one case of twenty.
Box deciding_box(const std::vector<std::vector<double>>& values, const std::vector<double>& difference,
                 const std::vector<bool>& marked);

}  // namespace streetlight
