#include "models/functions/ishigami.hpp"

#include <numbers>

#include "models/functions/single_entity.hpp"

namespace streetlight::functions {

namespace {

/// The sine on [-pi, pi], within 1e-15: Taylor's series to the 21st power, beyond half pi by reflection.
double sine(double x) {
  constexpr double pi = std::numbers::pi;
  if (x > pi / 2) x = pi - x;
  if (x < -pi / 2) x = -pi - x;
  double sum = 1;
  for (int k = 21; k >= 3; k -= 2) sum = 1 - x * x / static_cast<double>(k * (k - 1)) * sum;
  return x * sum;
}

}  // namespace

double IshigamiParameters::value() const {
  const double s1 = sine(x1), s2 = sine(x2);
  return s1 + a * s2 * s2 + b * x3 * x3 * x3 * x3 * s1;
}

void IshigamiParameters::declare(ParameterTable& table) {
  const auto add = [&](const char* key, Range range, const char* source, const char* sentence, double& target) {
    table.add({.key = key, .range = range, .grade = Grade::choice, .source = source, .sentence = sentence}, target);
  };
  const Range circle{-std::numbers::pi, std::numbers::pi};
  add("input.x1", circle, "experimenter", "First input: acts alone and together with the third.", x1);
  add("input.x2", circle, "experimenter", "Second input: acts alone.", x2);
  add("input.x3", circle, "experimenter", "Third input: acts only together with the first.", x3);
  add("function.a", {0, 1e6}, "Ishigami and Homma 1990", "Weight of the second input.", a);
  add("function.b", {0, 1e6}, "Ishigami and Homma 1990; 0.1 and 0.05 are in use",
      "Weight of the third input's fourth power.", b);
  add("noise.sd", {0, 1e6}, "experimenter", "Standard deviation of a replicate's noise, shared by all its versions.",
      noise);
}

}  // namespace streetlight::functions

namespace streetlight {

ModelType ishigami_model() {
  return model_type<functions::SingleEntity<functions::IshigamiParameters>>(
      "ishigami", "The Ishigami function: a test of sensitivity analysis with known answers", 1, 0, "step", "point");
}

}  // namespace streetlight
