#include "models/targeting/risk/score_order.hpp"

namespace streetlight::targeting {

std::vector<std::uint32_t> descending_order(std::span<const float> scores) {
  struct Item {
    float score;
    std::uint32_t index;
  };
  std::vector<Item> items;
  items.reserve(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (in_scope(scores[i])) items.push_back({scores[i], static_cast<std::uint32_t>(i)});
  sort_descending(items, [](const Item& item) { return item.score; });
  std::vector<std::uint32_t> order;
  order.reserve(items.size());
  for (const Item& item : items) order.push_back(item.index);
  return order;
}

}  // namespace streetlight::targeting
