#include "sim/network/neighbourhood_network.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "sim/core/check.hpp"
#include "sim/core/elementary.hpp"
#include "sim/core/format.hpp"
#include "sim/network/keyed_choice.hpp"
#include "sim/network/symmetrise.hpp"

namespace streetlight {

namespace {

/// Lanes that say for each tie whether it is local; the lanes below belong to keyed_choice.
constexpr std::uint32_t local_lanes = 0xff000000u;

/// Attribute levels of an entity side by side, eight to a word, so that two entities are compared with an
/// exclusive or. Accepts by the number of attributes that differ.
class Likeness {
 public:
  Likeness(std::uint32_t entities, std::span<const std::span<const std::uint8_t>> attributes, double homophily) {
    if (homophily == 0 || attributes.empty()) return;
    words_ = (attributes.size() + 7) / 8;
    packed_.assign(entities * words_, 0);
    for (std::size_t a = 0; a < attributes.size(); ++a)
      for (std::size_t e = 0; e < entities; ++e)
        packed_[e * words_ + a / 8] |= std::uint64_t{attributes[a][e]} << (8 * (a % 8));
    for (std::size_t differing = 0; differing <= attributes.size(); ++differing) {
      const double distance = static_cast<double>(differing) / static_cast<double>(attributes.size());
      threshold_.push_back(static_cast<std::uint64_t>(std::ceil(exp_of(-homophily * distance) * 0x1p32)));
    }
  }

  bool accepts(std::uint32_t a, std::uint32_t b, std::uint32_t word) const {
    if (words_ == 0) return true;
    std::size_t differing = 0;
    for (std::size_t w = 0; w < words_; ++w)
      differing += nonzero_bytes(packed_[a * words_ + w] ^ packed_[b * words_ + w]);
    return word < threshold_[differing];
  }

 private:
  static std::size_t nonzero_bytes(std::uint64_t x) {
    constexpr std::uint64_t low7 = 0x7f7f7f7f7f7f7f7full;
    return static_cast<std::size_t>(std::popcount((((x & low7) + low7) | x) & ~low7));
  }

  std::size_t words_ = 0;  ///< words an entity; 0: everyone is alike
  std::vector<std::uint64_t> packed_;
  std::vector<std::uint64_t> threshold_;  ///< by differing attributes: accept words below
};

/// How far around its circle entity `position` of `size` may name others: half the circle. The opposite
/// entity of an even circle belongs to the first half's entities.
std::uint32_t reach(std::uint32_t position, std::uint32_t size) {
  return size % 2 == 0 && position >= size / 2 ? size / 2 - 1 : size / 2;
}

void validate(const NeighbourhoodOptions& options, std::span<const std::span<const std::uint8_t>> attributes) {
  const double most = options.entities == 0 ? 0 : options.entities - 1.0;
  VALIDATE(options.degree >= 0 && options.degree <= most,
           "network degree = " + shortest(options.degree) + " must be between 0 and " + shortest(most) +
               ": nobody can be tied to more entities than there are others. Lower the degree or add entities");
  VALIDATE(options.local >= 0 && options.local <= 1,
           "network local = " + shortest(options.local) + " must be between 0 and 1: it is a share of the ties");
  VALIDATE(options.homophily >= 0 && std::isfinite(options.homophily),
           "network homophily = " + shortest(options.homophily) +
               " must be 0 or more: acceptance is exp(-homophily x distance). Use 0 for no preference");
  EXPECT(options.neighbourhood_size >= 1 && options.attempts >= 1);
  for (const auto& levels : attributes) EXPECT(levels.size() == options.entities);
}

}  // namespace

Network neighbourhood_network(const NeighbourhoodOptions& options,
                              std::span<const std::span<const std::uint8_t>> attributes, const Streams& streams,
                              Purpose purpose) {
  validate(options, attributes);
  const std::uint32_t entities = options.entities;
  if (entities == 0) return Network();
  const Likeness likeness(entities, attributes, options.homophily);

  // Entity e names the ties [first_tie(e), first_tie(e + 1)): degree / 2 on average, rounded so that the total is
  // exact, from a random phase so that no entity is favoured
  const double half = options.degree / 2;
  const double phase = streams.uniform({.entity = 0, .purpose = purpose, .lane = 0xffffffffu});
  const auto first_tie = [&](std::uint64_t e) {
    return static_cast<std::uint64_t>(std::floor(static_cast<double>(e) * half + phase));
  };
  constexpr std::uint32_t nobody = 0xffffffffu;
  std::vector<std::uint32_t> named(first_tie(entities), nobody);

  std::size_t without_room = 0;
  const auto local_below = static_cast<std::uint64_t>(std::llround(options.local * 0x1p32));
  for (std::uint32_t e = 0; e < entities; ++e) {
    const std::span<std::uint32_t> ties(named.data() + first_tie(e), first_tie(e + 1) - first_tie(e));
    if (ties.empty()) continue;

    // Whom e could name: those ahead of it in its neighbourhood, and ahead of it on the circle of all
    const std::uint32_t begin = e / options.neighbourhood_size * options.neighbourhood_size;
    const auto size = static_cast<std::uint32_t>(std::min<std::uint64_t>(options.neighbourhood_size, entities - begin));
    const std::uint32_t position = e - begin;
    const std::uint32_t local_reach = reach(position, size);
    const std::uint32_t far_reach = reach(e, entities);
    const std::uint32_t near_ahead = std::min(far_reach, size - 1 - position);
    const std::uint32_t near_wrapped = far_reach + position >= entities ? far_reach + position - entities + 1 : 0;
    const std::size_t far_room = far_reach - near_ahead - near_wrapped;

    // How many of its ties are local, as far as there is room
    std::size_t local_ties = 0;
    Words words{};
    for (std::uint32_t t = 0; t < ties.size(); ++t) {
      if (t % 4 == 0) words = streams.words({.entity = e, .purpose = purpose, .lane = local_lanes + t / 4});
      local_ties += words[t % 4] < local_below;
    }
    local_ties = std::min<std::size_t>(local_ties, local_reach);
    const std::size_t far_ties = std::min(ties.size() - local_ties, far_room);
    local_ties = std::min<std::size_t>(ties.size() - far_ties, local_reach);

    without_room += ties.size() - local_ties - far_ties;

    // Name them
    const auto accepts = [&](std::uint32_t other, std::uint32_t word) { return likeness.accepts(e, other, word); };
    KeyedChoice choose{streams, {.entity = e, .purpose = purpose}, options.attempts, ties};
    for (std::size_t t = 0; t < local_ties; ++t)
      choose(
          local_reach, [&](std::uint32_t step) { return begin + (position + step) % size; }, accepts);
    const auto far = [&](std::uint32_t step) {
      const auto other = static_cast<std::uint32_t>((std::uint64_t{e} + step) % entities);
      return other - begin < size ? KeyedChoice::barred : other;
    };
    for (std::size_t t = 0; t < far_ties; ++t) choose(far_reach, far, accepts);
  }

  VALIDATE(
      without_room * 100 <= named.size(),
      "network degree = " + shortest(options.degree) + " is too much for " + std::to_string(entities) +
          " entities in neighbourhoods of " + std::to_string(options.neighbourhood_size) +
          ": there is no room for so many different ties. Lower the degree, add entities, or make one neighbourhood "
          "of all");
  return Network(symmetrise(entities, [&](auto&& visit) {
    for (std::uint32_t e = 0; e < entities; ++e)
      for (std::uint64_t t = first_tie(e); t < first_tie(std::uint64_t{e} + 1); ++t)
        if (named[t] != nobody) visit(e, named[t]);
  }));
}

}  // namespace streetlight
