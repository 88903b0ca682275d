#pragma once
/// Who is flagged: the highest scores in scope, as many as there are seats; equal scores are settled by a keyed
/// lottery; some seats may be kept for an audit of entities drawn uniformly, whatever their score.
///
/// The outcome is a function of each entity's own score and words and of the number of seats: no order, no thread
/// enters. Expected cost is linear: a sample of the scores says below which score nobody will be flagged, and only
/// those above it are put in order. A sample that misleads costs time and changes nothing.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "sim/core/blocks.hpp"

namespace streetlight::targeting {

/// A fresh word an entity: given as a column, or as what says the word of one entity where few are needed.
class LotteryWords {
 public:
  LotteryWords() = default;
  LotteryWords(std::span<const std::uint32_t> words) : words_(words) {}
  LotteryWords(const std::vector<std::uint32_t>& words) : words_(words) {}
  LotteryWords(std::function<std::uint32_t(std::size_t)> word_of) : word_of_(std::move(word_of)) {}

  std::uint32_t operator[](std::size_t entity) const { return word_of_ ? word_of_(entity) : words_[entity]; }
  bool serves(std::size_t entities) const { return word_of_ || words_.size() == entities; }

 private:
  std::span<const std::uint32_t> words_;
  std::function<std::uint32_t(std::size_t)> word_of_;
};

struct SelectionRequest {
  std::span<const float> scores;                 ///< one an entity; NaN or minus infinity: out of scope
  LotteryWords ties;                             ///< among equal scores the lowest go first; asked for few
  std::size_t seats = 0;                         ///< flags in all, audits included; more than in scope flags all
  std::size_t audits = 0;                        ///< of these, drawn uniformly; at most `seats` are
  std::span<const std::uint32_t> audit_words{};  ///< a fresh word an entity; may be empty when audits == 0
  /// Seats by group (for group_thresholds): empty, or seats of each group, audits beside them; `seats` is then
  /// not read. `group` gives each entity's group, an index into `group_seats`.
  std::span<const std::size_t> group_seats{};
  std::span<const std::uint8_t> group{};
};

struct Selected {
  std::span<const std::uint32_t> entities;  ///< ascending
  std::span<const std::uint8_t> audited;    ///< beside `entities`: 1 when drawn for the audit
};

/// Keeps its scratch, so that nothing is allocated after the first call of a size. An entity drawn for the audit does
/// not use up a seat by score, so audits are a uniform sample of everyone in scope, high scores included.
class Selector {
 public:
  /// Valid until the next call.
  Selected operator()(const SelectionRequest& request, BlockRunner& blocks);

 private:
  struct Candidate {
    std::uint64_t key;  // higher goes first
    std::uint32_t entity;
  };
  template <class Rough, class Exact>
  void take_highest(BlockRunner& blocks, std::size_t entities, std::size_t seats, Rough rough, Exact exact, bool audit);
  template <class Rough>
  void find_above(BlockRunner& blocks, std::size_t entities, std::uint32_t cut, Rough rough);
  template <class Rough, class Exact>
  void check_highest(std::size_t entities, std::size_t seats, Rough rough, Exact exact) const;

  std::vector<std::uint8_t> audited_entity_;  // [entity], where there are audits
  std::vector<std::uint32_t> sample_, found_;
  std::vector<std::vector<std::uint32_t>> found_of_block_;
  std::vector<Candidate> candidates_;
  std::vector<std::pair<std::uint32_t, bool>> taken_;  // entity, by audit
  std::vector<std::uint32_t> entities_;
  std::vector<std::uint8_t> audited_;
};

/// Divides `seats` in proportion to `shares` (0 or more, not all 0; all 0 divides evenly) by largest remainder, ties
/// to the lower index; nobody gets more than `limits`, and what a full group cannot take goes to the others.
std::vector<std::size_t> apportion(std::size_t seats, std::span<const double> shares,
                                   std::span<const std::size_t> limits);

}  // namespace streetlight::targeting
