// Training: what a snapshot keeps, the rows made of it, and rows that stand for several families.

#include <catch2/catch.hpp>
#include <map>

#include "models/targeting/policy/cards.hpp"
#include "models/targeting/policy/training.hpp"
#include "models/targeting/policy/training_rows.hpp"
#include "models/targeting/risk/logistic.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

namespace {

/// Families with a row of their own, by number.
struct ReadRows {
  ObservationBlock block;
  std::map<std::uint32_t, std::size_t> row;

  ReadRows(const World& world, const Snapshot& snapshot) : block(FeatureLayout(world).names().size()) {
    const FeatureLayout layout(world);
    const TrainingRows rows(world, layout, snapshot, Alike::apart);
    rows.read(0, block);
    for (std::size_t r = 0; r < block.rows(); ++r) row[rows.family(0, r)] = r;
  }
  bool included(std::uint32_t family) const { return block.included()[row.at(family)]; }
  bool label(std::uint32_t family) const { return block.label()[row.at(family)]; }
  bool observed(std::uint32_t family) const { return block.observed()[row.at(family)]; }
};

/// Families in neighbourhoods of 150 (blocks end within one), a third with records, a snapshot of month 0 and findings,
/// visits and departures since.
struct TrainedTown {
  static constexpr std::uint32_t families = 5000;
  SmallWorld small;
  Snapshot snapshot;

  static TargetingParameters parameters() {
    auto parameters = still_parameters(families);
    parameters.population.neighbourhood_size = 150;
    parameters.programme.enabled = true;
    parameters.programme.start = 0;
    return parameters;
  }
  explicit TrainedTown(TargetingParameters parameters = TrainedTown::parameters()) : small(parameters) {
    auto& world = small.world();
    auto& town = world.families;
    const auto uniform = [&](std::uint32_t i, std::uint32_t lane) {
      return uniform_double(world.words(Draw::survey, i, lane)[1]);
    };
    for (std::uint32_t i = 0; i < families; ++i) {
      town.need[i] = world.threshold() + (uniform(i, 1) < 0.2 ? 1.0f : -1.0f);
      if (uniform(i, 2) < 0.3) {
        const std::size_t service = i % world.rates.services.size();
        small.put_on_file(i, service, static_cast<float>(1 + i % 5), 0);
      }
      if (uniform(i, 3) < 0.05) small.put_care(i, 0.5f, 0);
    }
    world.month = 0;
    snapshot = take_snapshot(world, 0, families);
    world.month = 12;
    for (std::uint32_t i = 0; i < families; ++i) {
      town.last_finding[i] = uniform(i, 4) < (world.in_need(i) ? 0.3 : 0.05) ? 5 : -5;
      if (uniform(i, 5) < 0.1) town.last_visit[i] = 3;
      if (uniform(i, 6) < 0.05) ++town.generation[i];
      if (uniform(i, 7) < 0.05) town.links[i] = 0;
    }
  }
};

}  // namespace

TEST_CASE("Training rows: leavers and families out of scope are left out, labels follow their source") {
  auto parameters = still_parameters(1000);
  parameters.programme.enabled = true;
  parameters.programme.start = 0;
  SmallWorld small(parameters);
  auto& families = small.families();
  for (std::uint32_t i = 0; i < 1000; ++i) families.need[i] = small.world().threshold() + (i < 300 ? 1.0f : -1.0f);
  small.put_on_file(5, 0, 1.0f, 0);
  small.put_on_file(6, small.index_of("community"), 1.0f, 0);
  small.put_care(7, 1.0f, 0);
  const Snapshot snapshot = take_snapshot(small.world(), 0, 1000);
  small.world().month = 12;
  ++families.generation[1];
  families.links[2] = 0;
  families.last_finding[3] = 0;
  families.last_finding[4] = -1;
  families.last_visit[3] = families.last_visit[8] = 5;
  {
    const ReadRows rows(small.world(), snapshot);
    CHECK(rows.included(0));
    CHECK(rows.row.count(1) == 0);  // left
    CHECK(rows.row.count(2) == 0);  // out of view
    CHECK(rows.row.size() == 998);
    CHECK(rows.label(3));
    CHECK(!rows.label(4));  // found before the snapshot
    CHECK(rows.observed(3));
    CHECK(rows.observed(8));
    CHECK(!rows.observed(4));
    CHECK(rows.block.feature(0)[rows.row.at(5)] == 1.0f);
    CHECK(rows.block.feature(0)[rows.row.at(6)] == 0.0f);
    CHECK(rows.block.feature(FeatureLayout(small.world()).care_column())[rows.row.at(7)] == 1.0f);
  }
  small.world().parameters.risk.label = LabelSource::truth;
  CHECK(ReadRows(small.world(), snapshot).label(0));
  CHECK(!ReadRows(small.world(), snapshot).label(300));
  small.world().parameters.risk.training = TrainingSet::known;
  {
    const ReadRows rows(small.world(), snapshot);
    CHECK(rows.included(5));
    CHECK(rows.included(7));
    CHECK(!rows.included(6));  // on file only where nothing feeds the programme
    CHECK(!rows.included(9));
  }
  small.world().parameters.risk.training = TrainingSet::linked;
  small.world().parameters.risk.label = LabelSource::survey;
  small.world().parameters.risk.survey_share = 0.3;
  const ReadRows rows(small.world(), snapshot);
  double sampled = 0;
  for (const auto& [family, row] : rows.row) {
    sampled += rows.included(family);
    REQUIRE(rows.label(family) == (family < 300));
  }
  CHECK(sampled / 998 == Approx(0.3).margin(4.5 * std::sqrt(0.3 * 0.7 / 998)));
}

TEST_CASE("A snapshot keeps every count that is not zero") {
  TrainedTown town;
  const auto& world = town.small.world();
  for (std::uint32_t i = 0; i < TrainedTown::families; ++i) {
    const auto& records = town.snapshot.records[i / block_size];
    for (std::size_t s = 0; s <= world.rates.services.size(); ++s) {
      std::vector<float> column(block_at(i / block_size, TrainedTown::families).size());
      records.fill(s, column);
      if (world.families.links[i] == 0) continue;  // unlinked since
      REQUIRE(column[i % block_size] == (s < world.rates.services.size() ? seen_count(world, i, s) : world.care_of(i)));
    }
  }
}

TEST_CASE("Rows that stand for several families hold the same families, fit and card as rows of single ones") {
  for (const auto label : {LabelSource::finding, LabelSource::truth, LabelSource::survey})
    for (const auto training : {TrainingSet::linked, TrainingSet::known}) {
      TrainedTown town;
      auto& world = town.small.world();
      world.parameters.risk.label = label;
      world.parameters.risk.training = training;
      world.parameters.risk.survey_share = 0.4;
      const FeatureLayout layout(world);
      const TrainingRows apart(world, layout, town.snapshot, Alike::apart);
      const TrainingRows together(world, layout, town.snapshot, Alike::together);

      // The same rows as often, block by block.
      const auto contents = [&](const TrainingRows& rows, std::size_t b, std::size_t& count) {
        ObservationBlock block(layout.names().size());
        rows.read(b, block);
        count += block.rows();
        std::map<std::vector<float>, int> counts;
        for (std::size_t r = 0; r < block.rows(); ++r) {
          std::vector<float> row{float(block.included()[r]), float(block.label()[r]), float(block.observed()[r])};
          for (std::size_t j = 0; j < block.features(); ++j) row.push_back(block.feature(j)[r]);
          counts[row] += block.count()[r];
        }
        return counts;
      };
      std::size_t many = 0, few = 0;
      for (std::size_t b = 0; b < block_count(apart.rows()); ++b)
        REQUIRE(contents(apart, b, many) == contents(together, b, few));
      CHECK(few < 0.8 * many);

      LogisticRegression one, other;
      const FitReport first = one.fit(apart, *world.blocks), second = other.fit(together, *world.blocks);
      CHECK(first.rows == second.rows);
      CHECK(first.base_rate == Approx(second.base_rate));
      const auto terms = one.coefficients(), same = other.coefficients();
      for (std::size_t j = 0; j < terms.size(); ++j)
        CHECK(terms[j].standardised == Approx(same[j].standardised).margin(1e-6));
      const auto card = [&](const TrainingRows& rows) {
        world.tables = {};
        write_card(world, 0, one, first, rows);
        return world.tables.models;
      };
      const auto expected = card(apart), got = card(together);
      REQUIRE(expected.size() == got.size());
      for (std::size_t k = 0; k < expected.size(); ++k)
        REQUIRE(((std::isnan(expected[k]) && std::isnan(got[k])) || got[k] == Approx(expected[k]).epsilon(1e-9)));
    }
}
