#include "sim/running/text_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "sim/core/check.hpp"
#include "sim/io/locked_file.hpp"

namespace streetlight {

TextFile::TextFile(const std::filesystem::path& path) : path_(path), aside_(path) {
  aside_ += ".writing";  // a name that no unfinished result has
  std::error_code ignored;
  VALIDATE(!std::filesystem::is_directory(path, ignored), path.string() + ": is a folder. Name a file in it with -o.");
  lock_ = open_locked(aside_);
  // "T" writes as it is, without compression.
  const bool compressed = path.extension() == ".gz";
  if (::ftruncate(lock_, 0) == 0) file_ = ::gzdopen(::fcntl(lock_, F_DUPFD_CLOEXEC, 0), compressed ? "wb6" : "wbT");
  if (!file_) {
    ::close(lock_);
    fail();
  }
  ::gzbuffer(file_, 1u << 18);
}

TextFile::~TextFile() {
  if (file_) {
    ::gzclose(file_);
    std::error_code ignored;
    std::filesystem::remove(aside_, ignored);
  }
  ::close(lock_);
}

void TextFile::fail() const {
  throw std::runtime_error(path_.string() + ": could not be written: " + std::generic_category().message(errno) + ".");
}

void TextFile::write(const std::string& text) {
  if (!text.empty() && ::gzwrite(file_, text.data(), static_cast<unsigned>(text.size())) <= 0) fail();
}

void TextFile::finish() {
  const int status = ::gzclose(file_);
  file_ = nullptr;
  std::error_code error;
  if (status == Z_OK) std::filesystem::rename(aside_, path_, error);
  if (status == Z_OK && !error) return;
  const int reason = errno;
  std::filesystem::remove(aside_, error);
  errno = reason;
  fail();
}

}  // namespace streetlight
