#pragma once
/// The parts of the module streetlight._core, each of which adds its classes and functions. What users see is made of
/// them in python/streetlight.

#include <pybind11/pybind11.h>

namespace streetlight::python {

void add_errors(pybind11::module_& module);
void add_parameters(pybind11::module_& module);
void add_results(pybind11::module_& module);
void add_experiment(pybind11::module_& module);
void add_learners(pybind11::module_& module);

}  // namespace streetlight::python
