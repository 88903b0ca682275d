#pragma once
/// What a training set needs to remember of a past month: the records as the programme saw them, who lived where, and
/// who was in need. Most counts are zero, so a block of families keeps the others only: 5 to 10 bytes a family
/// with eight services, where the columns themselves would take 36.

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/core/blocks.hpp"
#include "sim/core/month.hpp"

namespace streetlight::targeting {

struct World;

static_assert(block_size <= 0x10000, "an offset in a block is a 16-bit number");

/// Columns of a block of rows that are zero in most rows: the offsets of those where they are not, ascending, and the
/// values.
class SparseColumns {
 public:
  std::size_t columns() const { return end_.size(); }
  std::span<const std::uint16_t> offsets(std::size_t column) const {
    return {offsets_.data() + begin(column), end_[column] - begin(column)};
  }
  std::span<const float> values(std::size_t column) const {
    return {values_.data() + begin(column), end_[column] - begin(column)};
  }

  /// Begins the next column; `add` then appends to it.
  void begin_column() { end_.push_back(static_cast<std::uint32_t>(offsets_.size())); }
  void add(std::uint16_t offset, float value) {
    offsets_.push_back(offset);
    values_.push_back(value);
    ++end_.back();
  }
  /// Appends the next column, of which only the offsets given are not zero.
  void add_column(std::span<const std::uint16_t> offsets, const float* column) {
    offsets_.insert(offsets_.end(), offsets.begin(), offsets.end());
    for (const std::uint16_t offset : offsets) values_.push_back(column[offset]);
    end_.push_back(static_cast<std::uint32_t>(offsets_.size()));
  }
  /// No columns; keeps its storage. A block is gathered in one object again and again, and copied: a copy takes no more
  /// than it needs.
  void clear() {
    end_.clear();
    offsets_.clear();
    values_.clear();
  }

  /// The column with its zeros.
  void fill(std::size_t column, std::span<float> out) const {
    std::fill(out.begin(), out.end(), 0.0f);
    const auto at = offsets(column);
    const auto value = values(column);
    for (std::size_t k = 0; k < at.size(); ++k) out[at[k]] = value[k];
  }

 private:
  std::size_t begin(std::size_t column) const { return column == 0 ? 0 : end_[column - 1]; }

  std::vector<std::uint32_t> end_;  ///< [column]: where its offsets end
  std::vector<std::uint16_t> offsets_;
  std::vector<float> values_;
};

struct Snapshot {
  Month month = 0;
  std::uint32_t first = 0;  ///< its families are first, first + 1, ...
  /// [block of families]: decayed counts as the programme sees them, a column a service, then the social-care record.
  std::vector<SparseColumns> records;
  std::vector<std::uint16_t> generation;  ///< [family - first]
  std::vector<std::uint8_t> in_need;      ///< the truth, for the oracle and survey labels and for model cards only

  std::size_t families() const { return generation.size(); }
};

/// What families [first, last) look like this month.
Snapshot take_snapshot(const World& world, std::uint32_t first, std::uint32_t last);

}  // namespace streetlight::targeting
