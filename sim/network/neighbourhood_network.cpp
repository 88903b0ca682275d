#include "sim/network/neighbourhood_network.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "sim/core/check.hpp"
#include "sim/core/elementary.hpp"
#include "sim/core/format.hpp"
#include "sim/network/keyed_choice.hpp"
#include "sim/network/symmetrise.hpp"

namespace streetlight {

namespace {

/// Quads that say for each tie whether it is local; the quads below belong to keyed_choice.
constexpr std::uint32_t local_quads = 0xff000000u;
/// An entity names half of its ties, each with quads of its own.
constexpr double most_degree = 2.0 * (local_quads / quads_a_choice - 1);

/// Attribute levels of each kind of entity side by side, eight to a word, so that two entities are compared with an
/// exclusive or. Accepts by the number of attributes that differ.
class Likeness {
 public:
  Likeness(const EntityKinds& kinds, double homophily) {
    if (homophily == 0 || kinds.levels.empty()) return;
    kind_ = kinds.of;
    words_ = (kinds.levels.size() + 7) / 8;
    packed_.assign(kinds.levels[0].size() * words_, 0);
    for (std::size_t a = 0; a < kinds.levels.size(); ++a)
      for (std::size_t k = 0; k < kinds.levels[a].size(); ++k)
        packed_[k * words_ + a / 8] |= std::uint64_t{kinds.levels[a][k]} << (8 * (a % 8));
    for (std::size_t differing = 0; differing <= kinds.levels.size(); ++differing) {
      const double distance = static_cast<double>(differing) / static_cast<double>(kinds.levels.size());
      threshold_.push_back(static_cast<std::uint64_t>(std::ceil(exp_of(-homophily * distance) * 0x1p32)));
    }
  }

  bool accepts(std::uint32_t a, std::uint32_t b, std::uint32_t word) const {
    if (words_ == 0) return true;
    std::size_t differing = 0;
    for (std::size_t w = 0; w < words_; ++w)
      differing += nonzero_bytes(packed_[kind_[a] * words_ + w] ^ packed_[kind_[b] * words_ + w]);
    return word < threshold_[differing];
  }

  /// Says that `entity` will be asked about: it may be anywhere in memory.
  void expect(std::uint32_t entity) const {
    if (words_ != 0) __builtin_prefetch(&kind_[entity]);
  }

 private:
  static std::size_t nonzero_bytes(std::uint64_t x) {
    constexpr std::uint64_t low7 = 0x7f7f7f7f7f7f7f7full;
    return static_cast<std::size_t>(std::popcount((((x & low7) + low7) | x) & ~low7));
  }

  std::span<const std::uint16_t> kind_;
  std::size_t words_ = 0;  ///< words a kind; 0: everyone is alike
  std::vector<std::uint64_t> packed_;
  std::vector<std::uint64_t> threshold_;  ///< by differing attributes: accept words below
};

/// How far around its circle entity `position` of `size` may name others: half the circle. The opposite
/// entity of an even circle belongs to the first half's entities.
std::uint32_t reach(std::uint32_t position, std::uint32_t size) {
  return size % 2 == 0 && position >= size / 2 ? size / 2 - 1 : size / 2;
}

void validate(const NeighbourhoodOptions& options, const EntityKinds& kinds) {
  const double most = options.entities == 0 ? 0 : options.entities - 1.0;
  VALIDATE(options.degree >= 0 && options.degree <= most,
           "network degree = " + shortest(options.degree) + " must be between 0 and " + shortest(most) +
               ": nobody can be tied to more entities than there are others. Lower the degree or add entities");
  VALIDATE(options.degree < most_degree, "network degree = " + shortest(options.degree) + " must be below " +
                                             shortest(most_degree) +
                                             ": an entity has no random numbers to name more ties. Lower the degree");
  VALIDATE(options.local >= 0 && options.local <= 1,
           "network local = " + shortest(options.local) + " must be between 0 and 1: it is a share of the ties");
  VALIDATE(options.homophily >= 0 && std::isfinite(options.homophily),
           "network homophily = " + shortest(options.homophily) +
               " must be 0 or more: acceptance is exp(-homophily x distance). Use 0 for no preference");
  EXPECT(options.neighbourhood_size >= 1 && options.attempts >= 1);
  EXPECT(options.home.empty() || options.home.size() == options.entities);
  EXPECT(kinds.levels.empty() || kinds.of.size() == options.entities);
  for (const auto& levels : kinds.levels) EXPECT(levels.size() == kinds.levels[0].size());
}

/// Whom an entity could name: those ahead of it in its neighbourhood, and ahead of it on the circle of all.
struct Room {
  std::uint32_t begin, size, position;  ///< of its neighbourhood, and its offset there
  std::uint32_t local_reach, far_reach;
  std::size_t far_room;

  Room(const NeighbourhoodOptions& options, std::uint32_t e) {
    if (options.home.empty()) {
      begin = e / options.neighbourhood_size * options.neighbourhood_size;
      size = static_cast<std::uint32_t>(std::min<std::uint64_t>(options.neighbourhood_size, options.entities - begin));
    } else {
      begin = options.first[options.home[e]];
      size = options.first[options.home[e] + 1] - begin;
    }
    position = e - begin;
    local_reach = reach(position, size);
    far_reach = reach(e, options.entities);
    const std::uint32_t near_ahead = std::min(far_reach, size - 1 - position);
    const std::uint32_t near_wrapped =
        far_reach + position >= options.entities ? far_reach + position - options.entities + 1 : 0;
    far_room = far_reach - near_ahead - near_wrapped;
  }
};

/// Entities that draw together: their first words of each choice at once.
constexpr std::uint32_t drawing_together = 128;

/// Names the ties of some entities in a row.
class Naming {
 public:
  Naming(const NeighbourhoodOptions& options, const Likeness& likeness, const Streams& streams, Purpose purpose)
      : options_(options),
        likeness_(likeness),
        streams_(streams),
        purpose_(purpose),
        local_below_(static_cast<std::uint64_t>(std::llround(options.local * 0x1p32))) {}

  /// Names the ties of entities `first` and on: entity first + k the ties [starts[k], starts[k + 1]) of `named`,
  /// counted from starts[0]. At most `drawing_together` entities. Returns how many ties found no room; they stay as
  /// they are.
  std::size_t operator()(std::uint32_t first, std::span<const std::uint64_t> starts, std::span<std::uint32_t> named) {
    const auto count = static_cast<std::uint32_t>(starts.size() - 1);
    std::uint64_t most = 0;
    for (std::uint32_t k = 0; k < count; ++k) most = std::max(most, starts[k + 1] - starts[k]);
    draw(first, count, static_cast<std::uint32_t>(most));

    // How many ties are local, as far as there is room; far candidates come from anywhere in memory: ask for them early
    std::size_t without_room = 0;
    std::array<std::uint32_t, drawing_together> local{}, far{};
    for (std::uint32_t k = 0; k < count; ++k) {
      const std::size_t ties = starts[k + 1] - starts[k];
      const Room room(options_, first + k);
      std::size_t local_ties = 0;
      for (std::uint32_t t = 0; t < ties; ++t) local_ties += local_words_[t / 4].words[t % 4][k] < local_below_;
      local_ties = std::min<std::size_t>(local_ties, room.local_reach);
      const std::size_t far_ties = std::min(ties - local_ties, room.far_room);
      local_ties = std::min<std::size_t>(ties - far_ties, room.local_reach);
      without_room += ties - local_ties - far_ties;
      local[k] = static_cast<std::uint32_t>(local_ties);
      far[k] = static_cast<std::uint32_t>(far_ties);
      for (std::size_t t = local_ties; t < local_ties + far_ties; ++t)
        for (const std::size_t candidate : {0, 2})
          likeness_.expect(ahead(first + k, step_of(first_words_[t].words[candidate][k], room.far_reach)));
    }

    // Name them
    for (std::uint32_t k = 0; k < count; ++k) {
      const std::uint32_t e = first + k;
      const Room room(options_, e);
      const auto accepts = [&](std::uint32_t other, std::uint32_t word) { return likeness_.accepts(e, other, word); };
      const auto words_of = [&](std::uint32_t quad) {
        if (quad % quads_a_choice == 0) return first_words_[quad / quads_a_choice].of(k);
        return streams_.words({.entity = e, .purpose = purpose_, .quad = quad});
      };
      KeyedChoice choose(words_of, options_.attempts, named.subspan(starts[k] - starts[0], starts[k + 1] - starts[k]));
      const auto near = [&](std::uint32_t step) { return room.begin + (room.position + step) % room.size; };
      for (std::uint32_t t = 0; t < local[k]; ++t) choose(room.local_reach, near, accepts);
      const auto far_at = [&](std::uint32_t step) {
        const std::uint32_t other = ahead(e, step);
        return other - room.begin < room.size ? barred : other;
      };
      for (std::uint32_t t = 0; t < far[k]; ++t) choose(room.far_reach, far_at, accepts);
    }
    return without_room;
  }

 private:
  /// Random words of one quad, of the entities that draw together.
  struct Quad {
    std::uint32_t words[4][drawing_together];
    RandomWords of(std::uint32_t k) const { return {words[0][k], words[1][k], words[2][k], words[3][k]}; }
  };

  void draw(std::uint32_t first, std::uint32_t count, std::uint32_t choices) {
    first_words_.resize(choices);
    local_words_.resize((choices + 3) / 4);
    for (std::uint32_t t = 0; t < choices; ++t) fill(first, count, t * quads_a_choice, first_words_[t]);
    for (std::uint32_t l = 0; l < local_words_.size(); ++l) fill(first, count, local_quads + l, local_words_[l]);
  }

  void fill(std::uint32_t first, std::uint32_t count, std::uint32_t quad, Quad& out) const {
    constexpr std::array<std::uint16_t, drawing_together> generations{};
    streams_.fill(first, std::span(generations).first(count), 0, purpose_, quad,
                  {out.words[0], out.words[1], out.words[2], out.words[3]});
  }

  /// The entity so many steps ahead on the circle of all.
  std::uint32_t ahead(std::uint32_t e, std::uint32_t step) const {
    const std::uint64_t other = std::uint64_t{e} + step;
    return static_cast<std::uint32_t>(other < options_.entities ? other : other - options_.entities);
  }

  const NeighbourhoodOptions& options_;
  const Likeness& likeness_;
  const Streams& streams_;
  Purpose purpose_;
  std::uint64_t local_below_;
  std::vector<Quad> first_words_, local_words_;
};

}  // namespace

Network neighbourhood_network(const NeighbourhoodOptions& options, const EntityKinds& kinds, const Streams& streams,
                              Purpose purpose, BlockRunner& blocks) {
  validate(options, kinds);
  const std::uint32_t entities = options.entities;
  if (entities == 0) return Network();
  const Likeness likeness(kinds, options.homophily);

  // Entity e names the ties [first_tie(e), first_tie(e + 1)): degree / 2 on average, rounded so that the total is
  // exact, from a random phase so that no entity is favoured
  const double half = options.degree / 2;
  const double phase = streams.uniform({.entity = 0, .purpose = purpose, .quad = 0xffffffffu});
  const auto first_tie = [&](std::uint64_t e) {
    return static_cast<std::uint64_t>(std::floor(static_cast<double>(e) * half + phase));
  };
  constexpr std::uint32_t nobody = 0xffffffffu;
  std::vector<std::uint32_t> named(first_tie(entities), nobody);

  std::vector<std::size_t> without_room(block_count(entities));
  blocks.for_each_block(entities, [&](const Block& block) {
    Naming name(options, likeness, streams, purpose);
    std::array<std::uint64_t, drawing_together + 1> starts{};
    for (std::size_t first = block.begin; first < block.end; first += drawing_together) {
      const std::size_t count = std::min<std::size_t>(drawing_together, block.end - first);
      for (std::size_t k = 0; k <= count; ++k) starts[k] = first_tie(first + k);
      without_room[block.index] += name(static_cast<std::uint32_t>(first), std::span(starts).first(count + 1),
                                        std::span(named).subspan(starts[0], starts[count] - starts[0]));
    }
  });

  VALIDATE(
      std::accumulate(without_room.begin(), without_room.end(), std::size_t{0}) * 100 <= named.size(),
      "network degree = " + shortest(options.degree) + " is too much for " + std::to_string(entities) +
          " entities in neighbourhoods" +
          (options.home.empty() ? " of " + std::to_string(options.neighbourhood_size) : " of their own sizes") +
          ": there is no room for so many different ties. Lower the degree, add entities, or make one neighbourhood "
          "of all");
  PlainRows rows = symmetrise(
      entities,
      [&](auto&& visit) {
        for (std::uint32_t e = 0; e < entities; ++e) {
          if (e % block_size == 0) blocks.check_wanted();
          for (std::uint64_t t = first_tie(e); t < first_tie(std::uint64_t{e} + 1); ++t)
            if (named[t] != nobody) visit(e, named[t]);
        }
      },
      blocks);
  named = {};
  return Network(std::move(rows), blocks);
}

Network neighbourhood_network(const NeighbourhoodOptions& options, const EntityKinds& kinds, const Streams& streams,
                              Purpose purpose) {
  BlockRunner alone;
  return neighbourhood_network(options, kinds, streams, purpose, alone);
}

}  // namespace streetlight
