#include "sim/calibration/target_blocks.hpp"

namespace streetlight {

bool TargetBlocks::leave_something(WaveBounds bounds) const {
  bounds.forgiven = 0;
  Region region = region_;
  region.add(std::move(bounds));
  Population population = before_;
  return search_.narrow(population, region);
}

std::vector<std::size_t> TargetBlocks::each_leaves_something() const {
  std::vector<std::size_t> targets;
  for (std::size_t k = 0; k < bounds_.bounds.size(); ++k) {
    WaveBounds others = bounds_;
    others.bounds.erase(others.bounds.begin() + static_cast<std::ptrdiff_t>(k));
    if (!others.bounds.empty() && leave_something(others)) targets.push_back(bounds_.bounds[k].target);
  }
  return targets;
}

std::vector<std::pair<std::size_t, bool>> TargetBlocks::not_with_earlier() const {
  std::vector<std::pair<std::size_t, bool>> targets;
  WaveBounds met = bounds_;
  met.bounds.clear();
  for (const auto& bound : bounds_.bounds) {
    WaveBounds tried = met, alone = bounds_;
    tried.bounds.push_back(bound);
    if (leave_something(tried)) {
      met = std::move(tried);
      continue;
    }
    alone.bounds = {bound};
    targets.emplace_back(bound.target, !leave_something(alone));
  }
  return targets;
}

}  // namespace streetlight
