#include "sim/io/panel_read_netcdf.hpp"

#include <H5DSpublic.h>

#include "sim/core/check.hpp"
#include "sim/io/panel_netcdf.hpp"

namespace streetlight::netcdf {

namespace {

/// More than any coordinate or configuration has; less than what would exhaust memory.
constexpr hsize_t most_elements = 20'000'000;

hsize_t elements(const H5::DataSpace& space) {
  const hssize_t count = space.getSimpleExtentNpoints();
  VALIDATE(count >= 0 && static_cast<hsize_t>(count) <= most_elements, "a variable has an impossible size");
  return static_cast<hsize_t>(count);
}

bool has(const H5::H5Object& object, const std::string& name) { return object.attrExists(name); }

/// Copies texts that HDF5 allocated, and gives them back.
std::vector<std::string> take(std::vector<char*>& pointers, const H5::DataType& type, const H5::DataSpace& space) {
  std::vector<std::string> out;
  for (const char* pointer : pointers) out.emplace_back(pointer ? pointer : "");
  H5Dvlen_reclaim(type.getId(), space.getId(), H5P_DEFAULT, pointers.data());
  return out;
}

template <class T>
std::vector<T> read_numbers(const H5::Group& group, const std::string& name, const H5::PredType& type) {
  const H5::DataSet variable = group.openDataSet(name);
  VALIDATE(is_whole(variable) || is_real(variable), "the variable " + name + " does not hold numbers");
  std::vector<T> values(elements(variable.getSpace()));
  if (!values.empty()) variable.read(values.data(), type);
  return values;
}

}  // namespace

std::optional<std::string> text(const H5::H5Object& object, const std::string& name) {
  if (!has(object, name)) return std::nullopt;
  const H5::Attribute attribute = object.openAttribute(name);
  if (attribute.getTypeClass() != H5T_STRING || elements(attribute.getSpace()) != 1) return std::nullopt;
  const H5::StrType type = attribute.getStrType();
  if (type.isVariableStr()) {
    std::vector<char*> pointer(1, nullptr);
    attribute.read(text_type(), pointer.data());
    return take(pointer, text_type(), attribute.getSpace()).front();
  }
  VALIDATE(type.getSize() <= most_elements, "the attribute " + name + " has an impossible size");
  std::string value(type.getSize(), '\0');
  attribute.read(type, value.data());
  return value.substr(0, value.find('\0'));
}

std::vector<std::string> texts(const H5::H5Object& object, const std::string& name) {
  if (!has(object, name)) return {};
  const H5::Attribute attribute = object.openAttribute(name);
  if (attribute.getTypeClass() != H5T_STRING || !attribute.getStrType().isVariableStr()) return {};
  std::vector<char*> pointers(elements(attribute.getSpace()), nullptr);
  if (pointers.empty()) return {};
  attribute.read(text_type(), pointers.data());
  return take(pointers, text_type(), attribute.getSpace());
}

std::optional<std::int64_t> whole(const H5::H5Object& object, const std::string& name) {
  if (!has(object, name)) return std::nullopt;
  const H5::Attribute attribute = object.openAttribute(name);
  if (attribute.getTypeClass() != H5T_INTEGER || elements(attribute.getSpace()) != 1) return std::nullopt;
  std::int64_t value = 0;
  attribute.read(H5::PredType::NATIVE_INT64, &value);
  return value;
}

std::optional<std::uint64_t> seed(const H5::H5Object& object, const std::string& name) {
  if (!has(object, name)) return std::nullopt;
  const H5::Attribute attribute = object.openAttribute(name);
  if (attribute.getTypeClass() != H5T_INTEGER || elements(attribute.getSpace()) != 1) return std::nullopt;
  std::uint64_t value = 0;
  attribute.read(H5::PredType::NATIVE_UINT64, &value);
  return value;
}

std::vector<hsize_t> size_of(const H5::DataSet& variable) {
  const H5::DataSpace space = variable.getSpace();
  std::vector<hsize_t> size(static_cast<std::size_t>(space.getSimpleExtentNdims()));
  if (!size.empty()) space.getSimpleExtentDims(size.data());
  return size;
}

std::vector<std::string> read_words(const H5::Group& group, const std::string& name) {
  const H5::DataSet variable = group.openDataSet(name);
  VALIDATE(is_word(variable) && variable.getStrType().isVariableStr(), "the variable " + name + " does not hold text");
  std::vector<char*> pointers(elements(variable.getSpace()), nullptr);
  if (pointers.empty()) return {};
  variable.read(pointers.data(), text_type());
  return take(pointers, text_type(), variable.getSpace());
}

std::vector<std::int64_t> read_wholes(const H5::Group& group, const std::string& name) {
  return read_numbers<std::int64_t>(group, name, H5::PredType::NATIVE_INT64);
}

std::vector<double> read_reals(const H5::Group& group, const std::string& name) {
  return read_numbers<double>(group, name, H5::PredType::NATIVE_DOUBLE);
}

bool is_whole(const H5::DataSet& variable) { return variable.getTypeClass() == H5T_INTEGER; }
bool is_real(const H5::DataSet& variable) { return variable.getTypeClass() == H5T_FLOAT; }
bool is_word(const H5::DataSet& variable) { return variable.getTypeClass() == H5T_STRING; }
bool is_dimension(const H5::DataSet& variable) { return H5DSis_scale(variable.getId()) > 0; }

std::vector<std::string> names_in(const H5::Group& group, H5O_type_t type) {
  struct Found {
    H5O_type_t type;
    std::vector<std::string> names;
  } found{type, {}};
  const auto visit = [](hid_t parent, const char* name, const H5L_info_t*, void* context) -> herr_t {
    auto& into = *static_cast<Found*>(context);
    H5O_info_t info{};
    if (H5Oget_info_by_name2(parent, name, &info, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 && info.type == into.type)
      into.names.emplace_back(name);
    return 0;
  };
  // A file that another program has rewritten may have lost the order of making; then it is by name.
  if (H5Literate(group.getId(), H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, visit, &found) < 0) {
    found.names.clear();
    if (H5Literate(group.getId(), H5_INDEX_NAME, H5_ITER_INC, nullptr, visit, &found) < 0)
      throw H5::GroupIException("H5Literate", "the members of a group cannot be listed");
  }
  return found.names;
}

}  // namespace streetlight::netcdf
