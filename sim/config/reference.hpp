#pragma once
/// The parameter and column reference, from the tables that the parameters are declared in.

#include <memory>
#include <string>
#include <vector>

#include "sim/config/experiment_keys.hpp"
#include "sim/core/panel.hpp"
#include "sim/experiment/model.hpp"

namespace streetlight {

/// Everything that can be described for one model.
class Reference {
 public:
  explicit Reference(const ModelType& model);

  const ModelType& model() const { return model_; }
  /// Keys of the experiment file itself, with what stands in scenarios, timelines and designs under
  /// "scenario.", "scenario.timeline.", "mechanism." and "design.parameter.".
  const std::vector<Parameter>& file_parameters() const { return file_parameters_; }
  std::span<const Parameter> model_parameters() const { return table_->parameters(); }
  const std::vector<Column>& columns() const { return columns_; }
  /// Every key and column name.
  std::vector<std::string> names() const;

 private:
  const ModelType& model_;
  std::shared_ptr<const ParameterTable> table_;
  std::vector<Parameter> file_parameters_;
  std::vector<Column> columns_;
};

/// "0.05", or "left = 1, right = 1" for a map; "none" where there is no value.
std::string default_text(const Parameter& parameter);

/// "number between 0 and 1", "\"covert\", \"notice\" or \"open\"".
std::string allowed_text(const Parameter& parameter);

/// "flow: summed over the interval".
std::string kind_text(const Column& column);

/// The whole reference as a Markdown page, grouped by the first segment of the key.
std::string reference_markdown(const Reference& reference);

}  // namespace streetlight
