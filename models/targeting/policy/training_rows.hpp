#pragma once
/// The rows that a model is trained on: families of a snapshot with the labels of the horizon since.
///
/// Most families have no record at all. Those of one neighbourhood that have the same attributes and the same labels
/// are the same row to any learner that looks at features alone, so they can stand as one row with their number
/// (ObservationBlock::count), instead of five or ten. Families that left, or are out of scope now, make no row.

#include <cstdint>
#include <vector>

#include "models/targeting/policy/features.hpp"
#include "models/targeting/policy/programme.hpp"
#include "models/targeting/policy/snapshot.hpp"

namespace streetlight::targeting {

/// Whether rows that are alike stand as one.
enum class Alike { apart, together };

/// What a model card asks of families: which of them score alike, belong to the same groups and have the same labels.
struct JudgedFamilies {
  std::uint16_t row;   ///< of the block: whose score they have
  std::uint16_t cell;  ///< of their groups
  std::uint16_t count;
  bool recorded, truth;
};

class TrainingRows final : public ObservationBlocks {
 public:
  /// Settles labels and who is included once: a fit reads its rows several times.
  /// The training set are the families of `taught_by` (RiskPool::taught_by; empty: all of the snapshot's).
  TrainingRows(const World& world, const FeatureLayout& layout, const Snapshot& snapshot, Alike alike,
               std::vector<FamilyRange> taught_by = {});

  /// Families of the snapshot. Blocks are cut by family, so there are fewer rows in a block.
  std::size_t rows() const override { return snapshot_.families(); }
  const std::vector<std::string>& feature_names() const override { return layout_.names(); }
  void read(std::size_t block, ObservationBlock& out) const override;

  /// All families in scope, whether or not they are in the training set, [block].
  const std::vector<JudgedFamilies>& judged(std::size_t block) const { return blocks_[block].judged; }
  /// The family that a row stands for; one of them, when there are several.
  std::uint32_t family(std::size_t block, std::size_t row) const {
    return snapshot_.first + static_cast<std::uint32_t>(block * block_size) + blocks_[block].offset[row];
  }
  /// Rows of a block.
  std::size_t rows_in(std::size_t block) const { return blocks_[block].offset.size(); }
  /// Whether a family is among those on whose records the model is trained.
  bool teaches(std::uint32_t family) const;

 private:
  struct RowBlock {
    std::vector<std::uint16_t> offset;  ///< of the first family, in the block
    std::vector<std::uint16_t> count;
    std::vector<std::uint8_t> facts;
    SparseColumns records;  ///< a column a service of the layout, then social care
    std::vector<JudgedFamilies> judged;
  };
  class Collector;
  void check_alike() const;

  const World& world_;
  const FeatureLayout& layout_;
  const Snapshot& snapshot_;
  std::vector<FamilyRange> taught_by_;
  std::vector<RowBlock> blocks_;
};

}  // namespace streetlight::targeting
