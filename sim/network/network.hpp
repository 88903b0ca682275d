#pragma once
/// Who knows whom: an immutable, undirected, simple graph over entities 0 .. entities() - 1. Each tie
/// stands twice, once in the row of either end; a row is ascending, without its own entity and without repeats.
///
/// Rows are stored by block (sim/core/blocks.hpp), two bytes a tie. Most ties are near, and a block's far ones
/// lead to few thousand entities, so a block has a table of the entities that its rows may name, and a tie is an index
/// in it (packed_rows.hpp). Rows of a block stand in order of degree, so that lengths and starts need not be stored.
/// About 5 + 2 x degree bytes an entity and 2.5 a far tie, where plain rows take 4 (1 + degree).
/// docs/decisions/ties_in_two_bytes.md says why.
///
/// Forks of a run share one network: hold it as std::shared_ptr<const Network>.

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "sim/core/blocks.hpp"
#include "sim/network/neighbours.hpp"
#include "sim/network/packed_rows.hpp"

namespace streetlight {

/// An undirected acquaintance between two entities.
using Tie = std::pair<std::uint32_t, std::uint32_t>;

/// Row e is targets[offsets[e]] .. targets[offsets[e + 1] - 1].
struct PlainRows {
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> targets{};
  friend bool operator==(const PlainRows&, const PlainRows&) = default;
};

class Network {
 public:
  /// A network without entities.
  Network() = default;
  /// From complete rows, which are given up. EXPECTs ascending rows in range, without self ties or repeats. The caller
  /// vouches that each tie stands in both rows.
  explicit Network(PlainRows rows);
  Network(PlainRows rows, BlockRunner& blocks);

  std::uint32_t entities() const { return static_cast<std::uint32_t>(packed_.rank.size()); }
  std::size_t ties() const { return ends_ / 2; }
  double mean_degree() const {
    return entities() == 0 ? 0.0 : static_cast<double>(ends_) / static_cast<double>(entities());
  }
  std::uint32_t highest_degree() const { return highest_degree_; }

  /// `entity` must be below entities(): not checked.
  std::uint32_t degree(std::uint32_t entity) const { return packed_.row(entity).degree; }
  /// Ascending.
  Neighbours neighbours(std::uint32_t entity) const;
  bool tied(std::uint32_t a, std::uint32_t b) const;

  /// A copy of all rows, unpacked.
  PlainRows plain_rows() const;
  /// How the rows are stored: for loops over all of them.
  const PackedRows& packed() const { return packed_; }
  /// Memory held.
  std::size_t bytes() const { return packed_.bytes(); }

 private:
  PackedRows packed_;
  std::size_t ends_ = 0;
  std::uint32_t highest_degree_ = 0;
};

/// The network of `ties` over `entities`; a tie named more than once, in either direction, counts once.
/// EXPECTs ends below `entities` and no self tie.
Network network_of(std::uint32_t entities, std::span<const Tie> ties);

}  // namespace streetlight
