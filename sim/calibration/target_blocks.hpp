#pragma once
/// Where a wave leaves nothing: which targets stand in each other's way.

#include <utility>
#include <vector>

#include "sim/calibration/region_search.hpp"

namespace streetlight {

class TargetBlocks {
 public:
  /// `before`: points of `region`, in which nothing meets `bounds`. All must outlive it.
  TargetBlocks(RegionSearch& search, const Population& before, const Region& region, const WaveBounds& bounds)
      : search_(search), before_(before), region_(region), bounds_(bounds) {}

  /// Targets, each of which leaves something when it alone is left out.
  std::vector<std::size_t> each_leaves_something() const;
  /// Targets that cannot be met with those before them in the bounds, taken one after another; and whether not even by
  /// themselves.
  std::vector<std::pair<std::size_t, bool>> not_with_earlier() const;

 private:
  bool leave_something(WaveBounds bounds) const;

  RegionSearch& search_;
  const Population& before_;
  const Region& region_;
  const WaveBounds& bounds_;
};

}  // namespace streetlight
