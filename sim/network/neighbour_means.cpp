#include "sim/network/neighbour_means.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "sim/core/self_check.hpp"

namespace streetlight {

namespace {

/// Means of `rows` entities with `degree` neighbours each, a number known to the compiler; their ties are indices into
/// `table`, row after row.
template <std::uint32_t degree, class Tie>
void mean_rows(const Tie* ties, std::uint32_t rows, const float* table, float* mean) {
  for (std::uint32_t row = 0; row < rows; ++row, ties += degree) {
    float sum = 0.0f;
#pragma GCC unroll 32
    for (std::uint32_t j = 0; j < degree; ++j) sum += table[ties[j]];
    mean[row] = sum / static_cast<float>(degree);
  }
}

constexpr std::uint32_t unrolled = 25;  // degrees below have a loop of their own

template <class Tie, std::size_t... degree>
constexpr auto loops_of(std::index_sequence<degree...>) {
  return std::array<void (*)(const Tie*, std::uint32_t, const float*, float*), sizeof...(degree)>{
      mean_rows<static_cast<std::uint32_t>(degree), Tie>...};
}
template <class Tie>
constexpr auto loops = loops_of<Tie>(std::make_index_sequence<unrolled>());

/// Means of all rows of a block, by rank.
template <class Tie>
void mean_block(std::span<const DegreeRun> runs, const Tie* ties, const float* table, float* mean) {
  for (const auto [degree, rows] : runs) {
    if (degree < unrolled)
      loops<Tie>[degree](ties, rows, table, mean);
    else
      for (std::uint32_t row = 0; row < rows; ++row) {
        const Tie* const first = ties + std::size_t{row} * degree;
        float sum = 0.0f;
        for (std::uint32_t j = 0; j < degree; ++j) sum += table[first[j]];
        mean[row] = sum / static_cast<float>(degree);
      }
    ties += std::size_t{degree} * rows;
    mean += rows;
  }
}

/// Values of the entities of a block's table.
void fill_table(const PackedRows& packed, const PackedBlock& block, const float* values, float* table) {
  std::copy_n(values + block.window_begin, block.window_size, table);
  table += block.window_size;
  const std::uint32_t* const base = packed.far_base.data() + block.first_group;
  const std::uint16_t* distance = packed.far_distance.data() + block.first_group * far_group;
  for (std::uint32_t group = 0; group < block.groups; ++group, distance += far_group, table += far_group)
    for (std::size_t k = 0; k < far_group; ++k) table[k] = values[std::size_t{base[group]} + distance[k]];
}

/// Every mean, taken over the entity's own row.
void check_means(const Network& network, std::span<const float> values, const Block& block, const float* out) {
  for (std::size_t i = 0; i < block.size(); ++i) {
    const auto entity = static_cast<std::uint32_t>(block.begin + i);
    const auto row = network.neighbours(entity);
    float sum = 0.0f;
    for (const std::uint32_t neighbour : row) sum += values[neighbour];
    const float mean = row.empty() ? values[entity] : sum / static_cast<float>(row.size());
    must_agree(std::bit_cast<std::uint32_t>(mean) == std::bit_cast<std::uint32_t>(out[i]), "a mean over neighbours",
               "sim/network/neighbour_means.hpp", entity);
  }
}

}  // namespace

void neighbour_means(const Network& network, std::span<const float> values, const Block& block, float* out) {
  const PackedRows& packed = network.packed();
  const PackedBlock& rows = packed.blocks[block.index];
  const std::span runs(packed.runs.data() + rows.first_run, rows.runs);
  float mean[block_size];
  if (rows.wide) {
    mean_block(runs, packed.wide_ties.data() + rows.first_tie, values.data(), mean);
  } else {
    alignas(64) float table[largest_table];
    fill_table(packed, rows, values.data(), table);
    mean_block(runs, packed.table_ties.data() + rows.first_tie, table, mean);
  }

  // From the order of rows to that of entities
  const std::uint32_t alone = runs.front().degree == 0 ? runs.front().rows : 0;
  const std::uint16_t* const rank = packed.rank.data() + block.begin;
  for (std::size_t i = 0; i < block.size(); ++i) out[i] = rank[i] < alone ? values[block.begin + i] : mean[rank[i]];
  if constexpr (checks_itself) check_means(network, values, block, out);
}

}  // namespace streetlight
