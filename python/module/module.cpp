#include "parts.hpp"

#include <streetlight/streetlight.hpp>

PYBIND11_MODULE(_core, module) {
  module.doc() = "The library, as close to it as Python allows. Use the module streetlight, which is made of this.";
  module.attr("version") = streetlight::version();
  streetlight::python::add_errors(module);
  streetlight::python::add_parameters(module);
  streetlight::python::add_results(module);
  streetlight::python::add_experiment(module);
  streetlight::python::add_learners(module);
  streetlight::python::add_world(module);
  streetlight::python::add_calibration(module);
}
