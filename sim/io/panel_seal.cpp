#include "sim/io/panel_seal.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace streetlight {

namespace {

constexpr char seal_magic[16] = {'S', 't', 'r', 'e', 'e', 't', 'l', 'i', 'g', 'h', 't', ' ', 's', 'e', 'a', 'l'};

struct Seal {
  char magic[16];
  std::uint64_t size;
  std::uint64_t checksum;
};
static_assert(sizeof(Seal) == 32);

[[noreturn]] void fail(const std::filesystem::path& path, const char* problem) {
  throw std::runtime_error(path.string() + ": " + problem + ": " + std::generic_category().message(errno) + ".");
}

/// What the last bytes say if they are a seal; `in` then stands at the end.
std::optional<Seal> read_seal(std::ifstream& in, const std::filesystem::path& path) {
  in.seekg(0, std::ios::end);
  if (!in) fail(path, "cannot be read");
  const auto size = static_cast<std::uint64_t>(in.tellg());
  Seal mark{};
  if (size < sizeof mark) return std::nullopt;
  in.seekg(static_cast<std::streamoff>(size - sizeof mark));
  in.read(reinterpret_cast<char*>(&mark), sizeof mark);
  if (!in) fail(path, "cannot be read");
  return std::memcmp(mark.magic, seal_magic, sizeof mark.magic) == 0 ? std::optional(mark) : std::nullopt;
}

std::uint64_t checksum(std::ifstream& in, std::uint64_t size) {
  std::vector<char> buffer(std::size_t{1} << 20);
  std::uint64_t sum = crc32_z(0, nullptr, 0);
  while (size > 0) {
    in.read(buffer.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(size, buffer.size())));
    const auto got = static_cast<std::size_t>(in.gcount());
    if (got == 0) break;
    sum = crc32_z(sum, reinterpret_cast<const unsigned char*>(buffer.data()), got);
    size -= got;
  }
  return sum;
}

}  // namespace

void seal(const std::filesystem::path& path) {
  Seal mark{};
  std::memcpy(mark.magic, seal_magic, sizeof mark.magic);
  mark.size = std::filesystem::file_size(path);
  std::ifstream in(path, std::ios::binary);
  mark.checksum = checksum(in, mark.size);
  if (!in && !in.eof()) fail(path, "cannot be read back");

  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file < 0) fail(path, "cannot be written");
  // Room that was reserved beyond the end and not needed is given back by setting the size to what it is.
  const bool written = ::ftruncate(file, static_cast<off_t>(mark.size)) == 0 &&
                       ::write(file, &mark, sizeof mark) == static_cast<ssize_t>(sizeof mark) && ::fsync(file) == 0;
  const int reason = errno;
  ::close(file);
  errno = reason;
  if (!written) fail(path, "cannot be written");
}

bool has_seal(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return read_seal(in, path).has_value();
}

SealState inspect_seal(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const auto mark = read_seal(in, path);
  if (!mark) return SealState::absent;
  if (mark->size != static_cast<std::uint64_t>(in.tellg()) - sizeof *mark) return SealState::broken;
  in.seekg(0);
  return checksum(in, mark->size) == mark->checksum ? SealState::whole : SealState::broken;
}

void sync_folder(const std::filesystem::path& path) {
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;  // the change has happened; only its durability is in the file system's hands
  ::fsync(file);
  ::close(file);
}

void replace_durably(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) fail(to, "could not be put in place");
  sync_folder(to);
}

}  // namespace streetlight
