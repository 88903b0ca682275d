// The network itself and its statistics, against graphs small enough to count by hand.
#include <boost/graph/clustering_coefficient.hpp>
#include <boost/graph/connected_components.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "sim/core/check.hpp"
#include "sim/network/boost_graph.hpp"
#include "sim/network/network.hpp"
#include "sim/network/statistics.hpp"
#include "tests/support/networks.hpp"

using namespace streetlight;

namespace {

/// Triangle 0 1 2 with a tail 2 - 3 - 4, and 5 alone.
Network kite() {
  const std::vector<Tie> ties{{0, 1}, {2, 1}, {0, 2}, {2, 3}, {4, 3}};
  return network_of(6, ties);
}

std::vector<std::uint32_t> row(const Network& network, std::uint32_t entity) {
  const auto neighbours = network.neighbours(entity);
  return {neighbours.begin(), neighbours.end()};
}

}  // namespace

TEST_CASE("rows hold both directions, ascending") {
  const Network network = kite();
  CHECK(flaw(network).empty());
  CHECK(network.entities() == 6);
  CHECK(network.ties() == 5);
  CHECK(network.mean_degree() == Approx(10.0 / 6));
  CHECK(row(network, 2) == std::vector<std::uint32_t>{0, 1, 3});
  CHECK(row(network, 5).empty());
  CHECK(network.degree(3) == 2);
  CHECK(network.tied(3, 4));
  CHECK_FALSE(network.tied(0, 3));
  CHECK(network.plain_rows() == PlainRows{{0, 2, 4, 7, 9, 10, 10}, {1, 2, 0, 2, 0, 1, 3, 2, 4, 3}});
  CHECK(network.highest_degree() == 3);
}

TEST_CASE("repeats are merged in either direction") {
  const std::vector<Tie> ties{{0, 1}, {1, 0}, {0, 1}, {3, 2}, {2, 3}, {1, 3}};
  const Network network = network_of(4, ties);
  CHECK(flaw(network).empty());
  CHECK(network.ties() == 3);
  CHECK(row(network, 1) == std::vector<std::uint32_t>{0, 3});
}

TEST_CASE("empty networks are networks") {
  CHECK(Network().entities() == 0);
  CHECK(Network().plain_rows() == PlainRows{});
  CHECK(Network().mean_degree() == 0);
  CHECK(network_of(3, {}).neighbours(2).empty());
  CHECK(clustering(Network()).local == 0);
  CHECK(degree_statistics(Network()).mean == 0);
}

TEST_CASE("rows that are not a network are refused") {
  CHECK_THROWS_AS(Network({{0, 1}, {0}}), BrokenPromise);        // a self tie
  CHECK_THROWS_AS(Network({{0, 2, 2}, {1, 1}}), BrokenPromise);  // a repeat
  CHECK_THROWS_AS(Network({{0, 1, 2}, {1, 2}}), BrokenPromise);  // out of range
  CHECK_THROWS_AS(Network({{0, 2, 1}, {1, 0}}), BrokenPromise);  // offsets do not end at the targets
  const std::vector<Tie> self{{1, 1}}, outside{{0, 2}};
  CHECK_THROWS_AS(network_of(2, self), BrokenPromise);
  CHECK_THROWS_AS(network_of(2, outside), BrokenPromise);
}

TEST_CASE("a moved network keeps its rows") {
  Network network = kite();
  const Network moved = std::move(network);
  CHECK(moved.plain_rows() == kite().plain_rows());
  CHECK(flaw(moved).empty());
}

TEST_CASE("Boost's algorithms see the same graph") {
  const Network network = kite();
  const BoostGraph graph = boost_graph(network);
  CHECK(boost::num_vertices(graph) == 6);
  CHECK(boost::num_edges(graph) == 10);
  std::vector<int> component(6);
  CHECK(boost::connected_components(graph, component.data()) == 2);
  CHECK(component[0] == component[4]);
  CHECK(component[0] != component[5]);
}

TEST_CASE("statistics of the kite, counted by hand") {
  const Network network = kite();
  const auto degrees = degree_statistics(network);
  CHECK(degrees.mean == Approx(10.0 / 6));
  CHECK(degrees.variance == Approx((4 + 4 + 9 + 4 + 1 + 0) / 6.0 - 100.0 / 36));
  CHECK(degrees.most == 3);
  CHECK(degrees.entities == std::vector<std::uint64_t>{1, 1, 3, 1});

  const auto clusters = clustering(network);
  CHECK(clusters.local == Approx((1 + 1 + 1.0 / 3) / 6));
  CHECK(clusters.global == Approx(3.0 / 6));  // a triangle closes 3 of 1 + 1 + 3 + 1 triples

  // Ends (degree, degree) both ways: 01 (2,2), 12 (2,3), 02 (2,3), 23 (3,2), 34 (2,1). Means 21/10; products
  // 2(4+6+6+6+2)
  const double mean = 2.2, squares = (4 * 2 + 4 * 2 + 9 * 3 + 4 * 2 + 1) / 10.0;
  CHECK(degree_assortativity(network) == Approx((48 / 10.0 - mean * mean) / (squares - mean * mean)));

  // Levels a: 0 1 2, b: 3 4 5. Of 10 ends' ties 6 + 2 stay within; a holds 7 ends, b 3
  const std::vector<std::uint8_t> levels{0, 0, 0, 1, 1, 1};
  CHECK(attribute_assortativity(network, levels) == Approx((0.8 - 0.58) / (1 - 0.58)));
}

TEST_CASE("known values: star, complete graph, two cliques") {
  std::vector<Tie> star, complete, cliques;
  for (std::uint32_t e = 1; e < 6; ++e) star.emplace_back(0, e);
  for (std::uint32_t a = 0; a < 6; ++a)
    for (std::uint32_t b = 0; b < a; ++b) {
      complete.emplace_back(a, b);
      if (a / 3 == b / 3) cliques.emplace_back(a, b);
    }
  CHECK(degree_assortativity(network_of(6, star)) == Approx(-1));
  CHECK(clustering(network_of(6, star)).global == 0);
  CHECK(clustering(network_of(6, complete)).local == 1);
  CHECK(clustering(network_of(6, complete)).global == 1);
  CHECK(std::isnan(degree_assortativity(network_of(6, complete))));
  const std::vector<std::uint8_t> side{0, 0, 0, 1, 1, 1}, alternating{0, 1, 0, 1, 0, 1}, one(6, 4);
  CHECK(attribute_assortativity(network_of(6, cliques), side) == 1);
  CHECK(attribute_assortativity(network_of(6, complete), alternating) == Approx(-0.2));
  CHECK(std::isnan(attribute_assortativity(network_of(6, complete), one)));
  CHECK(std::isnan(clustering(network_of(4, std::vector<Tie>{{0, 1}})).global));
}

TEST_CASE("clustering agrees with Boost's on random graphs") {
  std::mt19937 random(3);
  for (int round = 0; round < 20; ++round) {
    std::vector<Tie> ties;
    for (std::uint32_t a = 0; a < 30; ++a)
      for (std::uint32_t b = 0; b < a; ++b)
        if (random() % 4 == 0) ties.emplace_back(a, b);
    const Network network = network_of(30, ties);
    const auto graph = boost_graph(network);
    double sum = 0;
    for (std::uint32_t e = 0; e < 30; ++e) sum += boost::clustering_coefficient(graph, e);
    CHECK(clustering(network).local == Approx(sum / 30));
  }
}
