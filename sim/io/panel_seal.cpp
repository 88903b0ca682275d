#include "sim/io/panel_seal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "sim/io/whole_io.hpp"

namespace streetlight {

namespace {

constexpr char seal_magic[16] = {'S', 't', 'r', 'e', 'e', 't', 'l', 'i', 'g', 'h', 't', ' ', 's', 'e', 'a', 'l'};

struct Seal {
  char magic[16];
  std::uint64_t size;
  std::uint64_t checksum;
};
static_assert(sizeof(Seal) == 32);

/// A file that is open for reading. What goes wrong is told with its path.
class OpenFile {
 public:
  /// Opens it, and closes it in the end.
  explicit OpenFile(const std::filesystem::path& path)
      : path_(path), file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), own_(true) {
    check(file_ >= 0);
  }
  /// One that somebody else has opened.
  OpenFile(int file, const std::filesystem::path& path) : path_(path), file_(file), own_(false) {}
  ~OpenFile() {
    if (own_ && file_ >= 0) ::close(file_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  std::uint64_t size() const {
    struct stat status {};
    check(::fstat(file_, &status) == 0);
    return static_cast<std::uint64_t>(status.st_size);
  }

  /// What the last bytes say if they are a seal.
  std::optional<Seal> seal(std::uint64_t size) const {
    Seal mark{};
    if (size < sizeof mark) return std::nullopt;
    check(read_whole(file_, &mark, sizeof mark, size - sizeof mark));
    return std::memcmp(mark.magic, seal_magic, sizeof mark.magic) == 0 ? std::optional(mark) : std::nullopt;
  }

  std::uint64_t checksum(std::uint64_t size) const;

 private:
  void check(bool done) const {
    if (!done)
      throw std::runtime_error(path_.string() + ": cannot be read: " + std::generic_category().message(errno) + ".");
  }

  std::filesystem::path path_;
  int file_;
  bool own_;
};

/// Of the first `size` bytes; nothing when they cannot be read.
std::optional<std::uint64_t> checksum_of(int file, std::uint64_t size) {
  std::vector<unsigned char> buffer(std::size_t{1} << 20);
  std::uint64_t sum = crc32_z(0, nullptr, 0);
  for (std::uint64_t at = 0; at < size;) {
    const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(size - at, buffer.size()));
    if (!read_whole(file, buffer.data(), part, at)) return std::nullopt;
    sum = crc32_z(sum, buffer.data(), part);
    at += part;
  }
  return sum;
}

std::uint64_t OpenFile::checksum(std::uint64_t size) const {
  const auto sum = checksum_of(file_, size);
  check(sum.has_value());
  return *sum;
}

}  // namespace

void seal(int file) {
  const auto check = [](bool done, const char* problem) {
    if (!done)
      throw std::runtime_error(std::string("the results ") + problem + ": " + std::generic_category().message(errno) +
                               ".");
  };
  struct stat status {};
  check(::fstat(file, &status) == 0, "could not be looked at");
  Seal mark{};
  std::memcpy(mark.magic, seal_magic, sizeof mark.magic);
  mark.size = static_cast<std::uint64_t>(status.st_size);
  const auto sum = checksum_of(file, mark.size);
  check(sum.has_value(), "could not be read back");
  mark.checksum = *sum;
  // Room that was reserved beyond the end and not needed is given back by setting the size to what it is.
  check(::ftruncate(file, static_cast<off_t>(mark.size)) == 0 && write_whole(file, &mark, sizeof mark, mark.size) &&
            ::fsync(file) == 0,
        "could not be written");
}

bool has_seal(const std::filesystem::path& path) {
  const OpenFile file(path);
  return file.seal(file.size()).has_value();
}

namespace {

SealState state_of(const OpenFile& file) {
  const std::uint64_t size = file.size();
  const auto mark = file.seal(size);
  if (!mark) return SealState::absent;
  if (mark->size != size - sizeof *mark) return SealState::broken;
  return file.checksum(mark->size) == mark->checksum ? SealState::whole : SealState::broken;
}

}  // namespace

SealState inspect_seal(const std::filesystem::path& path) { return state_of(OpenFile(path)); }
SealState inspect_seal(int file, const std::filesystem::path& path) { return state_of(OpenFile(file, path)); }

}  // namespace streetlight
