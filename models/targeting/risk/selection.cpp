#include "models/targeting/risk/selection.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "models/targeting/risk/score_order.hpp"
#include "sim/core/check.hpp"
#include "sim/core/order.hpp"
#include "sim/core/self_check.hpp"

namespace streetlight::targeting {
namespace {

constexpr std::uint32_t out_of_scope = 0;
constexpr std::size_t sampled = 16;  // one entity of so many is looked at before the others
static_assert(block_size % sampled == 0, "the sample is taken block by block");

/// Score first, then the lottery: the low word wins.
std::uint64_t key_of(float score, std::uint32_t tie) {
  return static_cast<std::uint64_t>(ordered_bits(score)) << 32 | static_cast<std::uint32_t>(~tie);
}

}  // namespace

/// Leaves in `found_` the entities whose rough key is `cut` (above 0) or more.
template <class Rough>
void Selector::find_above(BlockRunner& blocks, std::size_t entities, std::uint32_t cut, Rough rough) {
  found_of_block_.resize(block_count(entities));
  blocks.for_each_block(entities, [&](const Block& block) {
    alignas(64) std::uint32_t keys[block_size];
    for (std::size_t i = 0; i < block.size(); ++i) keys[i] = rough(block.begin + i);
    auto& found = found_of_block_[block.index];
    found.clear();
    for (std::size_t i = 0; i < block.size(); ++i)
      if (keys[i] >= cut) found.push_back(static_cast<std::uint32_t>(block.begin + i));
  });
  found_.clear();
  for (const auto& found : found_of_block_) found_.insert(found_.end(), found.begin(), found.end());
}

/// `found_` holds the entities that an ordering of all would put first.
template <class Rough, class Exact>
void Selector::check_highest(std::size_t entities, std::size_t seats, Rough rough, Exact exact) const {
  std::vector<Candidate> all;
  for (std::size_t e = 0; e < entities; ++e)
    if (rough(e) != out_of_scope) all.push_back({exact(e), static_cast<std::uint32_t>(e)});
  std::sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
    return a.key != b.key ? a.key > b.key : a.entity < b.entity;
  });
  all.resize(std::min(seats, all.size()));
  std::vector<std::uint32_t> expected, taken = found_;
  for (const Candidate& candidate : all) expected.push_back(candidate.entity);
  std::sort(expected.begin(), expected.end());
  std::sort(taken.begin(), taken.end());
  must_agree(expected == taken, "who is flagged", "models/targeting/risk/selection.hpp", 0);
}

/// Takes the `seats` entities with the highest exact keys. `rough` gives a word that never falls as the exact key
/// rises, and 0 out of scope.
template <class Rough, class Exact>
void Selector::take_highest(BlockRunner& blocks, std::size_t entities, std::size_t seats, Rough rough, Exact exact,
                            bool audit) {
  if (seats == 0) return;
  // A key that about half as many again as there are seats exceed, by a sample.
  sample_.resize((entities + sampled - 1) / sampled);
  blocks.for_each_block(entities, [&](const Block& block) {
    for (std::size_t e = block.begin; e < block.end; e += sampled) sample_[e / sampled] = rough(e);
  });
  std::erase(sample_, out_of_scope);
  std::uint32_t cut = 1;
  if (const std::size_t rank = seats * 3 / (2 * sampled) + 16; rank < sample_.size()) {
    std::nth_element(sample_.begin(), sample_.begin() + static_cast<std::ptrdiff_t>(rank), sample_.end(),
                     std::greater<>());
    cut = sample_[rank];
  }
  find_above(blocks, entities, cut, rough);
  if (found_.size() < seats && cut > 1) find_above(blocks, entities, 1, rough);  // the sample misled

  // Put in order only if somebody has to go.
  if (seats < found_.size()) {
    candidates_.clear();
    for (const auto e : found_) candidates_.push_back({exact(e), e});
    const auto higher = [](const Candidate& a, const Candidate& b) {
      return a.key != b.key ? a.key > b.key : a.entity < b.entity;
    };
    std::nth_element(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(seats), candidates_.end(),
                     higher);
    found_.clear();
    for (std::size_t k = 0; k < seats; ++k) found_.push_back(candidates_[k].entity);
  }
  if constexpr (checks_itself) check_highest(entities, seats, rough, exact);
  for (const auto e : found_) {
    taken_.emplace_back(e, audit);
    if (audit) audited_entity_[e] = 1;
  }
}

Selected Selector::operator()(const SelectionRequest& request, BlockRunner& blocks) {
  const std::size_t n = request.scores.size();
  EXPECT(request.ties.serves(n));
  EXPECT(request.group_seats.empty() || request.group.size() == n);
  const std::size_t seats =
      request.group_seats.empty()
          ? request.seats
          : request.audits + std::accumulate(request.group_seats.begin(), request.group_seats.end(), std::size_t{0});
  const std::size_t audits = std::min(request.audits, seats);
  EXPECT(audits == 0 || request.audit_words.size() == n);
  const auto& scores = request.scores;
  taken_.clear();

  // The audit first, from all in scope, so that it is uniform over them.
  if (audits > 0) {
    audited_entity_.assign(n, 0);
    const auto& words = request.audit_words;
    take_highest(
        blocks, n, audits, [&](std::size_t e) { return in_scope(scores[e]) ? (words[e] >> 1) + 1 : out_of_scope; },
        [&](std::size_t e) { return std::uint64_t{words[e]}; }, true);
  }
  const auto by_score = [&](std::size_t seats, auto eligible) {
    take_highest(
        blocks, n, seats,
        [&](std::size_t e) { return in_scope(scores[e]) && eligible(e) ? ordered_bits(scores[e]) : out_of_scope; },
        [&](std::size_t e) { return key_of(scores[e], request.ties[e]); }, false);
  };
  const std::uint8_t* const audited = audited_entity_.data();
  if (!request.group_seats.empty()) {
    for (std::size_t g = 0; g < request.group_seats.size(); ++g)
      by_score(request.group_seats[g],
               [&](std::size_t e) { return request.group[e] == g && (audits == 0 || audited[e] == 0); });
  } else if (audits > 0) {
    by_score(seats - audits, [&](std::size_t e) { return audited[e] == 0; });
  } else {
    by_score(seats, [](std::size_t) { return true; });
  }

  // Those taken, in order of entity.
  std::sort(taken_.begin(), taken_.end());
  entities_.clear();
  audited_.clear();
  for (const auto& [entity, audit] : taken_) {
    entities_.push_back(entity);
    audited_.push_back(audit);
  }
  return {entities_, audited_};
}

std::vector<std::size_t> apportion(std::size_t seats, std::span<const double> shares,
                                   std::span<const std::size_t> limits) {
  EXPECT(shares.size() == limits.size());
  const std::size_t n = shares.size();
  std::vector<std::size_t> result(n, 0);
  std::vector<std::size_t> open(n);
  std::iota(open.begin(), open.end(), std::size_t{0});
  std::size_t left = std::min(seats, std::accumulate(limits.begin(), limits.end(), std::size_t{0}));

  // Fill every group whose quota reaches its limit; what it could not take raises the others' quotas.
  std::vector<double> quota(n, 0.0);
  for (bool filled = true; filled;) {
    double total = 0;
    for (const std::size_t g : open) total += shares[g];
    for (const std::size_t g : open)
      quota[g] = static_cast<double>(left) * (total > 0 ? shares[g] / total : 1.0 / static_cast<double>(open.size()));
    std::size_t taken = 0;
    const auto full = [&](std::size_t g) {
      if (quota[g] < static_cast<double>(limits[g])) return false;
      result[g] = limits[g];
      taken += limits[g];
      return true;
    };
    filled = std::erase_if(open, full) > 0;
    left -= taken;
  }

  // The rest by largest remainder.
  for (const std::size_t g : open) {
    result[g] = static_cast<std::size_t>(quota[g]);
    left -= result[g];
    quota[g] -= static_cast<double>(result[g]);
  }
  put_in_order(open, [&](std::size_t a, std::size_t b) { return quota[a] > quota[b]; });
  for (std::size_t i = 0; i < left; ++i) ++result[open[i]];
  return result;
}

}  // namespace streetlight::targeting
