#include "models/targeting/risk/observation.hpp"

#include <algorithm>

#include "sim/core/check.hpp"

namespace streetlight::targeting {

void ObservationBlock::reset(std::size_t rows) {
  EXPECT(rows <= block_size);
  rows_ = rows;
  std::fill_n(labels_.begin(), rows, std::uint8_t{0});
  std::fill_n(weights_.begin(), rows, 1.0f);
  std::fill_n(counts_.begin(), rows, std::uint16_t{1});
  std::fill_n(included_.begin(), rows, std::uint8_t{1});
  std::fill_n(observed_.begin(), rows, std::uint8_t{1});
}

}  // namespace streetlight::targeting
