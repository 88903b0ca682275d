#include <rapidcheck.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <random>

#include "models/targeting/risk/metrics/calibration.hpp"
#include "models/targeting/risk/metrics/confusion.hpp"
#include "models/targeting/risk/metrics/fairness.hpp"
#include "models/targeting/risk/metrics/model_card.hpp"
#include "models/targeting/risk/metrics/ranking.hpp"

using namespace streetlight::targeting;

namespace {

using Labels = std::vector<std::uint8_t>;
using Scores = std::vector<float>;

/// Every pair, the slow way.
double auc_by_pairs(const Scores& scores, const Labels& labels, const std::vector<float>& weights) {
  double wins = 0, pairs = 0;
  for (std::size_t i = 0; i < scores.size(); ++i)
    for (std::size_t j = 0; j < scores.size(); ++j) {
      if (!labels[i] || labels[j]) continue;
      const double w = static_cast<double>(weights[i]) * static_cast<double>(weights[j]);
      wins += w * (scores[i] > scores[j] ? 1.0 : scores[i] == scores[j] ? 0.5 : 0.0);
      pairs += w;
    }
  return pairs > 0 ? wins / pairs : std::nan("");
}

/// A table of scores (few distinct ones, so ties are common), labels and weights.
struct Table {
  Scores scores;
  Labels labels;
  std::vector<float> weights;
};
Table any_table() {
  const int n = *rc::gen::inRange(0, 60);
  Table table;
  for (int i = 0; i < n; ++i) {
    table.scores.push_back(static_cast<float>(*rc::gen::inRange(-6, 7)) / 4);
    table.labels.push_back(static_cast<std::uint8_t>(*rc::gen::inRange(0, 2)));
    table.weights.push_back(static_cast<float>(*rc::gen::inRange(0, 4)));
  }
  return table;
}
bool same(double a, double b) { return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) < 1e-12; }

}  // namespace

TEST_CASE("Rates of a small table") {
  // Flagged: 3 with, 1 without; not flagged: 2 with, 4 without.
  const Labels flags{1, 1, 1, 1, 0, 0, 0, 0, 0, 0}, labels{1, 1, 1, 0, 1, 1, 0, 0, 0, 0};
  const Confusion c = confusion(flags, labels);
  CHECK(c.true_positives == 3);
  CHECK(c.false_positives == 1);
  CHECK(c.false_negatives == 2);
  CHECK(c.true_negatives == 4);
  CHECK(c.positive_predictive_value() == 0.75);
  CHECK(c.false_discovery_rate() == 0.25);
  CHECK(c.false_omission_rate() == Approx(2.0 / 6));
  CHECK(c.false_positive_rate() == Approx(0.2));
  CHECK(c.false_negative_rate() == Approx(0.4));
  CHECK(c.true_positive_rate() == Approx(0.6));
  CHECK(c.prevalence() == 0.5);
  CHECK(c.flag_rate() == 0.4);
  const Labels member{1, 0, 0, 1, 1, 0, 0, 0, 0, 1};
  const std::vector<float> weights{2, 1, 1, 3, 1, 1, 1, 1, 1, 4};
  const Confusion part = confusion(flags, labels, weights, member);
  CHECK(part.true_positives == 2);
  CHECK(part.false_positives == 3);
  CHECK(part.false_negatives == 1);
  CHECK(part.true_negatives == 4);
  CHECK(std::isnan(confusion({}, {}).positive_predictive_value()));
}

TEST_CASE("T10: the identity of prevalence and error rates holds for every table") {
  std::mt19937 engine(10);
  for (int i = 0; i < 5000; ++i) {
    const auto cell = [&] { return double(1 + engine() % 1000); };
    const Confusion table{cell(), cell(), cell(), cell()};
    CHECK(std::abs(chouldechova_residual(table)) < 1e-12);
  }
  // Told apart from a table that breaks it: rates that belong to no one table.
  const Confusion table{30, 10, 20, 40};
  const double p = table.prevalence() + 0.01, ppv = table.positive_predictive_value();
  CHECK(std::abs(table.false_positive_rate() - p / (1 - p) * (1 - ppv) / ppv * table.true_positive_rate()) > 1e-3);
}

TEST_CASE("Area under the curve and average precision by hand") {
  const Scores scores{0.9f, 0.8f, 0.8f, 0.3f, 0.1f};
  const Labels labels{1, 1, 0, 0, 1};
  // Pairs (positive, negative): 0.9 beats both; 0.8 ties one, beats one; 0.1 loses both: 3.5 of 6.
  CHECK(area_under_curve(scores, labels) == Approx(3.5 / 6));
  // Steps: 1/3 at precision 1; 1/3 at precision 2/3; 1/3 at precision 3/5.
  CHECK(average_precision(scores, labels) == Approx((1 + 2.0 / 3 + 3.0 / 5) / 3));
  CHECK(std::isnan(area_under_curve(scores, Labels(5, 0))));
  CHECK(std::isnan(average_precision(scores, Labels(5, 0))));
  CHECK(average_precision(scores, Labels(5, 1)) == 1);
  // Out-of-scope rows take no part.
  const Scores with_absent{0.9f, NAN, 0.8f, 0.8f, 0.3f, 0.1f, -INFINITY};
  const Labels more{1, 0, 1, 0, 0, 1, 1};
  CHECK(area_under_curve(with_absent, more) == Approx(3.5 / 6));
}

TEST_CASE("Properties of the area under the curve") {
  CHECK(rc::check("is the share of pairs won, ties half", [] {
    const Table t = any_table();
    RC_ASSERT(same(area_under_curve(t.scores, t.labels, t.weights), auc_by_pairs(t.scores, t.labels, t.weights)));
  }));
  CHECK(rc::check("does not change under an increasing transform", [] {
    const Table t = any_table();
    Scores moved;
    for (const float s : t.scores) moved.push_back(std::exp(s) * 3 - 10);
    RC_ASSERT(same(area_under_curve(moved, t.labels), area_under_curve(t.scores, t.labels)));
    RC_ASSERT(same(average_precision(moved, t.labels), average_precision(t.scores, t.labels)));
  }));
  CHECK(rc::check("reversed scores give the complement; equal scores one half", [] {
    const Table t = any_table();
    Scores reversed;
    for (const float s : t.scores) reversed.push_back(-s);
    const double auc = area_under_curve(t.scores, t.labels);
    RC_ASSERT(same(area_under_curve(reversed, t.labels), 1 - auc));
    RC_ASSERT(std::isnan(auc) || area_under_curve(Scores(t.scores.size(), 1.0f), t.labels) == 0.5);
  }));
  CHECK(rc::check("average precision of whole weights is that of repeated rows", [] {
    const Table t = any_table();
    Table repeated;
    for (std::size_t i = 0; i < t.scores.size(); ++i)
      for (float k = 0; k < t.weights[i]; ++k) {
        repeated.scores.push_back(t.scores[i]);
        repeated.labels.push_back(t.labels[i]);
      }
    RC_ASSERT(
        same(average_precision(t.scores, t.labels, t.weights), average_precision(repeated.scores, repeated.labels)));
  }));
}

TEST_CASE("At capacity: precision, recall, enrichment; ties in proportion") {
  const Scores scores{0.9f, 0.8f, 0.8f, 0.3f, 0.1f};
  const Labels labels{1, 1, 0, 0, 1};
  const AtCapacity one = at_capacity(scores, labels, 1);
  CHECK(one.precision == 1);
  CHECK(one.recall == Approx(1.0 / 3));
  CHECK(one.enrichment == Approx(5.0 / 3));
  const AtCapacity two = at_capacity(scores, labels, 2);  // half of the tie, which holds one of the label
  CHECK(two.flagged == 2);
  CHECK(two.found == Approx(1.5));
  CHECK(two.precision == Approx(0.75));
  CHECK(at_capacity(scores, labels, 99).recall == 1);
  CHECK(std::isnan(at_capacity(scores, labels, 0).precision));
}

TEST_CASE("Brier, calibration and its expected error by hand") {
  const Scores scores{0.05f, 0.15f, 0.25f, 0.95f};
  const Labels labels{0, 1, 0, 1};
  CHECK(brier_score(scores, labels) == Approx((0.0025 + 0.7225 + 0.0625 + 0.0025) / 4));
  const auto wide = calibration_table(scores, labels, 2, Binning::equal_width);
  REQUIRE(wide.size() == 2);
  CHECK(wide[0].rows == 3);
  CHECK(wide[0].mean_score == Approx(0.15));
  CHECK(wide[0].rate == Approx(1.0 / 3));
  CHECK(wide[1].rate == 1);
  CHECK(expected_calibration_error(wide) == Approx((3 * (1.0 / 3 - 0.15) + 0.05) / 4));
  const auto ranked = calibration_table(scores, labels, 2, Binning::equal_count);
  CHECK(ranked[0].rows == 2);
  CHECK(ranked[0].rate == 0.5);
  CHECK(ranked[1].mean_score == Approx(0.6));
  // Equal scores stay together; empty bins are absent.
  const auto tied = calibration_table(Scores(4, 0.5f), labels, 2, Binning::equal_count);
  CHECK(tied[0].rows + tied[1].rows == 4);
  CHECK((tied[0].rows == 0 || tied[1].rows == 0));
  CHECK(expected_calibration_error(tied) == 0);
  CHECK(std::isnan(brier_score({}, {})));
}

TEST_CASE("Differences between groups by hand") {
  const std::vector<Confusion> groups{{30, 10, 20, 40}, {10, 10, 40, 140}, {}};
  CHECK(disparate_impact(groups) == Approx(0.1 / 0.4));
  CHECK(equal_opportunity_gap(groups) == Approx(0.6 - 0.2));
  CHECK(equalised_odds_gap(groups) == Approx(0.4));
  const std::vector<Confusion> odds{{30, 25, 20, 25}, {30, 5, 20, 45}};
  CHECK(equal_opportunity_gap(odds) == 0);
  CHECK(equalised_odds_gap(odds) == Approx(0.4));
  CHECK(std::isnan(disparate_impact(std::span(groups).first(1))));
}

TEST_CASE("A model card holds for each group what the plain metrics give on its rows") {
  std::mt19937 engine(5);
  const std::size_t n = 3000, places = 250;
  Scores scores;
  Labels recorded, truth;
  std::vector<std::uint64_t> members;
  std::vector<CardRow> rows;
  for (std::size_t i = 0; i < n; ++i) {
    scores.push_back(engine() % 20 == 0 ? NAN : float(engine() % 400) / 400);
    truth.push_back(float(engine() % 1000) / 1000 < scores.back());
    recorded.push_back(truth.back() && engine() % 3 == 0);
    members.push_back(1u | (engine() % 3 == 0) << 1 | (engine() % 2 == 0) << 2);
    rows.push_back({scores[i], static_cast<std::uint16_t>(i), 1, recorded[i], truth[i]});
  }
  const auto cards = card_groups({.rows = rows, .members = members, .groups = 4, .seats = places});
  REQUIRE(cards.size() == 4);
  for (std::size_t g = 0; g < 3; ++g) {
    Scores own = scores;
    for (std::size_t i = 0; i < n; ++i)
      if (!(members[i] >> g & 1)) own[i] = NAN;
    for (const bool view : {false, true}) {
      const Labels& label = view ? truth : recorded;
      const Performance& p = view ? cards[g].truth : cards[g].recorded;
      CHECK(p.auc == Approx(area_under_curve(own, label)));
      CHECK(p.average_precision == Approx(average_precision(own, label)));
      CHECK(p.brier == Approx(brier_score(own, label)));
      const double all = std::count_if(own.begin(), own.end(), [](float score) { return !std::isnan(score); });
      CHECK(p.rows == all);
    }
  }
  const std::size_t judged = static_cast<std::size_t>(cards[0].truth.rows);
  CHECK(cards[0].truth.enrichment == Approx(at_capacity(scores, truth, judged / 10).enrichment));
  CHECK(cards[0].recorded.enrichment == Approx(at_capacity(scores, recorded, judged / 10).enrichment));
  const AtCapacity top = at_capacity(scores, truth, places);
  CHECK(cards[0].truth.precision == Approx(top.precision));
  CHECK(cards[0].truth.recall == Approx(top.recall));
  CHECK(cards[0].truth.flagged == Approx(double(places)));
  CHECK(cards[0].truth.calibration_error ==
        Approx(expected_calibration_error(calibration_table(scores, truth, 10, Binning::equal_count))));
  CHECK(cards[0].recorded.calibration_error > cards[0].truth.calibration_error);
  CHECK(cards[1].truth.flagged + 0 < cards[0].truth.flagged);
  CHECK(cards[3].truth.rows == 0);
  CHECK(std::isnan(cards[3].truth.auc));
}

TEST_CASE("Rows that are alike make the same model card together as apart, at every capacity") {
  std::mt19937 engine(6);
  const std::vector<std::uint64_t> members{1, 3, 5, 7};
  std::vector<CardRow> together, apart;
  for (int i = 0; i < 60; ++i) {
    const CardRow row{i == 7 ? NAN : float(engine() % 20) / 20, static_cast<std::uint16_t>(engine() % 4),
                      static_cast<std::uint16_t>(1 + engine() % 9), static_cast<std::uint16_t>(engine() % 5 == 0),
                      static_cast<std::uint16_t>(engine() % 2)};
    together.push_back(row);
    apart.insert(apart.end(), row.count, {row.score, row.kind, 1, row.recorded, row.truth});
  }
  std::shuffle(apart.begin(), apart.end(), engine);
  for (std::size_t places = 0; places <= apart.size() + 1; ++places) {
    const auto one = card_groups({.rows = together, .members = members, .groups = 3, .seats = places});
    const auto other = card_groups({.rows = apart, .members = members, .groups = 3, .seats = places});
    for (std::size_t g = 0; g < 3; ++g)
      for (const auto view : {&GroupCard::recorded, &GroupCard::truth}) {
        const Performance &p = one[g].*view, &q = other[g].*view;
        REQUIRE(p.rows == q.rows);
        REQUIRE(p.base_rate == q.base_rate);
        REQUIRE(p.auc == q.auc);
        REQUIRE(p.average_precision == Approx(q.average_precision));
        REQUIRE(p.brier == Approx(q.brier));
        REQUIRE(p.calibration_error == Approx(q.calibration_error));
        REQUIRE(p.flagged == Approx(q.flagged));
        REQUIRE((places == 0 || p.precision == Approx(q.precision)));
        REQUIRE(p.recall == Approx(q.recall));
        REQUIRE(p.enrichment == Approx(q.enrichment));
      }
  }
}
