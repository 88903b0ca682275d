#include <pybind11/stl.h>

#include <cstring>
#include <streetlight/streetlight.hpp>

#include "arrays.hpp"
#include "parts.hpp"

namespace streetlight::python {

namespace py = pybind11;

namespace {

/// An object of Python that any thread may let go of.
std::shared_ptr<const py::object> kept(py::object object) {
  return {new py::object(std::move(object)), [](const py::object* held) {
            if (!Py_IsInitialized()) return;  // the interpreter is gone, and the object with it
            const py::gil_scoped_acquire locked;
            delete held;
          }};
}

/// What streetlight/_learners.py asks for, by name.
py::dict on_file_arguments(OnFile on_file) {
  py::dict arguments;
  const std::size_t columns = on_file.names.size();
  arguments["features"] = array_of(std::move(on_file.features), {on_file.rows, columns});
  arguments["names"] = std::move(on_file.names);
  arguments["month"] = on_file.month;
  arguments["authority"] = std::move(on_file.authority);
  arguments["seed"] = on_file.seed;
  return arguments;
}

class PythonModel final : public FittedModel {
 public:
  explicit PythonModel(py::object fitted) : fitted_(kept(std::move(fitted))) {}
  std::vector<float> score(OnFile on_file) const override {
    const py::gil_scoped_acquire locked;
    const auto scores = py::cast<py::array_t<float, py::array::c_style | py::array::forcecast>>(
        (*fitted_)(**on_file_arguments(std::move(on_file))));
    return {scores.data(), scores.data() + scores.size()};
  }

 private:
  std::shared_ptr<const py::object> fitted_;
};

/// `fit` takes a training set and gives what takes rows and gives scores.
class PythonLearner final : public Learner {
 public:
  PythonLearner(py::object fit, std::optional<bool> probabilistic)
      : fit_(kept(std::move(fit))), probabilistic_(probabilistic) {}
  std::shared_ptr<const FittedModel> fit(TrainingSet training) const override {
    const py::gil_scoped_acquire locked;
    py::dict arguments = on_file_arguments(std::move(training.on_file));
    arguments["labels"] = array_of(std::move(training.labels));
    arguments["weights"] =
        training.weights.empty() ? py::object(py::none()) : py::object(array_of(std::move(training.weights)));
    return std::make_shared<const PythonModel>((*fit_)(**arguments));
  }
  std::optional<bool> probabilistic() const override { return probabilistic_; }

 private:
  std::shared_ptr<const py::object> fit_;
  std::optional<bool> probabilistic_;
};

}  // namespace

void add_learners(py::module_& module) {
  module.def(
      "add_learner",
      [](const std::string& name, py::object fit, std::optional<bool> probabilistic) {
        add_learner(name, std::make_shared<const PythonLearner>(std::move(fit), probabilistic));
      },
      py::arg("name"), py::arg("fit"), py::arg("probabilistic"));
  module.def("added_learners", &added_learners);
}

}  // namespace streetlight::python
