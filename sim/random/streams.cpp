#include "sim/random/streams.hpp"

#include <Random123/philox.h>

#include "sim/core/self_check.hpp"
#include "sim/random/philox_columns.hpp"

namespace streetlight {

namespace {

using Generator = r123::Philox4x32;  // ten rounds

constexpr std::uint32_t packed(std::uint16_t generation, Purpose purpose) {
  return static_cast<std::uint32_t>(generation) << 16 | purpose;
}

}  // namespace

Streams::Streams(std::uint64_t seed, std::uint32_t replicate) {
  // The key has 64 bits and (seed, replicate) has 96: one Philox block under a fixed key folds them, so that
  // neighbouring seeds and replicates have unrelated keys.
  const Generator::ctr_type counter{
      {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32), replicate, 0}};
  const Generator::key_type folding{{0x5eed5eedU, 0x10ca1e5U}};
  const auto folded = Generator{}(counter, folding);
  key_ = {folded[0], folded[1]};
}

RandomWords Streams::words(const Address& where) const {
  const Generator::ctr_type counter{
      {where.entity, packed(where.generation, where.purpose), static_cast<std::uint32_t>(where.month), where.quad}};
  const Generator::key_type key{{key_[0], key_[1]}};
  const auto block = Generator{}(counter, key);
  return {block[0], block[1], block[2], block[3]};
}

void Streams::fill(std::uint32_t first, std::span<const std::uint16_t> generations, Month month, Purpose purpose,
                   std::uint32_t quad, std::array<std::uint32_t*, 4> out) const {
  philox_columns(
      {key_, first, generations.data(), generations.size(), purpose, static_cast<std::uint32_t>(month), quad}, out);
  if constexpr (checks_itself) {
    if (generations.empty()) return;
    const std::size_t one = (first / generations.size() + static_cast<std::uint32_t>(month)) % generations.size();
    const auto entity = first + static_cast<std::uint32_t>(one);
    const RandomWords plain = words({entity, generations[one], month, purpose, quad});
    for (std::size_t w = 0; w < out.size(); ++w)
      must_agree(out[w] == nullptr || out[w][one] == plain[w], "a random word", "sim/random/streams.hpp", entity);
  }
}

}  // namespace streetlight
