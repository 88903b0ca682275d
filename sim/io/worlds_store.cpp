#include "sim/io/worlds_store.hpp"

#include <H5Cpp.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "sim/core/check.hpp"
#include "sim/io/panel_apart.hpp"
#include "sim/io/panel_netcdf.hpp"
#include "sim/io/system_reason.hpp"
#include "sim/io/toml_texts.hpp"

namespace streetlight {

namespace {

constexpr const char* text_name = "toml";
constexpr ApartLimits reading{.seconds = 600, .cpu_seconds = 20, .bytes = std::uint64_t{1} << 30};

/// A data set that does not remember when it was made: the same worlds are the same bytes.
H5::DataSet make_set(H5::H5File& file, const char* name, const H5::DataType& type, const H5::DataSpace& space) {
  H5::DSetCreatPropList properties;
  if (H5Pset_obj_track_times(properties.getId(), false) < 0) throw H5::Exception("H5Pset_obj_track_times", "failed");
  return file.createDataSet(name, type, space, properties);
}

void put_text(H5::H5File& file, const std::string& text) {
  const H5::StrType type(H5::PredType::C_S1, std::max<std::size_t>(1, text.size()));
  make_set(file, text_name, type, H5::DataSpace(H5S_SCALAR)).write(text, type);
}

void put_names(H5::H5File& file, const char* name, const std::vector<std::string>& names) {
  if (names.empty()) return;
  std::size_t longest = 1;
  for (const auto& each : names) longest = std::max(longest, each.size());
  std::string cells;
  for (const auto& each : names) cells += each + std::string(longest - each.size(), '\0');
  const H5::StrType type(H5::PredType::C_S1, longest);
  const hsize_t count = names.size();
  make_set(file, name, type, H5::DataSpace(1, &count)).write(cells.data(), type);
}

template <class Number>
void put_list(H5::H5File& file, const char* name, const std::vector<Number>& list, const H5::PredType& type) {
  if (list.empty()) return;
  const hsize_t count = list.size();
  make_set(file, name, type, H5::DataSpace(1, &count)).write(list.data(), type);
}

void put_matrix(H5::H5File& file, const char* name, const std::vector<std::vector<double>>& rows) {
  if (rows.empty() || rows.front().empty()) return;
  std::vector<double> cells;
  for (const auto& row : rows) cells.insert(cells.end(), row.begin(), row.end());
  const hsize_t size[] = {rows.size(), rows.front().size()};
  make_set(file, name, H5::PredType::NATIVE_DOUBLE, H5::DataSpace(2, size))
      .write(cells.data(), H5::PredType::NATIVE_DOUBLE);
}

AnswersApart::Bytes text_in(const std::filesystem::path& path, int opened) {
  const H5::H5File file = netcdf::open_file(path.string(), opened);
  open_no_more_files();
  VALIDATE(file.nameExists(text_name), path.string() + ": is an HDF5 file, but holds no worlds");
  const H5::DataSet set = file.openDataSet(text_name);
  const std::size_t size = set.getDataType().getSize();
  VALIDATE(set.getTypeClass() == H5T_STRING && set.getSpace().getSimpleExtentNpoints() == 1 &&
               !set.getDataType().isVariableStr() && size <= largest_toml,
           path.string() + ": is an HDF5 file, but what it calls worlds are none");
  AnswersApart::Bytes bytes(size);
  set.read(bytes.data(), set.getDataType());
  return bytes;
}

}  // namespace

bool is_worlds_store(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  char first[8] = {};
  file.read(first, sizeof first);
  return file.gcount() == sizeof first && std::memcmp(first, "\x89HDF\r\n\x1a\n", sizeof first) == 0;
}

std::string worlds_store(const std::string& toml, const WorldsNumbers& numbers) {
  H5::FileAccPropList access;
  access.setCore(std::size_t{1} << 20, false);  // in memory
  H5::H5File file("worlds", H5F_ACC_TRUNC, H5::FileCreatPropList::DEFAULT, access);
  put_text(file, toml);
  put_names(file, "parameters", numbers.parameters);
  put_names(file, "targets", numbers.targets);
  put_matrix(file, "values", numbers.values);
  put_matrix(file, "got", numbers.got);
  put_list(file, "weights", numbers.weights, H5::PredType::NATIVE_DOUBLE);
  put_list(file, "seeds", numbers.seeds, H5::PredType::NATIVE_UINT64);
  file.flush(H5F_SCOPE_GLOBAL);
  const ssize_t size = H5Fget_file_image(file.getId(), nullptr, 0);
  std::string bytes(static_cast<std::size_t>(std::max<ssize_t>(size, 0)), '\0');
  if (size <= 0 || H5Fget_file_image(file.getId(), bytes.data(), bytes.size()) != size)
    throw std::runtime_error("the worlds cannot be put into the HDF5 form");
  return bytes;
}

std::string read_worlds_store(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  VALIDATE(file >= 0, path.string() + ": cannot be opened: " + system_reason() + ".");
  const std::unique_ptr<const int, void (*)(const int*)> closing(&file, [](const int* open) { ::close(*open); });
  AnswersApart apart(
      [&](std::span<const unsigned char>) {
        try {
          return text_in(path, AnswersApart::given_file);
        } catch (const H5::Exception&) {
          throw InvalidInput(path.string() + ": is damaged: the HDF5 library cannot read it.");
        }
      },
      path.string() + ": the HDF5 library cannot read it: it is damaged badly, or there is too little memory here.",
      reading, file);
  const auto bytes = apart.ask({});
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace streetlight
