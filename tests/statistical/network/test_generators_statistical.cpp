// Generated networks against the distributions they state. Draws are keyed, so a test either always passes or always
// fails; N and alpha say how likely a correct generator was to fail when the seed was picked. Each comparison
// is two-sided with alpha = 1e-4 (|z| < 3.89); there are 14 of them: 0.14 % for all.
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/network/erdos_renyi.hpp"
#include "sim/network/neighbourhood_network.hpp"
#include "sim/network/statistics.hpp"
#include "sim/network/watts_strogatz.hpp"
#include "tests/support/networks.hpp"

using namespace streetlight;

namespace {

constexpr double critical_z = 3.89;

/// z of the mean of independent values against what is expected.
double z_of(const std::vector<double>& values, double expected) {
  double sum = 0, squares = 0;
  for (const double x : values) sum += x;
  const auto n = static_cast<double>(values.size());
  const double mean = sum / n;
  for (const double x : values) squares += (x - mean) * (x - mean);
  return (mean - expected) / std::sqrt(squares / (n - 1) / n);
}

constexpr std::uint32_t networks = 40;

template <class Make, class Statistic>
std::vector<double> over_networks(Make make, Statistic statistic) {
  std::vector<double> values;
  for (std::uint32_t replicate = 0; replicate < networks; ++replicate)
    values.push_back(statistic(make(Streams(2024, replicate))));
  return values;
}

}  // namespace

TEST_CASE("Erdos-Renyi: ties, degree variance, clustering, no degree correlation") {
  // N = 40 networks of 4,000 entities at degree 10
  const double n = 4000, degree = 10, p = degree / (n - 1);
  const auto make = [&](const Streams& streams) {
    return erdos_renyi({.entities = 4000, .degree = degree}, streams, 1);
  };
  CHECK(std::abs(z_of(over_networks(make, [](const Network& g) { return static_cast<double>(g.ties()); }),
                      p * n * (n - 1) / 2)) < critical_z);
  // The number of ties is binomial: its variance over networks, chi-squared with 39 degrees of freedom, alpha 1e-4
  const auto ties = over_networks(make, [](const Network& g) { return static_cast<double>(g.ties()); });
  double mean = 0, squares = 0;
  for (const double t : ties) mean += t / networks;
  for (const double t : ties) squares += (t - mean) * (t - mean);
  const double chi_squared = squares / (p * (1 - p) * n * (n - 1) / 2);
  CHECK(chi_squared > 13.0);
  CHECK(chi_squared < 84.0);
  // Degrees are binomial; the sample variance within one network loses the variance of its mean, 2 p (1 - p) (1 + ...)
  const double within = (n - 1) * p * (1 - p) - 2 * p * (1 - p) * (n - 1) / n;
  CHECK(std::abs(z_of(over_networks(make, [](const Network& g) { return degree_statistics(g).variance; }), within)) <
        critical_z);
  CHECK(std::abs(z_of(over_networks(make, [](const Network& g) { return clustering(g).global; }), p)) < critical_z);
  CHECK(std::abs(z_of(over_networks(make, degree_assortativity), -1 / n)) < critical_z);
}

TEST_CASE("Erdos-Renyi: every pair has the same chance") {
  // N = 20,000 networks of 6 entities, p = 0.4: how often each of the 15 pairs is tied; chi-squared, 15 degrees of
  // freedom, alpha = 1e-4: critical 44.3
  constexpr double n = 20000, p = 0.4;
  std::vector<double> tied(36, 0);
  for (std::uint32_t replicate = 0; replicate < 20000; ++replicate) {
    const Network network = erdos_renyi({.entities = 6, .degree = 2}, Streams(11, replicate), 1);
    for (std::uint32_t a = 0; a < 6; ++a)
      for (const std::uint32_t b : network.neighbours(a)) ++tied[6 * a + b];
  }
  double chi_squared = 0;
  for (std::uint32_t a = 0; a < 6; ++a)
    for (std::uint32_t b = 0; b < a; ++b) chi_squared += std::pow(tied[6 * a + b] - n * p, 2) / (n * p * (1 - p));
  CHECK(chi_squared < 44.3);
}

TEST_CASE("Watts-Strogatz: clustering falls like (1 - rewiring)^3; fully rewired it is that of a random graph") {
  // N = 40 networks of 4,000 entities, 10 neighbours. The limit law leaves out terms of order 1 / n: margin 0.002
  for (const double rewiring : {0.05, 0.2, 0.5}) {
    const auto make = [&](const Streams& s) {
      return watts_strogatz({.entities = 4000, .neighbours = 10, .rewiring = rewiring}, s, 1);
    };
    const auto values = over_networks(make, [](const Network& g) { return clustering(g).global; });
    double mean = 0;
    for (const double value : values) mean += value / networks;
    // Barrat and Weigt (2000): triples over entities, to which the degree variance adds
    const double expected = 3.0 * 8 / (4.0 * 9) * std::pow(1 - rewiring, 3);
    CHECK(mean == Approx(expected).epsilon(0.05).margin(0.002));
  }
  const auto make = [](const Streams& s) {
    return watts_strogatz({.entities = 4000, .neighbours = 10, .rewiring = 1}, s, 1);
  };
  const auto values = over_networks(make, [](const Network& g) { return clustering(g).global; });
  for (const double value : values) CHECK(value < 0.006);
}

TEST_CASE("neighbourhood network: local share, every local pair alike, degrees") {
  // N = 4,000 networks of 3 neighbourhoods of 6, degree 4, half of it local: 45 local and 108 far pairs
  constexpr std::uint32_t count = 4000, entities = 18, size = 6;
  std::vector<double> tied(entities * entities, 0);
  double local = 0;
  for (std::uint32_t replicate = 0; replicate < count; ++replicate) {
    const Network network = neighbourhood_network(
        {.entities = entities, .neighbourhood_size = size, .degree = 2, .local = 0.5}, {}, Streams(5, replicate), 9);
    for (std::uint32_t a = 0; a < entities; ++a)
      for (const std::uint32_t b : network.neighbours(a))
        if (a < b) {
          ++tied[entities * a + b];
          local += a / size == b / size;
        }
  }
  // One tie an entity, local with probability 1/2, each drawn by itself
  const double ties = 1.0 * count * entities;
  CHECK(std::abs(local - ties / 2) / std::sqrt(ties / 4) < critical_z);
  // In an even circle an entity of the first half chooses among 3 ahead, one of the second among 2
  double chi_squared = 0;
  for (std::uint32_t a = 0; a < size; ++a)
    for (std::uint32_t b = a + 1; b < size; ++b) {
      const std::uint32_t step = b - a;
      const std::uint32_t namer = step <= 3 ? a : b;  // the one that has the other ahead of it
      const double p = 0.5 / (namer < 3 ? 3 : 2);
      chi_squared += std::pow(tied[entities * a + b] - count * p, 2) / (count * p * (1 - p));
    }
  CHECK(chi_squared < 44.3);  // 15 cells; alpha = 1e-4 (they are negatively dependent: fewer degrees of freedom)
}

TEST_CASE("homophily: acceptance is exp(-homophily x distance)") {
  // Two equally frequent levels, one neighbourhood, large: a candidate of the other level is accepted at exp(-h), so
  // the share of ties within levels is 1 / (1 + exp(-h)). N = 40 networks of 4,000 entities
  for (const double homophily : {0.0, 0.5, 2.0}) {
    std::vector<std::uint8_t> level(4000);
    for (std::uint32_t e = 0; e < 4000; ++e) level[e] = static_cast<std::uint8_t>(e * 2654435761u >> 16 & 1);
    double ones = 0;
    for (const auto l : level) ones += l;
    const KindsOfColumns columns(std::vector<std::span<const std::uint8_t>>{level});
    const auto make = [&](const Streams& s) {
      return neighbourhood_network(
          {.entities = 4000, .neighbourhood_size = 4000, .degree = 8, .homophily = homophily, .attempts = 60}, columns,
          s, 1);
    };
    const auto within = over_networks(make, [&](const Network& g) {
      double same = 0;
      for (std::uint32_t e = 0; e < 4000; ++e)
        for (const std::uint32_t other : g.neighbours(e)) same += level[e] == level[other];
      return same / static_cast<double>(2 * g.ties());
    });
    // Entity of a level with share q finds its own with q / (q + (1 - q) exp(-h))
    const double q = ones / 4000, x = std::exp(-homophily);
    const double expected = q * q / (q + (1 - q) * x) + (1 - q) * (1 - q) / (1 - q + q * x);
    CAPTURE(homophily, q);
    CHECK(std::abs(z_of(within, expected)) < critical_z);
  }
}
