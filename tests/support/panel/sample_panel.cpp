#include "tests/support/panel/sample_panel.hpp"

#include <cmath>
#include <limits>

namespace streetlight::test {

PanelShape sample_shape(const SampleSize& size) {
  PanelShape shape;
  shape.scenarios = {"No programme", "Covert programme", "Notice"};
  for (std::size_t s = 3; s < size.scenarios; ++s) shape.scenarios.push_back("Scenario " + std::to_string(s));
  shape.scenarios.resize(size.scenarios);
  shape.points = size.points;
  shape.replicates = size.replicates;
  for (std::size_t t = 0; t < size.intervals; ++t) shape.times.push_back(static_cast<std::int64_t>(3 * t));
  shape.interval = 3;
  shape.end = static_cast<std::int64_t>(3 * size.intervals) - 1;  // the last interval has two months
  shape.authorities = {"all"};
  for (std::size_t a = 1; a < size.authorities; ++a) shape.authorities.push_back("authority " + std::to_string(a));
  shape.groups = {"all", "lone", "café"};
  for (std::size_t g = 3; g < size.groups; ++g) shape.groups.push_back("group " + std::to_string(g));
  shape.groups.resize(size.groups);
  shape.columns = {
      {"visits", "families", "Programme visits.", ColumnKind::flow, ColumnType::count},
      {"unwarranted_visits", "families", "Visits to families not in need.", ColumnKind::flow, ColumnType::count},
      {"families", "families", "Families.", ColumnKind::stock, ColumnType::count},
      {"trust", "log-odds", "Mean trust.", ColumnKind::stock, ColumnType::real},
      {"cost", "GBP", "Money spent.", ColumnKind::flow, ColumnType::real},
      {"unwarranted_share", "share", "Visits that were unwarranted.", ColumnKind::ratio, ColumnType::real,
       "unwarranted_visits", "visits"},
  };
  using Type = TableColumn::Type;
  shape.tables = {{"models",
                   "A card for each training.",
                   {{"month", "month", "Month of training.", Type::whole, {}},
                    {"term", "", "Coefficient's name.", Type::label, {"intercept", "police records"}},
                    {"value", "log-odds", "Coefficient.", Type::real, {}}}},
                  {"families", "Sampled families.", {{"trust", "log-odds", "Trust.", Type::real, {}}}}};
  shape.design.keys = {"programme.capacity", "programme.transparency"};
  for (std::size_t p = 0; p < size.points; ++p) {
    shape.design.number.push_back({0.001 * static_cast<double>(p + 1), std::numeric_limits<double>::quiet_NaN()});
    shape.design.text.push_back({"0.00" + std::to_string(p + 1), p % 2 ? "\"notice\"" : "\"covert\""});
  }
  return shape;
}

Provenance sample_provenance() {
  Provenance provenance;
  provenance.program_version = "0.1.0";
  provenance.commit = "abcdef0";
  provenance.title = "A sample";
  provenance.config_text_resolved = "schema = 1\ntitle = \"A sample\"\n[run]\nreplicates = 4\n";
  provenance.scenario_toml = {"programme.enabled = false\n", "programme.enabled = true\n", "programme.notice = true\n"};
  provenance.parameters = {
      {"programme.notice", "", "false", "choice", "the experimenter's choice", "Whether families are told."},
      {"trust.base", "log-odds", "0.7", "assumed", "", "Trust where nothing happened."}};
  provenance.seed = 18446744073709551615ULL;
  provenance.model = "sample";
  return provenance;
}

double sample_value(const RunKey& key, std::size_t time, std::size_t authority, std::size_t group, std::size_t column) {
  const auto s = static_cast<double>(key.scenario), p = static_cast<double>(key.point),
             r = static_cast<double>(key.replicate);
  const auto t = static_cast<double>(time), a = static_cast<double>(authority), g = static_cast<double>(group);
  const double visits = 100 + 7 * s + 5 * p + 3 * r * r + 2 * t + 11 * a + 13 * g;
  const double unwarranted = group == 2 && time == 1 ? 0 : 10 + 2 * s + r + t;
  switch (column) {
    case 0:
      return group == 2 && time == 1 ? 0 : visits;
    case 1:
      return unwarranted;
    case 2:
      return 1000 + t / 3;
    case 3:
      return std::sin(1 + s + 2 * p + 3 * r + 5 * t + 7 * a + 9 * g);
    case 4:
      return 0.1 * visits;
    default:
      return group == 2 && time == 1 ? std::numeric_limits<double>::quiet_NaN() : unwarranted / visits;
  }
}

RunResult sample_run(const PanelShape& shape, const RunKey& key) {
  RunResult run{key, {}, {}};
  for (std::size_t t = 0; t < shape.times.size(); ++t)
    for (std::size_t a = 0; a < shape.authorities.size(); ++a)
      for (std::size_t g = 0; g < shape.groups.size(); ++g)
        for (std::size_t c = 0; c < shape.columns.size(); ++c) run.values.push_back(sample_value(key, t, a, g, c));
  // The first scenario trains no model: tables may be empty for a run.
  std::vector<double> cards;
  for (std::uint32_t row = 0; row < 2 * key.scenario; ++row)
    cards.insert(cards.end(), {24.0 + row, static_cast<double>(row % 2), 0.5 * row + key.replicate});
  run.tables = {cards, {0.25 * key.replicate, -1.0}};
  return run;
}

std::vector<RunKey> all_runs(const PanelShape& shape) {
  std::vector<RunKey> keys;
  for (std::uint32_t s = 0; s < shape.scenarios.size(); ++s)
    for (std::uint32_t p = 0; p < shape.points; ++p)
      for (std::uint32_t r = 0; r < shape.replicates; ++r) keys.push_back({s, p, r});
  return keys;
}

}  // namespace streetlight::test
