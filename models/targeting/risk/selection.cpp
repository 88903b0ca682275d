#include "models/targeting/risk/selection.hpp"

#include <algorithm>
#include <numeric>

#include "models/targeting/risk/score_order.hpp"
#include "sim/core/check.hpp"

namespace streetlight::targeting {
namespace {

constexpr unsigned bucket_bits = 14;
constexpr std::uint64_t out_of_scope = 0;

/// Score first, then the lottery: the low word wins. Never 0 for an entity in scope, since only NaN and minus
/// infinity have so low an ordered word.
std::uint64_t key_of(float score, std::uint32_t tie) {
  return static_cast<std::uint64_t>(ordered_word(score)) << 32 | static_cast<std::uint32_t>(~tie);
}

}  // namespace

template <class KeyOf>
void Selector::take_highest(std::size_t entities, std::size_t places, KeyOf key, std::uint8_t mark) {
  if (places == 0) return;
  // How many there are in each bucket of keys.
  histogram_.assign(std::size_t{1} << bucket_bits, 0);
  std::size_t candidates = 0;
  for (std::size_t e = 0; e < entities; ++e) {
    const std::uint64_t k = key(e);
    if (k == out_of_scope) continue;
    ++histogram_[k >> (64 - bucket_bits)];
    ++candidates;
  }
  if (places >= candidates) {
    for (std::size_t e = 0; e < entities; ++e)
      if (key(e) != out_of_scope) marks_[e] = mark;
    return;
  }

  // The bucket in which the last place falls: all above it are in, it alone is put in order.
  std::size_t above = 0;
  std::uint64_t last = histogram_.size() - 1;
  while (above + histogram_[last] < places) above += histogram_[last--];
  boundary_.clear();
  for (std::size_t e = 0; e < entities; ++e) {
    const std::uint64_t k = key(e);
    const std::uint64_t bucket = k >> (64 - bucket_bits);
    if (bucket < last || k == out_of_scope) continue;
    if (bucket > last)
      marks_[e] = mark;
    else
      boundary_.push_back({k, static_cast<std::uint32_t>(e)});
  }
  const std::size_t left = places - above;
  const auto higher = [](const Candidate& a, const Candidate& b) {
    return a.key != b.key ? a.key > b.key : a.entity < b.entity;
  };
  if (left < boundary_.size())
    std::nth_element(boundary_.begin(), boundary_.begin() + static_cast<std::ptrdiff_t>(left), boundary_.end(), higher);
  for (std::size_t i = 0; i < left; ++i) marks_[boundary_[i].entity] = mark;
}

Selected Selector::operator()(const SelectionRequest& request) {
  const std::size_t n = request.scores.size();
  EXPECT(request.ties.size() == n);
  EXPECT(request.group_places.empty() || request.group.size() == n);
  const std::size_t places =
      request.group_places.empty()
          ? request.places
          : request.audits + std::accumulate(request.group_places.begin(), request.group_places.end(), std::size_t{0});
  const std::size_t audits = std::min(request.audits, places);
  EXPECT(audits == 0 || request.audit_words.size() == n);
  const auto& scores = request.scores;
  marks_.assign(n, 0);

  // The audit first, from all in scope, so that it is uniform over them.
  const auto audit_key = [&](std::size_t e) {
    return in_scope(scores[e]) ? (std::uint64_t{request.audit_words[e]} + 1) << 31 : out_of_scope;
  };
  take_highest(n, audits, audit_key, 2);
  const auto score_key = [&](std::size_t e) {
    return in_scope(scores[e]) && marks_[e] == 0 ? key_of(scores[e], request.ties[e]) : out_of_scope;
  };
  if (request.group_places.empty()) {
    take_highest(n, places - audits, score_key, 1);
  } else {
    for (std::size_t g = 0; g < request.group_places.size(); ++g)
      take_highest(
          n, request.group_places[g],
          [&](std::size_t e) { return request.group[e] == g ? score_key(e) : out_of_scope; }, 1);
  }

  // Those taken, in order of entity.
  entities_.clear();
  audited_.clear();
  for (std::size_t e = 0; e < n; ++e) {
    if (marks_[e] == 0) continue;
    entities_.push_back(static_cast<std::uint32_t>(e));
    audited_.push_back(marks_[e] == 2);
  }
  return {entities_, audited_};
}

std::vector<std::size_t> apportion(std::size_t places, std::span<const double> shares,
                                   std::span<const std::size_t> limits) {
  EXPECT(shares.size() == limits.size());
  const std::size_t n = shares.size();
  std::vector<std::size_t> result(n, 0);
  std::vector<std::size_t> open(n);
  std::iota(open.begin(), open.end(), std::size_t{0});
  std::size_t left = std::min(places, std::accumulate(limits.begin(), limits.end(), std::size_t{0}));

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
  std::stable_sort(open.begin(), open.end(), [&](std::size_t a, std::size_t b) { return quota[a] > quota[b]; });
  for (std::size_t i = 0; i < left; ++i) ++result[open[i]];
  return result;
}

}  // namespace streetlight::targeting
