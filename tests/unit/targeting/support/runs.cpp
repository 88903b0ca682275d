#include "runs.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "sim/experiment/memory_sink.hpp"

namespace streetlight {
ModelType targeting_model();
}

namespace streetlight::targeting::testing {

namespace {

template <class Items, class NameOf>
std::size_t index_of(const Items& items, const std::string& name, NameOf name_of) {
  for (std::size_t k = 0; k < items.size(); ++k)
    if (name_of(items[k]) == name) return k;
  throw std::out_of_range("nothing is called " + name);
}

const ModelType& model() {
  static const ModelType type = targeting_model();
  return type;
}

std::string as_it_is(const std::string& name) { return name; }

}  // namespace

std::size_t Runs::scenario(const std::string& name) const { return index_of(shape.scenarios, name, as_it_is); }
std::size_t Runs::group(const std::string& name) const { return index_of(shape.groups, name, as_it_is); }
std::size_t Runs::column(const std::string& name) const {
  return index_of(shape.columns, name, [](const Column& column) { return column.name; });
}

const RunResult& Runs::run(const std::string& name, std::uint32_t replicate) const {
  return runs.at({static_cast<std::uint32_t>(scenario(name)), 0, replicate});
}

double Runs::value(const RunResult& run, std::size_t time, std::size_t column, std::size_t group,
                   std::size_t authority) const {
  return run.values.at(shape.cell(time, authority, group, column));
}

double Runs::value(const std::string& scenario, std::uint32_t replicate, std::size_t time, const std::string& name,
                   const std::string& group_name) const {
  return value(run(scenario, replicate), time, column(name), group(group_name));
}

double Runs::sum(const std::string& scenario, std::uint32_t replicate, std::size_t first, std::size_t last,
                 const std::string& name, const std::string& group_name) const {
  const auto& from = run(scenario, replicate);
  const auto c = column(name), g = group(group_name);
  double total = 0;
  for (std::size_t t = first; t < last; ++t) total += value(from, t, c, g);
  return total;
}

double Runs::ratio(const std::string& scenario, std::uint32_t replicate, std::size_t first, std::size_t last,
                   const std::string& numerator, const std::string& denominator, const std::string& group_name) const {
  return sum(scenario, replicate, first, last, numerator, group_name) /
         sum(scenario, replicate, first, last, denominator, group_name);
}

Experiment small_england(std::int64_t families) {
  Experiment experiment;
  experiment.title = "a small England";
  experiment.model = &model();
  experiment.base = {{"population.families", families},
                     {"population.neighbourhood_size", std::int64_t{100}},
                     {"programme.start", std::int64_t{6}}};
  experiment.run = {.months = 36, .spin_up = 24, .replicates = 1, .seed = 11};
  experiment.scenarios = {{.name = "none", .set = {}, .timeline = {}}};
  experiment.groups = {
      {.name = "poor", .conditions = {{"deprivation", {"8", "9", "10"}}}},
      {.name = "rich", .conditions = {{"deprivation", {"1", "2", "3"}}}},
      {.name = "lone", .conditions = {{"household", {"lone"}}}},
      {.name = "lone_poor", .conditions = {{"household", {"lone"}}, {"deprivation", {"8", "9", "10"}}}}};
  return experiment;
}

Experiment branching_england(std::int64_t families) {
  Experiment experiment = small_england(families);
  const auto with = [](Settings more) {
    more["programme.enabled"] = true;
    more["programme.capacity"] = 0.02;
    return more;
  };
  const std::string covert = "covert", reg = "register", opt_in = "opt_in", opt_out = "opt_out",
                    supportive = "supportive", company = "private", corrected = "inverse_propensity", random = "random";
  experiment.scenarios = {
      {.name = "none", .set = {}, .timeline = {}},
      {.name = "programme", .set = with({}), .timeline = {}},
      {.name = "null",
       .set = with({{"deterrence.max", 0.8}}),
       .timeline = {{.month = 9, .set = {{"programme.capacity", 0.02}}},
                    {.month = 20, .set = {{"trust.hearsay", 0.1}}}}},
      {.name = "told", .set = with({{"programme.transparency", reg}}), .timeline = {}},
      {.name = "asked", .set = with({{"consent.mode", opt_in}, {"programme.approach", supportive}}), .timeline = {}},
      {.name = "leaving",
       .set = with({{"consent.mode", opt_out}, {"awareness.press", 0.1}, {"consent.exit_rate", 0.5}}),
       .timeline = {}},
      {.name = "audited", .set = with({{"programme.audit", 0.2}, {"risk.correction", corrected}}), .timeline = {}},
      {.name = "company", .set = with({{"programme.operator", company}, {"scandal.hazard", 0.2}}), .timeline = {}},
      {.name = "lottery", .set = with({{"risk.learner", random}}), .timeline = {}},
      {.name = "horizon",
       .set = with({{"risk.horizon", std::int64_t{8}}, {"risk.retrain", std::int64_t{4}}}),
       .timeline = {}},
      {.name = "paused",
       .set = with({}),
       .timeline = {{.month = 14, .set = {{"programme.enabled", false}}},
                    {.month = 22, .set = {{"programme.enabled", true}}}}},
      {.name = "later", .set = with({{"programme.start", std::int64_t{11}}}), .timeline = {}},
      {.name = "help", .set = {}, .timeline = {{.month = 17, .set = {{"services.early_help.reach", 0.05}}}}},
      {.name = "campaign",
       .set = with({}),
       .timeline = {{.month = 25, .set = {{"campaign.reach", 0.3}}}, {.month = 26, .set = {{"campaign.reach", 0.0}}}}}};
  return experiment;
}

Runs run_all(const Experiment& experiment, ExecuteOptions options) {
  if (options.threads == 0) options.threads = 1;
  if (!options.on_failure)
    options.on_failure = [](const RunFailure& failure) { throw std::runtime_error(failure.message); };
  MemorySink sink;
  execute(experiment, sink, options);
  return {panel_shape(experiment), std::move(sink.runs)};
}

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

bool same_bits(const RunResult& a, const RunResult& b) {
  return std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
                    [](double v, double w) { return same_bits(v, w); });
}

bool same_bits(const Runs& a, const Runs& b) {
  return std::equal(a.runs.begin(), a.runs.end(), b.runs.begin(), b.runs.end(),
                    [](const auto& x, const auto& y) { return x.first == y.first && same_bits(x.second, y.second); });
}

std::optional<std::int64_t> first_difference(const Runs& runs, const std::string& a, const std::string& b,
                                             std::uint32_t replicate) {
  const auto &x = runs.run(a, replicate).values, &y = runs.run(b, replicate).values;
  const std::size_t month_values = runs.shape.authorities.size() * runs.shape.groups.size() * runs.shape.columns.size();
  for (std::size_t k = 0; k < x.size(); ++k)
    if (!same_bits(x[k], y[k])) return runs.shape.times[k / month_values];
  return std::nullopt;
}

std::uint64_t digest(const Runs& runs) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto take = [&](std::uint64_t word) {
    for (int byte = 0; byte < 8; ++byte) hash = (hash ^ (word >> (8 * byte) & 255U)) * 0x100000001b3U;
  };
  for (const auto& [key, run] : runs.runs) {
    take(key.scenario);
    take(key.point);
    take(key.replicate);
    for (const double value : run.values) take(std::bit_cast<std::uint64_t>(value));
  }
  return hash;
}

}  // namespace streetlight::targeting::testing
