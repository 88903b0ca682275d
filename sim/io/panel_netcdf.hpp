#pragma once
/// The little of the netCDF-4 conventions that a panel needs, over the HDF5 C++ API: groups and variables that
/// remember their order, dimensions that are HDF5 dimension scales, text attributes as netCDF writes
/// them. Nothing written here depends on the moment or the machine. Private to sim/io.
///
/// Source: "NetCDF-4 file format specification", Unidata, NetCDF users' guide.

#include <H5Cpp.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace streetlight::netcdf {

/// The type of texts: UTF-8, of any length.
H5::StrType text_type();

/// Begins the HDF5 file in an open file, which loses what it held. Throws H5::Exception.
H5::H5File create_file(int file);
/// Reads an open file (`path` is for messages) without asking for a lock, which network file systems often cannot give.
H5::H5File open_file(const std::string& path, int file);
/// Closes variables; what their destructors would pass over is thrown. Throws H5::Exception.
void close(std::vector<H5::DataSet>& variables);

H5::Group create_group(const H5::Group& parent, const std::string& name);

void put_text(const H5::H5Object& object, const std::string& name, const std::string& text);
void put_texts(const H5::H5Object& object, const std::string& name, const std::vector<std::string>& texts);
void put_whole(const H5::H5Object& object, const std::string& name, std::int64_t value);
void put_wholes(const H5::H5Object& object, const std::string& name, std::span<const std::int32_t> values);
void put_seed(const H5::H5Object& object, const std::string& name, std::uint64_t value);
/// `_FillValue`, of the type that the variable has.
void put_fill(const H5::DataSet& variable);

/// How a new variable is laid out and stored.
struct Storage {
  H5::PredType type = H5::PredType::IEEE_F64LE;
  std::vector<hsize_t> size{};
  std::vector<hsize_t> chunk{};  ///< empty: contiguous, not compressed
  bool growing = false;          ///< the first dimension has no limit
  const void* fill = nullptr;    ///< one value of `type`, in memory order
};
H5::DataSet create_variable(const H5::Group& group, const std::string& name, const Storage& storage);
H5::DataSet create_text_variable(const H5::Group& group, const std::string& name,
                                 const std::vector<std::string>& texts);
H5::DataSet create_text_scalar(const H5::Group& group, const std::string& name, const std::string& text);

/// Numbers the dimensions of a file, as netCDF does, and makes them.
class Dimensions {
 public:
  H5::DataSet words(const H5::Group& group, const std::string& name, const std::vector<std::string>& values);
  H5::DataSet numbers(const H5::Group& group, const std::string& name, std::span<const std::int64_t> values);
  /// A dimension that may grow, without values of its own.
  H5::DataSet rows(const H5::Group& group, const std::string& name, hsize_t size);

 private:
  void declare(const H5::DataSet& scale, const std::string& label);
  std::int32_t next_ = 0;
};

/// Says which dimensions a variable has, one scale for each of its directions.
void attach(const H5::DataSet& variable, std::span<const H5::DataSet> scales);

}  // namespace streetlight::netcdf
