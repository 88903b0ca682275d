#include "sim/io/toml_texts.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "sim/io/diagnostics.hpp"

namespace streetlight {

namespace {

thread_local TomlTexts* kept = nullptr;

std::string absolute_name(const std::filesystem::path& path) {
  std::error_code error;
  const auto whole = std::filesystem::absolute(path, error);
  return (error ? path : whole).lexically_normal().string();
}

std::string megabytes(std::uintmax_t bytes) { return std::to_string(bytes >> 20) + " MB"; }

std::string text_on_disk(const std::filesystem::path& path) {
  const auto refuse = [&](std::string message) { throw ConfigErrors({{{path.string()}, std::move(message)}}); };
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status))
    refuse(error && error != std::errc::no_such_file_or_directory ? "cannot be read: " + error.message()
                                                                  : "there is no such file");
  if (std::filesystem::is_directory(status)) refuse("is a folder, not an experiment file");

  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(std::string("cannot be opened: ") + std::strerror(errno));
  // Read a chunk at a time: a pipe or a device does not know its size beforehand.
  std::string text;
  std::string chunk(1 << 16, '\0');
  while (file.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || file.gcount() > 0) {
    text.append(chunk, 0, static_cast<std::size_t>(file.gcount()));
    if (text.size() > largest_toml)
      refuse("is larger than " + megabytes(largest_toml) +
             ", so it is not an experiment file (they have a few kilobytes)");
  }
  if (file.bad()) refuse(std::string("cannot be read: ") + std::strerror(errno));
  return text;
}

}  // namespace

KeepTomlTexts::KeepTomlTexts(TomlTexts& texts) : before_(kept) { kept = &texts; }

KeepTomlTexts::~KeepTomlTexts() { kept = before_; }

std::string toml_text(const std::filesystem::path& path) {
  if (!kept) return text_on_disk(path);
  const std::string name = absolute_name(path);
  const auto known = kept->find(name);
  return known != kept->end() ? known->second : (*kept)[name] = text_on_disk(path);
}

bool toml_is_there(const std::filesystem::path& path) {
  std::error_code error;
  return (kept && kept->contains(absolute_name(path))) || std::filesystem::exists(path, error);
}

}  // namespace streetlight
