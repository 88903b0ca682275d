// Trust, hearsay, peers, awareness, licence, campaign, dialogue, scandal, on a network made by hand:
//
//     0 - 1, 0 - 2, 1 - 2, 3 - 4      (5 and further families have no ties)

#include <unistd.h>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "models/targeting/trust/licence.hpp"
#include "models/targeting/trust/public_events.hpp"
#include "models/targeting/trust/trust_dynamics.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

namespace {

/// The network above, as a file that goes when the test is over.
class Ties {
 public:
  Ties() : path_(std::filesystem::temp_directory_path() / ("streetlight_ties_" + std::to_string(::getpid()) + ".txt")) {
    std::ofstream(path_) << "0 1\n0 2\n1 2\n3 4\n";
  }
  ~Ties() { std::filesystem::remove(path_); }
  TargetingParameters parameters(std::int64_t families = 8) const {
    auto made = still_parameters(families);
    made.network.kind = NetworkKind::edge_list;
    made.network.file = path_.string();
    made.programme.enabled = true;
    made.programme.start = 0;
    return made;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("Hearsay: every tie of a family visited without need hears of it, once a visit") {
  const Ties ties;
  SmallWorld small(ties.parameters());
  auto& world = small.world();
  REQUIRE(world.society->network.ties() == 4);
  world.scratch.visited = {0, 1, 2, 3};
  world.families.events[0] = visited | unwarranted | investigated;
  world.families.events[1] = visited | unwarranted | investigated;
  world.families.events[2] = visited | unwarranted;    // an accepted offer: no story
  world.families.events[3] = visited;                  // in need: nobody minds
  small.set(world.families.hearsay, std::uint8_t{9});  // of last month
  spread_hearsay(world);
  CHECK(world.families.hearsay == std::vector<std::uint8_t>{1, 1, 2, 0, 0, 0, 0, 0});
}

TEST_CASE("Peers and recovery: trust moves towards the mean of its ties and its set-point, all at once") {
  const Ties ties;
  auto parameters = ties.parameters();
  parameters.trust.recovery = 0.1;
  parameters.trust.peers = 0.25;
  SmallWorld small(parameters);
  auto& families = small.families();
  families.trust = {1.0f, -1.0f, 2.0f, 0.0f, 4.0f, 3.0f, 0.0f, 0.0f};
  small.set(families.trust_setpoint, 1.0f);
  move_trust(small.world());
  CHECK(families.trust[0] == Approx(1.0 + 0 + 0.25 * (0.5 - 1.0)));
  CHECK(families.trust[1] == Approx(-1.0 + 0.1 * 2 + 0.25 * (1.5 + 1.0)));
  CHECK(families.trust[2] == Approx(2.0 - 0.1 + 0.25 * (0.0 - 2.0)));
  CHECK(families.trust[3] == Approx(0.0 + 0.1 + 0.25 * 4.0));
  CHECK(families.trust[4] == Approx(4.0 - 0.3 - 0.25 * 4.0));
  CHECK(families.trust[5] == Approx(3.0 - 0.2));  // without ties: nobody to listen to
}

TEST_CASE("Experience: each part costs or brings what its parameter says") {
  const Ties ties;
  auto parameters = ties.parameters();
  parameters.programme.enabled = false;
  parameters.trust.unwarranted = 1.0;
  parameters.trust.intrusive = 0.4;
  parameters.trust.help = 0.3;
  parameters.trust.hearsay = 0.125;
  parameters.approach.unwarranted = 0.2;
  SmallWorld small(parameters);
  auto& families = small.families();
  families.events = {visited | unwarranted | investigated,
                     visited | investigated,
                     visited | investigated | helped,
                     visited | unwarranted,
                     0,
                     0,
                     visited | helped,
                     0};
  families.hearsay = {0, 0, 0, 0, 3, 0, 0, 0};
  small.set(families.trust, 0.5f);
  small.set(families.trust_setpoint, 0.5f);
  move_trust(small.world());
  CHECK(families.trust[0] == Approx(0.5 - 1.4));
  CHECK(families.trust[1] == Approx(0.5 - 0.4));
  CHECK(families.trust[2] == Approx(0.5 - 0.4 + 0.3));
  CHECK(families.trust[3] == Approx(0.5 - 0.2));  // an offer where there was no need
  CHECK(families.trust[4] == Approx(0.5 - 0.375));
  CHECK(families.trust[5] == 0.5f);
  CHECK(families.trust[6] == Approx(0.5 + 0.3));
}

TEST_CASE("Awareness comes by press, notice and aware ties, and discovery costs trust by opacity and operator") {
  const Ties ties;
  auto parameters = ties.parameters(60000);
  parameters.awareness = {.press = 0.1, .notice = 0.2, .tie = 0.3};
  parameters.trust.covert = 0.5;
  parameters.trust.private_operator = 0.5;
  struct Way {
    Transparency transparency;
    Operator operated_by;
    double learn, cost;
  };
  const auto [transparency, operated_by, learn, cost] =
      GENERATE(Way{Transparency::covert, Operator::authority, 0.1, 0.5},
               Way{Transparency::evasive, Operator::company, 0.1, 0.5 * 1.3 * 1.5},
               Way{Transparency::notice, Operator::authority, 1 - 0.9 * 0.8, 0.25},
               Way{Transparency::consent, Operator::authority, 1 - 0.9 * 0.8, 0.05});
  parameters.programme.transparency = transparency;
  parameters.programme.operated_by = operated_by;
  SmallWorld small(parameters);
  auto& families = small.families();
  small.set(families.trust, 1.0f);
  small.set(families.trust_setpoint, 1.0f);
  families.events[7] = became_aware;
  move_trust(small.world());
  double aware_families = 0;
  for (std::uint32_t i = 8; i < 60000; ++i) {
    const bool knows = families.status[i] & aware;
    aware_families += knows;
    REQUIRE(families.trust[i] == Approx(knows ? 1.0 - cost : 1.0));
  }
  CHECK((families.status[7] & aware));
  CHECK(aware_families / 59992 == Approx(learn).margin(4.5 * share_error(learn, 59992)));
  const auto trust = families.trust;
  small.world().month = 1;
  small.set(families.events, std::uint16_t{0});
  move_trust(small.world());
  for (std::uint32_t i = 8; i < 60000; ++i)
    if (trust[i] < 1.0f) REQUIRE(families.trust[i] == trust[i]);  // nobody discovers it twice
}

TEST_CASE("Aware ties tell, each by itself") {
  const Ties ties;
  auto parameters = ties.parameters();
  parameters.awareness.tie = 0.3;
  parameters.trust.covert = 0.0;
  SmallWorld small(parameters);
  auto& families = small.families();
  // Family 0 has two aware ties, 4 has one, 5 none: over 20,000 months. Standard errors 0.0035 and 0.0032.
  double told[3] = {0, 0, 0};
  constexpr int months = 20000;
  for (int month = 0; month < months; ++month) {
    small.world().month = month;
    families.status = {0, aware, aware, aware, 0, 0, 0, 0};
    small.set(families.events, std::uint16_t{0});
    move_trust(small.world());
    told[0] += (families.status[0] & aware) != 0;
    told[1] += (families.status[4] & aware) != 0;
    told[2] += (families.status[5] & aware) != 0;
  }
  CHECK(told[0] / months == Approx(0.51).margin(4.5 * share_error(0.51, months)));
  CHECK(told[1] / months == Approx(0.3).margin(4.5 * share_error(0.3, months)));
  CHECK(told[2] == 0);
}

TEST_CASE("Nobody becomes aware of a programme that does not run") {
  const Ties ties;
  auto parameters = ties.parameters();
  parameters.awareness.press = 1.0;
  parameters.programme.start = 5;
  SmallWorld small(parameters);
  small.world().month = 4;
  move_trust(small.world());
  for (const auto status : small.families().status) CHECK(status == 0);
  small.world().month = 5;
  move_trust(small.world());
  for (const auto flags : small.families().status) CHECK((flags & aware));
}

TEST_CASE("Licence: trust and the terms of purpose, operator, consent, and transparency once known") {
  TargetingParameters parameters;
  CHECK(licence_of_all(parameters) == 0.0f);
  CHECK(licence_of_aware(parameters) == 0.0f);
  parameters.programme.enabled = true;
  CHECK(licence_of_all(parameters) == Approx(0.2f));
  parameters.programme.purpose = ProgrammePurpose::protection;
  parameters.programme.operated_by = Operator::company;
  parameters.consent.mode = ConsentMode::opt_out;
  CHECK(licence_of_all(parameters) == Approx(-0.2 - 0.6 + 0.2));
  parameters.consent.mode = ConsentMode::opt_in;
  CHECK(licence_of_all(parameters) == Approx(-0.2 - 0.6 + 0.5));
  const std::pair<Transparency, double> terms[] = {{Transparency::covert, -0.5},
                                                   {Transparency::evasive, -0.7},
                                                   {Transparency::notice, 0.0},
                                                   {Transparency::open_register, 0.2},
                                                   {Transparency::consent, 0.3}};
  for (const auto& [transparency, term] : terms) {
    parameters.programme.transparency = transparency;
    CHECK(licence_of_aware(parameters) == Approx(term));
  }
  CHECK(licence_log_odds(0.4f, false, -0.3f, -0.5f) == Approx(0.1f));
  CHECK(licence_log_odds(0.4f, true, -0.3f, -0.5f) == Approx(-0.4f));
}

TEST_CASE("A campaign raises trust above the pivot and lowers it below; dialogue raises everyone it reaches") {
  const Ties ties;
  auto parameters = ties.parameters(40000);
  parameters.campaign = {.reach = 0.25, .effect = 0.6, .pivot = 0.6};
  parameters.dialogue = {.reach = 0.0, .effect = 0.3};
  SmallWorld small(parameters);
  auto& families = small.families();
  for (std::uint32_t i = 0; i < 40000; ++i) families.trust[i] = i % 2 ? 2.0f : -1.0f;
  public_events(small.world());
  double reached = 0;
  for (std::uint32_t i = 0; i < 40000; ++i) {
    const double before = i % 2 ? 2.0 : -1.0;
    const bool moved = static_cast<double>(families.trust[i]) != before;
    REQUIRE(moved == ((families.status[i] & aware) != 0));
    if (moved) REQUIRE(static_cast<double>(families.trust[i]) == Approx(before + 0.6 * (logistic(before) - 0.6)));
    reached += moved;
  }
  CHECK(reached / 40000 == Approx(0.25).margin(4.5 * share_error(0.25, 40000)));

  small.world().parameters.campaign.reach = 0.0;
  small.world().parameters.dialogue.reach = 0.1;
  small.set(families.trust, -1.0f);
  small.set(families.status, std::uint16_t{0});
  public_events(small.world());
  reached = 0;
  for (std::uint32_t i = 0; i < 40000; ++i) {
    if (families.trust[i] != -1.0f) REQUIRE(static_cast<double>(families.trust[i]) == Approx(-0.7));
    reached += families.trust[i] != -1.0f;
    REQUIRE(families.status[i] == 0);
  }
  CHECK(reached / 40000 == Approx(0.1).margin(4.5 * share_error(0.1, 40000)));
}

TEST_CASE("A scandal breaks out at its hazard, less often where little is hidden; all lose trust, a share learns") {
  const Ties ties;
  auto parameters = ties.parameters();
  parameters.scandal = {.hazard = 0.1, .aware = 0.4, .shock = 0.5};
  const auto [transparency, hazard] =
      GENERATE(std::pair(Transparency::covert, 0.1), std::pair(Transparency::evasive, 0.13),
               std::pair(Transparency::open_register, 0.03));
  parameters.programme.transparency = transparency;
  SmallWorld small(parameters);
  auto& families = small.families();
  double scandals = 0, learned_of_it = 0;
  constexpr int months = 20000;
  for (int month = 0; month < months; ++month) {
    small.world().month = month;
    small.set(families.trust, 1.0f);
    small.set(families.events, std::uint16_t{0});
    public_events(small.world());
    const bool broke = families.trust[0] != 1.0f;
    scandals += broke;
    for (std::size_t i = 0; i < 8; ++i) {
      REQUIRE(families.trust[i] == (broke ? 0.5f : 1.0f));
      learned_of_it += (families.events[i] & became_aware) != 0;
    }
  }
  CHECK(scandals / months == Approx(hazard).margin(4.5 * share_error(hazard, months)));
  CHECK(learned_of_it / (8 * scandals) == Approx(0.4).margin(4.5 * share_error(0.4, 8 * scandals)));
}

TEST_CASE("A change of one family's trust reaches, within a month, its ties and nobody else") {
  const Ties ties;
  auto parameters = ties.parameters(300);
  parameters.services = ServicesParameters{};
  parameters.need = NeedParameters{};
  parameters.harm = HarmParameters{};
  parameters.trust = TrustParameters{};
  parameters.deterrence = DeterrenceParameters{};
  parameters.programme.enabled = false;
  SmallWorld one(parameters), other(parameters);
  one.run(parameters, 0, 12);
  other.run(parameters, 0, 12);
  REQUIRE(one.families().trust == other.families().trust);
  other.families().trust[3] -= 2.0f;
  one.run(parameters, 12, 13);
  other.run(parameters, 12, 13);
  for (std::uint32_t i = 0; i < 300; ++i) {
    INFO("family " << i);
    const bool same_trust = one.families().trust[i] == other.families().trust[i];
    CHECK(same_trust == (i != 3 && i != 4));
    if (i == 3) continue;
    CHECK(one.families().need[i] == other.families().need[i]);
    CHECK(one.families().contacts[i] == other.families().contacts[i]);
    CHECK(one.families().concerns[i] == other.families().concerns[i]);
    CHECK(one.families().status[i] == other.families().status[i]);
    CHECK(one.families().care[i] == other.families().care[i]);
    for (std::size_t s = 0; s < 8; ++s) CHECK(one.families().records_of(s)[i] == other.families().records_of(s)[i]);
  }
}
