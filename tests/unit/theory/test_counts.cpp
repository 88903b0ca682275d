// Frequencies against the stated distributions. N = 200,000 draws; each frequency within 5 standard errors
// sqrt(p (1 - p) / N), a false alarm once in 1.7 million comparisons (about 80 are made, all with one fixed seed).

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "sim/random/counts.hpp"

using namespace streetlight;

namespace {

constexpr int n = 200000;

template <class Sample>
std::vector<double> frequencies(Sample sample, std::size_t most) {
  const Streams streams(3, 0);
  std::vector<double> seen(most + 1);
  for (std::uint32_t i = 0; i < n; ++i) {
    UniformSequence uniforms(streams, {.entity = i, .purpose = 9});
    const auto k = static_cast<std::size_t>(sample(uniforms));
    if (k <= most) seen[k] += 1.0 / n;
  }
  return seen;
}

double poisson(double mean, int k) { return std::exp(-mean + k * std::log(mean) - std::lgamma(k + 1)); }
double binomial(int trials, double p, int k) {
  return std::exp(std::lgamma(trials + 1) - std::lgamma(k + 1) - std::lgamma(trials - k + 1) + k * std::log(p) +
                  (trials - k) * std::log(1 - p));
}

template <class Chance>
bool agree(const std::vector<double>& seen, Chance chance) {
  bool all = true;
  for (std::size_t k = 0; k < seen.size(); ++k) {
    const double p = chance(static_cast<int>(k));
    all = all && std::abs(seen[k] - p) <= 5 * std::sqrt(p * (1 - p) / n) + 1e-9;
  }
  return all;
}

}  // namespace

TEST_CASE("Poisson numbers have the stated frequencies, below and above one part's mean") {
  for (const double mean : {0.3, 3.7, 40.0}) {
    const PoissonDistribution sample(mean);
    const auto seen = frequencies([&](UniformSequence& u) { return sample(u); }, 60);
    CHECK(agree(seen, [&](int k) { return poisson(mean, k); }));
    CHECK_FALSE(agree(seen, [&](int k) { return poisson(mean * 1.1, k); }));
  }
}

TEST_CASE("binomial numbers have the stated frequencies, rare, common and in parts") {
  struct Case {
    int trials;
    double p;
  };
  for (const auto [trials, p] : {Case{300, 0.01}, Case{20, 0.3}, Case{20, 0.85}, Case{70, 0.5}}) {
    const BinomialDistribution sample(p);
    const auto seen =
        frequencies([&, t = trials](UniformSequence& u) { return sample(t, u); }, static_cast<std::size_t>(trials));
    CHECK(agree(seen, [&, t = trials, q = p](int k) { return binomial(t, q, k); }));
    CHECK_FALSE(agree(seen, [&, t = trials, q = p](int k) { return binomial(t, q * 0.97, k); }));
  }
}

TEST_CASE("counts at the ends need no luck") {
  const Streams streams(1, 0);
  UniformSequence uniforms(streams, {});
  CHECK(PoissonDistribution(0)(uniforms) == 0);
  CHECK(BinomialDistribution(0)(50, uniforms) == 0);
  CHECK(BinomialDistribution(1)(50, uniforms) == 50);
  CHECK(BinomialDistribution(0.4)(0, uniforms) == 0);
}

TEST_CASE("a sequence is the words of its address, quad after quad") {
  const Streams streams(5, 2);
  const Address where{.entity = 4, .month = 3, .purpose = 8};
  UniformSequence sequence(streams, where);
  Address quad = where;
  for (; quad.quad < 3; ++quad.quad)
    for (const auto word : streams.words(quad)) CHECK(sequence.word() == word);
}
