// Rows as they are packed give the neighbours that went in, and means over them have the bits of a plain sum, for
// graphs that reach every branch of the packing.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <sstream>

#include "sim/network/edge_list.hpp"
#include "sim/network/neighbour_means.hpp"
#include "sim/network/neighbourhood_network.hpp"
#include "sim/network/network.hpp"
#include "tests/support/networks.hpp"

using namespace streetlight;

namespace {

using Lists = std::vector<std::vector<std::uint32_t>>;

/// Plain lists of neighbours, made without any of the code under test.
Lists lists_of(std::uint32_t entities, const std::vector<Tie>& ties) {
  Lists lists(entities);
  for (const auto& [a, b] : ties) {
    lists[a].push_back(b);
    lists[b].push_back(a);
  }
  for (auto& list : lists) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
  return lists;
}

/// "" if `network` has the neighbours of `lists` and its means are plain sums in their order, else what differs.
std::string difference(const Network& network, const Lists& lists) {
  const auto at = [](const char* what, std::size_t e) { return what + std::string(" of entity ") + std::to_string(e); };
  if (network.entities() != lists.size()) return "entities";
  std::size_t ends = 0, highest = 0;
  for (std::uint32_t e = 0; e < lists.size(); ++e) {
    const auto row = network.neighbours(e);
    if (network.degree(e) != lists[e].size() || row.size() != lists[e].size()) return at("degree", e);
    if (!std::equal(row.begin(), row.end(), lists[e].begin(), lists[e].end())) return at("neighbours", e);
    ends += row.size();
    highest = std::max(highest, row.size());
  }
  if (network.ties() != ends / 2) return "ties";
  if (network.highest_degree() != highest) return "highest degree";
  PlainRows rows;
  for (const auto& list : lists) {
    rows.targets.insert(rows.targets.end(), list.begin(), list.end());
    rows.offsets.push_back(static_cast<std::uint32_t>(rows.targets.size()));
  }
  if (network.plain_rows() != rows) return "plain rows";

  std::vector<float> values(lists.size()), got(lists.size());
  for (std::size_t e = 0; e < values.size(); ++e) values[e] = static_cast<float>(e * 7919 % 10007) * 0.37f - 1100.0f;
  for (std::size_t b = 0; b < block_count(values.size()); ++b)
    neighbour_means(network, values, block_at(b, values.size()), got.data() + b * block_size);
  for (std::size_t e = 0; e < lists.size(); ++e) {
    float sum = 0.0f;
    for (const std::uint32_t neighbour : lists[e]) sum += values[neighbour];
    const float expected = lists[e].empty() ? values[e] : sum / static_cast<float>(lists[e].size());
    if (got[e] != expected) return at("mean", e);
  }
  return "";
}

std::string difference(std::uint32_t entities, const std::vector<Tie>& ties) {
  return difference(network_of(entities, ties), lists_of(entities, ties));
}

}  // namespace

TEST_CASE("Packed rows give back random graphs: near and far ties, empty rows, the highest numbers") {
  std::mt19937 random(11);
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  for (const std::uint32_t entities :
       {1u, 2u, 63u, 2047u, 2048u, 2049u, 2560u, 2561u, 3 * 2048u, 20'000u, 70'000u, 200'000u})
    for (const double degree : {0.0, 0.01, 1.0, 9.0})
      for (const double far : {0.0, 0.3, 1.0}) {
        std::vector<Tie> ties;
        for (auto k = static_cast<std::size_t>(degree * entities / 2); k-- > 0;) {
          const std::uint32_t a = below(entities);
          const bool is_far = random() * 0x1p-32 < far;
          const std::uint32_t b = is_far ? below(entities) : std::min(entities - 1, a + below(700));
          if (a != b) ties.emplace_back(a, b);
        }
        // The ends of the range, and of blocks
        if (entities > 2 && degree > 0) ties.emplace_back(0, entities - 1);
        if (entities > 4096 && degree > 0) {
          ties.emplace_back(2047, 2048);
          ties.emplace_back(2048, entities - 1);
        }
        CAPTURE(entities, degree, far);
        REQUIRE(difference(entities, ties) == "");
      }
}

TEST_CASE("Packed rows give back far ties that lie more than 16 bits apart, and those that just do not") {
  // Distances of 65535 and 65536 from the base of a group, within a group of eight and after it is full
  constexpr std::uint32_t entities = 1'500'000;
  for (const std::uint32_t step : {1u, 9361u, 9362u, 65'535u, 65'536u, 70'000u, 140'001u})
    for (const std::uint32_t from : {0u, 5u, 2'047u, 750'000u, 1'499'999u}) {
      std::vector<Tie> ties;
      for (std::uint32_t other = 3000; other < std::min<std::uint64_t>(entities, 3000 + std::uint64_t{step} * 40);
           other += step)
        if (other != from) ties.emplace_back(from, other);
      CAPTURE(step, from);
      const Network network = network_of(entities, ties);
      for (const std::uint32_t e : {from, 3000u, 3000u + step}) {
        const auto row = network.neighbours(e);
        const std::vector<std::uint32_t> got(row.begin(), row.end());
        std::vector<std::uint32_t> expected;
        for (const auto& [a, b] : ties) {
          if (a == e) expected.push_back(b);
          if (b == e) expected.push_back(a);
        }
        std::sort(expected.begin(), expected.end());
        REQUIRE(got == expected);
      }
    }
}

TEST_CASE("Packed rows give back entities with more ties than a table has places") {
  // One block is wide (an entity knows everybody), its neighbours are not; another has 50 ties an entity, all far
  std::mt19937 random(12);
  constexpr std::uint32_t entities = 90'000;
  std::vector<Tie> ties;
  for (std::uint32_t e = 0; e < entities; ++e)
    if (e != 5000) ties.emplace_back(5000, e);
  for (std::uint32_t e = 60'000; e < 62'000; ++e)
    for (int k = 0; k < 50; ++k) ties.emplace_back(e, static_cast<std::uint32_t>(random() % 50'000));
  const Network network = network_of(entities, ties);
  REQUIRE(difference(network, lists_of(entities, ties)) == "");
  const auto& blocks = network.packed().blocks;
  CHECK(blocks[5000 / block_size].wide);
  CHECK(blocks[61'000 / block_size].wide);
  CHECK_FALSE(blocks[0].wide);
  CHECK(network.tied(5000, entities - 1));
  CHECK_FALSE(network.tied(1, 2));
}

TEST_CASE("Packed rows of an edge list are those of the file") {
  std::mt19937 random(13);
  constexpr std::uint32_t entities = 30'000;
  std::vector<Tie> ties;
  std::ostringstream text;
  for (int k = 0; k < 60'000; ++k) {
    const auto a = static_cast<std::uint32_t>(random() % entities), b = static_cast<std::uint32_t>(random() % entities);
    if (a == b) continue;
    ties.emplace_back(a, b);
    text << a << '\t' << b << '\n';
  }
  std::istringstream in(text.str());
  CHECK(difference(read_edge_list(in, "ties.txt", entities).network, lists_of(entities, ties)) == "");
}

TEST_CASE("A network of neighbourhoods is the same for any number of tasks at a time") {
  /// Claims several threads, and runs the tasks from the last to the first.
  struct Backwards final : BlockRunner {
    std::size_t threads;
    explicit Backwards(std::size_t n) : threads(n) {}
    std::size_t concurrency() const override { return threads; }
    void run(std::size_t tasks, RawTask task, void* context) override {
      while (tasks-- > 0) task(context, tasks);
    }
  };
  const NeighbourhoodOptions options{.entities = 50'001, .neighbourhood_size = 300, .degree = 7.3, .homophily = 1.5};
  std::vector<std::uint16_t> kind(options.entities);
  for (std::size_t e = 0; e < kind.size(); ++e) kind[e] = static_cast<std::uint16_t>(e * 2654435761u >> 7 & 3);
  const EntityKinds kinds{kind, {{0, 1, 0, 1}, {0, 0, 1, 1}}};
  const Network alone = neighbourhood_network(options, kinds, Streams(4, 2), 9);
  for (const std::size_t threads : {1, 2, 3, 7}) {
    Backwards blocks(threads);
    CHECK(same_network(neighbourhood_network(options, kinds, Streams(4, 2), 9, blocks), alone));
  }
  CHECK(alone.bytes() < 1.03 * packed_bytes(7.3, 7.3 * 0.3) * options.entities);
}
