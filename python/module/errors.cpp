#include <pybind11/stl.h>

#include <streetlight/streetlight.hpp>
#include <tuple>

#include "parts.hpp"

namespace streetlight::python {

namespace py = pybind11;

namespace {

const char* fault_text(Fault fault) {
  switch (fault) {
    case Fault::input:
      return "input";
    case Fault::work:
      return "work";
    case Fault::bug:
      return "bug";
  }
  return "bug";
}

/// The exception of Python that says the same, made by streetlight/_errors.py.
py::object python_error(const Error& error) {
  std::vector<std::tuple<std::string, int, int, std::string, std::string>> problems;
  for (const Problem& problem : error.problems())
    problems.emplace_back(problem.place, problem.line, problem.column, problem.message, problem.nearest);
  return py::module_::import("streetlight._errors").attr("made")(fault_text(error.fault()), error.what(), problems);
}

}  // namespace

void raise_learner_error(const Failure& failure) {
  const auto errors = py::module_::import("streetlight._errors");
  py::object cause = py::none();
  py::object made;
  try {
    std::rethrow_exception(failure.cause);
  } catch (const LearnerError& error) {
    made = errors.attr("LearnerError")(failure.message, error.learner(), error.month(), error.authority(),
                                       failure.scenario, failure.point, failure.replicate);
    try {
      std::rethrow_exception(error.cause());
    } catch (py::error_already_set& thrown) {
      cause = thrown.value();
      if (thrown.trace()) PyException_SetTraceback(cause.ptr(), thrown.trace().ptr());
    } catch (...) {  // of a learner in C++: its words are in the message
    }
  }
  if (!cause.is_none()) PyException_SetCause(made.ptr(), cause.inc_ref().ptr());
  PyErr_SetObject(py::type::of(made).ptr(), made.ptr());
  throw py::error_already_set();
}

void add_errors(py::module_&) {
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const Error& error) {
      const py::object made = python_error(error);
      PyErr_SetObject(py::type::of(made).ptr(), made.ptr());
    }
  });
}

}  // namespace streetlight::python
