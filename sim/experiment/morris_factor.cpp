#include "sim/experiment/morris_factor.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/core/check.hpp"
#include "sim/core/order.hpp"
#include "sim/random/streams.hpp"

namespace streetlight {

namespace {

std::optional<double> number_of(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value); real && std::isfinite(*real)) return *real;
  return std::nullopt;
}

/// One of `count` things, each as likely.
std::int64_t chosen(std::uint32_t word, std::int64_t count) {
  const auto many = static_cast<std::uint64_t>(count);
  if (many <= std::uint64_t{1} << 32) return static_cast<std::int64_t>(std::uint64_t{word} * many >> 32);
  return static_cast<std::int64_t>(uniform_double(word) * static_cast<double>(count));
}

}  // namespace

MorrisFactor::MorrisFactor(const DesignParameter& parameter, std::int64_t levels) : kind_(Kind::range) {
  if (!parameter.is_range()) {
    const bool numbers = std::all_of(parameter.values.begin(), parameter.values.end(),
                                     [](const Value& value) { return number_of(value).has_value(); });
    kind_ = numbers ? Kind::numbers : Kind::words;
    sort_values(parameter);
    levels_ = static_cast<std::int64_t>(in_list_.size());
    if (numbers) pair_numbers();
  } else if (parameter.scale == Scale::integer) {
    kind_ = Kind::whole;
    levels_ = static_cast<std::int64_t>(parameter.high - parameter.low) + 1;
  } else {
    levels_ = levels;
  }
  VALIDATE(levels_ >= 2, "design parameter " + parameter.key +
                             " has one value, so its effect cannot be computed: give two or more different ones");
}

/// Each value once: numbers by size, words in the order given.
void MorrisFactor::sort_values(const DesignParameter& parameter) {
  const auto& values = parameter.values;
  listed_ = values.size();
  if (kind_ == Kind::words) {
    for (std::size_t i = 0; i < listed_; ++i)
      if (std::find(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i), values[i]) ==
          values.begin() + static_cast<std::ptrdiff_t>(i))
        in_list_.push_back(i);
    return;
  }
  const auto number = [&](std::size_t i) { return *number_of(values[i]); };
  in_list_ = indices_in_order(listed_, [&](std::size_t a, std::size_t b) { return number(a) < number(b); });
  in_list_.erase(std::unique(in_list_.begin(), in_list_.end(),
                             [&](std::size_t a, std::size_t b) { return number(a) == number(b); }),
                 in_list_.end());
  for (const std::size_t i : in_list_) numbers_.push_back(number(i));
}

/// Of each number, the moves to the nearest ones that are half of the range away or more.
void MorrisFactor::pair_numbers() {
  // A little less than half, so that rounding parts no evenly spaced numbers
  const double half = (numbers_.back() - numbers_.front()) / 2 * (1 - 1e-9);
  for (std::int64_t level = 0; level < levels_; ++level) {
    const double number = numbers_[static_cast<std::size_t>(level)];
    const auto above = std::lower_bound(numbers_.begin(), numbers_.end(), number + half);
    if (above != numbers_.end()) pairs_.emplace_back(level, above - numbers_.begin());
    const auto below = std::upper_bound(numbers_.begin(), numbers_.end(), number - half);
    if (below != numbers_.begin()) pairs_.emplace_back(below - numbers_.begin() - 1, level);
  }
  std::sort(pairs_.begin(), pairs_.end());
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
}

std::int64_t MorrisFactor::move_count() const {
  switch (kind_) {
    case Kind::numbers:
      return static_cast<std::int64_t>(pairs_.size());
    case Kind::words:
      return levels_ * (levels_ - 1) / 2;
    case Kind::range:
    case Kind::whole:
      break;
  }
  return levels_ - levels_ / 2;
}

MorrisFactor::Move MorrisFactor::move(std::uint32_t word, bool rises) const {
  std::int64_t number = chosen(word, move_count());
  Move up{number, number + levels_ / 2};
  if (kind_ == Kind::numbers) up = pairs_[static_cast<std::size_t>(number)];
  if (kind_ == Kind::words) {
    // Moves in order: from the first level to each later one, then from the second
    std::int64_t first = 0;
    for (; number >= levels_ - 1 - first; ++first) number -= levels_ - 1 - first;
    up = {first, first + 1 + number};
  }
  return rises ? up : Move{up.second, up.first};
}

double MorrisFactor::share(const Move& move) const {
  const auto [from, to] = move;
  if (!ordered()) return 1;
  if (kind_ == Kind::numbers)
    return (numbers_[static_cast<std::size_t>(to)] - numbers_[static_cast<std::size_t>(from)]) /
           (numbers_.back() - numbers_.front());
  return static_cast<double>(to - from) / static_cast<double>(levels_ - 1);
}

double MorrisFactor::quantile(std::int64_t level) const {
  if (kind_ == Kind::range) return static_cast<double>(level) / static_cast<double>(levels_ - 1);
  if (kind_ == Kind::whole) return (static_cast<double>(level) + 0.5) / static_cast<double>(levels_);
  return (static_cast<double>(in_list_[static_cast<std::size_t>(level)]) + 0.5) / static_cast<double>(listed_);
}

}  // namespace streetlight
