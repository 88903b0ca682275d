#include "models/targeting/risk/forest.hpp"

#include <algorithm>

#include "sim/core/check.hpp"
#include "sim/core/elementary.hpp"

namespace streetlight::targeting {

void Forest::score(const ObservationBlock& rows, std::span<float> out) const {
  EXPECT(rows.features() == gain_.size() && out.size() >= rows.rows());
  std::fill_n(out.begin(), rows.rows(), base_);
  for (const std::int32_t root : roots_)
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      const Node* node = &nodes_[static_cast<std::size_t>(root)];
      while (node->left != no_child)
        node =
            &nodes_[static_cast<std::size_t>(rows.feature(node->feature)[r] < node->split ? node->left : node->right)];
      out[r] += node->split;
    }
  for (std::size_t r = 0; r < rows.rows(); ++r) out[r] = logistic_of(out[r]);
}

}  // namespace streetlight::targeting
