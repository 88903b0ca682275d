#include "streetlight/experiment.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>

#include "library/described.hpp"
#include "library/experiment_data.hpp"
#include "library/guarded.hpp"
#include "library/learner_error.hpp"
#include "library/results_data.hpp"
#include "sim/config/emit_experiment.hpp"
#include "sim/config/reference.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/io/toml_document.hpp"
#include "sim/results/memory_results.hpp"
#include "sim/running/experiment_provenance.hpp"
#include "sim/running/find_matches.hpp"
#include "sim/running/run_plan.hpp"

namespace streetlight::library {

Experiment::Loaded::Loaded(Origin from) : origin(std::move(from)) {
  auto loaded = load(origin);
  experiment = std::move(loaded.experiment);
  notes = std::move(loaded.notes);
}

std::shared_ptr<const Experiment::Loaded> Experiment::Loaded::with(
    const std::vector<CommandLineSetting>& further) const {
  Origin changed = origin;
  for (const CommandLineSetting& setting : further) {
    SetKeys set = set_now(experiment, setting);
    std::erase_if(changed.settings, [&](const SetKeys& earlier) {
      return std::includes(set.keys.begin(), set.keys.end(), earlier.keys.begin(), earlier.keys.end());
    });
    changed.settings.push_back(std::move(set));
  }
  return std::make_shared<const Loaded>(std::move(changed));
}

namespace {

/// Progress and cancelling of the library's user, as the executor asks for them.
class Watch {
 public:
  explicit Watch(const RunOptions& options)
      : progress_(options.progress), failed_(options.failed), on_stop_(options.stop, [this] { stop_ = true; }) {}

  const std::atomic<bool>& stop() const { return stop_; }

  void show(const streetlight::Progress& progress) {
    call(progress_, Progress{progress.runs_done, progress.runs_total, progress.steps_done, progress.steps_total});
  }
  void show(const Failure& failure) { call(failed_, failure); }

  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  template <class Told>
  void call(const std::function<void(const Told&)>& callback, const Told& told) {
    const std::lock_guard lock(calling_);
    if (!callback || thrown_) return;
    try {
      callback(told);
    } catch (...) {
      thrown_ = std::current_exception();
      stop_ = true;
    }
  }

  const std::function<void(const Progress&)>& progress_;
  const std::function<void(const Failure&)>& failed_;
  std::mutex calling_;
  std::atomic<bool> stop_ = false;
  std::exception_ptr thrown_;
  std::stop_callback<std::function<void()>> on_stop_;
};

}  // namespace

std::vector<CommandLineSetting> settings_of(const std::vector<std::pair<std::string, Value>>& settings,
                                            const std::string& call) {
  std::vector<CommandLineSetting> made;
  for (const auto& [key, value] : settings) {
    const std::string text = to_text(value.held());
    made.push_back({key + "=" + text, call + "(\"" + key + "\", " + text + ")"});
  }
  return made;
}

Experiment::Experiment(const std::filesystem::path& file)
    : loaded_(guarded([&] { return std::make_shared<const Loaded>(Origin{.file = file}); })) {}

Experiment Experiment::from_text(const std::string& toml, const std::filesystem::path& folder) {
  return Experiment(
      guarded([&] { return std::make_shared<const Loaded>(Origin{.file = folder / "experiment", .text = toml}); }));
}

Experiment& Experiment::set_worlds(const std::filesystem::path& file, std::size_t number) {
  loaded_ = guarded([&] {
    Origin changed = loaded_->origin;
    changed.worlds = worlds_in(file);
    changed.number_of_worlds = number;
    return std::make_shared<const Loaded>(std::move(changed));
  });
  return *this;
}

Experiment& Experiment::set(const std::vector<std::pair<std::string, Value>>& settings) {
  loaded_ = guarded([&] { return loaded_->with(settings_of(settings, "set")); });
  return *this;
}

Experiment& Experiment::set(std::string_view key, const Value& value) { return set({{std::string(key), value}}); }

Experiment& Experiment::set_text(std::string_view line) {
  loaded_ = guarded([&] {
    const std::string text(line);
    return loaded_->with({{text, "set_text(" + text + ")"}});
  });
  return *this;
}

std::string Experiment::saved() const { return library::saved(loaded_->origin); }

Experiment Experiment::from_saved(const std::string& bytes) {
  return Experiment(guarded([&] { return std::make_shared<const Loaded>(origin_of(bytes)); }));
}

const std::string& Experiment::title() const { return loaded_->experiment.title; }
const std::string& Experiment::model() const { return loaded_->experiment.model->name; }
const std::vector<std::string>& Experiment::notes() const { return loaded_->notes; }

Shape Experiment::shape() const {
  return guarded([&] { return shape_of(panel_shape(loaded_->experiment)); });
}

Value Experiment::value(std::string_view key) const {
  return guarded([&]() -> Value {
    const auto& experiment = loaded_->experiment;
    const Settings settings = all_settings(experiment, experiment.base);
    if (const auto found = settings.find(key); found != settings.end())
      return std::visit([](const auto& held) { return value_of(held); }, found->second);
    // Of the program's own keys (run.months, output.interval): as the whole experiment writes them
    const TomlDocument whole = parse_toml(to_toml(experiment), experiment.title);
    if (const TomlEntry* entry = whole.find(key))
      return std::visit([](const auto& held) { return value_of(held); }, entry->value.value);
    const Reference reference(*experiment.model);
    const Parameter parameter = described(reference, *experiment.model->table(experiment.keys_in_use), key);
    throw InvalidInput("'" + parameter.key + "' has no single value here");
  });
}

Parameter Experiment::describe(std::string_view key) const {
  return guarded([&] {
    const auto& experiment = loaded_->experiment;
    return described(Reference(*experiment.model), *experiment.model->table(experiment.keys_in_use), key);
  });
}

std::string Experiment::toml() const {
  return guarded([&] { return to_toml(loaded_->experiment); });
}

Results Experiment::run(const RunOptions& options) const {
  Watch watch(options);
  auto data = guarded([&] {
    auto experiment = loaded_->experiment;
    bool stopped_before = false;
    try {
      find_matches(experiment, {.threads = options.threads, .stop = &watch.stop()});
    } catch (const WorkUnwanted&) {
      stopped_before = true;
    } catch (const SmallRunFailed& failed) {
      const std::string& scenario = experiment.scenarios[failed.scenario].name;
      if (const auto cause = shown_cause(failed.cause)) watch.show({scenario, failed.point, 0, failed.what(), cause});
      throw;
    }
    PanelShape shape = panel_shape(experiment);
    check_memory_for_all(plan_run(experiment, shape, {}, options.threads));
    auto results = std::make_unique<MemoryResults>(std::move(shape), provenance_of(experiment));
    auto made = std::make_shared<Results::Data>();
    made->shape = shape_of(results->shape());

    ExecuteOptions execution;
    execution.threads = options.threads;
    execution.stop = &watch.stop();
    execution.on_progress = [&](const streetlight::Progress& progress) { watch.show(progress); };
    execution.on_failure = [&](const RunFailure& failure) {  // one call at a time
      made->failures.push_back({made->shape.scenarios[failure.key.scenario], failure.key.point, failure.key.replicate,
                                failure.message, shown_cause(failure.cause)});
      watch.show(made->failures.back());
    };
    made->stopped = stopped_before || execute(experiment, *results, execution).stopped;
    made->memory = results.get();
    made->source = std::move(results);
    return made;
  });
  watch.rethrow();
  return Results(std::move(data));
}

}  // namespace streetlight::library
