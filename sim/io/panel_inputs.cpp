#include "sim/io/panel_inputs.hpp"

#include "sim/core/check.hpp"
#include "sim/io/panel_read_netcdf.hpp"

namespace streetlight {

namespace {

constexpr auto input_dimension = "input";

}  // namespace

void write_inputs(const H5::H5File& file, std::span<const InputRecord> inputs, netcdf::Dimensions& dimensions) {
  if (inputs.empty()) return;
  const H5::Group group = netcdf::create_group(file, inputs_group);
  netcdf::put_text(group, "long_name", "the files that the runs read beside the experiment file");
  std::vector<std::string> paths, sums;
  std::vector<std::int64_t> sizes;
  for (const InputRecord& input : inputs) {
    paths.push_back(input.path);
    sums.push_back(input.digest.sha256);
    sizes.push_back(static_cast<std::int64_t>(input.digest.bytes));
  }
  const std::vector<H5::DataSet> scale{dimensions.words(group, input_dimension, paths)};
  const H5::DataSet bytes =
      netcdf::create_variable(group, "bytes", {.type = H5::PredType::STD_I64LE, .size = {sizes.size()}});
  bytes.write(sizes.data(), H5::PredType::NATIVE_INT64);
  netcdf::put_text(bytes, "long_name", "size of the file");
  netcdf::attach(bytes, scale);
  const H5::DataSet sum = netcdf::create_text_variable(group, "sha256", sums);
  netcdf::put_text(sum, "long_name", "SHA-256 of the file, as `sha256sum` prints it");
  netcdf::attach(sum, scale);
}

std::vector<InputRecord> read_inputs(const H5::H5File& file) {
  std::vector<InputRecord> inputs;
  if (!file.nameExists(inputs_group)) return inputs;
  const H5::Group group = file.openGroup(inputs_group);
  std::vector<std::string> paths = netcdf::read_words(group, input_dimension);
  const std::vector<std::int64_t> sizes = netcdf::read_wholes(group, "bytes");
  std::vector<std::string> sums = netcdf::read_words(group, "sha256");
  VALIDATE(sizes.size() == paths.size() && sums.size() == paths.size(),
           "its list of input files has variables of different lengths");
  for (std::size_t i = 0; i < paths.size(); ++i)
    inputs.push_back({std::move(paths[i]), {static_cast<std::uint64_t>(sizes[i]), std::move(sums[i])}});
  return inputs;
}

}  // namespace streetlight
