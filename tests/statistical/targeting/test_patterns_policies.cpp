// Patterns P6 to P11: what policies do.

#include <catch2/catch.hpp>

#include "pattern_worlds.hpp"

using namespace streetlight;
using namespace streetlight::targeting::testing;

TEST_CASE("P6: a pause stops visits at once, trust and records recover over years") {
  const auto lag = [](const Runs& runs, const char* with, const char* without, std::size_t year, const char* column,
                      double sign) {
    return figure_of([&](auto r) {
      return sign * (runs.ratio(without, r, year, year + 1, column, "families") -
                     runs.ratio(with, r, year, year + 1, column, "families"));
    });
  };
  const auto& runs = england();
  for (std::uint32_t r = 0; r < replicates; ++r) {
    CHECK(runs.sum("paused", r, 6, 7, "programme_visits") > 100);
    CHECK(runs.sum("paused", r, 7, last, "programme_visits") == 0);
  }
  const Figure trust_first = lag(runs, "paused", "none", 7, "trust_sum", 1),
               trust_third = lag(runs, "paused", "none", 9, "trust_sum", 1),
               trust_fifth = lag(runs, "paused", "none", 11, "trust_sum", 1),
               known_third = lag(runs, "paused", "none", 9, "known", -1);
  INFO("trust below the baseline in the first, third and fifth year of the pause "
       << trust_first << ", " << trust_third << ", " << trust_fifth << "; share known above it in the third "
       << known_third);
  CHECK(trust_first.positive());
  CHECK(trust_third.positive());
  CHECK(trust_fifth.positive());
  CHECK(trust_fifth.mean() < 0.5 * trust_first.mean());  // it does recover
  CHECK(known_third.positive());
  // Forgiving families and short files: nothing is left in the third year.
  const Settings forgiving{{"trust.recovery", 0.9},    {"records.retention", std::int64_t{6}},
                           {"records.half_life", 2.0}, {"scrutiny.half_life", 1.0},
                           {"support.lasting", 0.0},   {"need.reversion", 0.5},
                           {"need.shock", 0.42}};
  const Runs planted = run_scenarios({{.name = "none", .set = forgiving, .timeline = {}},
                                      {.name = "paused",
                                       .set = programme(forgiving),
                                       .timeline = {{.month = 84, .set = {{"programme.enabled", false}}}}}});
  const Figure trust_gone = lag(planted, "paused", "none", 9, "trust_sum", 1),
               known_gone = lag(planted, "paused", "none", 9, "known", -1);
  INFO("with forgiving families and short files " << trust_gone << ", " << known_gone);
  CHECK(!trust_gone.positive());
  CHECK(!known_gone.positive());
}

TEST_CASE("P7: a random audit shows need where it is, the records show it where they look") {
  const auto bias = [](const Runs& runs, const char* scenario) {
    // How much steeper the records' gradient is than the audit's.
    return figure_of([&](auto r) {
      return gradient(runs, scenario, r, start, last, "open_cases", "families") -
             gradient(runs, scenario, r, start, last, "audits_in_need", "audits");
    });
  };
  const Settings audited{{"programme.audit", 0.5}, {"programme.cool_down", std::int64_t{0}}};
  const Runs runs = run_scenarios({{.name = "audited", .set = programme(audited), .timeline = {}},
                                   {.name = "alike", .set = programme(equal_visibility(audited)), .timeline = {}}});
  const Figure audit_error = figure_of([&](auto r) {
    return gradient(runs, "audited", r, start, last, "audits_in_need", "audits") -
           gradient(runs, "audited", r, start, last, "need", "families");
  });
  const Figure shown = bias(runs, "audited"), planted = bias(runs, "alike");
  INFO("records steeper than the audit by " << shown << ", the audit steeper than the truth by " << audit_error
                                            << "; with equal visibility " << planted);
  CHECK(shown.positive());
  CHECK(!audit_error.positive());
  CHECK(!audit_error.negative());
  CHECK(!planted.positive());
}

TEST_CASE(
    "P8: with caseworkers spread evenly per head, less deprived authorities intervene more at equal deprivation") {
  // Slope of visits a family in the middle deciles over the authority's share of deprived families, 20 authorities of
  // 500 families.
  const auto slope = [](const Runs& runs, const char* scenario) {
    return figure_of([&](auto r) {
      const auto& run = runs.run(scenario, r);
      const auto total = [&](const char* column, const char* group, std::size_t authority) {
        double sum = 0;
        for (std::size_t t = 0; t < runs.times(); ++t)
          sum += runs.value(run, t, runs.column(column), runs.group(group), authority);
        return sum;
      };
      double weight = 0, mean_x = 0, mean_y = 0, xx = 0, xy = 0;
      std::vector<std::array<double, 3>> points;
      for (std::size_t a = 1; a < runs.shape.authorities.size(); ++a) {
        const double members = total("families", "middle", a);
        if (members == 0) continue;
        const double x = (total("families", "poor", a) - total("families", "rich", a)) / total("families", "all", a);
        points.push_back({x, total("visits", "middle", a) / members, members});
        weight += members, mean_x += members * x, mean_y += members * points.back()[1];
      }
      for (const auto& [x, y, w] : points)
        xx += w * (x - mean_x / weight) * (x - mean_x / weight),
            xy += w * (x - mean_x / weight) * (y - mean_y / weight);
      return xy / xx / (mean_y / weight);  // relative change of visits from an authority all rich-or-middle to all poor
    });
  };
  Experiment experiment = long_england();
  experiment.base["authorities.count"] = std::int64_t{20};
  experiment.base["population.neighbourhood_size"] = std::int64_t{20};
  experiment.base["population.authority_share"] = 0.5;
  experiment.groups = {{.name = "poor", .conditions = {{"deprivation", {"8", "9", "10"}}}},
                       {.name = "middle", .conditions = {{"deprivation", {"5", "6"}}}},
                       {.name = "rich", .conditions = {{"deprivation", {"1", "2", "3"}}}}};
  experiment.output.by_authority = true;
  experiment.scenarios = {{.name = "scarce", .set = {{"casework.capacity", 2.5}}, .timeline = {}},
                          {.name = "enough", .set = {}, .timeline = {}}};
  const Runs runs = run_all(experiment, {.threads = 2});
  const Figure shown = slope(runs, "scarce"), planted = slope(runs, "enough");
  INFO("relative slope " << shown << "; with enough caseworkers " << planted);
  CHECK(shown.negative());
  CHECK(!planted.negative());
}

TEST_CASE("P9: supportive, voluntary, consented contact can raise trust and cut need") {
  // It can: need falls with England's own offers; trust rises where the offers reach need. England's offers reach need
  // in one of three, and word of the other two costs more trust than help brings.
  const auto lower_need = [](const Runs& runs, const char* with) {
    return figure_of([&](auto r) {
      return runs.ratio("none", r, 5, last, "need", "families") - runs.ratio(with, r, 5, last, "need", "families");
    });
  };
  const auto more_trust = [](const Runs& runs, const char* with) {
    return figure_of([&](auto r) {
      return runs.ratio(with, r, 5, last, "trust_sum", "families") -
             runs.ratio("none", r, 5, last, "trust_sum", "families");
    });
  };
  const std::string opt_in = "opt_in", supportive = "supportive", consent = "consent", truth = "truth";
  const Settings offer{
      {"consent.mode", opt_in}, {"programme.approach", supportive}, {"programme.transparency", consent}};
  Settings useless = offer, well_aimed = offer;
  useless["support.relief"] = 0.0;
  useless["trust.help"] = 0.0;
  well_aimed["risk.label"] = truth;  // offers that reach need: an oracle's flags, reviewed by who knows the family
  well_aimed["review.deference"] = 0.0;
  well_aimed["review.noise"] = 0.1;
  well_aimed["programme.opacity.consent"] = 0.0;  // to be asked hurts nobody
  const Runs runs = run_scenarios({{.name = "none", .set = {}, .timeline = {}},
                                   {.name = "offer", .set = programme(offer), .timeline = {}},
                                   {.name = "well aimed", .set = programme(well_aimed), .timeline = {}}});
  const Figure need = lower_need(runs, "offer"), trust = more_trust(runs, "offer"),
               need_aimed = lower_need(runs, "well aimed"), trust_aimed = more_trust(runs, "well aimed");
  INFO("need lower by " << need << ", trust higher by " << trust << "; well aimed " << need_aimed << ", "
                        << trust_aimed);
  CHECK(need.positive());
  CHECK(need_aimed.positive());
  CHECK(trust_aimed.positive());
  CHECK(trust.negative());  // what the comment above says of England's own offers
  const Runs planted_runs =
      run_scenarios({{.name = "none", .set = {{"support.relief", 0.0}, {"trust.help", 0.0}}, .timeline = {}},
                     {.name = "useless", .set = programme(useless), .timeline = {}}});
  const Figure planted_need = lower_need(planted_runs, "useless"), planted_trust = more_trust(planted_runs, "useless");
  INFO("offers of nothing: " << planted_need << ", " << planted_trust);
  CHECK(!planted_need.positive());
  CHECK(!planted_trust.positive());
}

namespace {

/// Replicates of 20,000 families: growth is small against the noise of one year's flags.
const Runs& over_the_years() {
  static const Runs runs = [] {
    Experiment experiment = long_england();
    experiment.run.replicates = many;
    experiment.base["population.families"] = std::int64_t{20000};
    experiment.scenarios = {
        {.name = "programme", .set = programme(), .timeline = {}},
        {.name = "sound", .set = programme({{"casework.false", 0.0}, {"scrutiny.strength", 0.0}}), .timeline = {}}};
    return run_all(experiment, {.threads = 2});
  }();
  return runs;
}

/// A ratio from the sixth year of the programme on, less the same in year `first`.
Figure change_over_years(const char* numerator, const char* denominator, std::size_t first) {
  return figure_of(
      [&](auto r) {
        return over_the_years().ratio("programme", r, 7, last, numerator, denominator) -
               over_the_years().ratio("programme", r, first, first + 1, numerator, denominator);
      },
      many);
}

}  // namespace

TEST_CASE(
    "P11: the longer it is at work the more the records overstate the model, while its power to find need does not "
    "grow") {
  const auto growth = [](const char* scenario) {
    return figure_of(
        [&](auto r) {
          return overstatement(over_the_years(), scenario, r, 7, last - 1) -
                 overstatement(over_the_years(), scenario, r, start, start + 1);
        },
        many);
  };
  const Figure shown = growth("programme"), planted = growth("sound"),
               precision = change_over_years("flags_in_need", "flags", start),
               recall = change_over_years("need_flagged", "need", start + 1);
  INFO("log overstatement grows by " << shown << " from the first year to the sixth and later, true precision by "
                                     << precision << ", true recall by " << recall);
  INFO("with sound findings and no scrutiny the overstatement grows by " << planted);
  CHECK(shown.positive());
  CHECK(!precision.positive());
  CHECK(!recall.positive());
  CHECK(!planted.positive());
}

namespace {

/// A figure of the model cards of trainings in months [from, to), for all families: its mean over them.
double of_cards(const Runs& runs, const char* scenario, std::uint32_t r, double from, double to, const char* view,
                const char* figure) {
  const auto& shape = runs.shape.tables.at(0);
  REQUIRE(shape.name == "models");
  const auto column = [&](const std::string& name) {
    const auto found =
        std::find_if(shape.columns.begin(), shape.columns.end(), [&](const auto& c) { return c.name == name; });
    REQUIRE(found != shape.columns.end());
    return static_cast<std::size_t>(found - shape.columns.begin());
  };
  const std::size_t month = column("month"), group = column("group"), of = column("view"), value = column(figure);
  const double wanted = std::string(view) == "true" ? 1 : 0;
  const auto& rows = runs.run(scenario, r).tables.at(0);
  double sum = 0, n = 0;
  for (std::size_t row = 0; row < rows.size(); row += shape.columns.size())
    if (rows[row + month] >= from && rows[row + month] < to && rows[row + group] == 0 && rows[row + of] == wanted)
      sum += rows[row + value], n += 1;
  return sum / n;
}

}  // namespace

TEST_CASE("P11: the model looks better on the records after deployment, its power to find true need does not grow") {
  // Each model card judges a model on the year before it: the first on records from before the programme, those of the
  // sixth year on on records that the programme's visits helped to make.
  Experiment experiment = long_england();
  Settings shadow =
      programme({{"review.deference", 0.0}});  // flags that nobody follows: the model runs, nothing comes of it
  for (const char* level : {"couple", "lone"}) shadow["review.bias." + std::string(level)] = -20.0;
  experiment.scenarios = {{.name = "programme", .set = programme(), .timeline = {}},
                          {.name = "shadow", .set = shadow, .timeline = {}}};
  const Runs runs = run_all(experiment, {.threads = 2});
  const auto growth = [&](const char* scenario, const char* view, const char* figure) {
    return figure_of([&](auto r) {
      return of_cards(runs, scenario, r, 96, 144, view, figure) - of_cards(runs, scenario, r, 24, 25, view, figure);
    });
  };
  for (const char* figure : {"auc", "average_precision", "precision"}) {
    const Figure recorded = growth("programme", "recorded", figure), truth = growth("programme", "true", figure),
                 planted = growth("shadow", "recorded", figure);
    INFO(figure << " on the records grows by " << recorded << ", in truth by " << truth
                << "; where nobody follows the flags, on the records by " << planted);
    CHECK(recorded.positive());
    CHECK(!truth.positive());
    CHECK(!planted.positive());
  }
}
