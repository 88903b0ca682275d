#pragma once
/// The parts of the module streetlight._core, each of which adds its classes and functions. What users see is made of
/// them in python/streetlight.

#include <pybind11/pybind11.h>

#include <chrono>
#include <streetlight/streetlight.hpp>
#include <utility>
#include <vector>

namespace streetlight::python {

/// How often the thread that called looks for Ctrl-C, and tells how far the work is.
inline constexpr std::chrono::milliseconds look_every{100};

/// Keys and values as Python gives them.
using Settings = std::vector<std::pair<std::string, Value::Held>>;
std::vector<std::pair<std::string, Value>> values_of(const Settings& settings);

/// streetlight.LearnerError, whose cause is what the learner threw, with its traceback.
[[noreturn]] void raise_learner_error(const Failure& failure);

/// [(name, unit, meaning, labels, values)] of a table.
pybind11::list columns_of(Table table);

void add_errors(pybind11::module_& module);
void add_parameters(pybind11::module_& module);
void add_results(pybind11::module_& module);
void add_experiment(pybind11::module_& module);
void add_learners(pybind11::module_& module);
void add_world(pybind11::module_& module);
void add_calibration(pybind11::module_& module);

}  // namespace streetlight::python
