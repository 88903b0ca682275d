#include "sim/config/chosen_model.hpp"

#include <vector>

#include "sim/core/check.hpp"

namespace streetlight {

std::string default_model_name() {
  EXPECT(!registered_models().empty());
  return registered_models().front().name;
}

std::string model_names_text() {
  std::string all;
  for (const auto& model : registered_models()) {
    if (!all.empty()) all += ", ";
    all += '"' + model.name + '"';
  }
  return all;
}

std::string unknown_model_message(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& model : registered_models()) names.push_back(model.name);
  const auto near = nearest_word(name, names);
  return "model = \"" + name + "\" is not known; " +
         (near.empty() ? "known are " + model_names_text() : "did you mean \"" + near + "\"?");
}

const ModelType& chosen_model(const std::string& name) {
  const auto* model = find_model(name.empty() ? default_model_name() : name);
  VALIDATE(model, "--model " + name + ": " + unknown_model_message(name));
  return *model;
}

}  // namespace streetlight
