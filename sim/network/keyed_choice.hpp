#pragma once
/// Draws the partners that one entity names, without repeats, from keyed draws: the n-th choice of an entity
/// is a function of its address alone. The words come from a function of the quad, so that a caller may have drawn the
/// first ones of many entities at once.

#include <algorithm>
#include <cstdint>
#include <span>

#include "sim/core/check.hpp"
#include "sim/random/streams.hpp"

namespace streetlight {

/// A step that leads to nobody who may be named.
inline constexpr std::uint32_t barred = 0xffffffffu;
/// Quads of one choice; each has two words for a candidate and two for the next.
inline constexpr std::uint32_t quads_a_choice = 256;

/// The step in 1 .. reach that a word names.
constexpr std::uint32_t step_of(std::uint32_t word, std::uint32_t reach) {
  return 1 + static_cast<std::uint32_t>((std::uint64_t{word} * reach) >> 32);
}

template <class WordsOfQuad>
class KeyedChoice {
 public:
  /// `words_of_quad(quad)`: the entity's words. Choices go to `chosen` in order, after the first `already` that are
  /// there. `attempts`: candidates offered for one choice before the last one stands.
  KeyedChoice(WordsOfQuad words_of_quad, std::uint32_t attempts, std::span<std::uint32_t> chosen,
              std::size_t already = 0)
      : words_of_quad_(words_of_quad), attempts_(attempts), chosen_(chosen), count_(already) {}

  /// One more choice: a uniform step in 1 .. reach leads to entity `at_step(step)`, or to `barred`; those chosen
  /// before are passed over; `accepts(entity, word)` decides by a random word. Someone must be left.
  template <class AtStep, class Accepts>
  void operator()(std::uint32_t reach, AtStep at_step, Accepts accepts) {
    // Candidates from keyed draws: two words each, so two candidates a quad
    std::uint32_t last = barred, step = 1, offered = 0;
    for (std::uint32_t draw = 0; draw < 2 * quads_a_choice && offered < attempts_; ++draw) {
      if (draw % 2 == 0) words_ = words_of_quad_(static_cast<std::uint32_t>(count_) * quads_a_choice + draw / 2);
      step = step_of(words_[2 * (draw % 2)], reach);
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
  bool chosen_before(std::uint32_t candidate) const {
    const auto before = chosen_.first(count_);
    return std::find(before.begin(), before.end(), candidate) != before.end();
  }

  WordsOfQuad words_of_quad_;
  std::uint32_t attempts_;
  std::span<std::uint32_t> chosen_;
  std::size_t count_;
  RandomWords words_{};
};

}  // namespace streetlight
