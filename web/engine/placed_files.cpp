/// What the stand-ins for files, processors, input files and other programs do in a page (web/engine/standin).

#include <filesystem>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/core/command_learner.hpp"
#include "sim/core/input_files.hpp"
#include "sim/experiment/processors.hpp"

_LIBCPP_BEGIN_NAMESPACE_FILESYSTEM

path path::stem() const {
  const auto name = filename().string();
  const auto dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

path path::lexically_normal() const {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= text_.size();) {
    const auto end = std::min(text_.find('/', begin), text_.size());
    const auto part = text_.substr(begin, end - begin);
    if (part == ".." && !parts.empty() && parts.back() != "..")
      parts.pop_back();
    else if (!part.empty() && part != ".")
      parts.push_back(part);
    begin = end + 1;
  }
  std::string normal = is_absolute() ? "/" : "";
  for (size_t i = 0; i < parts.size(); ++i) normal += (i > 0 ? "/" : "") + parts[i];
  return normal.empty() ? path(".") : path(normal);
}

file_status status(const path& file, error_code& error) {
  if (streetlight::placed_files().contains(file.lexically_normal().string())) return {file_type::regular};
  error = make_error_code(errc::no_such_file_or_directory);
  return {};
}

_LIBCPP_END_NAMESPACE_FILESYSTEM

namespace streetlight {

std::map<std::string, std::string, std::less<>>& placed_files() {
  static std::map<std::string, std::string, std::less<>> files;
  return files;
}

void place_file(const std::string& name, std::string text) {
  placed_files()[std::filesystem::path(name).lexically_normal().string()] = std::move(text);
}

unsigned usable_processors(const std::filesystem::path&) { return 1; }

std::shared_ptr<const OutsideLearner> command_learner(const std::vector<std::string>& command) {
  throw InvalidInput(
      "the learner \"" + (command.empty() ? "" : command.front()) +
      "\" is another program, and a page in a browser starts none. Run this one with the program itself");
}

// Files that a run reads beside its experiment (a list of ties): a page has none.

class DigestedFile::Buffer final : public std::streambuf {};

DigestedFile::DigestedFile(const std::filesystem::path&, const std::string& name) : stream_(nullptr) {
  throw InvalidInput(name +
                     ": a page in a browser reads no file beside the experiment. Run this one with the program itself");
}
DigestedFile::~DigestedFile() = default;
FileDigest DigestedFile::finish() { return {}; }
FileDigest digest_of(const std::filesystem::path& path) { return DigestedFile(path).finish(); }
InputFiles::InputFiles(std::filesystem::path folder) : folder_(std::move(folder)), absolute_folder_(folder_) {}
void InputFiles::check_unchanged(const std::string&, const FileDigest&) const {}

}  // namespace streetlight
