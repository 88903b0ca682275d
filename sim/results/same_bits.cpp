#include "sim/results/same_bits.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "sim/results/panel_choice.hpp"
#include "sim/results/run_window.hpp"

namespace streetlight {

bool same_bits(const RunSource& panel, std::size_t column, const RunKey& one, const RunKey& other) {
  if (!panel.completed(one) || !panel.completed(other)) return true;
  const PanelShape& shape = panel.shape();
  for (const std::size_t part : parts_of(shape, column))
    for (std::size_t authority = 0; authority < shape.authorities.size(); ++authority) {
      const auto a = panel.read(part, {one, 0, shape.times.size(), authority});
      const auto b = panel.read(part, {other, 0, shape.times.size(), authority});
      if (!std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
            return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
          }))
        return false;
    }
  return true;
}

bool same_bits(const RunSource& panel, std::size_t column, std::size_t one, std::size_t other, std::size_t point) {
  for (std::uint32_t replicate = 0; replicate < panel.shape().replicates; ++replicate)
    if (!same_bits(panel, column, {static_cast<std::uint32_t>(one), static_cast<std::uint32_t>(point), replicate},
                   {static_cast<std::uint32_t>(other), static_cast<std::uint32_t>(point), replicate}))
      return false;
  return true;
}

}  // namespace streetlight
