#include <pybind11/stl.h>

#include <streetlight/streetlight.hpp>

#include "arrays.hpp"
#include "parts.hpp"

namespace streetlight::python {

namespace py = pybind11;

namespace {

using Unlocked = py::call_guard<py::gil_scoped_release>;

py::object array_of_column(const Results& results, const std::string& name) {
  Array column;
  {
    const py::gil_scoped_release unlocked;
    column = results.whole_column(name);
  }
  return array_of(std::move(column.values), column.shape);
}

py::list columns_of_table(const Results& results, const std::string& name) {
  Table table;
  {
    const py::gil_scoped_release unlocked;
    table = name == "models" ? results.model_cards() : results.table(name);
  }
  return columns_of(std::move(table));
}

Form form_of(const std::string& name) {
  if (name == "markdown") return Form::markdown;
  if (name == "csv") return Form::csv;
  if (name == "json") return Form::json;
  return Form::table;
}

}  // namespace

py::list columns_of(Table table) {
  py::list columns;
  for (Table::Column& column : table.columns)
    columns.append(
        py::make_tuple(column.name, column.unit, column.meaning, column.labels, array_of(std::move(column.values))));
  return columns;
}

void add_results(py::module_& module) {
  py::class_<Shape>(module, "Shape")
      .def_readonly("scenarios", &Shape::scenarios)
      .def_readonly("points", &Shape::points)
      .def_readonly("replicates", &Shape::replicates)
      .def_readonly("times", &Shape::times)
      .def_readonly("interval", &Shape::interval)
      .def_readonly("end", &Shape::end)
      .def_readonly("time_unit", &Shape::time_unit)
      .def_readonly("authorities", &Shape::authorities)
      .def_readonly("groups", &Shape::groups)
      .def_readonly("columns", &Shape::columns)
      .def_readonly("design_keys", &Shape::design_keys)
      .def_readonly("design_values", &Shape::design_values);
  py::class_<Failure>(module, "Failure")
      .def_readonly("scenario", &Failure::scenario)
      .def_readonly("point", &Failure::point)
      .def_readonly("replicate", &Failure::replicate)
      .def_readonly("message", &Failure::message);
  py::class_<Comparison>(module, "Comparison")
      .def_property_readonly("notes", &Comparison::notes)
      .def(
          "text", [](const Comparison& self, const std::string& form) { return self.text(form_of(form)); },
          py::arg("form") = "table", Unlocked());
  py::class_<Results>(module, "Results")
      .def_static(
          "open", [](const std::string& path) { return Results::open(path); }, py::arg("path"), Unlocked())
      .def_property_readonly("title", &Results::title)
      .def_property_readonly("model", &Results::model)
      .def_property_readonly("shape", &Results::shape)
      .def_property_readonly("complete", &Results::complete)
      .def_property_readonly("stopped", &Results::stopped)
      .def_property_readonly("runs_completed", &Results::runs_completed)
      .def_property_readonly("failures", &Results::failures)
      .def_property_readonly("tables", &Results::tables)
      .def("column", &array_of_column, py::arg("name"))
      .def("table", &columns_of_table, py::arg("name"))
      .def(
          "compare",
          [](const Results& self, std::string baseline, std::vector<std::string> scenarios,
             std::vector<std::string> columns, std::vector<std::string> groups, std::vector<std::size_t> points,
             std::string authority, std::optional<std::int64_t> first, std::optional<std::int64_t> end,
             std::vector<std::pair<std::string, double>> margins) {
            return self.compare({.baseline = std::move(baseline),
                                 .scenarios = std::move(scenarios),
                                 .columns = std::move(columns),
                                 .groups = std::move(groups),
                                 .points = std::move(points),
                                 .authority = std::move(authority),
                                 .first_month = first,
                                 .end_month = end,
                                 .margins = std::move(margins)});
          },
          py::arg("baseline"), py::arg("scenarios"), py::arg("columns"), py::arg("groups"), py::arg("points"),
          py::arg("authority"), py::arg("first_month"), py::arg("end_month"), py::arg("margins"), Unlocked())
      .def(
          "robust",
          [](const Results& self, std::string baseline, std::vector<std::string> scenarios,
             std::vector<std::string> columns, std::string group, std::string authority,
             std::optional<std::int64_t> first, std::optional<std::int64_t> end, std::optional<double> margin,
             std::optional<double> threshold, std::string worlds) {
            return self.robust({.baseline = std::move(baseline),
                                .scenarios = std::move(scenarios),
                                .columns = std::move(columns),
                                .group = std::move(group),
                                .authority = std::move(authority),
                                .first_month = first,
                                .end_month = end,
                                .margin = margin,
                                .threshold = threshold,
                                .worlds = std::move(worlds)},
                               Form::json);
          },
          py::arg("baseline"), py::arg("scenarios"), py::arg("columns"), py::arg("group"), py::arg("authority"),
          py::arg("first_month"), py::arg("end_month"), py::arg("margin"), py::arg("threshold"), py::arg("worlds"),
          Unlocked())
      .def(
          "write",
          [](const Results& self, const std::string& path, bool replace) {
            self.write(path, replace ? Replace::yes : Replace::no);
          },
          py::arg("path"), py::arg("replace"), Unlocked());
}

}  // namespace streetlight::python
