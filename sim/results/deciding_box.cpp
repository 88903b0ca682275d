#include "sim/results/deciding_box.hpp"

#include <algorithm>
#include <cstdint>

#include "sim/core/order.hpp"
#include "sim/random/uniform_sequence.hpp"
#include "sim/results/deciding.hpp"
#include "sim/results/shuffled.hpp"

namespace streetlight {

namespace {

constexpr double peel = 0.07;          // of the box's worlds, cut off at a time
constexpr double smallest_box = 0.08;  // of all worlds
constexpr std::size_t most_sides = 3;
constexpr std::size_t most_looked_at = 8;  // parameters
constexpr Purpose sample_purpose = 2;      // 1 shuffles

/// How much of both a box has: the harmonic mean of coverage and density.
double worth_of(const Box& box) {
  return box.coverage + box.density > 0 ? 2 * box.coverage * box.density / (box.coverage + box.density) : 0;
}

using Order = std::vector<std::size_t>;  // worlds, by a parameter's value

/// By parameter; empty for those that are not looked at.
std::vector<Order> orders_of(const std::vector<std::vector<double>>& values,
                             const std::vector<std::size_t>& parameters) {
  std::vector<Order> orders(values.empty() ? 0 : values.front().size());
  for (const std::size_t parameter : parameters)
    orders[parameter] = indices_in_order(
        values.size(), [&](std::size_t a, std::size_t b) { return values[a][parameter] < values[b][parameter]; });
  return orders;
}

/// The worlds that boxes are looked for in.
struct Looked {
  const std::vector<std::vector<double>>& values;
  const std::vector<bool>& marked;
  const std::vector<std::size_t>& parameters;
  std::vector<Order> orders;
};

/// A box while it is peeled: its worlds, each counted as often as a sample has it, and its sides.
class Peeling {
 public:
  Peeling(const Looked& looked, std::vector<std::size_t> counts) : looked_(looked), inside_(std::move(counts)) {
    for (std::size_t w = 0; w < inside_.size(); ++w) {
      count_ += inside_[w];
      if (looked_.marked[w]) marked_ += inside_[w];
    }
    all_ = count_;
    all_marked_ = marked_;
  }

  Box box() const {
    Box result;
    result.sides = sides_;
    result.worlds = count_;
    const auto hits = static_cast<double>(marked_);
    result.coverage = all_marked_ ? hits / static_cast<double>(all_marked_) : 0;
    result.density = count_ ? hits / static_cast<double>(count_) : 0;
    return result;
  }

  /// Cuts off the slice whose loss leaves the densest box; false when none does.
  bool step() {
    const auto fewest = static_cast<std::size_t>(smallest_box * static_cast<double>(all_));
    const auto size = std::max<std::size_t>(1, static_cast<std::size_t>(peel * static_cast<double>(count_)));
    if (count_ <= size + fewest) return false;
    double best = static_cast<double>(marked_) / static_cast<double>(count_);
    Slice chosen;
    for (const std::size_t parameter : looked_.parameters) {
      if (sides_.size() == most_sides && !has_side(parameter)) continue;
      for (const bool above : {false, true}) {
        const Slice slice = slice_of(parameter, above, size);
        if (count_ < slice.count + std::max<std::size_t>(1, fewest)) continue;
        const double density = static_cast<double>(marked_ - slice.marked) / static_cast<double>(count_ - slice.count);
        if (density <= best) continue;
        best = density;
        chosen = slice;
      }
    }
    if (chosen.worlds.empty()) return false;
    for (const std::size_t world : chosen.worlds) inside_[world] = 0;
    count_ -= chosen.count;
    marked_ -= chosen.marked;
    cut(chosen);
    return true;
  }

 private:
  /// What is cut off at one end of a parameter.
  struct Slice {
    std::size_t parameter = 0;
    bool above = false;
    std::vector<std::size_t> worlds;
    std::size_t count = 0, marked = 0;
    double end = 0;  ///< value of the outermost world that stays
  };

  Slice slice_of(std::size_t parameter, bool above, std::size_t size) const {
    Slice slice{parameter, above, {}, 0, 0, 0};
    const Order& order = looked_.orders[parameter];
    for (std::size_t k = 0; k < order.size(); ++k) {
      const std::size_t world = order[above ? order.size() - 1 - k : k];
      if (inside_[world] == 0) continue;
      if (slice.count >= size) {
        slice.end = looked_.values[world][parameter];
        break;
      }
      slice.worlds.push_back(world);
      slice.count += inside_[world];
      if (looked_.marked[world]) slice.marked += inside_[world];
    }
    return slice;
  }
  bool has_side(std::size_t parameter) const {
    return std::any_of(sides_.begin(), sides_.end(), [&](const BoxSide& s) { return s.parameter == parameter; });
  }
  void cut(const Slice& slice) {
    if (!has_side(slice.parameter)) sides_.push_back({.parameter = slice.parameter});
    for (BoxSide& side : sides_)
      if (side.parameter == slice.parameter) {
        (slice.above ? side.high : side.low) = slice.end;
        (slice.above ? side.cut_above : side.cut_below) = true;
      }
  }

  const Looked& looked_;
  std::vector<std::size_t> inside_;  ///< how often each world is in the box
  std::vector<BoxSide> sides_;
  std::size_t count_ = 0, marked_ = 0, all_ = 0, all_marked_ = 0;
};

Box peeled_box(const Looked& looked, std::vector<std::size_t> counts) {
  Peeling peeling(looked, std::move(counts));
  Box best = peeling.box();
  while (peeling.step())
    if (const Box now = peeling.box(); worth_of(now) > worth_of(best)) best = now;
  return best;
}

/// As many worlds as there are, each drawn at random: how often each came.
std::vector<std::size_t> sample_of(std::size_t worlds, std::uint32_t number) {
  const Streams streams(0, 0);
  UniformSequence uniforms(streams, {.entity = number, .purpose = sample_purpose});
  std::vector<std::size_t> counts(worlds);
  for (std::size_t k = 0; k < worlds; ++k)
    ++counts[std::min(worlds - 1, static_cast<std::size_t>(uniforms() * static_cast<double>(worlds)))];
  return counts;
}

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// What most samples cut off, at their median; those sides that most samples agree on first.
std::vector<BoxSide> sides_by_samples(const std::vector<Box>& boxes, const std::vector<std::size_t>& parameters) {
  std::vector<BoxSide> sides;
  for (const std::size_t parameter : parameters) {
    std::vector<double> lows, highs;
    for (const Box& box : boxes)
      for (const BoxSide& side : box.sides) {
        if (side.parameter != parameter) continue;
        if (side.cut_below) lows.push_back(side.low);
        if (side.cut_above) highs.push_back(side.high);
      }
    BoxSide side{.parameter = parameter};
    side.samples_below = lows.size();
    side.samples_above = highs.size();
    side.cut_below = 2 * lows.size() > boxes.size();
    side.cut_above = 2 * highs.size() > boxes.size();
    if (side.cut_below) side.low = median_of(lows);
    if (side.cut_above) side.high = median_of(highs);
    if (side.cut_below || side.cut_above) sides.push_back(side);
  }
  const auto agreed = [](const BoxSide& side) { return std::max(side.samples_below, side.samples_above); };
  std::stable_sort(sides.begin(), sides.end(),
                   [&](const BoxSide& a, const BoxSide& b) { return agreed(a) > agreed(b); });
  if (sides.size() > most_sides) sides.resize(most_sides);
  return sides;
}

bool holds(const std::vector<BoxSide>& sides, const std::vector<double>& world) {
  return std::all_of(sides.begin(), sides.end(), [&](const BoxSide& side) {
    const double value = world[side.parameter];
    return !(side.cut_below && value < side.low) && !(side.cut_above && value > side.high);
  });
}

/// The box of the parameters that explain most, whether or not chance would give as good a one.
Box box_of_strongest(const std::vector<std::vector<double>>& values, const std::vector<double>& difference,
                     const std::vector<bool>& marked) {
  std::vector<std::size_t> looked_at;
  for (const ParameterInfluence& one : influences(values, difference, {}))
    if (looked_at.size() < most_looked_at) looked_at.push_back(one.parameter);
  return bagged_box(values, marked, looked_at);
}

}  // namespace

Box find_box(const std::vector<std::vector<double>>& values, const std::vector<bool>& marked,
             const std::vector<std::size_t>& parameters) {
  return peeled_box({values, marked, parameters, orders_of(values, parameters)},
                    std::vector<std::size_t>(values.size(), 1));
}

Box bagged_box(const std::vector<std::vector<double>>& values, const std::vector<bool>& marked,
               const std::vector<std::size_t>& parameters) {
  const Looked looked{values, marked, parameters, orders_of(values, parameters)};
  std::vector<Box> boxes;
  for (std::uint32_t sample = 0; sample < bagged_samples; ++sample)
    boxes.push_back(peeled_box(looked, sample_of(values.size(), sample)));
  std::vector<std::size_t> counts;
  const auto sides = sides_by_samples(boxes, parameters);
  for (const auto& world : values) counts.push_back(holds(sides, world) ? 1 : 0);
  Box box = Peeling(looked, counts).box();
  box.sides = sides;
  const auto all = static_cast<double>(std::count(marked.begin(), marked.end(), true));
  box.coverage = all > 0 ? box.density * static_cast<double>(box.worlds) / all : 0;
  return box;
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
