#pragma once
/// The text of TOML files. Who keeps what was read can read the same again, whatever has become of the files since.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace streetlight {

/// Largest experiment file that is read, in bytes: they are written by hand, so more is a mistake.
inline constexpr std::uintmax_t largest_toml = 16u << 20;

/// By absolute path.
using TomlTexts = std::map<std::string, std::string>;

/// While it lives, this thread takes the text of a file from `texts` where it is in there, and puts there what it reads
/// from the disk.
class KeepTomlTexts {
 public:
  explicit KeepTomlTexts(TomlTexts& texts);
  ~KeepTomlTexts();
  KeepTomlTexts(const KeepTomlTexts&) = delete;
  KeepTomlTexts& operator=(const KeepTomlTexts&) = delete;

 private:
  TomlTexts* before_;
};

/// Throws ConfigErrors when it cannot be read.
std::string toml_text(const std::filesystem::path& path);

/// Whether there is such a file, on the disk or among the texts that are kept.
bool toml_is_there(const std::filesystem::path& path);

}  // namespace streetlight
