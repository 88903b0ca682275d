#pragma once
/// Who knows whom: an immutable, undirected, simple graph over entities 0 .. entities() - 1 in
/// compressed sparse rows. Each tie stands twice, once in the row of either end; a row is ascending,
/// without its own entity and without repeats. The rows are owned by a Boost compressed sparse row graph
/// (sim/network/boost_graph.hpp shows it to Boost's algorithms); here they are plain arrays, so that a
/// loop over neighbours costs two loads and no call. Memory: 4 (1 + degree) bytes an entity.
///
/// Forks of a run share one network: hold it as std::shared_ptr<const Network>.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace streetlight {

/// An undirected acquaintance between two entities.
using Tie = std::pair<std::uint32_t, std::uint32_t>;

class Network {
 public:
  struct Graph;

  /// A network without entities.
  Network();
  /// From complete rows: row e is targets[offsets[e]] .. targets[offsets[e + 1] - 1]. EXPECTs ascending rows
  /// in range, without self ties or repeats. The caller vouches that each tie stands in both rows.
  Network(std::vector<std::uint32_t> offsets, std::vector<std::uint32_t> targets);
  Network(Network&&) noexcept;
  Network& operator=(Network&&) noexcept;
  ~Network();

  std::uint32_t entities() const { return entities_; }
  std::size_t ties() const { return targets().size() / 2; }
  double mean_degree() const {
    return entities_ == 0 ? 0.0 : static_cast<double>(targets().size()) / static_cast<double>(entities_);
  }

  std::uint32_t degree(std::uint32_t entity) const { return offsets_[entity + 1] - offsets_[entity]; }
  /// Ascending. `entity` must be below entities(): not checked, this is the inner loop.
  std::span<const std::uint32_t> neighbours(std::uint32_t entity) const {
    return {targets_ + offsets_[entity], targets_ + offsets_[entity + 1]};
  }
  bool tied(std::uint32_t a, std::uint32_t b) const;

  /// entities() + 1 row starts in targets().
  std::span<const std::uint32_t> offsets() const { return {offsets_, std::size_t{entities_} + 1}; }
  /// All rows, one after another: 2 ties() entries.
  std::span<const std::uint32_t> targets() const { return {targets_, std::size_t{offsets_[entities_]}}; }

  const Graph& graph() const { return *graph_; }

 private:
  std::unique_ptr<const Graph> graph_;
  const std::uint32_t* offsets_ = nullptr;
  const std::uint32_t* targets_ = nullptr;
  std::uint32_t entities_ = 0;
};

/// The network of `ties` over `entities`; a tie named more than once, in either direction, counts once.
/// EXPECTs ends below `entities` and no self tie.
Network network_of(std::uint32_t entities, std::span<const Tie> ties);

}  // namespace streetlight
