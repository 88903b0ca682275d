#pragma once
/// Reading what panel_netcdf.hpp writes, from files that may hold anything. Sizes are checked before memory
/// is asked for. Failures are H5::Exception (the library could not read it) or InvalidInput (it can be
/// read, but is not what it should be). Private to sim/io.

#include <H5Cpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace streetlight::netcdf {

/// Text attribute, or nothing when there is none (or it is not a text).
std::optional<std::string> text(const H5::H5Object& object, const std::string& name);
/// Text attribute with several values.
std::vector<std::string> texts(const H5::H5Object& object, const std::string& name);
/// Whole-number attribute, or nothing.
std::optional<std::int64_t> whole(const H5::H5Object& object, const std::string& name);
std::optional<std::uint64_t> seed(const H5::H5Object& object, const std::string& name);

/// Size of a variable in each direction.
std::vector<hsize_t> size_of(const H5::DataSet& variable);
/// All of a variable in one dimension (or a scalar, as one value).
std::vector<std::string> read_words(const H5::Group& group, const std::string& name);
std::vector<std::int64_t> read_wholes(const H5::Group& group, const std::string& name);
std::vector<double> read_reals(const H5::Group& group, const std::string& name);

bool is_whole(const H5::DataSet& variable);
bool is_real(const H5::DataSet& variable);
bool is_word(const H5::DataSet& variable);
bool is_dimension(const H5::DataSet& variable);

/// Names of the variables (or groups) in a group, in the order in which they were made.
std::vector<std::string> names_in(const H5::Group& group, H5O_type_t type);

}  // namespace streetlight::netcdf
