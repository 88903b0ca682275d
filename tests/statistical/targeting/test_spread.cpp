// Patterns that need the families themselves: distrust spreading to neighbours who were not visited (P4), and what
// explaining the programme's merits does to those who trust and those who do not (P10).

#include <catch2/catch.hpp>

#include "../../unit/targeting/support/small_world.hpp"
#include "models/targeting/trust/licence.hpp"
#include "replicates.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

namespace {

TargetingParameters england(bool programme) {
  TargetingParameters parameters;
  parameters.population.families = 10000;
  parameters.population.neighbourhood_size = 100;
  parameters.programme.enabled = programme;
  parameters.programme.start = 12;
  parameters.programme.capacity = 0.01;
  parameters.trust.covert = 0.0;  // visits alone, not their discovery
  return parameters;
}

/// Fall of trust by the programme among families that nobody visited in either world: with a tie that the programme
/// visited, less those without.
double spread(std::uint32_t replicate, double hearsay, double peers) {
  auto with = england(true), without = england(false);
  with.trust.hearsay = without.trust.hearsay = hearsay;
  with.trust.peers = without.trust.peers = peers;
  SmallWorld visited_world(with.in_effect(-36), -36, 500 + replicate),
      quiet_world(without.in_effect(-36), -36, 500 + replicate);
  visited_world.run(with, -36, 36);
  quiet_world.run(without, -36, 36);
  const auto& a = visited_world.families();
  const auto& b = quiet_world.families();
  const auto was_visited = [](const Families& families, std::uint32_t i) { return families.last_visit[i] >= 12; };
  double fall[2] = {0, 0}, families[2] = {0, 0};
  for (std::uint32_t i = 0; i < a.size(); ++i) {
    if (was_visited(a, i) || was_visited(b, i) || a.age[i] < 24) continue;
    bool tied = false;
    for (const auto tie : visited_world.world().society->network.neighbours(i))
      tied = tied || (was_visited(a, tie) && !was_visited(b, tie));
    fall[tied] += static_cast<double>(b.trust[i] - a.trust[i]);
    families[tied] += 1;
  }
  return fall[1] / families[1] - fall[0] / families[0];
}

/// Change of licence (as a probability) by three months of campaign, among families who trust and families who do not.
std::pair<double, double> campaign(std::uint32_t replicate, double pivot) {
  auto quiet = england(true);
  quiet.programme.transparency = Transparency::notice;
  auto loud = quiet;
  loud.campaign = {.reach = 0.3, .effect = 0.6, .pivot = pivot};
  SmallWorld told(quiet.in_effect(-24), -24, 900 + replicate), untold(quiet.in_effect(-24), -24, 900 + replicate);
  told.run(quiet, -24, 15);
  untold.run(quiet, -24, 15);
  const auto before = untold.families().trust;
  told.run(loud, 15, 18);
  untold.run(quiet, 15, 18);
  const auto licence = [](SmallWorld& small, std::uint32_t i) {
    return 1 / (1 + std::exp(-static_cast<double>(
                        licence_log_odds(small.families().trust[i], small.families().status[i] & aware,
                                         small.world().rates.licence_all, small.world().rates.licence_aware))));
  };
  double change[2] = {0, 0}, families[2] = {0, 0};
  for (std::uint32_t i = 0; i < told.size(); ++i) {
    if (before[i] > -0.5f && before[i] < 1.5f) continue;
    const bool trusting = before[i] > 0.5f;
    change[trusting] += licence(told, i) - licence(untold, i);
    families[trusting] += 1;
  }
  return {change[1] / families[1], change[0] / families[0]};
}

}  // namespace

TEST_CASE("P4: distrust spreads to neighbours who were not visited") {
  const Figure shown = figure_of([](auto r) { return spread(r, 0.1, 0.05); });
  INFO("fall of trust with a visited tie, over that without " << shown);
  CHECK(shown.positive());
  const Figure planted = figure_of([](auto r) { return spread(r, 0.0, 0.0); });
  INFO("where nobody hears " << planted);
  CHECK(!planted.positive());
}

TEST_CASE(
    "P10: explaining the programme raises licence among families who trust and lowers it among those who do not") {
  const Figure trusting = figure_of([](auto r) { return campaign(r, 0.6).first; }),
               distrusting = figure_of([](auto r) { return campaign(r, 0.6).second; });
  INFO("licence changes by " << trusting << " where trust is high, by " << distrusting << " where it is low");
  CHECK(trusting.positive());
  CHECK(distrusting.negative());
  // A message that convinces everybody: no polarisation.
  const Figure planted = figure_of([](auto r) { return campaign(r, 0.0).second; });
  INFO("with a message that convinces all " << planted);
  CHECK(!planted.negative());
}
