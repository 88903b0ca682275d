// Files: storing, losing, decay, expiry, linking, consent, correction.

#include <catch2/catch.hpp>

#include <map>
#include <random>
#include <tuple>

#include "models/targeting/policy/features.hpp"
#include "models/targeting/records/consent.hpp"
#include "models/targeting/records/decay.hpp"
#include "models/targeting/records/filing.hpp"
#include "models/targeting/records/linkage.hpp"
#include "models/targeting/trust/licence.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

namespace {

/// A programme that runs from month 0 on, in a still world.
TargetingParameters running_programme(std::int64_t families) {
  auto parameters = still_parameters(families);
  parameters.programme.enabled = true;
  parameters.programme.start = 0;
  return parameters;
}

}  // namespace

TEST_CASE("A count halves in its half-life and goes when nothing new came for the retention") {
  auto parameters = still_parameters(3);
  parameters.records.half_life = 24;
  parameters.records.retention = 30;
  SmallWorld small(parameters);
  auto& families = small.families();
  const auto file = [&](Month month, std::uint32_t concerns) {
    small.world().month = month;
    small.set(families.concerns, 0U);
    families.concerns[0] = concerns;
    by_block(small.world(), file_concerns);
    decay_files(small.world());
  };
  file(0, 0b101);
  CHECK(small.stored(0) == 0b101);
  CHECK(small.world().count_of(0, 0) == Approx(std::exp2(-1.0 / 24)));
  CHECK(small.world().count_of(0, 1) == 0.0f);
  CHECK(small.world().count_of(1, 0) == 0.0f);
  for (Month month = 1; month < 24; ++month) file(month, month == 20 ? 0b100U : 0U);
  CHECK(small.world().count_of(0, 0) == Approx(0.5).epsilon(1e-5));
  CHECK(small.world().count_of(0, 2) == Approx(0.5 + std::exp2(-4.0 / 24)).epsilon(1e-5));
  for (Month month = 24; month < 30; ++month) file(month, 0);
  CHECK(small.world().count_of(0, 0) > 0.4f);
  file(30, 0);  // thirty months after its only entry
  CHECK(small.world().count_of(0, 0) == 0.0f);
  CHECK(small.world().count_of(0, 2) > 0.4f);  // ten months after its last
  for (Month month = 31; month < 50; ++month) file(month, 0);
  CHECK(small.world().count_of(0, 2) > 0.0f);
  file(50, 0);
  CHECK(small.world().count_of(0, 2) == 0.0f);
}

TEST_CASE("Files that keep counts as of their last entry are files that decay every month") {
  // Random concerns over twenty years while half-life and retention change; beside them files with every month's decay
  // done, in double precision.
  const std::size_t families = 200, services = 3;
  auto parameters = still_parameters(families);
  SmallWorld small(parameters);
  auto& world = small.world();
  struct File {
    double count = 0;
    Month last = -1000;
  };
  std::vector<File> files(families * services);
  std::mt19937 random(7);
  std::bernoulli_distribution concern(0.03);
  const std::map<Month, std::pair<double, std::int64_t>> rules = {
      {0, {24.0, 36}},   {60, {6.0, 36}},  {61, {12.0, 20}}, {100, {12.0, 60}},
      {101, {48.0, 60}}, {130, {1.0, 60}}, {200, {0.3, 8}},  {230, {1e-4, 8}}};
  double half_life = 0;
  std::int64_t retention = 0;
  for (Month month = 0; month < 240; ++month) {
    if (rules.count(month)) {
      std::tie(half_life, retention) = rules.at(month);
      parameters.records.half_life = half_life;
      parameters.records.retention = retention;
      small.model().apply(parameters);
      for (File& file : files)
        if (month - 1 - file.last >= retention) file.count = 0;  // a shorter retention erases before anything is filed
    }
    world.month = month;
    for (std::uint32_t i = 0; i < families; ++i) {
      small.families().concerns[i] = 0;
      for (std::size_t s = 0; s < services; ++s)
        if (concern(random)) small.families().concerns[i] |= 1U << s;
    }
    by_block(world, file_concerns);
    decay_files(world);
    for (std::uint32_t i = 0; i < families; ++i)
      for (std::size_t s = 0; s < services; ++s) {
        File& file = files[i * services + s];
        if (small.families().concerns[i] >> s & 1U) {
          file.count += 1;
          file.last = month;
        }
        file.count = month - file.last < retention ? file.count * std::exp2(-1 / half_life) : 0.0;
        CAPTURE(month, i, s, file.last);
        REQUIRE(world.count_of(i, s) == Approx(file.count).epsilon(1e-5).margin(1e-30));
        REQUIRE((world.count_of(i, s) < 1e-30f) == (file.count < 1e-30));
      }
  }
}

TEST_CASE("Records are lost at the stated rate, more where a level says so") {
  auto parameters = still_parameters(60000);
  parameters.records.loss = 0.1;
  parameters.records.missing = {{"lone", 0.25}};
  SmallWorld small(parameters);
  auto& families = small.families();
  small.set(families.concerns, 0b11U);
  by_block(small.world(), file_concerns);
  decay_files(small.world());
  double lost[2] = {0, 0}, all[2] = {0, 0};
  for (std::uint32_t i = 0; i < 60000; ++i) {
    const bool lone = small.world().society->attributes.has_level(families.profile[i], "lone");
    for (const int s : {0, 1}) {
      all[lone] += 1;
      lost[lone] += !(small.stored(i) >> s & 1U);
    }
    REQUIRE((families.records_of(0)[i] > 0) == ((small.stored(i) & 1U) != 0));
  }
  CHECK(lost[0] / all[0] == Approx(0.1).margin(4.5 * share_error(0.1, all[0])));
  const double p = 1 - 0.75 * 0.9;
  CHECK(lost[1] / all[1] == Approx(p).margin(4.5 * share_error(p, all[1])));
}

TEST_CASE("Links are missed and mistaken at the stated rates, and last as long as the family") {
  auto parameters = running_programme(40000);
  parameters.authorities.count = 2;
  parameters.linkage = {.missed = 0.1, .missed_by = {{"lone", 0.2}}, .wrong = 0.05};
  parameters.programme.readiness = 0.8;
  SmallWorld small(parameters);
  auto& families = small.families();
  double linked[2] = {0, 0}, all[2] = {0, 0}, wrong = 0, elsewhere = 0, own = 0;
  for (std::uint32_t i = 0; i < 40000; ++i) {
    const bool lone = small.world().society->attributes.has_level(families.profile[i], "lone");
    for (std::size_t s = 0; s < 8; ++s) {
      all[lone] += 1;
      linked[lone] += families.links[i] >> s & 1U;
      const auto other = false_link(small.world(), i, s);
      if (families.false_links[i] >> s & 1U) {
        wrong += 1;
        elsewhere += small.world().authority_of(other) != small.world().authority_of(i);
      } else {
        own += other == i;
      }
    }
  }
  CHECK(linked[0] / all[0] == Approx(0.9 * 0.8).margin(4.5 * share_error(0.72, all[0])));
  CHECK(linked[1] / all[1] == Approx(0.7 * 0.8).margin(4.5 * share_error(0.56, all[1])));
  CHECK(wrong / 320000 == Approx(0.05).margin(4.5 * share_error(0.05, 320000)));
  CHECK(elsewhere == 0);
  CHECK(own + wrong == 320000);
  const auto links = families.links, false_links = families.false_links;
  small.world().month = 7;
  draw_all_links(small.world());
  CHECK(families.links == links);
  CHECK(families.false_links == false_links);
}

TEST_CASE("What the programme sees: linked counts, and somebody else's where falsely linked") {
  auto parameters = running_programme(50);
  SmallWorld small(parameters);
  auto& families = small.families();
  const auto housing = small.index_of("housing");
  for (std::uint32_t i = 0; i < 50; ++i) small.put_on_file(i, housing, static_cast<float>(i + 1), 0);
  small.set(families.links, ~0U);
  small.set(families.false_links, 0U);
  CHECK(seen_count(small.world(), 9, housing) == 10.0f);
  families.links[9] = ~(1U << housing);
  CHECK(seen_count(small.world(), 9, housing) == 0.0f);
  families.false_links[9] = 1U << housing;
  const auto other = false_link(small.world(), 9, housing);
  CHECK(seen_count(small.world(), 9, housing) == static_cast<float>(other + 1));
  families.links[9] = ~0U;
  CHECK(seen_count(small.world(), 9, housing) == 10.0f + static_cast<float>(other + 1));

  // Services that do not feed the programme are not a column, and a family linked to them alone is out of its view.
  const FeatureLayout layout(small.world());
  const auto& names = layout.names();
  CHECK(std::count(names.begin(), names.end(), "housing") == 1);
  CHECK(std::count(names.begin(), names.end(), "voluntary_sector") == 0);
  CHECK(std::count(names.begin(), names.end(), "community") == 0);
  CHECK(std::count(names.begin(), names.end(), "care") == 1);
  CHECK(in_scope(small.world(), 9));
  families.links[9] = 1U << small.index_of("community");
  CHECK(!in_scope(small.world(), 9));
}

TEST_CASE("Consent modes decide who is in") {
  CHECK(Consent(ConsentMode::none)(opted_out));
  CHECK(Consent(ConsentMode::opt_out)(0));
  CHECK(!Consent(ConsentMode::opt_out)(opted_out | consented));
  CHECK(!Consent(ConsentMode::opt_in)(asked));
  CHECK(Consent(ConsentMode::opt_in)(asked | consented));
}

TEST_CASE("Opt-in: everybody is asked once, and says yes by licence; who is not reached is out") {
  auto parameters = running_programme(40000);
  parameters.consent = {.mode = ConsentMode::opt_in, .exit_rate = 0.05, .coverage = 0.7, .appeal = 0.3};
  SmallWorld small(parameters);
  auto& families = small.families();
  for (std::uint32_t i = 0; i < 40000; ++i) families.trust[i] = i % 2 ? 1.0f : -2.0f;
  ask_consent(small.world());
  double yes[2] = {0, 0}, told = 0;
  for (std::uint32_t i = 0; i < 40000; ++i) {
    REQUIRE((families.status[i] & asked));
    told += (families.events[i] & became_aware) != 0;
    if (families.status[i] & consented) REQUIRE((families.events[i] & became_aware));
    yes[i % 2] += (families.status[i] & consented) != 0;
  }
  CHECK(told / 40000 == Approx(0.7).margin(4.5 * share_error(0.7, 40000)));
  const double terms = 0.2 + 0.5 + 0.3;  // purpose support, consent asked, appeal
  for (const int trusting : {0, 1}) {
    const double p = 0.7 * logistic((trusting ? 1.0 : -2.0) + terms);
    CHECK(yes[trusting] / 20000 == Approx(p).margin(4.5 * share_error(p, 20000)));
  }
  const auto before = families.status;
  small.world().month = 1;
  ask_consent(small.world());
  CHECK(families.status == before);  // nobody is asked twice
}

TEST_CASE("Opt-out: aware families leave by distrust, unaware ones do not know they can") {
  auto parameters = running_programme(60000);
  parameters.consent = {.mode = ConsentMode::opt_out, .exit_rate = 0.2, .coverage = 1.0, .appeal = 0.0};
  SmallWorld small(parameters);
  auto& families = small.families();
  for (std::uint32_t i = 0; i < 60000; ++i) {
    families.trust[i] = i % 3 == 1 ? 1.0f : -1.0f;
    families.status[i] = i % 3 == 0 ? 0 : aware;
  }
  ask_consent(small.world());
  double left[3] = {0, 0, 0};
  for (std::uint32_t i = 0; i < 60000; ++i) left[i % 3] += (families.status[i] & opted_out) != 0;
  CHECK(left[0] == 0);
  const double terms = 0.2 + 0.2 - 0.5;  // purpose, opt-out, covert and known of
  const double trusting = 0.2 * (1 - logistic(1 + terms)), distrusting = 0.2 * (1 - logistic(-1 + terms));
  CHECK(left[1] / 20000 == Approx(trusting).margin(4.5 * share_error(trusting, 20000)));
  CHECK(left[2] / 20000 == Approx(distrusting).margin(4.5 * share_error(distrusting, 20000)));
}

TEST_CASE(
    "Subject access: aware families ask, a fee keeps the poor from it, files of families not in need are erased") {
  auto parameters = running_programme(60000);
  parameters.access = {.rate = 0.4, .correction = 0.5, .fee = 1.0, .fee_effect = {{"not_working", 2.0}}};
  SmallWorld small(parameters);
  auto& families = small.families();
  const auto& attributes = small.world().society->attributes;
  small.set(families.status, static_cast<std::uint16_t>(aware));
  families.status[0] = 0;
  for (std::uint32_t i = 0; i < 60000; ++i) {
    families.records_of(0)[i] = 1.0f;
    families.last_entry_of(0)[i] = 0;
    families.need[i] = small.world().threshold() + (i % 2 ? 1.0f : -1.0f);
  }
  correct_files(small.world());
  double erased[2] = {0, 0}, all[2] = {0, 0}, needy = 0, total = 0;
  for (std::uint32_t i = 0; i < 60000; ++i) {
    const bool gone = families.records_of(0)[i] == 0.0f;
    REQUIRE(gone == (families.last_entry_of(0)[i] == never));
    total += gone;
    if (i % 2) {
      needy += gone;
      continue;
    }
    const bool poor = attributes.has_level(families.profile[i], "not_working");
    all[poor] += 1;
    erased[poor] += gone;
  }
  CHECK(families.records_of(0)[0] == 1.0f);  // knows of nothing
  CHECK(needy == 0);
  CHECK(erased[0] / all[0] == Approx(0.2).margin(4.5 * share_error(0.2, all[0])));
  const double p = 0.2 * std::exp(-2.0);
  CHECK(erased[1] / all[1] == Approx(p).margin(4.5 * share_error(p, all[1])));
  CHECK(static_cast<double>(small.count(Count::corrections)) == total);
}
