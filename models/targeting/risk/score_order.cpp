#include "models/targeting/risk/score_order.hpp"

#include <array>
#include <cstddef>

namespace streetlight::targeting {

std::vector<std::uint32_t> descending_order(std::span<const float> scores) {
  struct Item {
    std::uint32_t word;
    std::uint32_t index;
  };
  constexpr unsigned digit_bits = 11, digits = 3;
  constexpr std::uint32_t digit_mask = (1u << digit_bits) - 1;

  // Words that ascend as scores descend, and how often each digit occurs.
  std::vector<Item> items, sorted;
  items.reserve(scores.size());
  std::array<std::array<std::uint32_t, digit_mask + 1>, digits> counts{};
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!in_scope(scores[i])) continue;
    const std::uint32_t word = ~ordered_word(scores[i]);
    items.push_back({word, static_cast<std::uint32_t>(i)});
    for (unsigned d = 0; d < digits; ++d) ++counts[d][word >> (d * digit_bits) & digit_mask];
  }

  // Least significant digit first; each pass is stable.
  sorted = items;
  for (unsigned d = 0; d < digits; ++d) {
    std::uint32_t start = 0;
    for (std::uint32_t& count : counts[d]) {
      const std::uint32_t here = count;
      count = start;
      start += here;
    }
    for (const Item& item : items) sorted[counts[d][item.word >> (d * digit_bits) & digit_mask]++] = item;
    items.swap(sorted);
  }
  std::vector<std::uint32_t> order;
  order.reserve(items.size());
  for (const Item& item : items) order.push_back(item.index);
  return order;
}

}  // namespace streetlight::targeting
