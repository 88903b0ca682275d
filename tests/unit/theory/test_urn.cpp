#include <catch2/catch.hpp>
#include <cmath>

#include "models/urn/urn.hpp"
#include "tests/unit/theory/drive.hpp"

using namespace streetlight;
using testing::Driven;
using testing::List;

TEST_CASE("the urn's matrix is made of rates and weights, or given") {
  urn::Parameters parameters;
  parameters.rates = {4, 3};
  CHECK(parameters.means() == List{4, 0, 0, 3});
  parameters.discovered = 0.5;
  parameters.reported = 0.25;
  CHECK(parameters.means() == List{3, 0.75, 1, 2.25});
  parameters.matrix = {1, 2, 3, 4};
  CHECK(parameters.means() == List{1, 2, 3, 4});
}

TEST_CASE("a sure urn: one region draws and gains everything when the other has no incidents and few balls") {
  Driven urn("urn", {{"urn.prior", List{10, 1}},
                     {"incidents.matrix", List{2, 3, 2, 3}},
                     {"urn.additions", std::string("rounded")},
                     {"urn.decay", 0.0}});
  urn.step(5);
  CHECK(urn("balls_a") == 20);
  CHECK(urn("balls_b") == 16);
  CHECK(urn("added_a") == 2);
  CHECK(urn("share_a_sum") == Approx(20.0 / 36).epsilon(1e-15));
  CHECK(urn("log_balls_a") == Approx(std::log(20.0)).epsilon(1e-14));
}

TEST_CASE("balls are kept account of, and Polya's urn adds one ball to the region visited") {
  Driven urns("urn", {{"urn.count", std::int64_t{5000}},
                      {"urn.prior", List{3, 2}},
                      {"incidents.matrix", List{1, 0, 0, 1}},
                      {"urn.additions", std::string("rounded")},
                      {"urn.decay", 0.0}});
  double balls = 25000;
  for (int day = 0; day < 4; ++day) {
    const double before = urns("balls_a");
    urns.step();
    balls += 5000;
    CHECK(urns("balls_a") + urns("balls_b") == balls);
    CHECK(urns("visits_a") == urns("added_a"));
    CHECK(urns("balls_a") == before + urns("added_a"));
  }
  // The share of A is a martingale at 0.6; its sd over urns after 4 balls is 0.2 sqrt(4 / 9): five standard errors.
  CHECK(urns("share_a_sum") / 5000 == Approx(0.6).margin(5 * 0.134 / std::sqrt(5000.0)));
}

TEST_CASE("all balls fade down to the least number") {
  Driven urn("urn", {{"urn.decay", 1.0}, {"urn.least", std::int64_t{3}}});
  urn.step();
  CHECK(urn("balls_a") == 3);
  CHECK(urn("balls_b") == 3);
}

TEST_CASE("the rejection keeps what is found where fewer balls are, always, and in proportion where more are") {
  // A holds 3/4: its finds are accepted with (1/4) / (3/4) = 1/3, B's always. N = 40,000 urns.
  const double n = 40000;
  Driven urns("urn", {{"urn.count", std::int64_t{40000}},
                      {"urn.prior", List{75, 25}},
                      {"incidents.matrix", List{1, 0, 0, 1}},
                      {"urn.additions", std::string("rounded")},
                      {"urn.decay", 0.0},
                      {"urn.correction", std::string("rejection")}});
  urns.step();
  CHECK(urns("added_b") == n - urns("visits_a"));
  CHECK(urns("visits_a") == Approx(0.75 * n).margin(5 * std::sqrt(n * 0.75 * 0.25)));
  CHECK(urns("added_a") == Approx(0.25 * n).margin(5 * std::sqrt(n * 0.25 * 0.75)));
}

TEST_CASE("the urn refuses halves of balls, matrices of another shape and groups") {
  CHECK(Driven("urn", {{"urn.prior", List{1.5, 2}}}).complaints() ==
        std::vector<std::string>{"urn.prior must be whole numbers: balls cannot be halved"});
  CHECK(Driven("urn", {{"incidents.matrix", List{1, 2}}}).complaints().size() == 1);
  CHECK(Driven("urn", {{"incidents.rates", List{1}}}).complaints().size() == 1);
  CHECK(Driven("urn", {}, {{"north", {{"region", {"a"}}}}}).complaints().size() == 1);
}
