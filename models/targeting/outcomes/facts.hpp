#pragma once
/// What the monthly sweep knows of a few hundred families side by side, in columns: yes-or-no facts as bits of 16-bit
/// words, and what is added up. outcomes/sweep.hpp says what the facts mean, and sweep.cpp counts them.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/targeting/outcomes/tally.hpp"
#include "models/targeting/outcomes/wanted.hpp"
#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Families at a time: so few that their facts stay in the first-level cache until they are counted.
inline constexpr std::size_t facts_at_once = 512;

inline constexpr std::size_t word_bits = 16;
static_assert(swept_counts <= word_bits,
              "the facts swept each month are bits of one 16-bit word: a 17th needs a second word a family");

/// The bit of a swept fact; of any other count it does not compile.
consteval std::uint16_t fact_bit(Count count) {
  if (static_cast<std::size_t>(count) >= swept_counts) throw "not a fact of the monthly sweep";
  return static_cast<std::uint16_t>(1U << static_cast<unsigned>(count));
}

/// The words of facts of a family: one of Count's swept bits, then bytes of contacts, of deterred contacts and of files
/// held (bit s: at service s), two bytes a word.
struct WordLayout {
  std::size_t service_bytes, words;

  /// `by_service`: whether there are words for the services at all.
  explicit constexpr WordLayout(std::size_t services, bool by_service = true)
      : service_bytes(by_service ? (services + 7) / 8 : 0), words(1 + (3 * service_bytes + 1) / 2) {}
  /// The lane (word and bit) of `service` in the `kind`-th group of bytes.
  std::size_t lane(std::size_t kind, std::size_t service) const {
    return word_bits + (kind * service_bytes + service / 8) * 8 + service % 8;
  }
};

/// Facts of the families that are looked at.
struct FamilyFacts {
  WordLayout layout;
  std::vector<std::uint16_t> words;                                  ///< [word][facts_at_once]
  alignas(64) std::uint32_t held[facts_at_once];                     ///< bit s: a record at service s
  alignas(64) std::int32_t trust[facts_at_once];                     ///< in units of 1/65536
  alignas(64) std::int32_t need[facts_at_once], gap[facts_at_once];  ///< summed_need and summed_gap

  explicit FamilyFacts(const WordLayout& words_of) : layout(words_of), words(layout.words * facts_at_once) {}
};

/// Whether need and trust of the families [begin, end) are numbers so small that they can be added up.
bool countable(const World& world, std::size_t begin, std::size_t end);
/// Throws InvalidInput that names a family that is not.
[[noreturn]] void refuse_to_count(const World& world, std::size_t begin, std::size_t end);

/// Of the families [begin, end), at most facts_at_once, of one authority: `running` says whether its programme runs.
/// What world.wanted leaves out is not gathered; facts about files are then no fact.
void gather_facts(const World& world, std::size_t begin, std::size_t end, bool running, FamilyFacts& facts);

}  // namespace streetlight::targeting
