#include "models/targeting/policy/occasion.hpp"

#include <vector>

#include "models/targeting/model.hpp"

namespace streetlight::targeting {

namespace {

Occasion occasion(const World& world, std::uint32_t authority, bool for_all) {
  const auto names = TargetingModel::authorities(world.parameters);
  // 31 bits: R and others have no whole numbers above them
  return {.month = world.month,
          .authority = for_all ? "all" : names.at(authority),
          .seed = world.authority_words(Draw::learner, authority)[0] >> 1U};
}

}  // namespace

Occasion occasion_of_training(const World& world, std::size_t pool) {
  return occasion(world, static_cast<std::uint32_t>(pool), world.pools.size() == 1 && world.programmes.size() > 1);
}

void score_in_scope(const World& world, const Learner& learner, std::uint32_t authority, const PresentRows& rows,
                    std::uint32_t first, std::span<float> scores) {
  struct Table {
    std::vector<float> features;
    std::vector<std::size_t> places;
  };
  std::vector<Table> by_block(block_count(rows.rows()));
  for_each_read(
      rows, *world.blocks, [] { return 0; },
      [&](std::size_t block, const ObservationBlock& observed, int) {
        const std::size_t begin = block * block_size;
        for (std::size_t r = 0; r < observed.rows(); ++r) {
          if (!in_scope(world, first + static_cast<std::uint32_t>(begin + r))) continue;
          by_block[block].places.push_back(begin + r);
          for (std::size_t j = 0; j < observed.features(); ++j)
            by_block[block].features.push_back(observed.feature(j)[r]);
        }
      });
  Table all;
  for (const Table& table : by_block) {
    all.features.insert(all.features.end(), table.features.begin(), table.features.end());
    all.places.insert(all.places.end(), table.places.begin(), table.places.end());
  }
  if (all.places.empty()) return;
  std::vector<float> scored(all.places.size());
  const Occasion now = occasion(world, authority, false);
  learner.score_at_once(&now, std::move(all.features), scored);
  for (std::size_t k = 0; k < scored.size(); ++k) scores[all.places[k]] = scored[k];
}

}  // namespace streetlight::targeting
