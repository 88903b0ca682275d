#include "models/targeting/risk/gathered_rows.hpp"

#include "models/targeting/risk/learner.hpp"
#include "models/targeting/risk/standardisation.hpp"

namespace streetlight::targeting {

namespace {

template <class T>
void append(std::vector<T>& all, const std::vector<T>& some) {
  all.insert(all.end(), some.begin(), some.end());
}

void append_row(const ObservationBlock& rows, std::size_t row, std::vector<float>& out) {
  for (std::size_t j = 0; j < rows.features(); ++j) out.push_back(rows.feature(j)[row]);
}

}  // namespace

GatheredRows gather_rows(const ObservationBlocks& training, BlockRunner& runner) {
  std::vector<GatheredRows> by_block(block_count(training.rows()));
  for_each_read(
      training, runner, [] { return IncludedRows(); },
      [&](std::size_t block, const ObservationBlock& rows, IncludedRows& positions) {
        GatheredRows& table = by_block[block];
        const std::size_t count = positions.find(rows);
        for (std::size_t i = 0; i < count; ++i)
          for (std::size_t copy = 0; copy < rows.count()[positions[i]]; ++copy) {
            append_row(rows, positions[i], table.features);
            table.labels.push_back(rows.label()[positions[i]] != 0 ? 1 : 0);
            table.weights.push_back(rows.weight()[positions[i]]);
          }
      });
  GatheredRows all;
  for (const GatheredRows& table : by_block) {
    append(all.features, table.features);
    append(all.labels, table.labels);
    append(all.weights, table.weights);
  }
  return all;
}

std::vector<float> gather_features(const ObservationBlocks& rows, BlockRunner& runner) {
  std::vector<std::vector<float>> by_block(block_count(rows.rows()));
  for_each_read(
      rows, runner, [] { return 0; },
      [&](std::size_t block, const ObservationBlock& observed, int) {
        by_block[block].reserve(observed.rows() * observed.features());
        for (std::size_t r = 0; r < observed.rows(); ++r) append_row(observed, r, by_block[block]);
      });
  std::vector<float> all;
  for (const auto& some : by_block) append(all, some);
  return all;
}

}  // namespace streetlight::targeting
