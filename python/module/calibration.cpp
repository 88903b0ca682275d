#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <chrono>
#include <exception>
#include <future>
#include <mutex>
#include <optional>
#include <streetlight/streetlight.hpp>

#include "parts.hpp"

namespace streetlight::python {

namespace py = pybind11;

namespace {

/// `progress` is called with (waves, points, checked, worlds, wanted); it may be None. The calibration is in a thread
/// of its own, so that the one that called can listen to Python.
CalibrationSummary calibrate_for_python(const std::filesystem::path& file, const std::filesystem::path& output,
                                        unsigned threads, bool resume, bool replace, const py::object& progress) {
  std::stop_source stop;
  std::mutex access;
  std::optional<CalibrationProgress> now;
  CalibrationOptions options{threads, resume, replace, {}, stop.get_token()};
  options.progress = [&](const CalibrationProgress& done) {
    const std::lock_guard lock(access);
    now = done;
  };
  const auto tell = [&] {
    std::optional<CalibrationProgress> done;
    {
      const std::lock_guard lock(access);
      std::swap(done, now);
    }
    if (done && !progress.is_none()) progress(done->waves, done->points, done->checked, done->worlds, done->wanted);
  };

  std::exception_ptr interrupted;
  std::optional<CalibrationSummary> summary;
  {
    const py::gil_scoped_release unlocked;
    auto working = std::async(std::launch::async, [&] { return calibrate(file, output, options); });
    while (working.wait_for(look_every) != std::future_status::ready) {
      if (interrupted) continue;
      const py::gil_scoped_acquire locked;
      try {
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        tell();
      } catch (...) {
        interrupted = std::current_exception();
        stop.request_stop();
      }
    }
    try {
      summary = working.get();
    } catch (...) {
      if (!interrupted) throw;
    }
  }
  if (interrupted) std::rethrow_exception(interrupted);
  tell();
  return *summary;
}

}  // namespace

void add_calibration(py::module_& module) {
  py::class_<CalibrationWave>(module, "CalibrationWave")
      .def_readonly("number", &CalibrationWave::number)
      .def_readonly("points", &CalibrationWave::points)
      .def_readonly("hits", &CalibrationWave::hits)
      .def_readonly("volume_left", &CalibrationWave::volume_left);
  py::class_<CalibrationSummary>(module, "CalibrationSummary")
      .def_readonly("worlds", &CalibrationSummary::worlds)
      .def_readonly("checked", &CalibrationSummary::checked)
      .def_readonly("points", &CalibrationSummary::points)
      .def_readonly("reason", &CalibrationSummary::reason)
      .def_readonly("report", &CalibrationSummary::report)
      .def_readonly("waves", &CalibrationSummary::waves);
  module.def("calibrate", &calibrate_for_python, py::arg("file"), py::arg("output"), py::arg("threads"),
             py::arg("resume"), py::arg("replace"), py::arg("progress"));
}

}  // namespace streetlight::python
