#pragma once
/// Learners that are not ours are told when and for whom they work, and get the rows of an occasion as one table.

#include <cstddef>
#include <span>

#include "models/targeting/policy/features.hpp"
#include "models/targeting/risk/learner.hpp"
#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// A model that is made on one authority's records for all is that authority's.
Occasion occasion_of_training(const World& world, std::size_t pool);

/// Scores the families of an authority that are in scope, in one go; `rows` are those of all its families, `first` is
/// the first of them. What is not in scope is not shown to the learner, and keeps what stood in `scores`.
void score_in_scope(const World& world, const Learner& learner, std::uint32_t authority, const PresentRows& rows,
                    std::uint32_t first, std::span<float> scores);

}  // namespace streetlight::targeting
