#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/theory/drive.hpp"

using namespace streetlight;
using testing::Driven;

TEST_CASE("retraining goes from 0 to mu, then to mu (1 + eps)") {
  Driven learner("performative", {{"outcome.mean", 3.0}, {"outcome.response", 0.5}, {"outcome.spread", 2.0}});
  learner.step();
  CHECK(learner("prediction") == 3.0);
  CHECK(learner("deployed") == 0.0);
  CHECK(learner("loss") == 13.0);  // 3^2 + 2^2
  learner.step();
  CHECK(learner("prediction") == 4.5);
  CHECK(learner("surprise") == 1.5);
  CHECK(learner("error") == 1.5);
}

TEST_CASE("a smaller step of learning has the same stable point and another pace") {
  Driven learner("performative", {{"outcome.mean", 1.0}, {"outcome.response", 0.5}, {"learner.learning", 0.5}});
  learner.step(3);
  CHECK(learner("error") == Approx(2 * std::pow(0.75, 3)).epsilon(1e-14));
}

TEST_CASE("where every prediction comes true in full there is no stable point, and no end") {
  Driven learner("performative", {{"outcome.mean", 1.0}, {"outcome.response", 1.0}});
  learner.step(10);
  CHECK(learner("prediction") == 10.0);
  CHECK(std::isnan(learner("error")));
}

TEST_CASE("the mean of drawn outcomes has variance sigma^2 / n") {
  // One round in each of 2,000 worlds: a chi-square variable, whose relative sd is sqrt(2 / 2,000); five of them.
  double squares = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Driven learner("performative",
                   {{"outcome.mean", 0.0}, {"outcome.spread", 3.0}, {"learner.outcomes", std::int64_t{9}}}, {}, seed);
    learner.step();
    squares += std::pow(learner("prediction"), 2);
  }
  CHECK(squares / 2000 == Approx(1.0).margin(5 * std::sqrt(2.0 / 2000)));
}
