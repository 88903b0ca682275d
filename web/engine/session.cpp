#include "web/engine/session.hpp"

#include <set>
#include <utility>

#include "sim/config/chosen_model.hpp"
#include "sim/config/json_schema.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/io/diagnostics.hpp"
#include "sim/io/unicode.hpp"
#include "sim/running/experiment_provenance.hpp"
#include "sim/running/find_matches.hpp"
#include "sim/running/version.hpp"
#include "web/engine/describe.hpp"
#include "web/engine/request.hpp"

namespace streetlight::page {

namespace {

Json problem(const Position& where, const std::string& message) {
  return {{"place", where.place}, {"line", where.line}, {"column", where.column}, {"message", printable(message)}};
}

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
  if (name == "hold") return hold(request);
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
  matched_ = false;
  std::vector<CommandLineSetting> settings;
  for (const auto& text : given(request, "set", std::vector<std::string>{})) settings.push_back({text, text});
  auto loaded = std::make_unique<LoadedExperiment>(load_experiment(request.at("path").get<std::string>(), settings));
  const Experiment& experiment = loaded->experiment;
  auto results = std::make_unique<MemoryResults>(panel_shape(experiment), provenance_of(experiment));
  const PanelShape& shape = results->shape();
  Json out = result_json(*results);
  out.update({{"title", experiment.title},
              {"spin_up", experiment.run.spin_up},
              {"months", experiment.run.months},
              {"notes", loaded->notes}});
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

/// {"replicates": [...]}: all when there is no list.
Json Session::run(const Json& request) {
  VALIDATE(loaded_, "no experiment is loaded");
  Experiment& asked = loaded_->experiment;
  // Once for each session: what is found depends on the experiment alone, so every worker finds the same.
  if (!std::exchange(matched_, true)) find_matches(asked, {.threads = 1});
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
