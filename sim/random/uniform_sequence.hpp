#pragma once
/// The draws at one address, one after another, for samplers that cannot say beforehand how many they take. Still
/// addressable: the sequence starts afresh at each address, so what one entity takes moves nobody else's draws.

#include "sim/random/streams.hpp"

namespace streetlight {

class UniformSequence {
 public:
  /// Starts at `where`; its quad counts up from there, one quad for every four draws. The streams must outlive it.
  UniformSequence(const Streams& streams, const Address& where) : streams_(streams), where_(where) {}
  UniformSequence(const Streams&& streams, const Address& where) = delete;

  std::uint32_t word() {
    if (next_ == words_.size()) {
      words_ = streams_.words(where_);
      ++where_.quad;
      next_ = 0;
    }
    return words_[next_++];
  }
  /// Uniform in (0, 1).
  double operator()() { return uniform_double(word()); }

 private:
  const Streams& streams_;
  Address where_;
  RandomWords words_{};
  std::size_t next_ = 4;
};

}  // namespace streetlight
