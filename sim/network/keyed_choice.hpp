#pragma once
/// Draws the partners that one entity names, without repeats, from keyed draws: the n-th choice of an entity
/// is a function of its address alone.

#include <algorithm>
#include <cstdint>
#include <span>

#include "sim/core/check.hpp"
#include "sim/random/streams.hpp"

namespace streetlight {

class KeyedChoice {
 public:
  /// A step that leads to nobody who may be named.
  static constexpr std::uint32_t barred = 0xffffffffu;

  /// Choices go to `chosen` in order, after the first `already` that are there. `attempts`: candidates offered for one
  /// choice before the last one stands.
  KeyedChoice(const Streams& streams, Address at, std::uint32_t attempts, std::span<std::uint32_t> chosen,
              std::size_t already = 0)
      : streams_(streams), at_(at), attempts_(attempts), chosen_(chosen), count_(already) {}

  /// One more choice: a uniform step in 1 .. reach leads to entity `at_step(step)`, or to `barred`; those chosen
  /// before are passed over; `accepts(entity, word)` decides by a random word. Someone must be left.
  template <class AtStep, class Accepts>
  void operator()(std::uint32_t reach, AtStep at_step, Accepts accepts) {
    // Candidates from keyed draws: two words each, so two candidates a lane
    std::uint32_t last = barred, step = 1, offered = 0;
    for (std::uint32_t draw = 0; draw < draws_a_choice && offered < attempts_; ++draw) {
      if (draw % 2 == 0) {
        at_.lane = static_cast<std::uint32_t>(count_) * (draws_a_choice / 2) + draw / 2;
        words_ = streams_.words(at_);
      }
      step = 1 + static_cast<std::uint32_t>((std::uint64_t{words_[2 * (draw % 2)]} * reach) >> 32);
      const std::uint32_t candidate = at_step(step);
      if (candidate == barred || chosen_before(candidate)) continue;
      last = candidate;
      ++offered;
      if (accepts(candidate, words_[2 * (draw % 2) + 1])) break;
    }

    // Where nearly all are taken already, draws may miss the few that are left: walk on to the next
    for (std::uint32_t walked = 0; last == barred && walked < reach; ++walked) {
      step = step == reach ? 1 : step + 1;
      const std::uint32_t candidate = at_step(step);
      if (candidate != barred && !chosen_before(candidate)) last = candidate;
    }
    ENSURE(last != barred);
    chosen_[count_++] = last;
  }

 private:
  static constexpr std::uint32_t draws_a_choice = 512;

  bool chosen_before(std::uint32_t candidate) const {
    const auto before = chosen_.first(count_);
    return std::find(before.begin(), before.end(), candidate) != before.end();
  }

  const Streams& streams_;
  Address at_;
  std::uint32_t attempts_;
  std::span<std::uint32_t> chosen_;
  std::size_t count_;
  Words words_{};
};

}  // namespace streetlight
