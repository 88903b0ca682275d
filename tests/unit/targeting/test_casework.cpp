// Referrals, screening, review, visits, findings, support, cases.

#include <algorithm>
#include <catch2/catch.hpp>

#include "models/targeting/casework/referrals.hpp"
#include "models/targeting/casework/review.hpp"
#include "models/targeting/casework/visits.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

namespace {

std::vector<std::uint32_t> everyone(std::uint32_t families) {
  std::vector<std::uint32_t> all(families);
  for (std::uint32_t i = 0; i < families; ++i) all[i] = i;
  return all;
}

/// Families with an even number are in need, the others are not.
void halve_need(SmallWorld& small) {
  for (std::uint32_t i = 0; i < small.size(); ++i)
    small.families().need[i] = small.world().threshold() + (i % 2 ? -1.0f : 1.0f);
}

}  // namespace

TEST_CASE("Each stored concern becomes a referral with the stated probability; several are one referral") {
  auto parameters = still_parameters(60000);
  parameters.casework.referral = 0.6;
  SmallWorld small(parameters);
  auto& families = small.families();
  for (std::uint32_t i = 0; i < 60000; ++i) small.store(i, i % 3 == 0 ? 0b1U : i % 3 == 1 ? 0b101U : 0U);
  families.last_referral[0] = never;
  small.world().month = 20;
  for (std::uint32_t i = 0; i < 60000; i += 6) families.last_referral[i] = 9, families.last_referral[i + 3] = 8;
  const auto referred = refer_families(small.world());
  double by[3] = {0, 0, 0};
  for (const auto i : referred) by[i % 3] += 1;
  CHECK(std::is_sorted(referred.begin(), referred.end()));
  CHECK(by[0] / 20000 == Approx(0.6).margin(4.5 * share_error(0.6, 20000)));
  CHECK(by[1] / 20000 == Approx(0.84).margin(4.5 * share_error(0.84, 20000)));
  CHECK(by[2] == 0);
  // The source of a referral by two services is either alike: 20000 x (0.6 + 0.84 / 2) and 20000 x 0.84 / 2.
  const auto first = static_cast<double>(small.count(ServiceCount::referrals, "school"));
  const auto third =
      static_cast<double>(small.world().tally.get(0, 0, small.world().tally.column(ServiceCount::referrals, 2)));
  CHECK(first + third == static_cast<double>(referred.size()));
  CHECK(third / 20000 == Approx(0.42).margin(4.5 * share_error(0.42, 20000)));
  // A re-referral comes within twelve months of the last: month 9 counts at month 20, month 8 does not.
  CHECK(static_cast<double>(small.count(Count::rereferrals)) ==
        std::count_if(referred.begin(), referred.end(), [](auto i) { return i % 6 == 0; }));
  for (const auto i : referred) {
    REQUIRE(families.last_referral[i] == 20);
    REQUIRE(families.last_care[i] == 20);
    REQUIRE((families.status[i] & ever_referred));
  }
}

TEST_CASE("Screening takes the gravest on the records, up to capacity; the rest lapse") {
  auto parameters = still_parameters(1000);
  parameters.casework.capacity = 3.0;
  SmallWorld small(parameters);
  auto& families = small.families();
  // Recorded severity is counts and social-care record together; need is not looked at.
  small.put_on_file(10, 2, 5.0f, 0);
  small.put_care(20, 4.0f, 0);
  small.put_on_file(30, 6, 1.5f, 0);
  small.put_on_file(30, 1, 1.5f, 0);
  small.put_on_file(40, 0, 2.5f, 0);
  families.need[50] = 100.0f;
  CHECK(screen_referrals(small.world(), {10, 20, 30, 40, 50}, {0}) == std::vector<std::uint32_t>{10, 20, 30});
  CHECK(small.count(Count::lapsed) == 2);
  CHECK(screen_referrals(small.world(), {40, 50}, {0}) == std::vector<std::uint32_t>{40, 50});
  small.world().parameters.programme.displaces = 0.5;  // four visits of the programme take the room of two
  CHECK(screen_referrals(small.world(), {10, 20, 30, 40, 50}, {4}) == std::vector<std::uint32_t>{10});
  CHECK(screen_referrals(small.world(), {10, 20, 30, 40, 50}, {100}).empty());
  small.world().parameters.casework.capacity.reset();
  CHECK(screen_referrals(small.world(), {10, 20, 30, 40, 50}, {0}).size() == 5);
}

TEST_CASE("Screening settles equal severity by lot, within each authority's own room") {
  auto parameters = still_parameters(2000);
  parameters.authorities.count = 2;
  parameters.casework.capacity = 10.0;
  SmallWorld small(parameters);
  std::vector<int> accepted(2000);
  for (Month month = 0; month < 50; ++month) {
    small.world().month = month;
    std::vector<std::uint32_t> referred;
    for (std::uint32_t i = 900; i < 1100; ++i) referred.push_back(i);
    const auto chosen = screen_referrals(small.world(), referred, {0, 0});
    CHECK(chosen.size() == 20);
    CHECK(std::count_if(chosen.begin(), chosen.end(), [](auto i) { return i < 1000; }) == 10);
    for (const auto i : chosen) ++accepted[i];
  }
  // Each of 200 families wins 50 x 0.1 = 5 times on average, variance 4.5; chi-square with 198 degrees of freedom,
  // alpha 1e-4: 282.
  double chi = 0;
  for (std::uint32_t i = 900; i < 1100; ++i) chi += (accepted[i] - 5.0) * (accepted[i] - 5.0) / 4.5;
  CHECK(chi < 282);
}

TEST_CASE("The reviewer follows by deference, else by a view of the family's need") {
  CHECK(flag_followed(0.69f, 0.7f, -5.0f, 0.0f, 0.0f, 1.0f));
  CHECK(!flag_followed(0.71f, 0.7f, 0.9f, 0.0f, 0.0f, 1.0f));
  CHECK(flag_followed(0.71f, 0.7f, 1.0f, 0.0f, 0.0f, 1.0f));
  CHECK(flag_followed(0.71f, 0.7f, 0.5f, 0.6f, 0.0f, 1.0f));
  CHECK(flag_followed(0.71f, 0.7f, 0.5f, 0.0f, 0.6f, 1.0f));
  CHECK(!flag_followed(0.71f, 0.7f, 0.5f, 0.6f, -0.2f, 1.0f));
}

TEST_CASE("Review through the month: shares followed, bias by level, audits always") {
  auto parameters = still_parameters(60000);
  parameters.review = {.deference = 0.3, .noise = 1.0, .bias = {{"lone", 0.7}}};
  SmallWorld small(parameters);
  small.set(small.families().need, small.world().threshold() - 0.5f);
  std::vector<Flagged> flagged;
  for (std::uint32_t i = 0; i < 60000; ++i) flagged.push_back({i, i % 4 == 0});
  const auto followed = review_flags(small.world(), flagged);
  double by[2] = {0, 0}, all[2] = {0, 0}, audits = 0;
  std::vector<bool> is_followed(60000);
  for (const auto i : followed) is_followed[i] = true;
  for (std::uint32_t i = 0; i < 60000; ++i) {
    if (i % 4 == 0) {
      audits += is_followed[i];
      continue;
    }
    const bool lone = small.world().society->attributes.has_level(small.families().profile[i], "lone");
    all[lone] += 1;
    by[lone] += is_followed[i];
  }
  CHECK(audits == 15000);
  const auto above = [](double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); };
  const double couple = 0.3 + 0.7 * above(0.5), lone = 0.3 + 0.7 * above(-0.2);
  CHECK(by[0] / all[0] == Approx(couple).margin(4.5 * share_error(couple, all[0])));
  CHECK(by[1] / all[1] == Approx(lone).margin(4.5 * share_error(lone, all[1])));
  CHECK(small.count(Count::overrides) == 60000 - static_cast<std::int64_t>(followed.size()));
}

TEST_CASE("An unready programme has less skilful reviewers") {
  auto parameters = still_parameters(40000);
  parameters.review = {.deference = 0.0, .noise = 0.5, .bias = {}};
  parameters.programme.readiness = 0.25;
  SmallWorld small(parameters);
  small.set(small.families().need, small.world().threshold() - 1.0f);
  std::vector<Flagged> flagged;
  for (std::uint32_t i = 0; i < 40000; ++i) flagged.push_back({i, false});
  const double p = 0.5 * std::erfc(0.5 / std::sqrt(2.0));  // noise 0.5 / 0.25 = 2: half a standard deviation
  CHECK(static_cast<double>(review_flags(small.world(), flagged).size()) / 40000 ==
        Approx(p).margin(4.5 * share_error(p, 40000)));
}

TEST_CASE("A supportive offer is accepted by trust; who declines knows of the programme and is not visited") {
  auto parameters = still_parameters(40000);
  parameters.review.deference = 1.0;
  parameters.approach.appeal = 0.5;
  parameters.programme.approach = Approach::supportive;
  SmallWorld small(parameters);
  for (std::uint32_t i = 0; i < 40000; ++i) small.families().trust[i] = i % 2 ? 1.0f : -1.5f;
  std::vector<Flagged> flagged;
  for (std::uint32_t i = 0; i < 40000; ++i) flagged.push_back({i, false});
  const auto accepted = review_flags(small.world(), flagged);
  double yes[2] = {0, 0};
  for (const auto i : accepted) yes[i % 2] += 1;
  const double low = 1 / (1 + std::exp(1.0)), high = 1 / (1 + std::exp(-1.5));
  CHECK(yes[0] / 20000 == Approx(low).margin(4.5 * share_error(low, 20000)));
  CHECK(yes[1] / 20000 == Approx(high).margin(4.5 * share_error(high, 20000)));
  std::vector<bool> took(40000);
  for (const auto i : accepted) took[i] = true;
  for (std::uint32_t i = 0; i < 40000; ++i) REQUIRE(((small.families().events[i] & became_aware) != 0) == !took[i]);
  CHECK(small.count(Count::offers_declined) == 40000 - static_cast<std::int64_t>(accepted.size()));
  CHECK(small.count(Count::overrides) == 0);  // deference 1 follows every flag
}

TEST_CASE("Findings come at the stated rates in families in need or harmed, and in others") {
  auto parameters = still_parameters(60000);
  parameters.casework.hit = 0.7;
  parameters.casework.false_finding = 0.14;
  SmallWorld small(parameters);
  auto& families = small.families();
  halve_need(small);
  for (std::uint32_t i = 3; i < 60000; i += 4) families.events[i] = harmed;  // not in need, but harmed
  visit_families(small.world(), everyone(60000), {});
  double found[4] = {0, 0, 0, 0};
  for (std::uint32_t i = 0; i < 60000; ++i) found[i % 4] += families.last_finding[i] == 0;
  for (const int kind : {0, 2, 3}) CHECK(found[kind] / 15000 == Approx(0.7).margin(4.5 * share_error(0.7, 15000)));
  CHECK(found[1] / 15000 == Approx(0.14).margin(4.5 * share_error(0.14, 15000)));
  CHECK(static_cast<double>(small.count(Count::findings)) == found[0] + found[1] + found[2] + found[3]);
  CHECK(static_cast<double>(small.count(Count::false_findings)) == found[1]);
  CHECK(small.count(Count::unwarranted_visits) == 30000);  // harmed or not: not in need
  CHECK(small.count(Count::visits) == 60000);
  CHECK(small.count(Count::programme_visits) == 0);
}

TEST_CASE("A visit leaves its marks: scrutiny, record, case, support, strain") {
  auto parameters = still_parameters(6);
  parameters.casework.hit = 1.0;
  parameters.casework.false_finding = 0.0;
  parameters.casework.speed = 0.5;
  parameters.support = {.relief = 0.4, .lasting = 0.25};
  parameters.need.strain = 0.3;
  parameters.programme.readiness = 0.5;
  parameters.programme.enabled = true;
  SmallWorld small(parameters);
  auto& families = small.families();
  halve_need(small);
  small.world().month = 9;
  small.put_care(0, 0.5f, 0);
  const auto need = families.need, setpoint = families.need_setpoint;
  visit_families(small.world(), {0, 1, 2}, {2, 3, 4});
  // Referred and in need: found, on file, an open case, support of half speed.
  CHECK(families.care[0] == 1.5f);
  CHECK((families.status[0] & open_case));
  CHECK((families.status[0] & ever_found));
  CHECK(families.last_finding[0] == 9);
  CHECK(families.need[0] == Approx(need[0] - 0.2f));
  CHECK(families.need_setpoint[0] == Approx(setpoint[0] - 0.05f));
  CHECK((families.events[0] & helped));
  CHECK(families.scrutiny[0] == 1.0f);
  CHECK(!(families.events[0] & became_aware));  // a referral is not a programme visit
  // Referred and not in need: no finding, strained.
  CHECK(families.care[1] == 0.0f);
  CHECK((families.events[1] & unwarranted));
  CHECK(families.need[1] == Approx(need[1] + 0.3f));
  CHECK(families.last_relief[1] == never);
  // Both referred and flagged: one visit, as referred.
  CHECK(families.care[2] == 1.0f);
  CHECK(families.need[2] == Approx(need[2] - 0.2f));
  CHECK(!(families.events[2] & became_aware));
  // Flagged alone: knows of the programme; its support has the programme's readiness.
  CHECK((families.events[3] & became_aware));
  CHECK((families.events[4] & became_aware));
  CHECK(families.need[4] == Approx(need[4] - 0.1f));
  CHECK(families.events[5] == 0);
  CHECK(small.count(Count::visits) == 5);
  CHECK(small.count(Count::programme_visits) == 2);
  CHECK(small.world().scratch.visited == std::vector<std::uint32_t>{0, 1, 2, 3, 4});
}

TEST_CASE("An accepted offer brings support without a finding, and no investigation") {
  auto parameters = still_parameters(4);
  parameters.casework.hit = 0.0;
  parameters.casework.false_finding = 0.0;
  parameters.support.relief = 0.4;
  parameters.need.strain = 0.3;
  parameters.programme.approach = Approach::supportive;
  SmallWorld small(parameters);
  auto& families = small.families();
  halve_need(small);
  const auto need = families.need;
  visit_families(small.world(), {}, {0, 1});
  CHECK(families.need[0] == Approx(need[0] - 0.4f));
  CHECK((families.events[0] & helped));
  CHECK(!(families.events[0] & investigated));
  CHECK(families.need[1] == need[1]);  // offered support without need: no relief, no strain
  CHECK(!(families.events[1] & helped));
  CHECK(small.count(Count::support) == 2);
  CHECK(small.count(Count::relieved) == 1);
}

TEST_CASE("Cases close at a rate of one over their duration") {
  auto parameters = still_parameters(40000);
  parameters.casework.duration = 10.0;
  SmallWorld small(parameters);
  small.set(small.families().status, static_cast<std::uint16_t>(open_case | aware));
  const auto open = [&] {
    double sum = 0;
    for (const auto flags : small.families().status) sum += (flags & open_case) != 0;
    return sum / 40000;
  };
  by_block(small.world(), close_cases);
  CHECK(open() == Approx(0.9).margin(4.5 * share_error(0.9, 40000)));
  for (Month month = 1; month < 10; ++month) {
    small.world().month = month;
    by_block(small.world(), close_cases);
  }
  const double p = std::pow(0.9, 10);
  CHECK(open() == Approx(p).margin(4.5 * share_error(p, 40000)));
  for (const auto flags : small.families().status) REQUIRE((flags & aware));
}
