// Need and harm: set-points, the stationary process, the threshold, the two hazards of harm.

#include <catch2/catch.hpp>

#include "models/targeting/needs/harm.hpp"
#include "models/targeting/needs/need.hpp"
#include "models/targeting/needs/need_dynamics.hpp"
#include "models/targeting/outcomes/sweep.hpp"
#include "models/targeting/population/turnover.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

TEST_CASE("The normal distribution function agrees with erfc") {
  for (double x = -9; x <= 9; x += 0.037) {
    INFO(x);
    CHECK(std::abs(normal_cdf(x) - 0.5 * std::erfc(-x / std::sqrt(2.0))) < 1e-13);
  }
  for (double x = 0; x < 37; x += 0.037) {  // its tail keeps its relative precision
    INFO(x);
    CHECK(normal_cdf(-x) == Approx(0.5 * std::erfc(x / std::sqrt(2.0))).epsilon(1e-11));
  }
  CHECK(normal_cdf(-37.1) == 0.0);
  CHECK(normal_cdf(37.1) == 1.0);
}

TEST_CASE("Need moves towards its set-point by the stated share, with shock and shift") {
  CHECK(need_next(1.0f, 3.0f, 0.0f, 0.25f, 0.5f, 0.0f) == 1.5f);
  CHECK(need_next(1.0f, 3.0f, 2.0f, 0.25f, 0.5f, 0.0f) == 2.5f);
  CHECK(need_next(1.0f, 1.0f, 0.0f, 0.25f, 0.5f, -0.125f) == 0.875f);
}

TEST_CASE("Set-points of need have mean 0 and variance 1, and rise with deprivation and lone parenthood as stated") {
  // N = 60,000: standard error of the mean 0.0041, of the variance sqrt(2/N) = 0.0058; 4.5 allowed (alpha = 7e-6 each).
  constexpr std::int64_t n = 60000;
  auto parameters = still_parameters(n);
  parameters.need.deprivation = 0.34;
  parameters.need.attributes = {{"lone", 0.35}};
  parameters.need.spread = 1.06;
  SmallWorld small(parameters);
  double mean = 0, square = 0, lone_sum = 0, lone = 0, product = 0;
  const auto& attributes = small.world().society->attributes;
  const auto& scale = small.world().society->need;
  for (std::uint32_t i = 0; i < n; ++i) {
    const double mu = static_cast<double>(small.families().need_setpoint[i]),
                 d = static_cast<double>(small.world().deprivation_of(i));
    mean += mu / n;
    square += mu * mu / n;
    const bool is_lone = attributes.has_level(small.families().profile[i], "lone");
    product += d * (mu - static_cast<double>(scale.profile[small.families().profile[i]])) / n;
    if (is_lone) lone_sum += mu - d * static_cast<double>(scale.deprivation), lone += 1;
  }
  CHECK(mean == Approx(0).margin(4.5 * 0.0041));
  CHECK(square == Approx(1).margin(4.5 * 0.0058));
  CHECK(product == Approx(static_cast<double>(scale.deprivation)).margin(4.5 * 0.0041));
  // The standardised effects stand in the ratio of the parameters.
  CHECK(static_cast<double>(scale.deprivation / scale.spread) == Approx(0.34 / 1.06).epsilon(1e-6));
  Profile couple_profile = 0, lone_profile = 0;
  for (Profile p = 0; p < attributes.profiles(); ++p)
    (attributes.has_level(p, "lone") ? lone_profile : couple_profile) = p;
  CHECK(static_cast<double>((scale.profile[lone_profile] - scale.profile[couple_profile]) / scale.spread) ==
        Approx(0.35 / 1.06).epsilon(1e-5));
  CHECK(lone_sum / lone == Approx(static_cast<double>(scale.profile[lone_profile])).margin(4.5 / std::sqrt(lone)));
}

TEST_CASE("Without help the stated share is in need, at entry and years later") {
  // N = 40,000 independent families, alpha = 7e-6 at 4.5 standard errors, 0.0018 each.
  constexpr std::int64_t n = 40000;
  auto parameters = still_parameters(n);
  parameters.need = NeedParameters{};
  parameters.need.prevalence = 0.147;
  SmallWorld small(parameters);
  const auto share = [&] {
    double in_need = 0;
    for (std::uint32_t i = 0; i < n; ++i) in_need += small.world().in_need(i);
    return in_need / n;
  };
  CHECK(share() == Approx(0.147).margin(4.5 * share_error(0.147, n)));
  for (Month month = 0; month < 60; ++month) {
    small.world().month = month;
    by_block(small.world(), move_needs);
  }
  CHECK(share() == Approx(0.147).margin(4.5 * share_error(0.147, n)));
  CHECK(std::abs(share() - 0.16) > 4.5 * share_error(0.16, n));  // a wrong target is told apart
  // Another population, another threshold, the same share.
  parameters.need.prevalence = 0.3;
  parameters.need.deprivation = 1.5;
  parameters.need.attributes = {{"social_rent", 1.0}};
  SmallWorld other(parameters);
  double in_need = 0;
  for (std::uint32_t i = 0; i < n; ++i) in_need += other.world().in_need(i);
  CHECK(in_need / n == Approx(0.3).margin(4.5 * share_error(0.3, n)));
}

TEST_CASE("Need around its set-point is stationary, with the variance and memory of an AR(1) process") {
  constexpr std::int64_t n = 30000;
  auto parameters = still_parameters(n);
  parameters.need.reversion = 0.1;
  parameters.need.shock = 0.3;
  CHECK(stationary_sd(0.1, 0.3) == Approx(0.3 / std::sqrt(0.19)).epsilon(1e-12));
  SmallWorld small(parameters);
  auto& families = small.families();
  const auto around = [&] {
    std::vector<double> made(n);
    for (std::size_t i = 0; i < made.size(); ++i)
      made[i] = static_cast<double>(families.need[i] - families.need_setpoint[i]);
    return made;
  };
  const auto product = [&](const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum / static_cast<double>(a.size());
  };
  const auto first = around();
  for (Month month = 0; month < 7; ++month) {
    small.world().month = month;
    by_block(small.world(), move_needs);
  }
  const auto later = around();
  // Relative standard errors sqrt(2/N) = 0.0082 (variance) and about 1/sqrt(N) = 0.0058 (correlation); 4.5 allowed.
  const double variance = 0.09 / 0.19;
  CHECK(product(first, first) == Approx(variance).epsilon(4.5 * 0.0082));
  CHECK(product(later, later) == Approx(variance).epsilon(4.5 * 0.0082));
  CHECK(product(first, later) / variance == Approx(std::pow(0.9, 7)).margin(4.5 * 0.0082));
}

TEST_CASE("Harm strikes with the probability of its hazards, alike for every background at equal need") {
  CHECK(harm_probability(0.0015f, 1.0f, 0.0f) == Approx(1 - std::exp(-0.0015)).epsilon(1e-6));
  CHECK(harm_probability(0.0015f, 1.0f, 2.0f) == Approx(1 - std::exp(-0.0015 * std::exp(2.0))).epsilon(1e-6));
  CHECK(harm_probability(0.0f, 1.0f, 5.0f) == 0.0f);

  // N = 30,000 families for 12 months at theta = 1 (hazard 0.02 e^0.5) and an external hazard of 0.01: either one
  // counts.
  constexpr std::int64_t n = 30000;
  auto parameters = still_parameters(n);
  parameters.harm = {.base = 0.02, .slope = 0.5, .external = 0.01};
  SmallWorld small(parameters);
  small.set(small.families().need, 1.0f);
  small.set(small.families().need_setpoint, 1.0f);
  double struck[2] = {0, 0}, trials[2] = {0, 0};
  for (Month month = 0; month < 12; ++month) {
    small.world().month = month;
    by_block(small.world(), move_needs);
    for (std::uint32_t i = 0; i < n; ++i) {
      const bool poor = small.world().deprivation_of(i) > 0;
      trials[poor] += 1;
      struck[poor] += (small.families().events[i] & harmed) != 0;
    }
  }
  const double p = 1 - std::exp(-0.02 * std::exp(0.5) - 0.01);
  for (const int poor : {0, 1})
    CHECK(struck[poor] / trials[poor] == Approx(p).margin(4.5 * share_error(p, trials[poor])));
  CHECK(std::abs(struck[0] / trials[0] - (1 - std::exp(-0.02 * std::exp(0.5)))) >
        4.5 * share_error(p, trials[0]));  // without the external part
}

TEST_CASE("External harm depends on neither need nor deprivation") {
  constexpr std::int64_t n = 40000;
  auto parameters = still_parameters(n);
  parameters.harm = {.base = 0.0, .slope = 1.0, .external = 0.05};
  SmallWorld small(parameters);
  double struck[2] = {0, 0}, trials[2] = {0, 0};
  for (Month month = 0; month < 6; ++month) {
    small.world().month = month;
    by_block(small.world(), move_needs);
    for (std::uint32_t i = 0; i < n; ++i) {
      const bool needy = small.world().in_need(i);
      trials[needy] += 1;
      struck[needy] += (small.families().events[i] & harmed) != 0;
    }
  }
  const double p = 1 - std::exp(-0.05);
  for (const int needy : {0, 1})
    CHECK(struck[needy] / trials[needy] == Approx(p).margin(4.5 * share_error(p, trials[needy])));
}

TEST_CASE("Harm from outside is counted apart from harm at home") {
  constexpr std::int64_t n = 20000;
  auto parameters = still_parameters(n);
  parameters.harm = {.base = 0.05, .slope = 0.0, .external = 0.04};
  SmallWorld small(parameters);
  small.world().month = 0;
  by_block(small.world(), move_needs);
  for (std::uint32_t i = 0; i < n / 2; ++i) small.families().last_care[i] = 0;  // known: their harm is seen
  small.world().tally.clear();
  count_families(small.world());
  double all = 0, outside = 0, unseen = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    all += (small.families().events[i] & harmed) != 0;
    outside += (small.families().events[i] & harmed_outside) != 0;
    unseen += i >= n / 2 && (small.families().events[i] & harmed_outside);
  }
  CHECK(outside / n == Approx(1 - std::exp(-0.04)).margin(4.5 * share_error(0.04, n)));
  CHECK(small.count(Count::harm) == all);
  CHECK(small.count(Count::harm_external) == outside);
  CHECK(small.count(Count::harm_external_unseen) == unseen);
  CHECK(outside < all);
}

TEST_CASE("A trace of harm fades by the share that heals and grows with each harm") {
  CHECK(trace_next(0.0f, 0.25f, 0.5f, true) == 0.5f);
  CHECK(trace_next(1.0f, 0.25f, 0.5f, false) == 0.75f);
  CHECK(trace_next(1.0f, 0.25f, 0.5f, true) == 1.25f);
}

TEST_CASE("Harm that lasts raises the set-point of need from the next month on, and leaves with the family") {
  auto parameters = still_parameters(50);
  parameters.need.reversion = 0.25;
  parameters.harm = {.base = 0.0, .slope = 0.0, .external = 1.0, .lasting = 0.5, .healing = 0.5};
  SmallWorld small(parameters);
  auto& families = small.families();
  families.need = families.need_setpoint;
  small.world().rates.harm_external = 1.0f;  // everyone is harmed
  remember_harm(small.world());
  by_block(small.world(), move_needs);
  for (std::size_t i = 0; i < 50; ++i) {
    CHECK(families.need[i] == families.need_setpoint[i]);  // harm comes after the month's need
    CHECK(families.trace[i] == 0.5f);
  }
  small.world().rates.harm_external = 0.0f;  // nobody
  by_block(small.world(), move_needs);
  for (std::size_t i = 0; i < 50; ++i) {
    CHECK(families.need[i] == Approx(families.need_setpoint[i] + 0.25f * 0.5f).margin(1e-6));
    CHECK(families.trace[i] == 0.25f);
  }
  ++families.generation[7];
  enter(small.world(), 7, 0);
  CHECK(families.trace[7] == 0.0f);
  CHECK(families.last_need[7] == never);
}

TEST_CASE("Where no harm lasts no family has a trace") {
  SmallWorld small(still_parameters(50));
  remember_harm(small.world());
  CHECK(small.families().trace.empty());
}

TEST_CASE("Need has passed when it was there once, and in none of the last 24 months") {
  CHECK_FALSE(need_has_passed(never, 100));
  CHECK_FALSE(need_has_passed(100, 100));
  CHECK_FALSE(need_has_passed(77, 100));  // the 24th month back, this one included
  CHECK(need_has_passed(76, 100));
}

TEST_CASE("Harm after a flag is harm in the twelve months that follow the flag's own") {
  CHECK_FALSE(flagged_before(never, 30));
  CHECK_FALSE(flagged_before(30, 30));
  CHECK(flagged_before(29, 30));
  CHECK(flagged_before(18, 30));
  CHECK_FALSE(flagged_before(17, 30));

  auto parameters = still_parameters(20);
  SmallWorld small(parameters);
  small.world().month = 30;
  by_block(small.world(), move_needs);
  auto& families = small.families();
  for (std::uint32_t i = 0; i < 20; ++i) families.events[i] = static_cast<std::uint16_t>(i < 15 ? harmed : 0);
  for (std::uint32_t i = 10; i < 20; ++i) families.last_flag[i] = static_cast<Stamp>(i == 10 ? 17 : 20);
  small.world().tally.clear();
  count_families(small.world());
  CHECK(small.count(Count::harm) == 15);
  CHECK(small.count(Count::harm_flagged) == 4);  // 11 to 14
}

TEST_CASE("A shift of need moves everyone alike") {
  auto parameters = still_parameters(100);
  parameters.need.shift = 0.25;
  SmallWorld small(parameters);
  const auto before = small.families().need;
  by_block(small.world(), move_needs);
  for (std::size_t i = 0; i < 100; ++i) CHECK(small.families().need[i] == before[i] + 0.25f);
}
