#include "streetlight/experiment.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>

#include "library/described.hpp"
#include "library/guarded.hpp"
#include "library/results_data.hpp"
#include "sim/config/emit_experiment.hpp"
#include "sim/config/load_experiment.hpp"
#include "sim/config/reference.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/results/memory_results.hpp"
#include "sim/running/experiment_provenance.hpp"
#include "sim/running/find_matches.hpp"
#include "sim/running/run_plan.hpp"

namespace streetlight::library {

/// Read once, never changed: copies of an Experiment share it.
struct Experiment::Loaded {
  std::filesystem::path file;
  std::vector<std::pair<std::string, CommandLineSetting>> settings;  ///< by key
  streetlight::Experiment experiment;
  std::vector<std::string> notes;

  Loaded(std::filesystem::path path, std::vector<std::pair<std::string, CommandLineSetting>> by_key)
      : file(std::move(path)), settings(std::move(by_key)) {
    std::vector<CommandLineSetting> texts;
    for (const auto& [key, setting] : settings) texts.push_back(setting);
    auto loaded = load_experiment(file, texts);
    experiment = std::move(loaded.experiment);
    notes = std::move(loaded.notes);
  }

  /// The same with more settings. A later one of a key takes the place of an earlier one.
  std::shared_ptr<const Loaded> with(const std::vector<std::pair<std::string, CommandLineSetting>>& further) const {
    auto all = settings;
    for (const auto& setting : further) {
      std::erase_if(all, [&](const auto& earlier) { return earlier.first == setting.first; });
      all.push_back(setting);
    }
    return std::make_shared<const Loaded>(file, std::move(all));
  }
};

namespace {

std::string without_spaces_around(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

/// Progress and cancelling of the library's user, as the executor asks for them.
class Watch {
 public:
  explicit Watch(const RunOptions& options)
      : progress_(options.progress), on_stop_(options.stop, [this] { stop_ = true; }) {}

  const std::atomic<bool>& stop() const { return stop_; }

  void show(const streetlight::Progress& progress) {
    if (!progress_ || thrown_) return;
    try {
      progress_({progress.runs_done, progress.runs_total, progress.steps_done, progress.steps_total});
    } catch (...) {
      thrown_ = std::current_exception();  // calls come one at a time
      stop_ = true;
    }
  }

  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  const std::function<void(const Progress&)>& progress_;
  std::atomic<bool> stop_ = false;
  std::exception_ptr thrown_;
  std::stop_callback<std::function<void()>> on_stop_;
};

}  // namespace

Experiment::Experiment(const std::filesystem::path& file)
    : loaded_(guarded([&] {
        return std::make_shared<const Loaded>(file, std::vector<std::pair<std::string, CommandLineSetting>>{});
      })) {}

Experiment& Experiment::set(const std::vector<std::pair<std::string, Value>>& settings) {
  loaded_ = guarded([&] {
    std::vector<std::pair<std::string, CommandLineSetting>> further;
    for (const auto& [key, value] : settings) {
      const std::string text = to_text(value.held());
      further.push_back({without_spaces_around(key), {key + "=" + text, "set(\"" + key + "\", " + text + ")"}});
    }
    return loaded_->with(further);
  });
  return *this;
}

Experiment& Experiment::set(std::string_view key, const Value& value) { return set({{std::string(key), value}}); }

Experiment& Experiment::set_text(std::string_view line) {
  loaded_ = guarded([&] {
    const std::string text(line);
    return loaded_->with({{without_spaces_around(line.substr(0, line.find('='))), {text, "set_text(" + text + ")"}}});
  });
  return *this;
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
    const Reference reference(*experiment.model);
    const Parameter parameter = described(reference, *experiment.model->table(experiment.keys_in_use), key);
    throw InvalidInput("'" + parameter.key + "' has no single value of the model");
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
      made->failures.push_back(
          {made->shape.scenarios[failure.key.scenario], failure.key.point, failure.key.replicate, failure.message});
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
