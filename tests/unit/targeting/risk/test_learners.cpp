#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "models/targeting/risk/boosted.hpp"
#include "models/targeting/risk/make_learner.hpp"
#include "models/targeting/risk/metrics/ranking.hpp"
#include "models/targeting/risk/rules.hpp"
#include "rows.hpp"
#include "sim/core/check.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using testing::Rows;
using testing::ShufflingRunner;

namespace {

/// Label 1 mostly where exactly one of two features is high: no linear score can tell.
Rows crossed(std::size_t n) {
  std::mt19937_64 engine(21);
  std::uniform_real_distribution<float> uniform;
  Rows rows;
  rows.names = {"a", "b", "noise"};
  rows.x.resize(3);
  for (std::size_t i = 0; i < n; ++i) {
    for (auto& column : rows.x) column.push_back(uniform(engine));
    const bool odd = (rows.x[0][i] > 0.5f) != (rows.x[1][i] > 0.5f);
    rows.y.push_back(uniform(engine) < (odd ? 0.4f : 0.02f));
    rows.included.push_back(uniform(engine) < 0.9f);
  }
  return rows;
}

}  // namespace

TEST_CASE("Points count the criteria met; an unlinked feature is never met") {
  Rows rows;
  rows.names = {"police", "school"};
  rows.x = {{0, 0.5f, 2, 1}, {0, 1, 1, 0}};
  rows.y = {0, 1, 0, 0};
  Points points({{"police", 0.5}, {"school", 0}, {"benefits", 0}}, rows.names);
  CHECK(testing::scores_of(points, rows) == std::vector<float>{0, 1, 2, 1});
  CHECK(points.coefficients().size() == 2);
  BlockRunner runner;
  const FitReport report = points.fit(rows, runner);
  CHECK(report.fitted);
  CHECK(report.base_rate == 0.25);
}

TEST_CASE("Known looks at the social-care record; random at the draw") {
  Rows rows;
  rows.names = {"x", "care"};
  rows.x = {{5, 5, 5}, {0, 0.25f, 3}};
  rows.y = {0, 0, 0};
  CHECK(testing::scores_of(Known(rows.names), rows) == std::vector<float>{0, 1, 1});
  CHECK(testing::scores_of(Known({"x"}), rows) == std::vector<float>{0, 0, 0});
  ObservationBlock block(2);
  block.reset(2);
  block.draw()[0] = 0.25f;
  block.draw()[1] = 0.75f;
  std::vector<float> out(2);
  Random().score(block, out);
  CHECK(out == std::vector<float>{0.25f, 0.75f});
}

TEST_CASE("The parameters name the learner") {
  RiskParameters parameters;
  const std::vector<std::string> names{"police", "care"};
  CHECK(make_learner(parameters, names)->name() == "logistic");
  parameters.learner = LearnerKind::points;
  CHECK(make_learner(parameters, names)->name() == "points");
  CHECK(make_learner(parameters, names)->coefficients().size() == 2);
  parameters.learner = LearnerKind::known;
  CHECK(make_learner(parameters, names)->name() == "known");
  parameters.learner = LearnerKind::random;
  CHECK(make_learner(parameters, names)->name() == "random");
  parameters.learner = LearnerKind::boosted;
  if (boosted_available())
    CHECK(make_learner(parameters, names)->name() == "boosted");
  else
    CHECK_THROWS_AS(make_learner(parameters, names), InvalidInput);
}

TEST_CASE("Boosted trees find what a line cannot, with the same bits for any threads") {
  if (!boosted_available()) return;
  const Rows rows = crossed(20000);
  BlockRunner plain;
  RiskParameters parameters;
  const auto logistic = make_learner(parameters, rows.names);
  logistic->fit(rows, plain);
  CHECK(area_under_curve(testing::scores_of(*logistic, rows), rows.y) < 0.55);

  const auto boosted = make_boosted({.trees = 40, .depth = 3, .subsample = 0.8});
  const FitReport report = boosted->fit(rows, plain);
  CHECK(report.fitted);
  const auto scores = testing::scores_of(*boosted, rows);
  CHECK(area_under_curve(scores, rows.y) > 0.8);
  double mean = 0;
  for (std::size_t i = 0; i < rows.y.size(); ++i) mean += rows.included[i] ? static_cast<double>(scores[i]) : 0.0;
  CHECK(mean / static_cast<double>(report.rows) == Approx(report.base_rate).margin(0.005));  // calibrated in the large
  const auto gains = boosted->coefficients();
  CHECK(gains[0].raw + gains[1].raw > 0.8);
  CHECK(gains[0].raw + gains[1].raw + gains[2].raw == Approx(1));

  for (const std::size_t threads : {1u, 2u, 3u, 7u}) {
    ShufflingRunner runner(threads, unsigned(threads));
    const auto again = make_boosted({.trees = 40, .depth = 3, .subsample = 0.8});
    again->fit(rows, runner);
    CHECK(testing::scores_of(*again, rows) == scores);
  }
  const auto other_seed = make_boosted({.trees = 40, .depth = 3, .subsample = 0.8, .seed = 2});
  other_seed->fit(rows, plain);
  CHECK(testing::scores_of(*other_seed, rows) != scores);

  // A copy keeps its trees when the first learner is fitted anew.
  const auto copy = boosted->clone();
  Rows flipped = rows;
  for (auto& y : flipped.y) y = !y;
  boosted->fit(flipped, plain);
  CHECK(testing::scores_of(*copy, rows) == scores);
  CHECK(testing::scores_of(*boosted, rows) != scores);
}

TEST_CASE("A boosted learner's single split by hand") {
  if (!boosted_available()) return;
  // One tree, one split, no shrinking: leaf value = -G / (H + lambda), G = sum (p - y), H = sum p (1 - p), p = 1/2.
  Rows rows;
  rows.names = {"x"};
  rows.x = {{0, 0, 0, 0, 1, 1, 1, 1}};
  rows.y = {1, 0, 0, 0, 1, 1, 1, 0};
  BlockRunner runner;
  const auto boosted = make_boosted({.trees = 1, .depth = 1, .learning_rate = 1, .leaf_penalty = 1, .leaf_weight = 0});
  boosted->fit(rows, runner);
  const auto scores = testing::scores_of(*boosted, rows);
  CHECK(scores[0] == Approx(1 / (1 + std::exp(0.5))).margin(1e-6));  // G = 1, H = 1: value -0.5
  CHECK(scores[7] == Approx(1 / (1 + std::exp(-0.5))).margin(1e-6));
  Rows alike = rows;
  alike.y.assign(8, 0);
  CHECK_FALSE(boosted->fit(alike, runner).fitted);
  CHECK(testing::scores_of(*boosted, alike)[0] == 0);
}

TEST_CASE("Every risk parameter is declared with a range, a sentence and a source, and lands in its member") {
  RiskParameters parameters;
  ParameterTable table;
  parameters.declare(table);
  std::set<std::string> keys;
  for (const Parameter& parameter : table.parameters()) {
    CHECK(parameter.doc.key.starts_with("risk."));
    CHECK(parameter.doc.sentence.ends_with("."));
    CHECK_FALSE(parameter.doc.source.empty());
    keys.insert(parameter.doc.key);
  }
  CHECK(keys.size() == table.parameters().size());
  table.assign("risk.learner", Value(std::string("points")));
  table.assign("risk.label", Value(std::string("truth")));
  table.assign("risk.criteria.health", Value(2.0));
  table.assign("risk.features", Value(std::vector<std::string>{"tenure"}));
  CHECK(parameters.learner == LearnerKind::points);
  CHECK(parameters.label == LabelSource::truth);
  CHECK(parameters.criteria.at("health") == 2);
  CHECK(parameters.features == std::vector<std::string>{"tenure"});
  CHECK(table.find("risk.ridge")->objection(Value(-1.0)));
  CHECK(table.find("risk.propensity_floor")->objection(Value(0.0)));
  CHECK(table.find("risk.learner")->objection(Value(std::string("neural"))));
}

TEST_CASE("Complaints name the problem and the nearest word") {
  const std::vector<std::string> attributes{"household", "tenure", "children"};
  const std::vector<std::string> columns{"police", "school", "benefits", "care"};
  RiskParameters parameters;
  Complaints none;
  parameters.check(attributes, columns, none);
  CHECK(none.empty());
  parameters.features = {"deprivation", "tenur"};
  parameters.correction = Correction::group_thresholds;
  parameters.criteria = {{"polise", 0.0}};
  Complaints found;
  parameters.check(attributes, columns, found);
  REQUIRE(found.size() == 3);
  CHECK(found[0].key == "risk.features");
  CHECK(found[0].message.find("did you mean \"tenure\"") != std::string::npos);
  CHECK(found[1].key == "risk.correction_group");
  CHECK(found[2].key == "risk.criteria.polise");
}
