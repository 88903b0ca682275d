#pragma once
/// Numbers of the library as NumPy arrays, which take over their memory: nothing is copied.

#include <pybind11/numpy.h>

#include <memory>
#include <utility>
#include <vector>

namespace streetlight::python {

namespace py = pybind11;

template <class T>
py::array_t<T> array_of(std::vector<T> values, std::vector<std::size_t> shape) {
  auto owned = std::make_unique<std::vector<T>>(std::move(values));
  T* const data = owned->data();
  py::capsule owner(owned.get(), [](void* vector) { delete static_cast<std::vector<T>*>(vector); });
  static_cast<void>(owned.release());
  return py::array_t<T>(std::move(shape), data, owner);
}

template <class T>
py::array_t<T> array_of(std::vector<T> values) {
  const std::size_t size = values.size();
  return array_of(std::move(values), {size});
}

}  // namespace streetlight::python
