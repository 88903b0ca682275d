#include "sim/io/panel_netcdf.hpp"

#include <H5DSpublic.h>

#include <array>
#include <cstdio>

#include "sim/io/hdf5_device.hpp"

namespace streetlight::netcdf {

namespace {

constexpr unsigned creation_order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
constexpr int deflate_level = 4;
constexpr std::size_t attributes_kept_in_header = 64;

/// Room for a decompressed chunk, so that reading it piece by piece does not decompress it again and again.
constexpr std::size_t cached_chunk_bytes = std::size_t{8} << 20;
constexpr std::size_t cached_chunk_slots = 521;

/// The C calls report failure by a negative number; the C++ API by its exception.
void ensure(herr_t status, const char* call) {
  if (status < 0) throw H5::Exception(call, "failed");
}

std::vector<const char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<const char*> pointers;
  for (const auto& text : texts) pointers.push_back(text.c_str());
  return pointers;
}

/// Order of attributes remembered, times forgotten.
H5::DSetCreatPropList variable_properties() {
  H5::DSetCreatPropList properties;
  ensure(H5Pset_attr_creation_order(properties.getId(), creation_order), "H5Pset_attr_creation_order");
  ensure(H5Pset_attr_phase_change(properties.getId(), attributes_kept_in_header, 0), "H5Pset_attr_phase_change");
  ensure(H5Pset_obj_track_times(properties.getId(), false), "H5Pset_obj_track_times");
  return properties;
}

void group_properties(hid_t properties) {
  ensure(H5Pset_link_creation_order(properties, creation_order), "H5Pset_link_creation_order");
  ensure(H5Pset_attr_creation_order(properties, creation_order), "H5Pset_attr_creation_order");
  ensure(H5Pset_obj_track_times(properties, false), "H5Pset_obj_track_times");
}

/// The format of HDF5 1.8, which every reader of the last fifteen years knows, and no lock but our own.
H5::FileAccPropList access_properties() {
  H5::FileAccPropList access;
  access.setLibverBounds(H5F_LIBVER_V18, H5F_LIBVER_V18);
  ensure(H5Pset_file_locking(access.getId(), false, true), "H5Pset_file_locking");
  return access;
}

/// What goes wrong is said once, by whoever catches it; and the library does not try again, at the program's
/// end, to write what it could not write before (it crashes when it does).
void quieten() {
  static const bool once = [] {
    H5::H5Library::dontAtExit();
    return true;
  }();
  static_cast<void>(once);
  H5::Exception::dontPrint();
}

template <class T>
void put_number(const H5::H5Object& object, const std::string& name, const H5::PredType& stored,
                const H5::PredType& type, const T& value) {
  object.createAttribute(name, stored, H5::DataSpace(H5S_SCALAR)).write(type, &value);
}

}  // namespace

H5::StrType text_type() {
  H5::StrType type(H5::PredType::C_S1, H5T_VARIABLE);
  type.setCset(H5T_CSET_UTF8);
  return type;
}

H5::H5File create_file(int file) {
  quieten();
  H5::FileCreatPropList create;
  group_properties(create.getId());
  const H5::FileAccPropList access = access_properties();
  ensure(use_own_device(access.getId(), file), "H5Pset_driver");
  return H5::H5File("result", H5F_ACC_TRUNC, create, access);
}

H5::H5File open_file(const std::string& path, int file) {
  quieten();
  H5::FileAccPropList access;
  access.setCache(0, cached_chunk_slots, cached_chunk_bytes, 1.0);
  ensure(H5Pset_file_locking(access.getId(), false, true), "H5Pset_file_locking");
  ensure(use_own_device(access.getId(), file), "H5Pset_driver");
  return H5::H5File(path, H5F_ACC_RDONLY, H5::FileCreatPropList::DEFAULT, access);
}

void close(std::vector<H5::DataSet>& variables) {
  for (H5::DataSet& variable : variables) variable.close();
  variables.clear();
}

H5::Group create_group(const H5::Group& parent, const std::string& name) {
  const H5::PropList properties(H5P_GROUP_CREATE);
  group_properties(properties.getId());
  const hid_t id = H5Gcreate2(parent.getId(), name.c_str(), H5P_DEFAULT, properties.getId(), H5P_DEFAULT);
  if (id < 0) throw H5::GroupIException("H5Gcreate2", "could not create the group " + name);
  H5::Group group(id);
  group.decRefCount();
  return group;
}

void put_text(const H5::H5Object& object, const std::string& name, const std::string& text) {
  if (text.empty()) return;  // netCDF has no room for an empty text of fixed length
  H5::StrType type(H5::PredType::C_S1, text.size());
  type.setCset(H5T_CSET_UTF8);
  type.setStrpad(H5T_STR_NULLTERM);
  object.createAttribute(name, type, H5::DataSpace(H5S_SCALAR)).write(type, text.data());
}

void put_texts(const H5::H5Object& object, const std::string& name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  const hsize_t size = texts.size();
  object.createAttribute(name, text_type(), H5::DataSpace(1, &size)).write(text_type(), pointers_to(texts).data());
}

void put_whole(const H5::H5Object& object, const std::string& name, std::int64_t value) {
  put_number(object, name, H5::PredType::STD_I64LE, H5::PredType::NATIVE_INT64, value);
}

void put_seed(const H5::H5Object& object, const std::string& name, std::uint64_t value) {
  put_number(object, name, H5::PredType::STD_U64LE, H5::PredType::NATIVE_UINT64, value);
}

void put_wholes(const H5::H5Object& object, const std::string& name, std::span<const std::int32_t> values) {
  const hsize_t size = values.size();
  object.createAttribute(name, H5::PredType::STD_I32LE, H5::DataSpace(1, &size))
      .write(H5::PredType::NATIVE_INT32, values.data());
}

void put_fill(const H5::DataSet& variable) {
  const H5::DataType type = variable.getDataType();
  std::array<unsigned char, 8> value{};
  variable.getCreatePlist().getFillValue(type, value.data());
  const hsize_t one = 1;
  variable.createAttribute("_FillValue", type, H5::DataSpace(1, &one)).write(type, value.data());
}

H5::DataSet create_variable(const H5::Group& group, const std::string& name, const Storage& storage) {
  H5::DSetCreatPropList properties = variable_properties();
  if (storage.fill) properties.setFillValue(storage.type, storage.fill);
  if (!storage.chunk.empty()) {
    properties.setChunk(static_cast<int>(storage.chunk.size()), storage.chunk.data());
    properties.setShuffle();
    properties.setDeflate(deflate_level);
  }
  std::vector<hsize_t> limit = storage.size;
  if (storage.growing) limit[0] = H5S_UNLIMITED;
  const H5::DataSpace space(static_cast<int>(storage.size.size()), storage.size.data(), limit.data());
  return group.createDataSet(name, storage.type, space, properties);
}

H5::DataSet create_text_variable(const H5::Group& group, const std::string& name,
                                 const std::vector<std::string>& texts) {
  const hsize_t size = texts.size();
  H5::DataSet variable = group.createDataSet(name, text_type(), H5::DataSpace(1, &size), variable_properties());
  variable.write(pointers_to(texts).data(), text_type());
  return variable;
}

H5::DataSet create_text_scalar(const H5::Group& group, const std::string& name, const std::string& text) {
  H5::DataSet variable = group.createDataSet(name, text_type(), H5::DataSpace(H5S_SCALAR), variable_properties());
  const char* pointer = text.c_str();
  variable.write(&pointer, text_type());
  return variable;
}

void Dimensions::declare(const H5::DataSet& scale, const std::string& label) {
  ensure(H5DSset_scale(scale.getId(), label.c_str()), "H5DSset_scale");
  put_number(scale, "_Netcdf4Dimid", H5::PredType::STD_I32LE, H5::PredType::NATIVE_INT32, next_++);
}

H5::DataSet Dimensions::words(const H5::Group& group, const std::string& name, const std::vector<std::string>& values) {
  H5::DataSet scale = create_text_variable(group, name, values);
  declare(scale, name);
  return scale;
}

H5::DataSet Dimensions::numbers(const H5::Group& group, const std::string& name, std::span<const std::int64_t> values) {
  H5::DataSet scale = create_variable(group, name, {.type = H5::PredType::STD_I64LE, .size = {values.size()}});
  scale.write(values.data(), H5::PredType::NATIVE_INT64);
  declare(scale, name);
  return scale;
}

H5::DataSet Dimensions::rows(const H5::Group& group, const std::string& name, hsize_t size) {
  H5::DataSet scale = create_variable(
      group, name, {.type = H5::PredType::IEEE_F32BE, .size = {size}, .chunk = {1024}, .growing = true});
  // The words by which netCDF knows a dimension that is not also a variable; the number is the length.
  char label[80];
  std::snprintf(label, sizeof label, "This is a netCDF dimension but not a netCDF variable.%10llu",
                static_cast<unsigned long long>(size));
  declare(scale, label);
  return scale;
}

void attach(const H5::DataSet& variable, std::span<const H5::DataSet> scales) {
  for (std::size_t direction = 0; direction < scales.size(); ++direction)
    ensure(H5DSattach_scale(variable.getId(), scales[direction].getId(), static_cast<unsigned>(direction)),
           "H5DSattach_scale");
}

}  // namespace streetlight::netcdf
