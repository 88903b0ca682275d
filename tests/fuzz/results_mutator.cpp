// Changes result files so that HDF5 still reads them: most are as long as before and have the right checksums in the
// blocks of the format that have one (superblock, object headers and their continuations). Without this nearly every
// input would end at the first checksum. Half of them get a right seal: anybody can forge one.
#include <zlib.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <set>
#include <string_view>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);
// HDF5's own; exported, but in no header.
extern "C" std::uint32_t H5_checksum_metadata(const void* data, std::size_t size, std::uint32_t seed);

namespace {

constexpr std::string_view signature("\x89HDF\r\n\x1a\n", 8), seal("Streetlight seal", 16);
constexpr std::size_t seal_size = 32, superblock_size = 44, end_of_file_at = 28;

class Hdf5 {
 public:
  Hdf5(std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  void repair() {
    if (size_ >= superblock_size + 4 && data_[8] >= 2) {
      if (number(end_of_file_at, 8) > size_) std::memcpy(data_ + end_of_file_at, &size_, 8);
      sum_up(0, superblock_size);
    }
    for (std::size_t at = 0; at + 16 < size_; ++at)
      if (std::memcmp(data_ + at, "OHDR", 4) == 0) object_header(at);
  }

 private:
  std::uint64_t number(std::size_t at, std::size_t bytes) const {
    std::uint64_t value = 0;
    if (at + bytes <= size_) std::memcpy(&value, data_ + at, bytes);
    return value;
  }

  void sum_up(std::size_t at, std::size_t length) {
    if (at + length + 4 > size_) return;
    const std::uint32_t sum = H5_checksum_metadata(data_ + at, length, 0);
    std::memcpy(data_ + at + length, &sum, sizeof sum);
  }

  void object_header(std::size_t at) {
    const std::uint8_t flags = data_[at + 5];
    std::size_t head = 6 + ((flags & 0x20) ? 16u : 0u) + ((flags & 0x10) ? 4u : 0u);
    const std::size_t width = std::size_t{1} << (flags & 3);
    const std::uint64_t length = number(at + head, width);
    head += width;
    if (length > size_) return;
    messages(at + head, at + head + length, flags);
    sum_up(at, head + length);
  }

  /// Follows the messages that say where a header goes on.
  void messages(std::size_t at, std::size_t end, std::uint8_t flags) {
    const std::size_t head = (flags & 4) ? 6 : 4;
    while (at + head <= end && end <= size_) {
      const std::size_t length = number(at + 1, 2);
      if (data_[at] == 0x10 && length == 16 && at + head + 16 <= end) {
        const std::uint64_t there = number(at + head, 8), room = number(at + head + 8, 8);
        if (there < size_ && room < size_ && room >= 8 && there + room <= size_ && seen_.insert(there).second) {
          messages(there + 4, there + room - 4, flags);
          sum_up(there, room - 4);
        }
      }
      at += head + length;
    }
  }

  std::uint8_t* data_;
  std::size_t size_;
  std::set<std::uint64_t> seen_;
};

/// Changes a few bytes in a window, so that what follows stays in its place.
void mutate_in_place(std::uint8_t* data, std::size_t size, std::minstd_rand& dice) {
  const std::size_t length = std::min<std::size_t>(size, 1 + dice() % 64), at = dice() % (size - length + 1);
  std::uint8_t window[64];
  std::memcpy(window, data + at, length);
  LLVMFuzzerMutate(window, length, length);
  std::memcpy(data + at, window, length);
}

/// Gives the size with the seal at the end.
std::size_t forge_seal(std::uint8_t* data, std::size_t size) {
  const std::uint64_t sums[2] = {size, crc32_z(crc32_z(0, nullptr, 0), data, size)};
  std::memcpy(data + size, seal.data(), seal.size());
  std::memcpy(data + size + seal.size(), sums, sizeof sums);
  return size + seal_size;
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  std::minstd_rand dice(seed);
  if (size >= seal_size && std::memcmp(data + size - seal_size, seal.data(), seal.size()) == 0 && dice() % 16 != 0)
    size -= seal_size;
  if (size == 0 || dice() % 8 == 0)
    size = LLVMFuzzerMutate(data, size, most);
  else
    for (unsigned times = 1 + dice() % 4; times > 0; --times) mutate_in_place(data, size, dice);
  if (size >= signature.size() && dice() % 16 != 0) std::memcpy(data, signature.data(), signature.size());
  if (dice() % 16 != 0) Hdf5(data, size).repair();
  return dice() % 2 == 0 && size + seal_size <= most ? forge_seal(data, size) : size;
}
