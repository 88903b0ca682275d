#include "models/urn/urn.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/elementary.hpp"
#include "sim/experiment/level_groups.hpp"
#include "sim/random/counts.hpp"

namespace streetlight::urn {

namespace {

enum class Draw : Purpose { day = 1 };

/// Balls that one entry of the matrix adds in a day.
class Additive {
 public:
  Additive(double mean, Additions kind)
      : whole_(std::floor(mean)), fraction_(mean - whole_), kind_(kind), poisson_(mean) {}
  std::int64_t operator()(UniformSequence& uniforms) const {
    if (kind_ == Additions::poisson) return poisson_(uniforms);
    const bool up = fraction_ > 0 && uniforms() < fraction_;
    return static_cast<std::int64_t>(whole_) + up;
  }

 private:
  double whole_, fraction_;
  Additions kind_;
  PoissonDistribution poisson_;
};

}  // namespace

Model::Model(const Parameters& parameters, const ModelContext& context)
    : parameters_(parameters), context_(context), urns_(static_cast<std::size_t>(parameters.urns)) {
  for (Urn& urn : urns_)
    urn = {.balls = {static_cast<std::int64_t>(parameters.prior[0]), static_cast<std::int64_t>(parameters.prior[1])},
           .added = {0, 0},
           .visited = 0};
}

void Model::step(Month day) {
  const auto means = parameters_.means();
  const Additive add[2][2] = {{{means[0], parameters_.additions}, {means[1], parameters_.additions}},
                              {{means[2], parameters_.additions}, {means[3], parameters_.additions}}};
  const BinomialDistribution faded(parameters_.decay);
  context_.blocks->for_each_block(urns_.size(), [&](const Block& block) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      context_.blocks->check_wanted();  // an urn alone may take a while: a great many balls are drawn in parts
      Urn& urn = urns_[i];
      UniformSequence uniforms(context_.streams,
                               {.entity = static_cast<std::uint32_t>(i), .month = day, .purpose = Purpose(Draw::day)});
      const auto all = static_cast<double>(urn.balls[0] + urn.balls[1]);
      urn.visited = uniforms() * all < static_cast<double>(urn.balls[0]) ? 0 : 1;

      // What was found counts in full, or by lot the less, the more it was expected.
      const double others = static_cast<double>(urn.balls[1 - urn.visited]) / all;
      const double acceptance = others / std::max(others, 1.0 - others);
      const bool accepted = uniforms() < acceptance || parameters_.correction == Correction::none;
      for (int region = 0; region < 2; ++region) {
        const std::int64_t found = add[urn.visited][region](uniforms);
        urn.added[region] = accepted ? found : 0;
        const std::int64_t held = urn.balls[region] + urn.added[region];
        urn.balls[region] = std::max(parameters_.least, held - faded(held, uniforms));
      }
    }
  });
}

std::vector<Column> Model::columns(const Parameters&) {
  using enum ColumnKind;
  using enum ColumnType;
  return {{"urns", "urns", "Urns.", stock, count},
          {"balls_a", "balls", "Balls of A.", stock, count},
          {"balls_b", "balls", "Balls of B.", stock, count},
          {"visits", "visits", "Days of visiting either region.", flow, count},
          {"visits_a", "visits", "Days of visiting A.", flow, count},
          {"added_a", "balls", "Balls added to A.", flow, count},
          {"added_b", "balls", "Balls added to B.", flow, count},
          {"share_a_sum", "share", "Sum over urns of the share of balls that are A's.", stock, real},
          {"share_a_squares", "share^2", "Sum over urns of the square of that share.", stock, real},
          {"log_balls_a", "log balls", "Sum over urns of the logarithm of A's balls.", stock, real},
          {"log_balls_b", "log balls", "Sum over urns of the logarithm of B's balls.", stock, real},
          {"share_a", "share", "Mean share of balls that are A's.", ratio, real, "share_a_sum", "urns"},
          {"visit_share_a", "share", "Share of visits that go to A.", ratio, real, "visits_a", "visits"}};
}

void Model::check_groups(const Parameters&, const std::vector<GroupSpec>& groups, Complaints& complaints) {
  LevelGroups::check(groups, "", {}, complaints);
}

void Model::observe(std::span<double> row) const {
  for (const Urn& urn : urns_) {
    const auto a = static_cast<double>(urn.balls[0]), b = static_cast<double>(urn.balls[1]);
    const double share = a / (a + b);
    const double values[] = {1,
                             a,
                             b,
                             1,
                             double(urn.visited == 0),
                             double(urn.added[0]),
                             double(urn.added[1]),
                             share,
                             share * share,
                             log_of(a),
                             log_of(b)};
    for (std::size_t column = 0; column < std::size(values); ++column) row[column] += values[column];
  }
}

}  // namespace streetlight::urn

namespace streetlight {

ModelType urn_model() {
  return model_type<urn::Model>(
      "urn", "Attention drawn to where incidents were found before: the runaway urn of predictive policing", 1000, 0,
      "day", "urn");
}

}  // namespace streetlight
