#include "sim/core/input_files.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <new>
#include <system_error>
#include <vector>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

constexpr std::size_t bytes_at_once = std::size_t{1} << 18;

std::string reason() { return std::generic_category().message(errno); }

std::string hexadecimal(const unsigned char* bytes, unsigned count) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < count; ++i) (text += digits[bytes[i] >> 4]) += digits[bytes[i] & 15];
  return text;
}

}  // namespace

/// Reads a piece at a time and digests each before anybody sees it.
class DigestedFile::Buffer final : public std::streambuf {
 public:
  Buffer(const std::filesystem::path& path, const std::string& name)
      : name_(name), piece_(bytes_at_once), digest_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (!digest_ || EVP_DigestInit_ex(digest_.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
    // Without O_NONBLOCK a pipe that nobody writes to would hang here.
    file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    VALIDATE(file_ >= 0 || errno != ENOENT, name_ + ": there is no such file (it cannot be opened)");
    VALIDATE(file_ >= 0, name_ + ": cannot be opened: " + reason());
    struct stat state {};
    const bool known = ::fstat(file_, &state) == 0;
    const std::string kind = !known                    ? "cannot be looked at"
                             : S_ISDIR(state.st_mode)  ? "is a folder, and a file is needed"
                             : !S_ISREG(state.st_mode) ? "is not a regular file: runs read it again and again, so save "
                                                         "what it gives in a file first"
                                                       : "";
    if (kind.empty()) return;
    ::close(file_);
    throw InvalidInput(name_ + ": " + kind);
  }
  ~Buffer() override { ::close(file_); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  FileDigest finish() {
    while (underflow() != traits_type::eof()) setg(nullptr, nullptr, nullptr);
    std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
    unsigned size = 0;
    EXPECT(EVP_DigestFinal_ex(digest_.get(), value.data(), &size) == 1);
    return {bytes_, hexadecimal(value.data(), size)};
  }

 protected:
  int_type underflow() override {
    if (gptr() < egptr()) return traits_type::to_int_type(*gptr());
    ssize_t got = 0;
    do got = ::read(file_, piece_.data(), piece_.size());
    while (got < 0 && errno == EINTR);
    VALIDATE(got >= 0, name_ + ": cannot be read to its end: " + reason());
    if (got == 0) return traits_type::eof();
    EXPECT(EVP_DigestUpdate(digest_.get(), piece_.data(), static_cast<std::size_t>(got)) == 1);
    bytes_ += static_cast<std::uint64_t>(got);
    setg(piece_.data(), piece_.data(), piece_.data() + got);
    return traits_type::to_int_type(*gptr());
  }

 private:
  std::string name_;
  std::vector<char> piece_;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest_;
  int file_ = -1;
  std::uint64_t bytes_ = 0;
};

std::string to_text(const FileDigest& digest) {
  return std::to_string(digest.bytes) + " bytes, SHA-256 " + digest.sha256;
}

DigestedFile::DigestedFile(const std::filesystem::path& path, const std::string& name)
    : buffer_(std::make_unique<Buffer>(path, name)), stream_(buffer_.get()) {
  stream_.exceptions(std::ios::badbit);  // so that what the buffer throws is not swallowed
}

DigestedFile::~DigestedFile() = default;

FileDigest DigestedFile::finish() { return buffer_->finish(); }

FileDigest digest_of(const std::filesystem::path& path) { return DigestedFile(path).finish(); }

InputFiles::InputFiles(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::error_code unknown;  // where the current folder is gone, nothing but the name is left
  absolute_folder_ = std::filesystem::current_path(unknown) / folder_;
}

void check_same_input(const std::string& name, const FileDigest& before, const FileDigest& now) {
  VALIDATE(before == now, name + ": this input file has changed since the experiment was loaded (before: " +
                              to_text(before) + "; now: " + to_text(now) +
                              "), so this run would belong to another experiment. Put the file back, or "
                              "run the whole experiment anew.");
}

void InputFiles::check_unchanged(const std::string& name, const FileDigest& now) const {
  const auto before = known_.find(name);
  if (before != known_.end()) check_same_input(path_of(name).string(), before->second, now);
}

}  // namespace streetlight
