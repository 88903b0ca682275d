// The object peer gives the program's panel: for each column, the means of replicates of both are compared by Welch's
// z. The two share no random number, so a difference that is not chance is a difference of the models.
//
// With the 25 columns here and |z| < 4 (normal, alpha = 6e-5 each; with 12 replicates of both, Student's t with some 20
// degrees of freedom, 7e-4 each) a change of the draws alone fails once in about 60 times. The seeds are fixed.

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "bench/peer_objects/nation.hpp"
#include "models/targeting/model.hpp"

using namespace streetlight;
using targeting::TargetingModel;
using targeting::TargetingParameters;

namespace {

struct Setting {
  std::int64_t families;
  std::uint32_t replicates;
  Month spin_up = 24, months = 48, from = 24;  // the programme starts at month 12
};

/// Means of columns over the months from `from` on, one value a replicate.
using Figures = std::map<std::string, std::vector<double>>;

TargetingParameters parameters_of(const Setting& setting) {
  TargetingParameters parameters;
  parameters.population.families = setting.families;
  parameters.population.neighbourhood_size = 100;
  parameters.programme.enabled = true;
  parameters.programme.start = 12;
  return parameters;
}

ModelContext context_of(const Setting& setting, std::uint64_t seed, std::uint32_t replicate, BlockRunner& blocks) {
  ModelContext context;
  context.streams = Streams(seed, replicate);
  context.blocks = &blocks;
  context.first_month = -setting.spin_up;
  context.months = setting.months;
  return context;
}

Figures of_program(const Setting& setting) {
  const auto parameters = parameters_of(setting);
  const auto columns = TargetingModel::columns(parameters);
  BlockRunner blocks;
  Figures figures;
  for (std::uint32_t r = 0; r < setting.replicates; ++r) {
    TargetingModel model(parameters.in_effect(-setting.spin_up), context_of(setting, 11, r, blocks));
    std::vector<double> sums(columns.size());
    for (Month month = -setting.spin_up; month < setting.months; ++month) {
      model.apply(parameters.in_effect(month));
      model.step(month);
      if (month >= setting.from) model.observe(sums);
    }
    for (std::size_t c = 0; c < columns.size(); ++c)
      figures[columns[c].name].push_back(sums[c] / (setting.months - setting.from));
  }
  return figures;
}

Figures of_peer(const Setting& setting) {
  const auto parameters = parameters_of(setting);
  BlockRunner blocks;
  Figures figures;
  for (std::uint32_t r = 0; r < setting.replicates; ++r) {
    peer::Nation nation(parameters, context_of(setting, 12, r, blocks), 1000 + r);
    std::vector<double> sums(peer::tallied);
    for (Month month = -setting.spin_up; month < setting.months; ++month) {
      nation.step(month);
      for (std::size_t c = 0; month >= setting.from && c < sums.size(); ++c) sums[c] += nation.counts()[0][c];
    }
    for (std::size_t c = 0; c < sums.size(); ++c)
      figures[peer::column_names()[c]].push_back(sums[c] / (setting.months - setting.from));
  }
  return figures;
}

double mean(const std::vector<double>& x) {
  double sum = 0;
  for (const double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

double squared_error(const std::vector<double>& x) {
  double sum = 0;
  for (const double v : x) sum += (v - mean(x)) * (v - mean(x));
  const auto n = static_cast<double>(x.size());
  return sum / (n - 1) / n;
}

double welch_z(const std::vector<double>& a, const std::vector<double>& b) {
  const double gap = mean(a) - mean(b), error = std::sqrt(squared_error(a) + squared_error(b));
  return gap == 0 ? 0 : gap / error;
}

void compare(const Setting& setting) {
  const Figures program = of_program(setting), peers = of_peer(setting);
  for (const auto& [name, values] : peers) {
    REQUIRE(program.count(name) == 1);
    const auto& ours = program.at(name);
    INFO(name << ": program " << mean(ours) << ", peer " << mean(values) << " a month");
    CHECK(mean(ours) > 0);
    CHECK(std::abs(welch_z(ours, values)) < 4);
  }
}

}  // namespace

TEST_CASE("one object a family gives the program's panel") { compare({.families = 3000, .replicates = 12}); }

TEST_CASE("one object a family gives the program's panel, at length", "[.long]") {
  compare({.families = 20000, .replicates = 24});
}

TEST_CASE("the object peer refuses what it does not know") {
  auto parameters = parameters_of({.families = 500, .replicates = 1});
  parameters.programme.audit = 0.1;
  BlockRunner blocks;
  CHECK_THROWS_AS(peer::Nation(parameters, context_of({.families = 500, .replicates = 1}, 1, 0, blocks), 1),
                  std::invalid_argument);
}
