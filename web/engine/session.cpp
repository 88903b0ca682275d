#include "web/engine/session.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "sim/config/chosen_model.hpp"
#include "sim/config/emit_experiment.hpp"
#include "sim/config/json_schema.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/io/diagnostics.hpp"
#include "sim/io/unicode.hpp"
#include "sim/report/comparison_report.hpp"
#include "sim/results/comparison_choice.hpp"
#include "sim/results/mean_interval.hpp"
#include "sim/running/experiment_provenance.hpp"
#include "sim/running/version.hpp"
#include "web/engine/describe.hpp"

namespace streetlight::page {

namespace {

Json problem(const Position& where, const std::string& message) {
  return {{"place", where.place}, {"line", where.line}, {"column", where.column}, {"message", printable(message)}};
}

template <class Value>
Value given(const Json& request, const char* name, Value otherwise) {
  const auto found = request.find(name);
  return found == request.end() || found->is_null() ? otherwise : found->get<Value>();
}

RunKey key_in(const Json& request) {
  return {given(request, "scenario", 0U), given(request, "point", 0U), given(request, "replicate", 0U)};
}

/// FNV-1a over the bits of numbers; every NaN counts as the same.
class Hash {
 public:
  void add(std::uint64_t word) {
    for (int i = 0; i < 8; ++i, word >>= 8) value_ = (value_ ^ (word & 0xff)) * 0x100000001b3U;
  }
  void add(const std::vector<double>& numbers) {
    add(static_cast<std::uint64_t>(numbers.size()));
    for (const double x : numbers) add(std::isnan(x) ? 0x7ff8000000000000U : std::bit_cast<std::uint64_t>(x));
  }
  std::string text() const {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4) out += digits[value_ >> shift & 15];
    return out;
  }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

}  // namespace

std::string Session::answer(const std::string& request) {
  Json out;
  try {
    const Json asked = Json::parse(request);
    out = call(asked.at("call").get<std::string>(), asked);
  } catch (const ConfigErrors& errors) {
    for (const auto& [where, message] : errors.problems()) out["problems"].push_back(problem(where, message));
  } catch (const BrokenPromise& bug) {
    out["problems"].push_back(problem({}, std::string(bug.what()) + " Please report it (" + version_text() + ")."));
  } catch (const std::bad_alloc&) {
    out["problems"].push_back(problem({}, "not enough memory: fewer families or replicates need less"));
  } catch (const std::exception& error) {
    out["problems"].push_back(problem({}, error.what()));
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json Session::call(const std::string& name, const Json& request) {
  if (name == "version")
    return {{"version", program_version()}, {"commit", program_commit()}, {"text", version_text()}};
  if (name == "models") return {{"models", models_json()}};
  if (name == "describe") return reference_json(given<std::string>(request, "model", ""));
  if (name == "schema")
    return Json::parse(json_schema(Reference(chosen_model(given<std::string>(request, "model", "")))));
  if (name == "load") return load(request);
  if (name == "run") return run(request);
  if (name == "give_run") return give_run(request);
  if (name == "take_run") return take_run(request);
  if (name == "column") return column(request);
  if (name == "curves") return curves(request);
  if (name == "compare") return compare(request);
  if (name == "hash") return hash();
  if (name == "street") return street(request);
  if (name == "street_step") return street_step(request);
  throw InvalidInput("there is no call '" + name + "'");
}

/// {"path"} a file, or one that was placed; {"set": ["KEY=VALUE", ...]}.
Json Session::load(const Json& request) {
  loaded_.reset();
  results_.reset();
  std::vector<CommandLineSetting> settings;
  for (const auto& text : given(request, "set", std::vector<std::string>{})) settings.push_back({text, text});
  auto loaded = std::make_unique<LoadedExperiment>(load_experiment(request.at("path").get<std::string>(), settings));
  const Experiment& experiment = loaded->experiment;
  auto results = std::make_unique<MemoryResults>(panel_shape(experiment), provenance_of(experiment));
  const PanelShape& shape = results->shape();
  Json out{{"title", experiment.title},
           {"model", experiment.model->name},
           {"time_unit", experiment.model->time_unit},
           {"months", experiment.run.months},
           {"spin_up", experiment.run.spin_up},
           {"replicates", experiment.run.replicates},
           {"seed", experiment.run.seed},
           {"scenarios", shape.scenarios},
           {"points", shape.points},
           {"design", {{"keys", shape.design.keys}, {"text", shape.design.text}}},
           {"times", shape.times},
           {"interval", shape.interval},
           {"groups", shape.groups},
           {"authorities", shape.authorities},
           {"columns", Json::array()},
           {"main", Json::array()},
           {"notes", loaded->notes},
           {"toml", results->provenance().config_text_resolved}};
  for (const Column& each : shape.columns) out["columns"].push_back(column_json(each));
  for (const std::size_t c : main_columns(shape)) out["main"].push_back(shape.columns[c].name);
  double steps = 0;
  for (const Scenario& scenario : experiment.scenarios)
    steps += static_cast<double>(
        resolve(experiment, scenario, design_points(experiment.design).front()).front().parameters->entities());
  out["family_months"] =
      steps * static_cast<double>(shape.points) *
      static_cast<double>(experiment.run.replicates * (experiment.run.months + experiment.run.spin_up));
  loaded_ = std::move(loaded);
  results_ = std::move(results);
  return out;
}

const Experiment& Session::experiment() const {
  VALIDATE(loaded_, "no experiment is loaded");
  return loaded_->experiment;
}

const MemoryResults& Session::results() const {
  VALIDATE(results_, "no experiment is loaded");
  return *results_;
}

/// {"replicates": [...]}: all when there is no list.
Json Session::run(const Json& request) {
  const Experiment& asked = experiment();
  const auto list = given(request, "replicates", std::vector<std::uint32_t>{});
  const std::set<std::uint32_t> wanted(list.begin(), list.end());
  Json failures = Json::array();
  ExecuteOptions options;
  options.threads = 1;
  if (!wanted.empty()) options.wanted = [&](RunKey key) { return wanted.contains(key.replicate); };
  options.on_progress = [&](const Progress& done) {
    if (progress && done.steps_total > 0) progress(done.steps_done / done.steps_total);
  };
  options.on_failure = [&](const RunFailure& failure) {
    failures.push_back({{"scenario", failure.key.scenario},
                        {"point", failure.key.point},
                        {"replicate", failure.key.replicate},
                        {"message", failure.message}});
  };
  const auto summary = execute(asked, *results_, options);
  return {{"runs", summary.runs_done}, {"failures", failures}};
}

/// A finished run as numbers, to be carried to another session: the panel's values and every table.
Json Session::give_run(const Json& request) {
  const auto found = results().kept().find(key_in(request));
  VALIDATE(found != results().kept().end(), "this run is not there");
  numbers = found->second.values;
  Json sizes = Json::array({found->second.values.size()});
  for (const auto& table : found->second.tables) {
    sizes.push_back(table.size());
    numbers.insert(numbers.end(), table.begin(), table.end());
  }
  return {{"sizes", sizes}};
}

Json Session::take_run(const Json& request) {
  RunResult run{key_in(request), {}, {}};
  VALIDATE(results_, "no experiment is loaded");
  auto from = numbers.begin();
  const auto part = [&](std::size_t size) {
    VALIDATE(size <= static_cast<std::size_t>(numbers.end() - from), "a run has fewer numbers than it says");
    const auto begin = from;
    from += static_cast<std::ptrdiff_t>(size);
    return std::vector<double>(begin, from);
  };
  const auto sizes = request.at("sizes").get<std::vector<std::size_t>>();
  VALIDATE(!sizes.empty(), "a run has no sizes");
  run.values = part(sizes.front());
  for (std::size_t t = 1; t < sizes.size(); ++t) run.tables.push_back(part(sizes[t]));
  results_->write(run);
  return {{"runs", results_->runs_completed()}};
}

/// {"name", "authority", "group"} -> numbers [scenario][point][replicate][time], NaN where there is no run.
Json Session::column(const Json& request) {
  const PanelShape& shape = results().shape();
  const auto c = choose_one(request.at("name").get<std::string>(), column_names(shape), "column");
  const auto a = choose_one(given<std::string>(request, "authority", "all"), shape.authorities, "authority");
  const auto g = choose_one(given<std::string>(request, "group", "all"), shape.groups, "group");
  numbers.clear();
  for_each_run(shape, [&](const RunKey& key) {
    const auto values = results().completed(key) ? results().read(c, {key, 0, shape.times.size(), a})
                                                 : std::vector<double>(shape.times.size() * shape.groups.size(), NAN);
    for (std::size_t t = 0; t < shape.times.size(); ++t) numbers.push_back(values[t * shape.groups.size() + g]);
  });
  return {{"size", numbers.size()}};
}

/// {"name", "group", "point"} -> numbers [scenario][time][mean, low, high, difference from the first, low, high]: means
/// over the replicates that are there, with 95 % intervals; NaN where there is none.
Json Session::curves(const Json& request) {
  const PanelShape& shape = results().shape();
  const auto point = given<std::size_t>(request, "point", 0);
  VALIDATE(point < shape.points, "there is no such point");
  column(request);
  const std::vector<double> all = std::move(numbers);
  numbers.clear();
  const auto add = [&](const std::vector<double>& values) {
    double sum = 0;
    for (const double x : values) sum += x;
    const auto interval = values.size() > 1 ? mean_interval(values) : MeanInterval{};
    numbers.push_back(values.empty() ? NAN : sum / static_cast<double>(values.size()));
    numbers.push_back(interval.low);
    numbers.push_back(interval.high);
  };
  const auto at = [&](std::size_t s, std::size_t r, std::size_t t) {
    return all[((s * shape.points + point) * shape.replicates + r) * shape.times.size() + t];
  };
  for (std::size_t s = 0; s < shape.scenarios.size(); ++s)
    for (std::size_t t = 0; t < shape.times.size(); ++t) {
      std::vector<double> values, differences;
      for (std::size_t r = 0; r < shape.replicates; ++r) {
        if (!std::isnan(at(s, r, t))) values.push_back(at(s, r, t));
        if (!std::isnan(at(s, r, t) - at(0, r, t))) differences.push_back(at(s, r, t) - at(0, r, t));
      }
      add(values);
      add(differences);
    }
  return {{"scenarios", shape.scenarios.size()}, {"times", shape.times.size()}};
}

/// {"baseline", "scenarios", "columns", "groups", "points", "first", "end"}, each of which may be left out.
Json Session::compare(const Json& request) {
  const PanelShape& shape = results().shape();
  const auto month = [&](const char* name) -> std::optional<std::int64_t> {
    const auto found = request.find(name);
    if (found == request.end() || found->is_null()) return std::nullopt;
    return found->get<std::int64_t>();
  };
  const auto words = [&](const char* name) { return given(request, name, std::vector<std::string>{}); };
  const Window window = whole_intervals(month("first"), month("end"), shape, "the window");
  const auto chosen = comparison_request(
      {given<std::string>(request, "baseline", ""), words("scenarios"), words("columns"), words("groups"),
       given(request, "points", std::vector<std::size_t>{}), given<std::string>(request, "authority", "all")},
      window, shape);
  const auto rows = compare_panel(results(), chosen);
  return {{"title", comparison_title(results(), chosen)},
          {"result", Json::parse(as_json(results(), chosen, rows))},
          {"csv", as_csv(results(), chosen, rows, false)},
          {"table", as_table(results(), chosen, rows)}};
}

/// Of every number of every run, in the order of the runs' keys.
Json Session::hash() const {
  Hash hash;
  for (const auto& [key, run] : results().kept()) {
    for (const std::uint32_t part : {key.scenario, key.point, key.replicate}) hash.add(std::uint64_t{part});
    hash.add(run.values);
    for (const auto& table : run.tables) hash.add(table);
  }
  return {{"hash", hash.text()}, {"runs", results().kept().size()}};
}

/// {"replicate"}: a street of the experiment that is loaded; {"change": true}: the one that goes on changes to it.
Json Session::street(const Json& request) {
  if (given(request, "change", false)) {
    VALIDATE(street_, "there is no street yet");
    street_->change(experiment());
    return {{"month", street_->month()}};
  }
  street_ = std::make_unique<Street>(experiment(), given(request, "replicate", 0U));
  return street_->layout();
}

/// {"months"}: so many pass. Gives totals and, in `bytes`, the states.
Json Session::street_step(const Json& request) {
  VALIDATE(street_, "there is no street yet");
  const auto months = given(request, "months", 1);
  Json totals = Json::array();
  for (int i = 0; i < months; ++i) {
    street_->step();
    totals.push_back({{"month", street_->month() - 1}, {"totals", street_->totals()}});
  }
  bytes = street_->states();
  return {{"months", totals}};
}

}  // namespace streetlight::page
