#include "sim/running/text_file.hpp"

#include <fcntl.h>
#include <strings.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "sim/core/check.hpp"
#include "sim/running/output_name.hpp"

namespace streetlight {

TextFile::TextFile(const std::filesystem::path& path) : path_(path) {
  int descriptor = -1;
  if (is_stream(path)) {
    descriptor = ::open(path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC);
  } else {
    file_ = std::make_unique<AtomicFile>(path);
    descriptor = ::fcntl(file_->descriptor(), F_DUPFD_CLOEXEC, 0);
  }
  // "T" writes as it is, without compression.
  const bool compressed = ::strcasecmp(path.extension().c_str(), ".gz") == 0;
  stream_ = descriptor < 0 ? nullptr : ::gzdopen(descriptor, compressed ? "wb6" : "wbT");
  if (!stream_) {
    const int reason = errno;
    if (descriptor >= 0) ::close(descriptor);
    errno = reason;
    fail();
  }
  ::gzbuffer(stream_, 1u << 18);
}

TextFile::~TextFile() {
  if (stream_) ::gzclose(stream_);
}

void TextFile::fail() const {
  throw std::runtime_error(path_.string() + ": could not be written: " + std::generic_category().message(errno) + ".");
}

void TextFile::write(const std::string& text) {
  if (!text.empty() && ::gzwrite(stream_, text.data(), static_cast<unsigned>(text.size())) <= 0) fail();
}

void TextFile::complete() {
  if (!stream_) return;
  const int status = ::gzclose(stream_);
  stream_ = nullptr;
  if (status != Z_OK) fail();
  if (file_) file_->complete();
}

void TextFile::finish() {
  complete();
  if (file_) file_->publish();
}

void TextFile::take_back() {
  if (file_) file_->take_back();
}

}  // namespace streetlight
