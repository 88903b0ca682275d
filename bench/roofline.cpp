#include "bench/roofline.hpp"

#include <algorithm>

#include "sim/core/elementary.hpp"
#include "sim/core/normals.hpp"

namespace streetlight::bench {

Roofline::Roofline(std::size_t entities, const MonthlyNeeds& needs)
    : entities_(entities),
      needs_(needs),
      changing_(needs.bytes_written / 4, std::vector<float>(entities, 0.5f)),
      fixed_((needs.bytes_read - needs.bytes_written) / 4, std::vector<float>(entities, 0.25f)),
      generations_(entities) {}

double Roofline::month(Month month) {
  double sum = 0;
  for (std::size_t index = 0; index < block_count(entities_); ++index) block_of(block_at(index, entities_), month, sum);
  return sum;
}

void Roofline::block_of(const Block& block, Month month, double& sum) {
  alignas(64) float value[block_size], normal[block_size];
  alignas(64) std::uint32_t words[4][block_size];
  std::fill_n(value, block.size(), 0.0f);
  const std::size_t n = block.size();

  // The words.
  for (std::size_t k = 0; k < needs_.philox_blocks; ++k) {
    streams_.fill(static_cast<std::uint32_t>(block.begin), {generations_.data() + block.begin, n}, month,
                  static_cast<Purpose>(k), 0, {words[0], words[1], words[2], words[3]});
    for (std::size_t i = 0; i < n; ++i)
      value[i] += uniform_float(words[0][i] ^ words[1][i] ^ words[2][i] ^ words[3][i]);
  }

  // The functions.
  for (std::size_t k = 0; k < needs_.exponentials; ++k)
    for (std::size_t i = 0; i < n; ++i) value[i] = exp_of(-value[i]);
  for (std::size_t k = 0; k < needs_.logarithms; ++k) {
    normals_of(words[0], n, normal);
    for (std::size_t i = 0; i < n; ++i) value[i] += normal[i];
  }

  // The bytes.
  for (const auto& column : fixed_) {
    const float* __restrict x = column.data() + block.begin;
    for (std::size_t i = 0; i < n; ++i) value[i] += x[i];
  }
  for (auto& column : changing_) {
    float* __restrict x = column.data() + block.begin;
    for (std::size_t i = 0; i < n; ++i) x[i] = 0.5f * x[i] + value[i];
  }
  sum += static_cast<double>(value[n / 2]);
}

}  // namespace streetlight::bench
