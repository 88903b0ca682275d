#include <pybind11/stl.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <streetlight/streetlight.hpp>
#include <thread>

#include "parts.hpp"

namespace streetlight::python {

namespace py = pybind11;

namespace {

using Unlocked = py::call_guard<py::gil_scoped_release>;

/// A run in a thread of its own, so that the one that called can listen to Python.
class Running {
 public:
  Running(const Experiment& experiment, unsigned threads) {
    options_.threads = threads;
    options_.stop = stop_.get_token();
    options_.progress = [this](const Progress& progress) {
      const std::lock_guard lock(access_);
      progress_ = progress;
    };
    options_.failed = [this](const Failure& failure) {
      if (!failure.cause) return;  // the others go on
      const std::lock_guard lock(access_);
      if (!learner_failed_) learner_failed_ = failure;
      stop_.request_stop();
    };
    thread_ = std::thread([this, &experiment] { run(experiment); });
  }
  ~Running() {
    stop();
    thread_.join();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void stop() { stop_.request_stop(); }
  /// Waits a little, or until it has ended; whether it has.
  bool wait() {
    std::unique_lock lock(access_);
    return changed_.wait_for(lock, look_every, [this] { return ended_; });
  }
  Progress progress() {
    const std::lock_guard lock(access_);
    return progress_;
  }
  /// Once it has ended. Throws what ended it.
  const std::optional<Failure>& learner_failed() const { return learner_failed_; }
  Results take() {
    if (thrown_) std::rethrow_exception(thrown_);
    return std::move(*results_);
  }

 private:
  void run(const Experiment& experiment) {
    try {
      results_.emplace(experiment.run(options_));
    } catch (...) {
      thrown_ = std::current_exception();
    }
    const std::lock_guard lock(access_);
    ended_ = true;
    changed_.notify_all();
  }

  std::stop_source stop_;
  RunOptions options_;
  std::mutex access_;
  std::condition_variable changed_;
  bool ended_ = false;
  Progress progress_;
  std::optional<Results> results_;
  std::optional<Failure> learner_failed_;
  std::exception_ptr thrown_;
  std::thread thread_;
};

/// `progress` is called with (share, runs done, runs in all), `cancelled` says whether to stop; both may be None.
Results run(const Experiment& experiment, unsigned threads, const py::object& progress, const py::object& cancelled) {
  const auto tell = [&](const Progress& done) {
    if (!progress.is_none()) progress(done.share(), done.runs_done, done.runs_total);
  };
  std::exception_ptr interrupted;
  std::optional<Results> results;
  std::optional<Failure> failure;
  Progress last;
  {
    const py::gil_scoped_release unlocked;
    Running running(experiment, threads);
    while (!running.wait()) {
      if (interrupted) continue;
      const py::gil_scoped_acquire locked;
      try {
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        tell(running.progress());
        if (!cancelled.is_none() && py::cast<bool>(cancelled())) running.stop();
      } catch (...) {
        interrupted = std::current_exception();
        running.stop();
      }
    }
    last = running.progress();
    failure = running.learner_failed();
    if (!interrupted && !failure) results.emplace(running.take());
  }
  if (interrupted) std::rethrow_exception(interrupted);
  if (failure) raise_learner_error(*failure);
  tell(last);
  return std::move(*results);
}

Experiment with(const Experiment& experiment, const Settings& settings) {
  Experiment changed = experiment;
  changed.set(values_of(settings));
  return changed;
}

}  // namespace

std::vector<std::pair<std::string, Value>> values_of(const Settings& settings) {
  std::vector<std::pair<std::string, Value>> values;
  for (const auto& [key, held] : settings)
    values.emplace_back(key, std::visit(
                                 [](const auto& value) {
                                   if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
                                     return Value();
                                   else
                                     return Value(value);
                                 },
                                 held));
  return values;
}

void add_experiment(py::module_& module) {
  py::class_<Experiment>(module, "Experiment")
      .def(py::init([](const std::string& path) { return Experiment(path); }), py::arg("path"), Unlocked())
      .def_static(
          "from_text",
          [](const std::string& text, const std::string& folder) { return Experiment::from_text(text, folder); },
          py::arg("text"), py::arg("folder"), Unlocked())
      .def("set", &with, py::arg("settings"), Unlocked())
      .def(
          "set_text",
          [](const Experiment& self, const std::string& line) {
            Experiment changed = self;
            return changed.set_text(line);
          },
          py::arg("line"), Unlocked())
      .def(
          "set_worlds",
          [](const Experiment& self, const std::string& path, std::size_t number) {
            Experiment changed = self;
            return changed.set_worlds(path, number);
          },
          py::arg("path"), py::arg("number"), Unlocked())
      .def("saved", [](const Experiment& self) { return py::bytes(self.saved()); })
      .def_static(
          "from_saved", [](const std::string& saved) { return Experiment::from_saved(saved); }, py::arg("saved"),
          Unlocked())
      .def_property_readonly("title", &Experiment::title)
      .def_property_readonly("model", &Experiment::model)
      .def_property_readonly("notes", &Experiment::notes)
      .def_property_readonly("shape", &Experiment::shape)
      .def("toml", &Experiment::toml)
      .def("describe", &Experiment::describe, py::arg("key"))
      .def(
          "value", [](const Experiment& self, const std::string& key) { return self.value(key).held(); },
          py::arg("key"))
      .def("run", &run, py::arg("threads"), py::arg("progress"), py::arg("cancelled"));
}

}  // namespace streetlight::python
