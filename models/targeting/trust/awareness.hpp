#pragma once
/// Becoming aware of a programme. Where one runs, a family that is not aware and to which nothing happened that tells
/// it becomes aware in a month with probability
///
///     1 - (1 - press) (1 - notice [notice is given]) (1 - tie)^(aware ties),
///
/// of ties 255 at most: it goes on unaware when its uniform is below the rest.

#include <algorithm>
#include <array>
#include <cstddef>

#include "models/targeting/parameters.hpp"

namespace streetlight::targeting {

class Unheard {
 public:
  explicit Unheard(const TargetingParameters& parameters) {
    const auto& awareness = parameters.awareness;
    const float press = 1.0f - static_cast<float>(awareness.press);
    const float notice = parameters.programme.gives_notice() ? 1.0f - static_cast<float>(awareness.notice) : 1.0f;
    const float tie = 1.0f - static_cast<float>(awareness.tie);
    but_for_ties_ = press * notice;
    ties_[0] = 1.0f;
    for (std::size_t k = 1; k < ties_.size(); ++k) ties_[k] = ties_[k - 1] * tie;
  }

  /// Probability that a family with so many aware ties hears of nothing.
  float operator()(std::size_t aware_ties) const {
    return but_for_ties_ * ties_[std::min(aware_ties, ties_.size() - 1)];
  }
  /// At most that, for any family with up to `ties` ties: every aware tie lowers it, so it is lowest when all are
  /// aware.
  float at_least(std::size_t ties) const { return (*this)(ties); }

 private:
  float but_for_ties_;
  std::array<float, 256> ties_;  ///< by how many are aware
};

}  // namespace streetlight::targeting
