// Who the families are: shares of attributes, places, turnover.

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "models/targeting/outcomes/groups.hpp"
#include "models/targeting/population/turnover.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

namespace {

/// Expected share of families whose profile `belongs`, over a standard normal d.
template <class Belongs>
double expected_share(const AttributeModel& model, Belongs belongs) {
  double share = 0;
  for (const auto& node : normal_nodes()) {
    const auto p = model.probabilities(node.d);
    for (std::size_t profile = 0; profile < p.size(); ++profile)
      if (belongs(static_cast<Profile>(profile))) share += node.weight * p[profile];
  }
  return share;
}

}  // namespace

TEST_CASE("Every level has its published share in expectation, exactly") {
  const PopulationParameters population;
  const AttributeModel model(population);
  for (const auto& attribute : population.attributes)
    for (std::size_t l = 0; l < attribute.levels.size(); ++l) {
      INFO(attribute.levels[l]);
      const double share = expected_share(model, [&](Profile p) { return model.has_level(p, attribute.levels[l]); });
      CHECK(share == Approx(attribute.shares[l]).epsilon(0).margin(1e-8));
    }
  CHECK(expected_share(model, [](Profile) { return true; }) == Approx(1).epsilon(1e-12));
}

TEST_CASE("Deprivation and earlier attributes move log-odds by what the parameters say") {
  const PopulationParameters population;
  const AttributeModel model(population);
  const auto log_odds = [&](double d, const std::string& level, const std::string& against,
                            const std::string& within_level) {
    const auto p = model.probabilities(d);
    double with = 0, without = 0;
    for (std::size_t profile = 0; profile < p.size(); ++profile) {
      if (!within_level.empty() && !model.has_level(static_cast<Profile>(profile), within_level)) continue;
      if (model.has_level(static_cast<Profile>(profile), level)) with += p[profile];
      if (model.has_level(static_cast<Profile>(profile), against)) without += p[profile];
    }
    return std::log(with / without);
  };
  CHECK(log_odds(1, "lone", "couple", "") - log_odds(0, "lone", "couple", "") == Approx(0.45).margin(1e-9));
  CHECK(log_odds(-2, "lone", "couple", "") - log_odds(0, "lone", "couple", "") == Approx(-0.9).margin(1e-9));
  CHECK(log_odds(0, "black", "white", "lone") - log_odds(0, "black", "white", "couple") == Approx(0.6).margin(1e-9));
  CHECK(log_odds(0.5, "asian", "white", "lone") - log_odds(0.5, "asian", "white", "couple") ==
        Approx(-0.7).margin(1e-9));
}

TEST_CASE("A sampled population has the shares, and its deprivation gradient") {
  // N = 40,000 families, each in a neighbourhood of its own. Standard error sqrt(p (1 - p) / N); 4.5 allowed: alpha =
  // 7e-6 a level.
  constexpr std::int64_t n = 40000;
  const auto parameters = still_parameters(n);
  SmallWorld small(parameters);
  const auto& attributes = small.world().society->attributes;
  const auto share_of = [&](const std::string& level, auto where) {
    double with = 0, all = 0;
    for (std::uint32_t i = 0; i < n; ++i)
      if (where(i)) all += 1, with += attributes.has_level(small.families().profile[i], level);
    return std::pair(with / all, all);
  };
  const auto everywhere = [](std::uint32_t) { return true; };
  for (const auto& attribute : parameters.population.attributes)
    for (std::size_t l = 0; l < attribute.levels.size(); ++l) {
      INFO(attribute.levels[l]);
      const double p = attribute.shares[l];
      CHECK(share_of(attribute.levels[l], everywhere).first == Approx(p).margin(4.5 * share_error(p, n)));
    }
  // A planted wrong share is rejected.
  CHECK(std::abs(share_of("lone", everywhere).first - 0.26) > 4.5 * share_error(0.26, n));
  const auto poor = share_of("social_rent", [&](std::uint32_t i) { return small.world().deprivation_of(i) > 0.5f; });
  const auto rich = share_of("social_rent", [&](std::uint32_t i) { return small.world().deprivation_of(i) < -0.5f; });
  CHECK(poor.first - rich.first > 10 * std::sqrt(0.25 / poor.second + 0.25 / rich.second));
}

TEST_CASE("Neighbourhoods: standardised scores, deciles by rank from least to most deprived, authorities in runs") {
  PopulationParameters population;
  population.families = 20000;
  population.neighbourhood_size = 10;
  population.authority_share = 0.4;
  const auto hoods = make_neighbourhoods(population, 100, Streams(1, 0));
  REQUIRE(hoods.deprivation.size() == 2000);
  double mean = 0, square = 0;
  for (const double d : hoods.deprivation) mean += d / 2000, square += d * d / 2000;
  CHECK(mean == Approx(0).margin(1e-6));
  CHECK(square == Approx(1).margin(1e-5));
  std::map<int, int> decile;
  for (const int k : hoods.decile) ++decile[k];
  for (int k = 1; k <= 10; ++k) CHECK(decile[k] == 200);
  for (std::size_t a = 0; a < 2000; ++a)
    for (const std::size_t b : {std::size_t{0}, std::size_t{999}})
      if (hoods.decile[a] < hoods.decile[b]) REQUIRE(hoods.deprivation[a] <= hoods.deprivation[b]);

  // Between-authority share of variance: 100 authorities of 20. The mean square between holds w + (1 - w)/20 = 0.43;
  // its standard error with 99 degrees of freedom is 0.43 sqrt(2/99) = 0.061; 4 allowed.
  double between = 0;
  for (const double d : hoods.authority_deprivation) between += d * d / 100;
  CHECK(between == Approx(0.43).margin(4 * 0.061));
  CHECK(hoods.first_family.front() == 0);
  CHECK(hoods.first_family.back() == 20000);
  for (std::uint32_t family = 0; family < 20000; family += 37) {
    const auto a = hoods.authority_of(family);
    CHECK(hoods.first_family[a] <= family);
    CHECK(family < hoods.first_family[a + 1]);
  }
  for (std::size_t a = 0; a < 100; ++a) {
    double sum = 0;
    for (std::uint32_t i = hoods.first_family[a]; i < hoods.first_family[a + 1]; i += 10)
      sum += static_cast<double>(hoods.deprivation[hoods.of(i)]);
    CHECK(hoods.authority_deprivation[a] == Approx(sum / 20).margin(1e-6));
  }
}

TEST_CASE("A neighbourhood count that ten does not divide still fills every decile in order") {
  PopulationParameters population;
  population.families = 1230;
  population.neighbourhood_size = 100;  // 13 neighbourhoods, the last with 30 families
  const auto hoods = make_neighbourhoods(population, 3, Streams(2, 0));
  REQUIRE(hoods.deprivation.size() == 13);
  CHECK(*std::min_element(hoods.decile.begin(), hoods.decile.end()) == 1);
  CHECK(*std::max_element(hoods.decile.begin(), hoods.decile.end()) == 10);
  CHECK(hoods.first_family.back() == 1230);
  CHECK(hoods.authority_of(1229) == 2);
}

TEST_CASE("A shift gives a neighbourhood its shares in expectation, exactly, and shares of nobody to nobody") {
  const PopulationParameters population;
  const AttributeModel model(population);
  std::vector<std::vector<double>> shares(model.attributes());
  shares[1] = {0.2, 0.1, 0.3, 0.4, 0.0};  // ethnicity
  shares[2] = {0.05, 0.15, 0.8};          // tenure
  const double d = 1.3;
  const auto shift = model.shift_for(d, shares);
  // Level by level over the unit square of a fine grid of draws would be slow: many draws, counted
  std::map<std::string, double> seen;
  constexpr std::uint32_t number = 200'000;
  for (std::uint32_t i = 0; i < number; ++i) {
    const RandomWords first = Streams(3, 0).words({.entity = i, .purpose = 1}),
                      second = Streams(3, 0).words({.entity = i, .purpose = 2});
    const std::uint32_t words[] = {first[0], first[1], first[2], first[3], second[0]};
    const Profile profile = model.draw(d, words, shift);
    for (std::size_t k = 0; k < model.attributes(); ++k) seen[model.levels(k)[model.level(profile, k)]] += 1.0 / number;
  }
  for (const std::size_t k : {1, 2})
    for (std::size_t l = 0; l < shares[k].size(); ++l) {
      INFO(model.levels(k)[l]);
      CHECK(seen[model.levels(k)[l]] == Approx(shares[k][l]).margin(4.5 * std::sqrt(shares[k][l] / number)));
    }
  CHECK(seen["other"] == 0);
  // Nothing shifts: the draw is the same
  const std::uint32_t words[] = {1u << 30, 3u << 30, 2u << 30, 7u << 28, 5u << 29};
  CHECK(model.draw(d, words, std::vector<double>(shift.size())) == model.draw(d, words));
}

TEST_CASE("A place stands among the nation's: level, spread and deciles; a fixed authority does not hang on the draw") {
  PopulationParameters population;
  population.families = 20000;
  population.neighbourhood_size = 10;
  population.deprivation = {0.5, 0.8};
  const auto hoods = make_neighbourhoods(population, 2, Streams(1, 0));
  double mean = 0, square = 0;
  for (const double d : hoods.deprivation) mean += d / 2000, square += (d - 0.5) * (d - 0.5) / 2000;
  CHECK(mean == Approx(0.5).margin(1e-6));
  CHECK(square == Approx(0.64).margin(1e-5));
  for (std::size_t h = 0; h < 2000; ++h) {
    const double d = static_cast<double>(hoods.deprivation[h]);
    if (d > 1.29) REQUIRE(hoods.decile[h] == 10);
    if (d < -1.29) REQUIRE(hoods.decile[h] == 1);
    if (d > 0.01 && d < 0.25) REQUIRE(hoods.decile[h] == 6);
  }
  const std::vector<std::optional<DeprivationParameters>> fixed{std::nullopt, DeprivationParameters{-1.0, 0.5}};
  const auto one = make_neighbourhoods(population, 2, Streams(1, 0), fixed);
  const auto other = make_neighbourhoods(population, 2, Streams(1, 1), fixed);
  CHECK(one.authority_deprivation[1] == other.authority_deprivation[1]);
  CHECK(one.authority_deprivation[1] == Approx(-1.0).margin(1e-3));
  CHECK(one.deprivation[0] != other.deprivation[0]);
  CHECK(std::equal(one.deprivation.begin() + 1000, one.deprivation.end(), other.deprivation.begin() + 1000));
}

TEST_CASE("At eighteen a family leaves and another moves in: same place and ties, nothing else kept") {
  auto parameters = still_parameters(400);
  SmallWorld small(parameters);
  auto& world = small.world();
  auto& families = small.families();
  small.set(families.age, std::uint8_t{100});
  families.age[7] = 215;
  families.age[8] = 214;
  families.age[9] = 59;
  for (const std::uint32_t i : {7U, 8U}) {
    families.care[i] = 2.0f;
    families.scrutiny[i] = 0.7f;
    families.status[i] = aware | opted_out | open_case | ever_referred | ever_found | asked | consented;
    for (std::size_t s = 0; s < 8; ++s) {
      families.records_of(s)[i] = 1.5f;
      families.last_entry_of(s)[i] = 3;
    }
    families.last_care[i] = families.last_referral[i] = families.last_relief[i] = 3;
    families.last_flag[i] = families.last_visit[i] = families.last_finding[i] = 3;
  }
  families.status[9] = ever_referred;
  const auto ties = std::vector<std::uint32_t>(world.society->network.neighbours(7).begin(),
                                               world.society->network.neighbours(7).end());
  const auto setpoint = families.need_setpoint[7];
  world.month = 10;
  world.tally.clear();
  age_and_replace(world);

  CHECK(families.age[7] == 0);
  CHECK(families.generation[7] == 1);
  CHECK(families.status[7] == 0);
  CHECK(families.care[7] == 0.0f);
  CHECK(families.scrutiny[7] == 0.0f);
  CHECK(families.need_setpoint[7] != setpoint);
  CHECK(families.trust[7] == families.trust_setpoint[7]);
  for (std::size_t s = 0; s < 8; ++s) {
    CHECK(families.records_of(s)[7] == 0.0f);
    CHECK(families.last_entry_of(s)[7] == never);
  }
  for (const auto* stamps : {&families.last_care, &families.last_referral, &families.last_relief, &families.last_flag,
                             &families.last_visit, &families.last_finding})
    CHECK((*stamps)[7] == never);
  CHECK(std::vector<std::uint32_t>(world.society->network.neighbours(7).begin(),
                                   world.society->network.neighbours(7).end()) == ties);
  // The neighbour of 17 years and 11 months stays.
  CHECK(families.age[8] == 215);
  CHECK(families.generation[8] == 0);
  CHECK(families.care[8] == 2.0f);
  CHECK(small.count(Count::leavers) == 1);
  CHECK(small.count(Count::leavers_referred) == 1);
  CHECK(small.count(Count::leavers_found) == 1);
  CHECK(small.count(Count::reached_five) == 1);
  CHECK(small.count(Count::reached_five_referred) == 1);
}

TEST_CASE("In the long run one family in 216 leaves each month") {
  auto parameters = still_parameters(2000);
  SmallWorld small(parameters, -1);
  std::int64_t leavers = 0;
  for (Month month = 0; month < 216; ++month) {
    small.run(parameters, month, month + 1);
    leavers += small.count(Count::leavers);
  }
  CHECK(leavers == 2000);  // each slot exactly once in 216 months
}

TEST_CASE("Groups that ask for deciles which too few neighbourhoods leave empty are named") {
  PopulationParameters population;
  population.families = 1999;
  population.neighbourhood_size = 500;  // four neighbourhoods, the last with one family fewer
  const std::vector<GroupSpec> groups{{"least", {{"deprivation", {"1"}}}},
                                      {"middle", {{"deprivation", {"4", "5"}}}},
                                      {"most", {{"deprivation", {"9", "10"}}}},
                                      {"lone", {{"family_type", {"lone"}}}}};
  const auto notes = groups_without_families(population, false, groups);
  REQUIRE(notes.size() == 1);
  CHECK_THAT(notes[0], Catch::Contains("groups without families: middle, most. 1999 families in neighbourhoods of 500 "
                                       "fill the deciles of deprivation 1, 3, 6, 8 only"));
  // What it says is what the population is
  const Neighbourhoods made = make_neighbourhoods(population, 1, Streams(1, 0));
  CHECK(std::set<int>(made.decile.begin(), made.decile.end()) == std::set<int>{1, 3, 6, 8});

  CHECK(groups_without_families(population, true, groups).empty());
  population.neighbourhood_size = 200;
  CHECK(groups_without_families(population, false, groups).empty());
  population.neighbourhood_size = 500;
  population.deprivation.mean = 0.5;
  CHECK(groups_without_families(population, false, groups).empty());
}
