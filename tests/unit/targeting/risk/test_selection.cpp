#include "models/targeting/risk/selection.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

using namespace streetlight::targeting;

namespace {

/// The definition, the slow way: audits by lowest word, then a full sort.
std::pair<std::vector<std::uint32_t>, std::vector<std::uint8_t>> by_sorting(const SelectionRequest& request) {
  std::vector<std::uint32_t> scope;
  for (std::uint32_t e = 0; e < request.scores.size(); ++e)
    if (!std::isnan(request.scores[e]) && request.scores[e] != -std::numeric_limits<float>::infinity())
      scope.push_back(e);
  std::vector<std::uint8_t> marks(request.scores.size());
  const std::size_t audits = std::min(request.audits, request.seats);
  if (audits > 0) {
    auto drawn = scope;
    std::sort(drawn.begin(), drawn.end(), [&](auto a, auto b) {
      return std::pair(~request.audit_words[a], a) < std::pair(~request.audit_words[b], b);
    });
    for (std::size_t i = 0; i < std::min(audits, drawn.size()); ++i) marks[drawn[i]] = 2;
  }
  std::erase_if(scope, [&](auto e) { return marks[e] != 0; });
  std::sort(scope.begin(), scope.end(), [&](auto a, auto b) {
    if (request.scores[a] != request.scores[b]) return request.scores[a] > request.scores[b];
    return std::pair(request.ties[a], a) < std::pair(request.ties[b], b);
  });
  for (std::size_t i = 0; i < std::min(request.seats - audits, scope.size()); ++i) marks[scope[i]] = 1;
  std::vector<std::uint32_t> entities;
  std::vector<std::uint8_t> audited;
  for (std::uint32_t e = 0; e < marks.size(); ++e)
    if (marks[e]) {
      entities.push_back(e);
      audited.push_back(marks[e] == 2);
    }
  return {entities, audited};
}

struct Case {
  std::vector<float> scores;
  std::vector<std::uint32_t> ties, words;
};

Case drawn_case(std::size_t n, unsigned seed, int levels) {
  std::mt19937 engine(seed);
  std::normal_distribution<float> normal;
  Case c;
  for (std::size_t i = 0; i < n; ++i) {
    float score = levels > 0 ? float(int(engine() % unsigned(levels)) - levels / 2) : normal(engine);
    if (engine() % 7 == 0) score = std::numeric_limits<float>::quiet_NaN();
    if (engine() % 7 == 1) score = -std::numeric_limits<float>::infinity();
    if (engine() % 50 == 1) score = engine() % 2 ? 0.0f : -0.0f;
    if (engine() % 90 == 1) score = std::numeric_limits<float>::infinity();
    c.scores.push_back(score);
    c.ties.push_back(engine() % 3 ? engine() : engine() % 4);
    c.words.push_back(engine() % 3 ? engine() : 0xFFFFFFFFu);
  }
  return c;
}

}  // namespace

TEST_CASE("A small selection by hand") {
  Selector select;
  streetlight::BlockRunner blocks;
  const std::vector<float> scores{0.2f, 0.9f, 0.5f, 0.5f, NAN, 0.5f};
  const std::vector<std::uint32_t> ties{0, 0, 30, 10, 0, 20};
  auto picked = select({.scores = scores, .ties = ties, .seats = 3}, blocks);
  CHECK(std::vector(picked.entities.begin(), picked.entities.end()) == std::vector<std::uint32_t>{1, 3, 5});
  CHECK(select({.scores = scores, .ties = ties, .seats = 0}, blocks).entities.empty());
  CHECK(select({.scores = scores, .ties = ties, .seats = 99}, blocks).entities.size() == 5);
  CHECK(select({}, blocks).entities.empty());
}

TEST_CASE("The selection is the one that sorting gives") {
  Selector select;
  streetlight::BlockRunner blocks;
  for (unsigned seed = 0; seed < 300; ++seed) {
    const std::size_t n = seed % 5 == 0 ? 5000 : seed;
    const Case c = drawn_case(n, seed, int(seed % 4) * 3);
    const SelectionRequest request{
        .scores = c.scores, .ties = c.ties, .seats = seed * 7 % (n + 3), .audits = seed % 6, .audit_words = c.words};
    const auto [entities, audited] = by_sorting(request);
    const auto got = select(request, blocks);
    CHECK(std::vector(got.entities.begin(), got.entities.end()) == entities);
    CHECK(std::vector(got.audited.begin(), got.audited.end()) == audited);
  }
}

TEST_CASE("Numbering the entities otherwise selects the same ones") {
  const std::size_t n = 4000;
  std::mt19937 engine(4);
  std::vector<float> scores(n);
  std::vector<std::uint32_t> ties(n), words(n), order(n);
  for (std::size_t i = 0; i < n; ++i) {
    scores[i] = float(engine() % 5);
    ties[i] = engine();
    words[i] = engine();
  }
  std::iota(order.begin(), order.end(), 0u);
  std::shuffle(order.begin(), order.end(), engine);
  Case moved{std::vector<float>(n), std::vector<std::uint32_t>(n), std::vector<std::uint32_t>(n)};
  for (std::size_t i = 0; i < n; ++i) {
    moved.scores[order[i]] = scores[i];
    moved.ties[order[i]] = ties[i];
    moved.words[order[i]] = words[i];
  }
  Selector a, b;
  streetlight::BlockRunner blocks;
  const auto first = a({.scores = scores, .ties = ties, .seats = 900, .audits = 90, .audit_words = words}, blocks);
  const auto second =
      b({.scores = moved.scores, .ties = moved.ties, .seats = 900, .audits = 90, .audit_words = moved.words}, blocks);
  std::vector<std::uint32_t> mapped;
  for (const auto e : first.entities) mapped.push_back(order[e]);
  std::sort(mapped.begin(), mapped.end());
  CHECK(mapped == std::vector(second.entities.begin(), second.entities.end()));
}

TEST_CASE("Places by group are filled within each group") {
  Selector select;
  streetlight::BlockRunner blocks;
  const std::vector<float> scores{9, 8, 7, 6, 5, 4};
  const std::vector<std::uint32_t> ties(6, 0);
  const std::vector<std::uint8_t> group{0, 0, 0, 1, 1, 1};
  const std::vector<std::size_t> places{1, 2};
  const auto got = select({.scores = scores, .ties = ties, .group_seats = places, .group = group}, blocks);
  CHECK(std::vector(got.entities.begin(), got.entities.end()) == std::vector<std::uint32_t>{0, 3, 4});
}

TEST_CASE("Apportioning: proportional, whole, within limits") {
  const auto places = [](std::size_t n, std::vector<double> shares, std::vector<std::size_t> limits) {
    return apportion(n, shares, limits);
  };
  using V = std::vector<std::size_t>;
  CHECK(places(10, {1, 1}, {100, 100}) == V{5, 5});
  CHECK(places(10, {2, 1, 1}, {100, 100, 100}) == V{5, 3, 2});  // 5, 2.5, 2.5
  CHECK(places(10, {8, 1, 1}, {4, 100, 100}) == V{4, 3, 3});    // the first is full
  CHECK(places(10, {1, 0}, {4, 100}) == V{4, 6});
  CHECK(places(10, {0, 0}, {100, 100}) == V{5, 5});
  CHECK(places(10, {1, 1}, {2, 3}) == V{2, 3});
  CHECK(places(0, {1, 1}, {2, 3}) == V{0, 0});
  CHECK(places(3, {}, {}) == V{});
  std::mt19937 engine(9);
  for (int i = 0; i < 2000; ++i) {
    std::vector<double> shares;
    std::vector<std::size_t> limits;
    for (std::size_t g = 0; g < 1 + engine() % 6; ++g) {
      shares.push_back(engine() % 4 == 0 ? 0.0 : engine() % 1000 / 7.0);
      limits.push_back(engine() % 50);
    }
    const std::size_t n = engine() % 120;
    const auto got = apportion(n, shares, limits);
    std::size_t total = 0, room = 0;
    for (std::size_t g = 0; g < got.size(); ++g) {
      CHECK(got[g] <= limits[g]);
      total += got[g];
      room += limits[g];
    }
    CHECK(total == std::min(n, room));
  }
}
