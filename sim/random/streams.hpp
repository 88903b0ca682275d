#pragma once
/// Addressable random numbers. A draw is a pure function of who asks (entity and its generation),
/// when (month), what for (purpose) and the (seed, replicate) of the run: Philox4x32-10 (Salmon,
/// Moraes, Dror, Shaw 2011), key = (seed, replicate), counter = (entity; generation and purpose; month; quad).
/// There is no state and no order, so threads, shards and observers cannot change a draw, and
/// scenarios of one replicate share every draw.

#include <array>
#include <cstdint>
#include <span>

#include "sim/core/month.hpp"

namespace streetlight {

/// What a draw is for. Each model numbers its own purposes; two uses of one draw share a purpose.
using Purpose = std::uint16_t;

/// Where a draw stands.
struct Address {
  std::uint32_t entity = 0;
  std::uint16_t generation = 0;
  Month month = 0;
  Purpose purpose = 0;
  std::uint32_t quad = 0;  ///< for more than four words at one address
};

/// Four random words.
using RandomWords = std::array<std::uint32_t, 4>;

/// The unit interval without its ends: word w becomes (w + 1/2) / 2^32. Small values keep their full
/// relative precision. In single precision the uppermost words would round to 1; they become the float below it, so
/// that what has probability 1 always happens.
constexpr double uniform_double(std::uint32_t word) { return (static_cast<double>(word) + 0.5) * 0x1p-32; }
constexpr float uniform_float(std::uint32_t word) {
  const float u = static_cast<float>(word) * 0x1p-32f + 0x1p-33f;
  return u < 1.0f ? u : 0x1.fffffep-1f;
}

class Streams {
 public:
  Streams() = default;
  Streams(std::uint64_t seed, std::uint32_t replicate);

  /// The four words at `where`.
  RandomWords words(const Address& where) const;

  /// First word at `where` as a uniform in (0, 1).
  double uniform(const Address& where) const { return uniform_double(words(where)[0]); }

  /// Batch form: for each i, the words at entity `first + i` with generation `generations[i]`, laid out
  /// as four columns of `out` (each of generations.size() words; a null one is left out), the same as words() gives one
  /// by one.
  void fill(std::uint32_t first, std::span<const std::uint16_t> generations, Month month, Purpose purpose,
            std::uint32_t quad, std::array<std::uint32_t*, 4> out) const;

  friend bool operator==(const Streams&, const Streams&) = default;

 private:
  std::array<std::uint32_t, 2> key_{};
};

}  // namespace streetlight
