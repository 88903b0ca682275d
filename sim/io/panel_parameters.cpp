#include "sim/io/panel_parameters.hpp"

#include "sim/core/check.hpp"
#include "sim/io/panel_read_netcdf.hpp"

namespace streetlight {

namespace {

constexpr auto group_name = "parameters";
constexpr auto parameter_dimension = "parameter";

struct Field {
  const char* name;
  const char* meaning;
  std::string ParameterRecord::*text;
};

constexpr Field fields[] = {
    {"unit", "unit of the value; empty for words and switches", &ParameterRecord::unit},
    {"default", "value where an experiment says nothing, as TOML", &ParameterRecord::default_value},
    {"grade", "how sure the default is: measured, contested, assumed or choice", &ParameterRecord::grade},
    {"source", "where the default is from", &ParameterRecord::source},
    {"meaning", "what the parameter is", &ParameterRecord::meaning},
};

}  // namespace

void write_parameters(const H5::H5File& file, std::span<const ParameterRecord> parameters,
                      netcdf::Dimensions& dimensions) {
  if (parameters.empty()) return;
  const H5::Group group = netcdf::create_group(file, group_name);
  netcdf::put_text(group, "long_name", "the model's parameters; values of each scenario are in /provenance");
  std::vector<std::string> texts;
  for (const ParameterRecord& parameter : parameters) texts.push_back(parameter.key);
  const std::vector<H5::DataSet> scale{dimensions.words(group, parameter_dimension, texts)};
  for (const Field& field : fields) {
    texts.clear();
    for (const ParameterRecord& parameter : parameters) texts.push_back(parameter.*field.text);
    const H5::DataSet variable = netcdf::create_text_variable(group, field.name, texts);
    netcdf::put_text(variable, "long_name", field.meaning);
    netcdf::attach(variable, scale);
  }
}

std::vector<ParameterRecord> read_parameters(const H5::H5File& file) {
  std::vector<ParameterRecord> parameters;
  if (!file.nameExists(group_name)) return parameters;
  const H5::Group group = file.openGroup(group_name);
  for (std::string& key : netcdf::read_words(group, parameter_dimension)) parameters.push_back({.key = std::move(key)});
  for (const Field& field : fields) {
    std::vector<std::string> texts = netcdf::read_words(group, field.name);
    VALIDATE(texts.size() == parameters.size(), "its list of parameters has variables of different lengths");
    for (std::size_t i = 0; i < texts.size(); ++i) parameters[i].*field.text = std::move(texts[i]);
  }
  return parameters;
}

}  // namespace streetlight
