#pragma once
/// What a risk model may see: features made from records and attributes, recorded labels, sampling weights.
/// Everything in this folder is written against these two types, and the library links to nothing that knows
/// an entity's latent need, so no learner can reach it.
///
/// A training set is a source of fixed blocks of rows rather than a matrix: a national one (millions of rows,
/// tens of features) is read block by block, several times, and never stands in memory as a whole.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/core/blocks.hpp"

namespace streetlight::targeting {

/// Scratch for one block of rows: `block_size` numbers a column, the first `rows()` of them in use. Made once a
/// worker and filled again for each block. `reset` gives every row label 0, weight 1, count 1, included,
/// observed.
class ObservationBlock {
 public:
  explicit ObservationBlock(std::size_t features)
      : features_(features),
        values_(features * block_size),
        draws_(block_size),
        weights_(block_size),
        counts_(block_size),
        labels_(block_size),
        included_(block_size),
        observed_(block_size) {}

  /// Starts a block of `rows` rows (at most block_size). Feature columns keep what they held.
  void reset(std::size_t rows);

  std::size_t rows() const { return rows_; }
  std::size_t features() const { return features_; }

  /// Column of feature `j`, one value a row.
  std::span<float> feature(std::size_t j) { return {values_.data() + j * block_size, rows_}; }
  std::span<const float> feature(std::size_t j) const { return {values_.data() + j * block_size, rows_}; }
  /// 1 when the outcome that the model learns was recorded within the horizon, else 0.
  std::span<std::uint8_t> label() { return {labels_.data(), rows_}; }
  std::span<const std::uint8_t> label() const { return {labels_.data(), rows_}; }
  /// Weight in the fit of each entity that the row stands for, 0 or more.
  std::span<float> weight() { return {weights_.data(), rows_}; }
  std::span<const float> weight() const { return {weights_.data(), rows_}; }
  /// How many entities the row stands for, all alike in everything that stands here: 1 or more.
  std::span<std::uint16_t> count() { return {counts_.data(), rows_}; }
  std::span<const std::uint16_t> count() const { return {counts_.data(), rows_}; }
  /// Weight of all that row `r` stands for.
  double total_weight(std::size_t r) const { return static_cast<double>(weights_[r]) * counts_[r]; }
  /// 1 when the row belongs to the training set.
  std::span<std::uint8_t> included() { return {included_.data(), rows_}; }
  std::span<const std::uint8_t> included() const { return {included_.data(), rows_}; }
  /// 1 when anyone looked, so that the label could have become 1. Read by inverse_propensity alone.
  std::span<std::uint8_t> observed() { return {observed_.data(), rows_}; }
  std::span<const std::uint8_t> observed() const { return {observed_.data(), rows_}; }
  /// A keyed uniform in (0, 1) of each row. Read by the random learner alone.
  std::span<float> draw() { return {draws_.data(), rows_}; }
  std::span<const float> draw() const { return {draws_.data(), rows_}; }

 private:
  std::size_t features_;
  std::size_t rows_ = 0;
  std::vector<float> values_;  // [feature][block_size]
  std::vector<float> draws_;
  std::vector<float> weights_;
  std::vector<std::uint16_t> counts_;
  std::vector<std::uint8_t> labels_;
  std::vector<std::uint8_t> included_;
  std::vector<std::uint8_t> observed_;
};

/// A source of rows, cut into blocks of `block_size` entities (a block has fewer rows where a row stands for several
/// entities, or some are left out). `read` is called from several threads at once, each with
/// a block of its own, and must give the same rows whenever it is asked.
class ObservationBlocks {
 public:
  virtual ~ObservationBlocks() = default;
  virtual std::size_t rows() const = 0;  ///< entities: what the number of blocks follows from
  virtual const std::vector<std::string>& feature_names() const = 0;
  /// Fills `out` (features() of it equals the number of names) with block `block`; calls out.reset itself.
  virtual void read(std::size_t block, ObservationBlock& out) const = 0;
};

}  // namespace streetlight::targeting
