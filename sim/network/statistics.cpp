#include "sim/network/statistics.hpp"

#include <array>
#include <limits>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

/// How many entries two ascending rows have in common.
std::uint64_t common(const Neighbours& a, const Neighbours& b) {
  std::uint64_t count = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    const std::uint32_t x = *i, y = *j;
    count += x == y;
    i += x <= y;
    j += y <= x;
  }
  return count;
}

}  // namespace

DegreeStatistics degree_statistics(const Network& network) {
  DegreeStatistics statistics;
  double sum_of_squares = 0;
  for (std::uint32_t e = 0; e < network.entities(); ++e) {
    const std::uint32_t degree = network.degree(e);
    if (degree >= statistics.entities.size()) statistics.entities.resize(std::size_t{degree} + 1, 0);
    ++statistics.entities[degree];
    sum_of_squares += static_cast<double>(degree) * degree;
  }
  if (network.entities() == 0) return statistics;
  statistics.mean = network.mean_degree();
  statistics.variance = sum_of_squares / network.entities() - statistics.mean * statistics.mean;
  statistics.most = static_cast<std::uint32_t>(statistics.entities.size() - 1);
  return statistics;
}

Clustering clustering(const Network& network) {
  double local_sum = 0, closed = 0, triples = 0;
  for (std::uint32_t e = 0; e < network.entities(); ++e) {
    const auto row = network.neighbours(e);
    if (row.size() < 2) continue;
    std::uint64_t ends = 0;  // each tie between two neighbours is met from both
    for (const std::uint32_t neighbour : row) ends += common(row, network.neighbours(neighbour));
    const double pairs = static_cast<double>(row.size()) * static_cast<double>(row.size() - 1) / 2;
    const double tied = static_cast<double>(ends) / 2;
    local_sum += tied / pairs;
    closed += tied;
    triples += pairs;
  }
  return {network.entities() == 0 ? 0.0 : local_sum / network.entities(),
          triples == 0 ? std::numeric_limits<double>::quiet_NaN() : closed / triples};
}

double degree_assortativity(const Network& network) {
  // Moments over tie ends: an entity of degree k is the end of k of them
  double ends = 0, sum = 0, squares = 0, products = 0;
  for (std::uint32_t e = 0; e < network.entities(); ++e) {
    const double degree = network.degree(e);
    ends += degree;
    sum += degree * degree;
    squares += degree * degree * degree;
    for (const std::uint32_t neighbour : network.neighbours(e)) products += degree * network.degree(neighbour);
  }
  const double mean = sum / ends;
  const double variance = squares / ends - mean * mean;
  const double covariance = products / ends - mean * mean;
  // All sums are whole numbers, so equal degrees are seen exactly
  if (ends == 0 || squares * ends == sum * sum) return std::numeric_limits<double>::quiet_NaN();
  return covariance / variance;
}

double attribute_assortativity(const Network& network, std::span<const std::uint8_t> levels) {
  EXPECT(levels.size() == network.entities());
  std::array<double, 256> ends_at{};
  double ends = 0, within = 0;
  for (std::uint32_t e = 0; e < network.entities(); ++e) {
    ends_at[levels[e]] += network.degree(e);
    ends += network.degree(e);
    for (const std::uint32_t neighbour : network.neighbours(e)) within += levels[neighbour] == levels[e];
  }
  double by_chance = 0;
  for (const double at : ends_at) by_chance += (at / ends) * (at / ends);
  if (ends == 0 || by_chance == 1) return std::numeric_limits<double>::quiet_NaN();
  return (within / ends - by_chance) / (1 - by_chance);
}

}  // namespace streetlight
