#include "sim/results/deciding_box.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "sim/random/uniform_sequence.hpp"
#include "sim/results/deciding.hpp"

namespace streetlight {

namespace {

constexpr double peel = 0.07;          // of the box's worlds, cut off at a time
constexpr double smallest_box = 0.08;  // of all worlds
constexpr std::size_t most_sides = 3;
constexpr std::size_t most_looked_at = 8;  // parameters
constexpr std::uint32_t shuffles = 19;
constexpr Purpose shuffle_purpose = 1;

/// How much of both a box has: the harmonic mean of coverage and density.
double worth_of(const Box& box) {
  return box.coverage + box.density > 0 ? 2 * box.coverage * box.density / (box.coverage + box.density) : 0;
}

/// A box while it is peeled: its worlds and its sides.
class Peeling {
 public:
  Peeling(const std::vector<std::vector<double>>& values, const std::vector<bool>& marked)
      : values_(values), marked_(marked), inside_(values.size()) {
    std::iota(inside_.begin(), inside_.end(), std::size_t{0});
  }

  Box box(std::size_t all_marked) const {
    Box result;
    result.sides = sides_;
    result.worlds = inside_.size();
    const auto hits = static_cast<double>(marked_in(inside_));
    result.coverage = all_marked ? hits / static_cast<double>(all_marked) : 0;
    result.density = inside_.empty() ? 0 : hits / static_cast<double>(inside_.size());
    return result;
  }

  /// Cuts off the slice whose loss leaves the densest box; false when none does.
  bool step(const std::vector<std::size_t>& parameters) {
    const auto fewest = static_cast<std::size_t>(smallest_box * static_cast<double>(values_.size()));
    const auto slice = std::max<std::size_t>(1, static_cast<std::size_t>(peel * static_cast<double>(inside_.size())));
    if (inside_.size() <= slice + fewest) return false;
    double best = static_cast<double>(marked_in(inside_)) / static_cast<double>(inside_.size());
    std::vector<std::size_t> chosen;
    BoxSide chosen_side;
    for (const std::size_t parameter : parameters) {
      if (sides_.size() == most_sides && !has_side(parameter)) continue;
      auto order = inside_;
      std::stable_sort(order.begin(), order.end(),
                       [&](std::size_t a, std::size_t b) { return values_[a][parameter] < values_[b][parameter]; });
      for (const bool above : {false, true}) {
        const std::vector<std::size_t> rest(order.begin() + static_cast<std::ptrdiff_t>(above ? 0 : slice),
                                            order.end() - static_cast<std::ptrdiff_t>(above ? slice : 0));
        const double density = static_cast<double>(marked_in(rest)) / static_cast<double>(rest.size());
        if (density <= best) continue;
        best = density;
        chosen = rest;
        chosen_side = {parameter, values_[rest.front()][parameter], values_[rest.back()][parameter], !above, above};
      }
    }
    if (chosen.empty()) return false;
    inside_ = std::move(chosen);
    put(chosen_side);
    return true;
  }

 private:
  std::size_t marked_in(const std::vector<std::size_t>& worlds) const {
    return static_cast<std::size_t>(
        std::count_if(worlds.begin(), worlds.end(), [&](std::size_t w) { return marked_[w]; }));
  }
  bool has_side(std::size_t parameter) const {
    return std::any_of(sides_.begin(), sides_.end(), [&](const BoxSide& s) { return s.parameter == parameter; });
  }
  void put(const BoxSide& side) {
    for (BoxSide& known : sides_)
      if (known.parameter == side.parameter) {
        if (side.cut_below) known.low = side.low;
        if (side.cut_above) known.high = side.high;
        known.cut_below = known.cut_below || side.cut_below;
        known.cut_above = known.cut_above || side.cut_above;
        return;
      }
    sides_.push_back(side);
  }

  const std::vector<std::vector<double>>& values_;
  const std::vector<bool>& marked_;
  std::vector<std::size_t> inside_;
  std::vector<BoxSide> sides_;
};

/// The box of the parameters that explain most, whether or not chance would give as good a one.
Box box_of_strongest(const std::vector<std::vector<double>>& values, const std::vector<double>& difference,
                     const std::vector<bool>& marked) {
  std::vector<std::size_t> looked_at;
  for (const ParameterInfluence& one : influences(values, difference, {}))
    if (looked_at.size() < most_looked_at) looked_at.push_back(one.parameter);
  return find_box(values, marked, looked_at);
}

/// Each of 0 ... count - 1 once, in a random order (Fisher and Yates).
std::vector<std::size_t> shuffled(std::size_t count, std::uint32_t number) {
  const Streams streams(0, 0);
  UniformSequence uniforms(streams, {.entity = number, .purpose = shuffle_purpose});
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t k = count; k > 1; --k)
    std::swap(order[k - 1], order[std::min(k - 1, static_cast<std::size_t>(uniforms() * static_cast<double>(k)))]);
  return order;
}

}  // namespace

Box find_box(const std::vector<std::vector<double>>& values, const std::vector<bool>& marked,
             const std::vector<std::size_t>& parameters) {
  const auto all = static_cast<std::size_t>(std::count(marked.begin(), marked.end(), true));
  Peeling peeling(values, marked);
  Box best = peeling.box(all);
  while (peeling.step(parameters))
    if (const Box now = peeling.box(all); worth_of(now) > worth_of(best)) best = now;
  return best;
}

Box deciding_box(const std::vector<std::vector<double>>& values, const std::vector<double>& difference,
                 const std::vector<bool>& marked) {
  Box box = box_of_strongest(values, difference, marked);
  for (std::uint32_t number = 0; number < shuffles && !box.sides.empty(); ++number) {
    std::vector<double> other_difference;
    std::vector<bool> other_marked;
    for (const std::size_t world : shuffled(values.size(), number)) {
      other_difference.push_back(difference[world]);
      other_marked.push_back(marked[world]);
    }
    if (worth_of(box_of_strongest(values, other_difference, other_marked)) >= worth_of(box)) box.sides.clear();
  }
  return box;
}

}  // namespace streetlight
