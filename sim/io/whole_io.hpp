#pragma once
/// Reading and writing all that is asked for: the system may do a part of it, or be interrupted.

#include <cstddef>
#include <cstdint>

namespace streetlight {

/// False, and the reason in errno, when not all could be read: behind the end of the file there is nothing (EIO).
bool read_whole(int file, void* into, std::size_t size, std::uint64_t at);
/// False, and the reason in errno, when not all could be written.
bool write_whole(int file, const void* from, std::size_t size, std::uint64_t at);

}  // namespace streetlight
