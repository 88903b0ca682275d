#pragma once
/// Philox4x32-10 over many counters at once: the batch form behind Streams::fill. Whole-number arithmetic, so every
/// instruction level gives the same words; the widest one that the processor has is chosen when the program starts.

#include <array>
#include <cstddef>
#include <cstdint>

namespace streetlight {

/// Counters (first + i; generations[i] << 16 | purpose; month; quad) for i in [0, count).
struct PhiloxColumns {
  std::array<std::uint32_t, 2> key;
  std::uint32_t first;
  const std::uint16_t* generations;
  std::size_t count;
  std::uint32_t purpose, month, quad;
};

/// Writes the four words of every counter to four columns, `columns.count` words each; a null column is left out.
void philox_columns(const PhiloxColumns& columns, const std::array<std::uint32_t*, 4>& out);

namespace detail {

/// One way of computing it, and whether this processor knows its instructions. A test compares them all.
struct PhiloxLevel {
  const char* name;
  bool (*available)();
  void (*run)(const PhiloxColumns& columns, const std::array<std::uint32_t*, 4>& out);
};
extern const std::array<PhiloxLevel, 3> philox_levels;  ///< widest first; the last one is available everywhere

}  // namespace detail
}  // namespace streetlight
