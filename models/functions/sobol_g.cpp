#include "models/functions/sobol_g.hpp"

#include <cmath>

#include "models/functions/single_entity.hpp"

namespace streetlight::functions {

double SobolGParameters::value() const {
  double product = 1;
  for (std::size_t i = 0; i < inputs; ++i) product *= (std::abs(4 * x[i] - 2) + a[i]) / (1 + a[i]);
  return product;
}

void SobolGParameters::declare(ParameterTable& table) {
  for (std::size_t i = 0; i < inputs; ++i)
    table.add({.key = "input.x" + std::to_string(i + 1),
               .range = {0, 1},
               .grade = Grade::choice,
               .source = "experimenter",
               .sentence = "Input " + std::to_string(i + 1) + " of the function."},
              x[i]);
  table.add({.key = "function.a",
             .range = {0, 1e6},
             .grade = Grade::choice,
             .source = "Saltelli and Sobol 1995",
             .sentence = "How unimportant each input is: 0 very important, 99 not at all; eight numbers."},
            a);
  table.add({.key = "noise.sd",
             .range = {0, 1e6},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "Standard deviation of a replicate's noise, shared by all its versions."},
            noise);
}

void SobolGParameters::check(Complaints& complaints) const {
  if (a.size() != inputs)
    complaints.push_back({"function.a", "must have one number an input: " + std::to_string(inputs) + ", not " +
                                            std::to_string(a.size())});
}

}  // namespace streetlight::functions

namespace streetlight {

ModelType sobol_g_model() {
  return model_type<functions::SingleEntity<functions::SobolGParameters>>(
      "sobol_g", "Sobol's g function: a test of sensitivity analysis with known answers", 1, 0, "step", "point");
}

}  // namespace streetlight
