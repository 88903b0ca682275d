#include "models/targeting/risk/outside.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "rows.hpp"
#include "sim/core/check.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using testing::Rows;
using testing::ShufflingRunner;

namespace {

/// What a learner was given, and how often it was asked.
struct Seen {
  std::vector<OutsideTraining> fits;
  std::vector<OutsideRows> scorings;
};

/// Scores by the first feature, times `factor`.
class Watching final : public OutsideLearner {
 public:
  Watching(Seen& seen, float factor, std::optional<bool> probabilistic = {})
      : seen_(seen), factor_(factor), probabilistic_(probabilistic) {}

  std::shared_ptr<const OutsideModel> fit(OutsideTraining training) const override {
    if (training.on_file.month == 13) throw std::runtime_error("no such luck");
    seen_.fits.push_back(std::move(training));
    return std::make_shared<const Model>(seen_, factor_);
  }
  std::optional<bool> probabilistic() const override { return probabilistic_; }

 private:
  struct Model final : OutsideModel {
    Model(Seen& by, float times) : seen(by), factor(times) {}
    void score(OutsideRows rows, std::span<float> out) const override {
      if (rows.month == 14) throw std::runtime_error("nor here");
      for (std::size_t r = 0; r < rows.rows; ++r) out[r] = factor * rows.features[r * rows.names.size()];
      seen.scorings.push_back(std::move(rows));
    }
    Seen& seen;
    float factor;
  };

  Seen& seen_;
  float factor_;
  std::optional<bool> probabilistic_;
};

/// More than two blocks; every fifth row is left out, some stand for several families.
Rows some_rows() {
  Rows rows;
  rows.names = {"a", "b"};
  rows.x.resize(2);
  for (std::size_t i = 0; i < 5000; ++i) {
    rows.x[0].push_back(static_cast<float>(i) / 5000.0f);
    rows.x[1].push_back(static_cast<float>(i % 7));
    rows.y.push_back(i % 10 == 0);
    rows.included.push_back(i % 5 != 4);
    rows.count.push_back(static_cast<std::uint16_t>(1 + i % 2));
  }
  return rows;
}

Outside watching(Seen& seen, float factor = 1, std::optional<bool> probabilistic = {}) {
  Outside learner("watching", std::make_shared<const Watching>(seen, factor, probabilistic));
  learner.begin({.month = 12, .authority = "A002", .seed = 77});
  return learner;
}

}  // namespace

TEST_CASE("An outside learner is given the included rows as one table, a row for each family") {
  Seen seen;
  const Rows rows = some_rows();
  Outside learner = watching(seen);
  ShufflingRunner runner(3, 1);
  const FitReport report = learner.fit(rows, runner);
  CHECK(report.fitted);
  REQUIRE(seen.fits.size() == 1);
  const auto& [on_file, labels, weights] = seen.fits[0];
  CHECK(on_file.names == rows.names);
  CHECK((on_file.month == 12 && on_file.authority == "A002" && on_file.seed == 77));
  CHECK(weights.empty());  // all alike
  std::size_t at = 0;
  for (std::size_t i = 0; i < rows.y.size(); ++i)
    for (std::size_t copy = 0; rows.included[i] && copy < rows.count[i]; ++copy, ++at) {
      REQUIRE(on_file.features[2 * at] == rows.x[0][i]);
      REQUIRE(on_file.features[2 * at + 1] == rows.x[1][i]);
      REQUIRE(labels[at] == rows.y[i]);
    }
  CHECK((at == on_file.rows && at == labels.size() && report.rows == at));
}

TEST_CASE("Weights reach an outside learner where they differ") {
  Seen seen;
  Rows rows = some_rows();
  for (std::size_t i = 0; i < rows.y.size(); ++i) rows.w.push_back(i % 2 ? 1.0f : 2.5f);
  Outside learner = watching(seen);
  BlockRunner runner;
  learner.fit(rows, runner);
  REQUIRE(seen.fits[0].weights.size() == seen.fits[0].on_file.rows);
  CHECK(seen.fits[0].weights[0] == 2.5f);
}

TEST_CASE("With nothing to learn from an outside learner is not asked, and every score is the base rate") {
  Seen seen;
  Rows rows = some_rows();
  Outside learner = watching(seen);
  BlockRunner runner;
  learner.fit(rows, runner);
  std::fill(rows.y.begin(), rows.y.end(), std::uint8_t{1});
  CHECK_FALSE(learner.fit(rows, runner).fitted);
  const auto scores = testing::scores_of(learner, rows);
  CHECK(std::all_of(scores.begin(), scores.end(), [](float s) { return s == 1.0f; }));
  CHECK((seen.fits.size() == 1 && seen.scorings.empty()));
}

TEST_CASE("Scores of an outside learner are those of its last fit, in a copy as well") {
  Seen seen;
  const Rows rows = some_rows();
  Outside learner = watching(seen);
  BlockRunner runner;
  learner.fit(rows, runner);
  const auto copy = learner.clone();
  CHECK(testing::scores_of(learner, rows) == rows.x[0]);
  CHECK(testing::scores_of(*copy, rows) == rows.x[0]);
  const Occasion now{.month = 15, .authority = "A002", .seed = 5};
  std::vector<float> out(2);
  learner.score_at_once(&now, {0.25f, 1, 0.5f, 2}, out);
  CHECK(out == std::vector<float>{0.25f, 0.5f});
  CHECK((seen.scorings.back().month == 15 && seen.scorings.back().seed == 5));
}

TEST_CASE("Scores count as probabilities when all lie between 0 and 1, unless the learner says so itself") {
  Seen seen;
  const Rows rows = some_rows();
  BlockRunner runner;
  for (const float factor : {1.0f, 3.0f})
    for (const auto says : {std::optional<bool>(), std::optional(true), std::optional(false)}) {
      Outside learner = watching(seen, factor, says);
      learner.fit(rows, runner);
      if (factor == 3.0f && says == true) {  // what it says of itself is not so
        CHECK_THROWS_WITH(testing::scores_of(learner, rows), Catch::Matchers::Contains("which is not a probability"));
        continue;
      }
      testing::scores_of(learner, rows);
      CHECK(learner.probabilistic() == says.value_or(factor == 1.0f));
      CHECK(learner.clone()->probabilistic() == learner.probabilistic());
      learner.fit(rows, runner);
      CHECK(learner.probabilistic() == says.value_or(true));  // a new model has given no score yet
    }
}

TEST_CASE("What an outside learner throws is told with month and authority, and kept") {
  Seen seen;
  const Rows rows = some_rows();
  BlockRunner runner;
  Outside learner = watching(seen);
  learner.begin({.month = 13, .authority = "A001", .seed = 1});
  const auto thrown = [](auto call) -> std::optional<LearnerError> {
    try {
      call();
    } catch (const LearnerError& error) {
      return error;
    }
    return std::nullopt;
  };
  const auto of_fit = thrown([&] { learner.fit(rows, runner); });
  REQUIRE(of_fit);
  CHECK(of_fit->what() == std::string("authority A001: the learner \"watching\": no such luck"));
  CHECK((of_fit->month() == 13 && of_fit->learner() == "watching"));
  CHECK_THROWS_AS(std::rethrow_exception(of_fit->cause()), std::runtime_error);

  learner.begin({.month = 12, .authority = "A001", .seed = 1});
  learner.fit(rows, runner);
  const Occasion later{.month = 14, .authority = "A001", .seed = 2};
  std::vector<float> out(1);
  const auto of_score = thrown([&] { learner.score_at_once(&later, {1, 2}, out); });
  REQUIRE(of_score);
  CHECK(of_score->month() == 14);

  Outside none = watching(seen, std::numeric_limits<float>::quiet_NaN());
  none.fit(rows, runner);
  const auto of_number = thrown([&] { testing::scores_of(none, rows); });
  REQUIRE(of_number);
  CHECK(std::string(of_number->what()).find("the score of row 0 is not a finite number") != std::string::npos);
}
