#include "sim/io/panel_matches.hpp"

#include <numeric>

#include "sim/core/check.hpp"
#include "sim/io/panel_read_netcdf.hpp"

namespace streetlight {

namespace {

constexpr auto match_dimension = "match";

struct TextField {
  const char* name;
  const char* meaning;
  std::string MatchRecord::*text;
};
constexpr TextField match_texts[] = {
    {"scenario", "scenario that is matched", &MatchRecord::scenario},
    {"as_in", "scenario that it is matched to", &MatchRecord::as_in},
    {"column", "column that the two have alike over the whole run", &MatchRecord::column},
    {"by", "parameter that was looked for", &MatchRecord::by},
};

struct NumberField {
  const char* name;
  const char* meaning;
  double MatchRecord::*number;
};
constexpr NumberField match_numbers[] = {
    {"value", "value of the parameter that was found", &MatchRecord::value},
    {"wanted", "the column in the other scenario, mean of the small runs", &MatchRecord::wanted},
    {"got", "the column with the value found, mean of the small runs", &MatchRecord::got},
    {"tolerated", "how far the two may be apart", &MatchRecord::tolerated},
};

}  // namespace

void write_matches(const H5::H5File& file, std::span<const MatchRecord> matches, netcdf::Dimensions& dimensions) {
  if (matches.empty()) return;
  const H5::Group group = netcdf::create_group(file, matches_group);
  netcdf::put_text(group, "long_name", "values that were looked for, so that two scenarios have a column alike");
  std::vector<std::int64_t> numbers(matches.size());
  std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
  const std::vector<H5::DataSet> scale{dimensions.numbers(group, match_dimension, numbers)};
  for (const TextField& field : match_texts) {
    std::vector<std::string> texts;
    for (const MatchRecord& match : matches) texts.push_back(match.*field.text);
    const H5::DataSet variable = netcdf::create_text_variable(group, field.name, texts);
    netcdf::put_text(variable, "long_name", field.meaning);
    netcdf::attach(variable, scale);
  }
  std::vector<std::int64_t> points;
  for (const MatchRecord& match : matches) points.push_back(match.point);
  const H5::DataSet point =
      netcdf::create_variable(group, "point", {.type = H5::PredType::STD_I64LE, .size = {points.size()}});
  point.write(points.data(), H5::PredType::NATIVE_INT64);
  netcdf::put_text(point, "long_name", "design point");
  netcdf::attach(point, scale);
  for (const NumberField& field : match_numbers) {
    std::vector<double> values;
    for (const MatchRecord& match : matches) values.push_back(match.*field.number);
    const H5::DataSet variable = netcdf::create_variable(group, field.name, {.size = {values.size()}});
    variable.write(values.data(), H5::PredType::NATIVE_DOUBLE);
    netcdf::put_text(variable, "long_name", field.meaning);
    netcdf::attach(variable, scale);
  }
}

std::vector<MatchRecord> read_matches(const H5::H5File& file) {
  if (!file.nameExists(matches_group)) return {};
  const H5::Group group = file.openGroup(matches_group);
  const auto points = netcdf::read_wholes(group, "point");
  std::vector<MatchRecord> matches(points.size());
  const auto check = [&](std::size_t size) {
    VALIDATE(size == matches.size(), "its list of matches has variables of different lengths");
  };
  for (std::size_t i = 0; i < matches.size(); ++i) matches[i].point = points[i];
  for (const TextField& field : match_texts) {
    auto texts = netcdf::read_words(group, field.name);
    check(texts.size());
    for (std::size_t i = 0; i < matches.size(); ++i) matches[i].*field.text = std::move(texts[i]);
  }
  for (const NumberField& field : match_numbers) {
    const auto values = netcdf::read_reals(group, field.name);
    check(values.size());
    for (std::size_t i = 0; i < matches.size(); ++i) matches[i].*field.number = values[i];
  }
  return matches;
}

}  // namespace streetlight
