#pragma once
/// Counts the bytes that operator new has handed out and not got back, and their highest number. Include it in one file
/// of a test program: it replaces the operators of the whole program.

#include <malloc.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace streetlight::testing {

inline std::atomic<std::size_t> bytes_in_use = 0, most_bytes_in_use = 0;

inline void* counted(void* block) {
  if (block == nullptr) throw std::bad_alloc();
  const std::size_t now = bytes_in_use += malloc_usable_size(block);
  std::size_t most = most_bytes_in_use;
  while (now > most && !most_bytes_in_use.compare_exchange_weak(most, now)) {
  }
  return block;
}

inline void uncounted(void* block) {
  bytes_in_use -= malloc_usable_size(block);
  std::free(block);
}

}  // namespace streetlight::testing

void* operator new(std::size_t size) { return streetlight::testing::counted(std::malloc(size)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto step = static_cast<std::size_t>(alignment);
  return streetlight::testing::counted(std::aligned_alloc(step, (size + step - 1) / step * step));
}
void operator delete(void* block) noexcept { streetlight::testing::uncounted(block); }
void operator delete(void* block, std::size_t) noexcept { streetlight::testing::uncounted(block); }
void operator delete(void* block, std::align_val_t) noexcept { streetlight::testing::uncounted(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { streetlight::testing::uncounted(block); }
