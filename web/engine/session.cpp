#include "web/engine/session.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <stdexcept>
#include <utility>

#include "sim/config/chosen_model.hpp"
#include "sim/config/json_schema.hpp"
#include "sim/config/reference.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/io/diagnostics.hpp"
#include "sim/io/unicode.hpp"
#include "sim/running/experiment_provenance.hpp"
#include "sim/running/version.hpp"
#include "web/engine/describe.hpp"
#include "web/engine/request.hpp"
#include "web/engine/toml_edit.hpp"

namespace streetlight::page {

namespace {

constexpr const char* no_memory = "not enough memory: fewer families or replicates need less";

bool has_match(const Experiment& experiment) {
  return std::any_of(experiment.scenarios.begin(), experiment.scenarios.end(),
                     [](const Scenario& each) { return each.match.has_value(); });
}

Json problem(const Position& where, const std::string& message) {
  return {{"place", where.input}, {"line", where.line}, {"column", where.column}, {"message", printable(message)}};
}

/// The parameter or key of the file that a call names.
Parameter described(const Json& request) {
  const auto key = request.at("key").get<std::string>();
  const Reference reference(chosen_model(given<std::string>(request, "model", "")));
  for (const auto all : {reference.model_parameters(), std::span<const Parameter>(reference.file_parameters())})
    for (const Parameter& each : all)
      if (each.doc.key == key) return each;
  throw InvalidInput("there is no parameter '" + key + "'");
}

/// {"text", "path": what positions call it, "key", "typed"} -> {"text", "line"}: the text of an experiment with the
/// setting put in.
Json put_setting(const Json& request) {
  const Parameter parameter = described(request);
  const auto edited = with_setting(request.at("text").get<std::string>(), given<std::string>(request, "path", ""),
                                   parameter.doc.key, typed_value(parameter, request.at("typed").get<std::string>()));
  return {{"text", edited.text}, {"line", edited.line}};
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
    out["problems"].push_back(problem({}, no_memory));
  } catch (const std::length_error&) {  // more elements than addresses
    out["problems"].push_back(problem({}, no_memory));
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
  if (name == "setting") return setting(request);
  if (name == "put_setting") return put_setting(request);
  if (name == "search") return search();
  if (name == "take_found") return take_found(request);
  if (name == "run") return run(request);
  if (name == "hold") return hold(request);
  if (name == "give_run") return give_run(request);
  if (name == "take_run") return take_run(request);
  if (name == "column") return column(request);
  if (name == "curves") return curves(request);
  if (name == "compare") return compare(request);
  if (name == "robust") return robust(request);
  if (name == "sensitivity") return sensitivity(request);
  if (name == "cards") return cards(request);
  if (name == "gathered") return gathered(request);
  if (name == "settings") return settings(request);
  if (name == "rank") return rank(request);
  if (name == "trust_apart") return trust_apart(request);
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
              {"notes", loaded->notes},
              {"matches", has_match(experiment)}});
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

/// {"text", "key"} -> {"typed"}: the value that the text of an experiment gives; where it has none, that of the
/// experiment that is loaded, which may extend others; else the default.
Json Session::setting(const Json& request) const {
  const Parameter parameter = described(request);
  std::string typed;
  try {
    if (find_typed(request.at("text").get<std::string>(), parameter, typed)) return {{"typed", typed}};
  } catch (const ConfigErrors&) {
    // no TOML as it stands: a person is writing it
  }
  if (results_ && find_typed(results_->provenance().config_text_resolved, parameter, typed)) return {{"typed", typed}};
  return {{"typed", typed_default(parameter)}};
}

const Experiment& Session::experiment() const {
  VALIDATE(loaded_, "no experiment is loaded");
  return loaded_->experiment;
}

/// Looks for the values of the experiment's matches, which depend on the experiment alone, so that one worker can look
/// and the others take what it found: {"found": [{"scenario", "point", "value", "wanted", "got", "tolerated"}],
/// "lines": [what was found, in words]}.
Json Session::search() {
  VALIDATE(loaded_, "no experiment is loaded");
  Experiment& asked = loaded_->experiment;
  Json lines = Json::array();
  MatchOptions options{.threads = 1};
  options.on_found = [&](const std::string& line, bool, std::size_t, std::size_t) { lines.push_back(line); };
  options.on_trial = searching;
  find_matches(asked, options);
  matched_ = true;
  Json all = Json::array();
  const auto points = design_points(asked.design);
  for (std::size_t s = 0; s < asked.scenarios.size(); ++s) {
    if (!asked.scenarios[s].match) continue;
    for (std::size_t p = 0; p < points.size(); ++p) {
      const Match::Found& found = asked.scenarios[s].match->found.at(points[p]);
      all.push_back({{"scenario", s},
                     {"point", p},
                     {"value", found.value},
                     {"wanted", found.wanted},
                     {"got", found.got},
                     {"tolerated", found.tolerated}});
    }
  }
  return {{"found", all}, {"lines", lines}};
}

/// {"found"}: what another session's search gave for the same experiment.
Json Session::take_found(const Json& request) {
  VALIDATE(loaded_, "no experiment is loaded");
  Experiment& asked = loaded_->experiment;
  const auto points = design_points(asked.design);
  for (const Json& each : request.at("found")) {
    const auto s = each.at("scenario").get<std::size_t>(), p = each.at("point").get<std::size_t>();
    VALIDATE(s < asked.scenarios.size() && asked.scenarios[s].match && p < points.size(),
             "what was found is of another experiment");
    asked.scenarios[s].match->found[points[p]] = {each.at("value").get<double>(), each.at("wanted").get<double>(),
                                                  each.at("got").get<double>(), each.at("tolerated").get<double>()};
  }
  matched_ = true;
  return Json::object();
}

/// {"replicates": [...]}: all when there is no list.
Json Session::run(const Json& request) {
  VALIDATE(loaded_, "no experiment is loaded");
  Experiment& asked = loaded_->experiment;
  if (!matched_) search();
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
