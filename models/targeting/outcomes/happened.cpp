#include "models/targeting/outcomes/happened.hpp"

namespace streetlight::targeting {

void HappenedCounts::add(const Happened& happened, std::uint32_t family) {
  if (happened.nothing()) return;
  const std::uint32_t authority = world_->tally.authorities() == 1 ? 0 : world_->authority_of(family);
  if (authorities_.empty() || authorities_.back().authority != authority) authorities_.push_back({authority, {}, {}});
  auto& [which, kinds, families] = authorities_.back();
  const std::size_t groups = world_->society->groups.groups();
  const auto kind = static_cast<std::size_t>(std::find(kinds.begin(), kinds.end(), happened) - kinds.begin());
  if (kind == kinds.size()) {
    kinds.push_back(happened);
    families.resize(kinds.size() * groups);
  }
  for (const auto group : world_->groups_of(family)) ++families[kind * groups + group];
}

void HappenedCounts::add_up(Tally& tally) const {
  const std::size_t groups = world_->society->groups.groups();
  for (const auto& [authority, kinds, families] : authorities_)
    for (std::size_t kind = 0; kind < kinds.size(); ++kind)
      for (std::size_t group = 0; group < groups; ++group) {
        const std::int64_t amount = families[kind * groups + group];
        const auto only = static_cast<std::uint16_t>(group);
        if (amount > 0)
          kinds[kind].for_each_column(tally, [&](std::size_t column) {
            tally.add(authority, {&only, 1}, column, amount);
          });
      }
}

}  // namespace streetlight::targeting
