// What every generated network promises exactly: form, number of ties, dependence on its key alone.
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/network/erdos_renyi.hpp"
#include "sim/network/neighbourhood_network.hpp"
#include "sim/network/statistics.hpp"
#include "sim/network/watts_strogatz.hpp"
#include "tests/support/networks.hpp"

using namespace streetlight;

namespace {

using Columns = std::vector<std::span<const std::uint8_t>>;

std::vector<std::uint8_t> levels(std::uint32_t entities, std::uint32_t count, std::uint32_t salt) {
  std::vector<std::uint8_t> column(entities);
  for (std::uint32_t e = 0; e < entities; ++e)
    column[e] = static_cast<std::uint8_t>(Streams(99, salt).words({.entity = e})[0] % count);
  return column;
}

}  // namespace

TEST_CASE("neighbourhood networks are undirected, simple, and have the number of ties that was asked for") {
  const auto attribute = levels(5000, 3, 1);

  for (const std::uint32_t entities : {2u, 3u, 10u, 499u, 5000u})
    for (const std::uint32_t size : {1u, 2u, 7u, 500u, 6000u})
      for (const double degree : {0.0, 0.5, 1.0, 5.3, 8.0, 40.0})
        for (const double local : {0.0, 0.7, 1.0})
          for (const double homophily : {0.0, 5.0}) {
            if (degree > (size >= entities ? entities - 2.0 : static_cast<double>(entities) - size - 4)) continue;
            const KindsOfColumns own(Columns{std::span(attribute).first(entities)});
            const Network network = neighbourhood_network({.entities = entities,
                                                           .neighbourhood_size = size,
                                                           .degree = degree,
                                                           .local = local,
                                                           .homophily = homophily},
                                                          own, Streams(1, 2), 5);
            CAPTURE(entities, size, degree, local, homophily);
            REQUIRE(flaw(network) == "");
            REQUIRE(network.entities() == entities);
            REQUIRE(std::abs(static_cast<double>(network.ties()) - entities * degree / 2) <= 1);
          }
}

TEST_CASE("dense networks: complete where there is room, refused where there is not") {
  const auto dense = [](std::uint32_t size) {
    return neighbourhood_network({.entities = 9, .neighbourhood_size = size, .degree = 8}, {}, Streams(1, 1), 5);
  };
  CHECK(dense(9).ties() == 36);
  CHECK(flaw(dense(9)) == "");
  CHECK_THROWS_WITH(dense(4), Catch::Contains("no room") && Catch::Contains("neighbourhoods of 4"));
}

TEST_CASE("the share of local ties is kept, and overflows where a neighbourhood has no room") {
  const auto local_share = [](const Network& network, std::uint32_t size) {
    std::size_t local = 0;
    for (std::uint32_t e = 0; e < network.entities(); ++e)
      for (const std::uint32_t other : network.neighbours(e)) local += e / size == other / size;
    return static_cast<double>(local) / static_cast<double>(2 * network.ties());
  };
  const auto made = [](std::uint32_t size, double local) {
    return neighbourhood_network({.entities = 20000, .neighbourhood_size = size, .degree = 8, .local = local}, {},
                                 Streams(3, 0), 1);
  };
  CHECK(local_share(made(500, 1.0), 500) == 1);
  CHECK(local_share(made(500, 0.0), 500) == 0);
  CHECK(local_share(made(5, 1.0), 5) == 0.5);  // 4 of 8 ties fit into a neighbourhood of 5
  CHECK(made(5, 1.0).mean_degree() == 8);
}

TEST_CASE("a network depends on its seed, replicate and purpose, and on nothing else") {
  const auto a = levels(3000, 4, 1), b = levels(3000, 2, 2);
  const KindsOfColumns columns(Columns{a, b});
  const auto near = [&](std::uint64_t seed, std::uint32_t replicate, Purpose purpose) {
    return neighbourhood_network({.entities = 3000, .neighbourhood_size = 50, .degree = 6, .homophily = 1}, columns,
                                 Streams(seed, replicate), purpose);
  };
  const auto ring = [](std::uint64_t seed, std::uint32_t replicate, Purpose purpose) {
    return watts_strogatz({.entities = 3000, .neighbours = 6, .rewiring = 0.3}, Streams(seed, replicate), purpose);
  };
  const auto random = [](std::uint64_t seed, std::uint32_t replicate, Purpose purpose) {
    return erdos_renyi({.entities = 3000, .degree = 6}, Streams(seed, replicate), purpose);
  };
  const auto check = [](auto make) {
    CHECK(same_network(make(1, 0, 4), make(1, 0, 4)));
    CHECK_FALSE(same_network(make(1, 0, 4), make(2, 0, 4)));
    CHECK_FALSE(same_network(make(1, 0, 4), make(1, 1, 4)));
    CHECK_FALSE(same_network(make(1, 0, 4), make(1, 0, 5)));
  };
  check(near);
  check(ring);
  check(random);
}

TEST_CASE("more than eight attributes are compared, each of them") {
  // Two halves that differ in the ninth attribute alone: strong homophily keeps nearly all ties within them
  std::vector<std::vector<std::uint8_t>> data(9, std::vector<std::uint8_t>(4000, 7));
  for (std::uint32_t e = 0; e < 4000; ++e) data[8][e] = 7 + 128 * (e % 2);
  const KindsOfColumns columns(Columns(data.begin(), data.end()));
  const NeighbourhoodOptions options{
      .entities = 4000, .neighbourhood_size = 4000, .degree = 8, .homophily = 50, .attempts = 40};
  CHECK(attribute_assortativity(neighbourhood_network(options, columns, Streams(1, 1), 1), data[8]) > 0.99);
}

TEST_CASE("Watts-Strogatz: a ring at rewiring 0, with its known clustering; always the same number of ties") {
  for (const std::uint32_t k : {2u, 4u, 8u, 10u}) {
    const Network ring = watts_strogatz({.entities = 101, .neighbours = k, .rewiring = 0}, Streams(1, 1), 1);
    CHECK(flaw(ring) == "");
    CHECK(ring.neighbours(0)[0] == 1);
    CHECK(degree_statistics(ring).variance == Approx(0).margin(1e-12));
    CHECK(clustering(ring).local == Approx(3.0 * (k - 2) / (4.0 * (k - 1))));
    for (const double rewiring : {0.1, 0.5, 1.0}) {
      const Network rewired =
          watts_strogatz({.entities = 101, .neighbours = k, .rewiring = rewiring}, Streams(1, 1), 1);
      CHECK(flaw(rewired) == "");
      CHECK(rewired.ties() == 101 * k / 2);
      CHECK_FALSE(same_network(ring, rewired));
    }
  }
  // Full rings have nowhere to rewire to
  CHECK(watts_strogatz({.entities = 9, .neighbours = 8, .rewiring = 1}, Streams(1, 1), 1).ties() == 36);
  CHECK(watts_strogatz({.entities = 10, .neighbours = 8, .rewiring = 1}, Streams(1, 1), 1).ties() == 40);
}

TEST_CASE("Erdos-Renyi at its ends: none and all") {
  CHECK(erdos_renyi({.entities = 20, .degree = 0}, Streams(1, 1), 1).ties() == 0);
  const Network complete = erdos_renyi({.entities = 20, .degree = 19}, Streams(1, 1), 1);
  CHECK(complete.ties() == 190);
  CHECK(flaw(complete) == "");
  CHECK(erdos_renyi({.entities = 1, .degree = 0}, Streams(1, 1), 1).entities() == 1);
  CHECK(flaw(erdos_renyi({.entities = 2000, .degree = 12}, Streams(1, 1), 1)) == "");
}

TEST_CASE("Erdos-Renyi with hardly any ties: the number expected, and none in the end, at once") {
  // 25 ties expected a network, so 1000 in 40: 4.5 standard deviations allowed
  std::size_t ties = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed)
    ties += erdos_renyi({.entities = 100000, .degree = 5e-4}, Streams(seed, 0), 1).ties();
  CHECK(std::abs(static_cast<double>(ties) - 1000) < 4.5 * std::sqrt(1000.0));
  for (const double degree : {1e-13, 1e-17, 1e-300, 5e-324})
    CHECK(erdos_renyi({.entities = 500, .degree = degree}, Streams(1, 0), 1).ties() == 0);
}

TEST_CASE("generators end when their network is no longer wanted") {
  struct Unwanted final : BlockRunner {
    void check_wanted() const override { throw WorkUnwanted(); }
  } blocks;
  CHECK_THROWS_AS(erdos_renyi({.entities = 500, .degree = 3}, Streams(1, 0), 1, blocks), WorkUnwanted);
  CHECK_THROWS_AS(watts_strogatz({.entities = 500, .neighbours = 4}, Streams(1, 0), 1, blocks), WorkUnwanted);
  CHECK_THROWS_AS(neighbourhood_network({.entities = 500}, {}, Streams(1, 0), 1, blocks), WorkUnwanted);
}

TEST_CASE("options that make no network are refused with the reason") {
  const Streams streams(1, 1);
  const auto near = [&](NeighbourhoodOptions options) { neighbourhood_network(options, {}, streams, 1); };
  CHECK_THROWS_WITH(near({.entities = 5, .degree = 5}), Catch::Contains("degree = 5 must be between 0 and 4"));
  CHECK_THROWS_AS(near({.entities = 5, .degree = -1}), InvalidInput);
  CHECK_THROWS_AS(near({.entities = 5, .degree = std::nan("")}), InvalidInput);
  CHECK_THROWS_WITH(near({.entities = 5, .degree = 2, .local = 1.5}), Catch::Contains("local = 1.5"));
  CHECK_THROWS_WITH(near({.entities = 5, .degree = 2, .homophily = -1}), Catch::Contains("homophily = -1"));
  CHECK_THROWS_WITH(watts_strogatz({.entities = 9, .neighbours = 3}, streams, 1), Catch::Contains("even number"));
  CHECK_THROWS_WITH(watts_strogatz({.entities = 8, .neighbours = 8}, streams, 1),
                    Catch::Contains("below the number of entities"));
  CHECK_THROWS_WITH(watts_strogatz({.entities = 9, .neighbours = 4, .rewiring = 2}, streams, 1),
                    Catch::Contains("rewiring = 2"));
  CHECK_THROWS_WITH(erdos_renyi({.entities = 5, .degree = 6}, streams, 1), Catch::Contains("degree = 6"));
}
