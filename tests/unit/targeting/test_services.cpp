// Contacts, deterrence, recording, concealment, scrutiny, relief and rationing.

#include <catch2/catch.hpp>

#include "models/targeting/needs/need_dynamics.hpp"
#include "models/targeting/records/filing.hpp"
#include "models/targeting/services/contact.hpp"
#include "models/targeting/services/contacts.hpp"
#include "models/targeting/services/meeting.hpp"
#include "models/targeting/services/rationing.hpp"
#include "models/targeting/services/recording.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

namespace {

/// Every family alike: need `theta`, trust `tau`, its set-point `tau0`, in need as the threshold has it.
void make_alike(SmallWorld& small, float theta, float tau, float tau0) {
  small.set(small.families().need, theta);
  small.set(small.families().need_setpoint, theta);
  small.set(small.families().trust, tau);
  small.set(small.families().trust_setpoint, tau0);
}

/// Meets services for `months` months; visits each family's outcome.
template <class Visit>
void meet(SmallWorld& small, Month months, Visit visit) {
  for (Month month = 0; month < months; ++month) {
    small.world().month = month;
    by_block(small.world(), move_needs, meet_services);
    for (std::uint32_t i = 0; i < small.size(); ++i) visit(i);
  }
}

}  // namespace

TEST_CASE("Deterrence: half its largest value at the midpoint, all of it without trust, none with much") {
  CHECK(deterrence_level(-0.5f, 0.8f, -0.5f, 1 / 0.6f) == Approx(0.4f));
  CHECK(deterrence_level(-50.0f, 0.8f, -0.5f, 1 / 0.6f) == Approx(0.8f));
  CHECK(deterrence_level(50.0f, 0.8f, -0.5f, 1 / 0.6f) == Approx(0.0f).margin(1e-6));
  CHECK(deterrence_level(0.7f, 0.8f, -0.5f, 1 / 0.6f) == Approx(0.8 * logistic(-1.2 / 0.6)).epsilon(1e-6));
  CHECK(deterrence_level(-3.0f, 0.0f, -0.5f, 1 / 0.6f) == 0.0f);
}

TEST_CASE("Contact and recording probabilities are those of the equations") {
  const float rate = contact_rate(std::log(0.02f), 0.5f, 1.5f, 0.2f, -1.0f);
  CHECK(rate == Approx(0.02 * std::exp(0.75 - 0.2)).epsilon(1e-6));
  CHECK(contact_probability(rate, 0.5f, 0.4f) == Approx(1 - std::exp(-static_cast<double>(rate) * 0.8)).epsilon(1e-6));
  CHECK(contact_probability(rate, 0.0f, 0.9f) ==
        contact_probability(rate, 1.0f, 0.0f));  // what cannot be avoided is not
  // Odds 0.25 (20 %), doubled: 1/3; a family of D = 0.5 hides 0.4 of it: x 0.8.
  CHECK(recording_probability(0.25f, 1.0f, 0.0f, 0.5f) == Approx(0.2f));
  CHECK(recording_probability(0.25f, 2.0f, 0.4f, 0.5f) == Approx(0.8 / 3));
  CHECK(recording_probability(1e30f, 1.0f, 0.0f, 0.0f) == 1.0f);
  CHECK(recording_probability(0.0f, 5.0f, 0.0f, 0.0f) == 0.0f);
}

TEST_CASE("Through the month: contacts, deterred contacts and concerns come at the rates of the equations") {
  // N = 20,000 families x 6 months = 120,000 trials each; 4.5 standard errors, alpha = 7e-6 a check.
  auto parameters = still_parameters(20000);
  parameters.deterrence = {.max = 0.8, .midpoint = -0.5, .width = 0.6, .concealment = 0.4, .concealment_cost = 0.3};
  auto& housing = service_of(parameters, "housing");
  housing = {.name = "housing",
             .reach = 0.1,
             .need = 0.5,
             .deprivation = 0.0,
             .voluntary = 0.6,
             .detection = 0.3,
             .false_alarm = 0.1,
             .relief = 0.0};
  auto& police = service_of(parameters, "police");
  police = {.name = "police",
            .reach = 0.05,
            .need = 0.0,
            .deprivation = 0.0,
            .voluntary = 0.0,
            .detection = 0.9,
            .false_alarm = 0.2,
            .relief = 0.0};
  auto& school = service_of(parameters, "school");
  school = {.name = "school",
            .reach = 0.3,
            .need = 0.0,
            .deprivation = 0.0,
            .voluntary = 1.0,
            .detection = 0.0,
            .false_alarm = 0.0,
            .relief = 0.0};
  const bool needy = GENERATE(false, true);
  SmallWorld small(parameters);
  const float theta = small.world().threshold() + (needy ? 0.5f : -0.5f);
  make_alike(small, theta, -1.0f, 1.0f);
  struct Seen {
    double contacts = 0, deterred = 0, concerns = 0;
  };
  Seen seen[3];
  const std::size_t at[3] = {small.index_of("housing"), small.index_of("police"), small.index_of("school")};
  std::size_t broken = 0;
  meet(small, 6, [&](std::uint32_t i) {
    const auto& families = small.families();
    for (int k = 0; k < 3; ++k) {
      const bool contact = families.contacts[i] >> at[k] & 1U, deterred = families.deterred[i] >> at[k] & 1U,
                 concern = families.concerns[i] >> at[k] & 1U;
      broken += (concern && !contact) + (contact && deterred);  // recording is nested in contact
      seen[k].contacts += contact;
      seen[k].deterred += deterred;
      seen[k].concerns += concern;
    }
  });
  CHECK(broken == 0);
  const double n = 120000, d = 0.8 * logistic((-0.5 + 1.0) / 0.6), d0 = 0.8 * logistic((-0.5 - 1.0) / 0.6);
  const auto check = [&](double got, double p) { CHECK(got / n == Approx(p).margin(4.5 * share_error(p, n))); };
  const double lambda = 0.1 * std::exp(0.5 * static_cast<double>(theta));
  const double p = 1 - std::exp(-lambda * (1 - 0.6 * d)), p0 = 1 - std::exp(-lambda * (1 - 0.6 * d0));
  check(seen[0].contacts, p);
  check(seen[0].deterred, p0 - p);
  check(seen[0].concerns, p * (needy ? 0.3 : 0.1) * (1 - 0.4 * d));
  const double police_p = 1 - std::exp(-0.05);
  check(seen[1].contacts, police_p);
  CHECK(seen[1].deterred == 0);
  check(seen[1].concerns, police_p * (needy ? 0.9 : 0.2) * (1 - 0.4 * d));
  check(seen[2].contacts, 1 - std::exp(-0.3));  // voluntary, but nobody avoids what keeps no records
  CHECK(seen[2].deterred == 0);
  CHECK(seen[2].concerns == 0);
  // A wrong rule is told apart: exit without the share that cannot be avoided.
  CHECK(std::abs(seen[0].contacts / n - (1 - std::exp(-lambda * (1 - d)))) > 4.5 * share_error(p, n));
}

TEST_CASE("A harmed family is seen like one in need") {
  auto parameters = still_parameters(20000);
  service_of(parameters, "police") = {.name = "police", .reach = 0.5, .detection = 0.8, .false_alarm = 0.05};
  parameters.harm = {.base = 0.3, .slope = 0.0, .external = 0.0};
  SmallWorld small(parameters);
  make_alike(small, small.world().threshold() - 1.0f, 1.0f, 1.0f);
  double met[2] = {0, 0}, noticed[2] = {0, 0};
  meet(small, 3, [&](std::uint32_t i) {
    if (small.families().contacts[i] == 0) return;
    const bool harm = small.families().events[i] & harmed;
    met[harm] += 1;
    noticed[harm] += small.families().concerns[i] != 0;
  });
  CHECK(noticed[0] / met[0] == Approx(0.05).margin(4.5 * share_error(0.05, met[0])));
  CHECK(noticed[1] / met[1] == Approx(0.8).margin(4.5 * share_error(0.8, met[1])));
}

TEST_CASE("Scrutiny and bias add log-odds of recording, at equal need") {
  auto parameters = still_parameters(30000);
  service_of(parameters, "police") = {
      .name = "police", .reach = 0.7, .detection = 0.2, .false_alarm = 0.2, .bias = {{"lone", 0.8}}};
  parameters.scrutiny.strength = 0.9;
  SmallWorld small(parameters);
  make_alike(small, 0.0f, 1.0f, 1.0f);
  for (std::uint32_t i = 0; i < small.size(); ++i) small.families().scrutiny[i] = i % 2 ? 1.0f : 0.0f;
  double met[2][2] = {}, noticed[2][2] = {};
  meet(small, 4, [&](std::uint32_t i) {
    if (small.families().contacts[i] == 0) return;
    const bool lone = small.world().society->attributes.has_level(small.families().profile[i], "lone");
    met[i % 2][lone] += 1;
    noticed[i % 2][lone] += small.families().concerns[i] != 0;
  });
  for (const int watched : {0, 1})
    for (const int lone : {0, 1}) {
      const double p = logistic(std::log(0.25) + 0.9 * watched + 0.8 * lone);
      INFO("watched " << watched << ", lone " << lone);
      CHECK(noticed[watched][lone] / met[watched][lone] == Approx(p).margin(4.5 * share_error(p, met[watched][lone])));
    }
}

TEST_CASE("Scrutiny halves in its half-life") {
  auto parameters = still_parameters(10);
  parameters.scrutiny.half_life = 6;
  SmallWorld small(parameters);
  small.set(small.families().scrutiny, 1.0f);
  for (Month month = 0; month < 6; ++month) {
    small.world().month = month;
    by_block(small.world(), file_concerns);
    decay_files(small.world());
  }
  CHECK(small.families().scrutiny[4] == Approx(0.5f).epsilon(1e-6));
}

TEST_CASE("Relief reaches families in need alone, less what hiding costs; part of it lasts") {
  auto parameters = still_parameters(4);
  service_of(parameters, "early_help").relief = 0.2;
  service_of(parameters, "health").relief = 0.05;
  parameters.support.lasting = 0.1;
  parameters.deterrence = {.max = 0.8, .midpoint = -0.5, .width = 0.6, .concealment = 0.4, .concealment_cost = 0.3};
  SmallWorld small(parameters);
  auto& families = small.families();
  make_alike(small, small.world().threshold() + 0.1f, -0.5f, 1.0f);  // D = 0.4: hiding takes 12 % off
  families.need[3] = small.world().threshold() - 0.1f;
  small.world().month = 5;
  by_block(small.world(), move_needs);
  const auto need = families.need;
  const auto setpoint = families.need_setpoint;
  const std::uint32_t early_help = 1U << small.index_of("early_help"), health = 1U << small.index_of("health"),
                      school = 1U << small.index_of("school");
  families.contacts = {early_help, early_help | health, school, early_help};
  by_block(small.world(), give_relief);
  CHECK(families.need[0] == Approx(need[0] - 0.2f * 0.88f));
  CHECK(families.need[1] == Approx(need[1] - 0.25f * 0.88f));
  CHECK(families.need[2] == need[2]);  // a service that gives none
  CHECK(families.need[3] == need[3]);  // not in need
  CHECK(families.need_setpoint[0] == Approx(setpoint[0] - 0.02f * 0.88f));
  CHECK(families.need_setpoint[3] == setpoint[3]);
  CHECK(families.last_relief[0] == 5);
  CHECK(families.last_relief[2] == never);
  CHECK(families.last_relief[3] == never);
}

TEST_CASE("A service with a capacity serves so many, by lot, and turns the others away") {
  auto parameters = still_parameters(6000);
  parameters.authorities.count = 2;
  service_of(parameters, "early_help") = {
      .name = "early_help", .reach = 0.2, .detection = 0.5, .false_alarm = 0.5, .capacity = 20.5};
  service_of(parameters, "school").reach = 0.1;
  SmallWorld small(parameters);
  auto& families = small.families();
  const auto s = small.index_of("early_help");
  double served = 0;
  std::vector<std::uint32_t> lucky;
  for (Month month = 0; month < 40; ++month) {
    small.world().month = month;
    by_block(small.world(), move_needs, meet_services);
    const auto wanted = families.contacts;
    ration_services(small.world());
    int by_authority[2] = {0, 0};
    for (std::uint32_t i = 0; i < 6000; ++i) {
      const bool came = wanted[i] >> s & 1U, stayed = families.contacts[i] >> s & 1U,
                 away = families.events[i] & turned_away;
      REQUIRE(away == (came && !stayed));
      REQUIRE((families.concerns[i] & ~families.contacts[i]) == 0);
      REQUIRE((wanted[i] & ~(1U << s)) == (families.contacts[i] & ~(1U << s)));  // other services are left alone
      by_authority[i >= 3000] += stayed;
      if (stayed) lucky.push_back(i);
    }
    for (const int number : by_authority) CHECK((number == 61 || number == 62));  // 20.5 per 1,000 of 3,000: 61.5
    served += by_authority[0] + by_authority[1];
  }
  // The fraction is settled by lot: 80 draws of 61 or 62; standard error 0.056; 4.5 allowed.
  CHECK(served / 80 == Approx(61.5).margin(4.5 * 0.056));
  // By lot, not by number: the mean family number served is that of all. Standard error 1732 / sqrt(4920) = 24.7.
  double mean = 0;
  for (const auto i : lucky) mean += i / static_cast<double>(lucky.size());
  CHECK(mean == Approx(2999.5).margin(4.5 * 24.7));
}

TEST_CASE("The programme's money comes out of early help's capacity, only while it runs") {
  auto parameters = still_parameters(2000);
  service_of(parameters, "early_help") = {.name = "early_help", .reach = 0.5, .capacity = 100.0};
  parameters.programme.enabled = true;
  parameters.programme.start = 10;
  parameters.programme.cost_from_early_help = 0.3;
  SmallWorld small(parameters);
  const auto contacts_in = [&](Month month) {
    small.world().month = month;
    by_block(small.world(), move_needs, meet_services);
    ration_services(small.world());
    int sum = 0;
    for (const auto contacts : small.families().contacts) sum += contacts != 0;
    return sum;
  };
  CHECK(contacts_in(9) == 200);
  CHECK(contacts_in(10) == 140);
}

TEST_CASE("One uniform says whether a contact happens, and whether distrust has prevented or trust regained it") {
  // log_reach 0 and no need: rate 1. Wholly voluntary, and deterrence 0.8 logistic(-tau): 0.8, 0.4 and 0 in the limit.
  Rates rates;
  rates.deterrence_max = 0.8f;
  ServiceRates service;
  service.voluntary = 1.0f;
  const float far_below = -40.0f, middle = 0.0f, far_above = 40.0f;
  const double at_worst = 1 - std::exp(-0.2), at_middle = 1 - std::exp(-0.6), at_best = 1 - std::exp(-1.0);
  const auto outcome = [&](double u, float tau, float tau0) {
    Meeting meeting{};
    meeting.word = static_cast<std::uint32_t>(u * 0x1p32);
    meeting.tau = tau;
    meeting.tau0 = tau0;
    meeting.bias = 1.0f;
    return outcome_of<true, false>(rates, service, meeting);
  };
  constexpr double near = 1e-4;
  // Trust has fallen from the middle to the bottom
  CHECK(outcome(at_worst - near, far_below, middle) == contact);
  CHECK(outcome(at_worst + near, far_below, middle) == (is_deterred | is_avoided));
  CHECK(outcome(at_middle - near, far_below, middle) == (is_deterred | is_avoided));
  CHECK(outcome(at_middle + near, far_below, middle) ==
        is_avoided);  // it would not have happened at the set-point either
  CHECK(outcome(at_best - near, far_below, middle) == is_avoided);
  CHECK(outcome(at_best + near, far_below, middle) == 0);
  // Trust has risen from the bottom to the middle, and to the top
  CHECK(outcome(at_worst - near, middle, far_below) == contact);
  CHECK(outcome(at_worst + near, middle, far_below) == (contact | is_regained));
  CHECK(outcome(at_middle - near, middle, far_below) == (contact | is_regained));
  CHECK(outcome(at_middle + near, middle, far_below) == is_avoided);
  CHECK(outcome(at_best - near, far_above, far_below) == (contact | is_regained));
  CHECK(outcome(at_best + near, far_above, far_below) == 0);
  // Trust at its set-point: what distrust costs is avoided, nothing is deterred
  CHECK(outcome(at_worst + near, far_below, far_below) == is_avoided);
}
