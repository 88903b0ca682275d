/// Worlds in a page: their text form is read as any other file; the form that needs the HDF5 library is not.

#include "sim/core/check.hpp"
#include "sim/io/worlds_store.hpp"

namespace streetlight {

bool is_worlds_store(const std::filesystem::path&) { return false; }

std::string worlds_store(const std::string&, const WorldsNumbers&) {
  throw InvalidInput("a page writes no files");
}

std::string read_worlds_store(const std::filesystem::path& path) {
  throw InvalidInput(path.string() + ": a page reads the text form of worlds alone");
}

}  // namespace streetlight
