#include <pybind11/stl.h>

#include <streetlight/streetlight.hpp>

#include "arrays.hpp"
#include "parts.hpp"

namespace streetlight::python {

namespace py = pybind11;

namespace {

using Unlocked = py::call_guard<py::gil_scoped_release>;

/// The lock is free while the month is simulated; what a learner threw becomes its exception.
void step(World& world) {
  Failure failure{world.scenario(), world.point(), world.replicate(), "", nullptr};
  try {
    const py::gil_scoped_release unlocked;
    world.step();
    return;
  } catch (const LearnerError& error) {
    failure.message = world.shape().time_unit + " " + std::to_string(error.month()) + ": " + error.what();
    failure.cause = std::current_exception();
  }
  raise_learner_error(failure);
}

py::array_t<double> state(const World& world, const std::string& name) {
  std::vector<double> values;
  {
    const py::gil_scoped_release unlocked;
    values = world.state(name);
  }
  return array_of(std::move(values));
}

}  // namespace

void add_world(py::module_& module) {
  py::class_<StateColumn>(module, "StateColumn")
      .def_readonly("name", &StateColumn::name)
      .def_readonly("unit", &StateColumn::unit)
      .def_readonly("meaning", &StateColumn::meaning)
      .def_readonly("type", &StateColumn::type)
      .def_readonly("labels", &StateColumn::labels)
      .def_readonly("settable", &StateColumn::settable)
      .def_readonly("allowed", &StateColumn::allowed);
  py::class_<World>(module, "World")
      .def(py::init([](const Experiment& experiment, std::string scenario, std::size_t point, std::size_t replicate,
                       unsigned threads) {
             return World(experiment, {std::move(scenario), point, replicate, threads});
           }),
           py::arg("experiment"), py::arg("scenario"), py::arg("point"), py::arg("replicate"), py::arg("threads"),
           Unlocked())
      .def(
          "copy", [](const World& self) { return World(self); }, Unlocked())
      .def_property_readonly("scenario", &World::scenario)
      .def_property_readonly("point", &World::point)
      .def_property_readonly("replicate", &World::replicate)
      .def_property_readonly("entities", &World::entities)
      .def_property_readonly("first_month", &World::first_month)
      .def_property_readonly("month", &World::month)
      .def_property_readonly("end", &World::end)
      .def("step", &step)
      .def(
          "set", [](World& self, const Settings& settings) { self.set(values_of(settings)); }, py::arg("settings"),
          Unlocked())
      .def_property_readonly("state_columns", &World::state_columns)
      .def("state", &state, py::arg("name"))
      .def(
          "set_state",
          [](World& self, const std::string& name, const py::array_t<double, py::array::c_style>& values) {
            const std::vector<double> copy(values.data(), values.data() + values.size());
            const py::gil_scoped_release unlocked;
            self.set_state(name, copy);
          },
          py::arg("name"), py::arg("values"))
      .def_property_readonly("shape", &World::shape)
      .def_property_readonly("times", &World::times)
      .def(
          "column",
          [](const World& self, const std::string& name) {
            Array column = self.column(name);
            return array_of(std::move(column.values), column.shape);
          },
          py::arg("name"))
      .def_property_readonly("tables", &World::tables)
      .def(
          "table", [](const World& self, const std::string& name) { return columns_of(self.table(name)); },
          py::arg("name"));
}

}  // namespace streetlight::python
