#include "models/targeting/policy/occasion.hpp"

#include <algorithm>
#include <numeric>
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
  const auto& named = world.parameters.risk.trained_on;
  if (named.size() == 1 && named.front() != all_authorities) {
    const auto names = TargetingModel::authorities(world.parameters);
    return occasion(
        world, static_cast<std::uint32_t>(std::find(names.begin(), names.end(), named.front()) - names.begin()), false);
  }
  return occasion(world, static_cast<std::uint32_t>(pool), world.pools.size() == 1 && world.programmes.size() > 1);
}

void score_in_scope(const World& world, const Learner& learner, std::uint32_t authority, const PresentRows& rows,
                    std::uint32_t first, std::span<float> scores) {
  // Where each block's rows begin in the table, so that every block writes its own part of it
  std::vector<std::size_t> begins(block_count(rows.rows()) + 1);
  const auto seen = [&](std::size_t entity) { return in_scope(world, first + static_cast<std::uint32_t>(entity)); };
  world.blocks->for_each_block(rows.rows(), [&](const Block& block) {
    for (std::size_t entity = block.begin; entity < block.end; ++entity) begins[block.index + 1] += seen(entity);
  });
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  if (begins.back() == 0) return;

  const std::size_t columns = rows.feature_names().size();
  std::vector<float> features(begins.back() * columns);  // the learner's to keep, so made anew each time
  std::vector<std::size_t> entities(begins.back());
  for_each_read(
      rows, *world.blocks, [] { return 0; },
      [&](std::size_t block, const ObservationBlock& observed, int) {
        std::size_t row = begins[block];
        for (std::size_t r = 0; r < observed.rows(); ++r) {
          const std::size_t entity = block * block_size + r;
          if (!seen(entity)) continue;
          for (std::size_t j = 0; j < columns; ++j) features[row * columns + j] = observed.feature(j)[r];
          entities[row++] = entity;
        }
      });
  std::vector<float> scored(entities.size());
  const Occasion now = occasion(world, authority, false);
  learner.score_at_once(&now, std::move(features), scored);
  for (std::size_t k = 0; k < scored.size(); ++k) scores[entities[k]] = scored[k];
}

}  // namespace streetlight::targeting
