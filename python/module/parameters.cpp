#include <pybind11/stl.h>

#include <streetlight/streetlight.hpp>

#include "parts.hpp"

namespace streetlight::python {

namespace py = pybind11;

void add_parameters(py::module_& module) {
  py::class_<Parameter>(module, "Parameter")
      .def_readonly("key", &Parameter::key)
      .def_readonly("unit", &Parameter::unit)
      .def_property_readonly("default",
                             [](const Parameter& self) -> py::object {
                               if (!self.is_table) return py::cast(self.value_by_default.held());
                               py::dict table;
                               for (const auto& [name, value] : self.table_by_default) table[py::str(name)] = value;
                               return table;
                             })
      .def_readonly("default_text", &Parameter::default_value)
      .def_readonly("allowed", &Parameter::allowed)
      .def_readonly("low", &Parameter::low)
      .def_readonly("high", &Parameter::high)
      .def_readonly("choices", &Parameter::choices)
      .def_readonly("grade", &Parameter::grade)
      .def_readonly("source", &Parameter::source)
      .def_readonly("meaning", &Parameter::meaning)
      .def_readonly("monthly", &Parameter::monthly)
      .def_readonly("of_experiment", &Parameter::of_experiment);
  py::class_<Column>(module, "Column")
      .def_readonly("name", &Column::name)
      .def_readonly("unit", &Column::unit)
      .def_readonly("meaning", &Column::meaning)
      .def_readonly("kind", &Column::kind)
      .def_readonly("gathered", &Column::gathered)
      .def_readonly("attributes", &Column::attributes);
  module.def("describe", &describe, py::arg("key"), py::arg("model") = "");
  module.def("parameters", &parameters, py::arg("model") = "");
  module.def("columns", &columns, py::arg("model") = "");
  module.def("models", [] {
    std::vector<std::pair<std::string, std::string>> list;
    for (const Model& model : models()) list.emplace_back(model.name, model.summary);
    return list;
  });
}

}  // namespace streetlight::python
