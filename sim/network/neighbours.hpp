#pragma once
/// The neighbours of one entity, ascending: a range whose elements are unpacked as they are read.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

#include "sim/network/packed_rows.hpp"

namespace streetlight {

class Neighbours {
 public:
  Neighbours() = default;
  /// Of the ties of a block, `degree` from the `first` on.
  Neighbours(const PackedRows& packed, const PackedBlock& block, PackedRows::Row row) : degree_(row.degree) {
    if (block.wide) {
      wide_ = packed.wide_ties.data() + block.first_tie + row.first;
      return;
    }
    ties_ = packed.table_ties.data() + block.first_tie + row.first;
    far_base_ = packed.far_base.data() + block.first_group;
    far_distance_ = packed.far_distance.data() + block.first_group * far_group;
    window_begin_ = block.window_begin;
    window_size_ = block.window_size;
  }

  std::size_t size() const { return degree_; }
  bool empty() const { return degree_ == 0; }
  std::uint32_t operator[](std::size_t index) const {
    if (wide_ != nullptr) return wide_[index];
    const std::uint32_t tie = ties_[index];
    if (tie < window_size_) return window_begin_ + tie;
    const std::uint32_t far = tie - window_size_;
    return far_base_[far / far_group] + far_distance_[far];
  }

  class Iterator;
  Iterator begin() const;
  Iterator end() const;

 private:
  std::uint32_t degree_ = 0;
  std::uint32_t window_begin_ = 0, window_size_ = 0;
  const std::uint16_t* ties_ = nullptr;
  const std::uint32_t* wide_ = nullptr;
  const std::uint32_t* far_base_ = nullptr;
  const std::uint16_t* far_distance_ = nullptr;
};

/// Holds what it needs of the row, so it may outlive the range that it came from.
class Neighbours::Iterator {
 public:
  using iterator_category = std::random_access_iterator_tag;
  using value_type = std::uint32_t;
  using difference_type = std::ptrdiff_t;
  using pointer = const std::uint32_t*;
  using reference = std::uint32_t;

  Iterator() = default;
  Iterator(const Neighbours& row, std::size_t index) : row_(row), index_(static_cast<difference_type>(index)) {}

  reference operator*() const { return row_[static_cast<std::size_t>(index_)]; }
  reference operator[](difference_type n) const { return *(*this + n); }
  Iterator& operator++() { return *this += 1; }
  Iterator& operator--() { return *this += -1; }
  Iterator operator++(int) { return std::exchange(*this, *this + 1); }
  Iterator operator--(int) { return std::exchange(*this, *this + -1); }
  Iterator& operator+=(difference_type n) {
    index_ += n;
    return *this;
  }
  Iterator& operator-=(difference_type n) { return *this += -n; }
  friend Iterator operator+(Iterator at, difference_type n) { return at += n; }
  friend Iterator operator+(difference_type n, Iterator at) { return at += n; }
  friend Iterator operator-(Iterator at, difference_type n) { return at -= n; }
  friend difference_type operator-(const Iterator& a, const Iterator& b) { return a.index_ - b.index_; }
  friend bool operator==(const Iterator& a, const Iterator& b) { return a.index_ == b.index_; }
  friend auto operator<=>(const Iterator& a, const Iterator& b) { return a.index_ <=> b.index_; }

 private:
  Neighbours row_;
  difference_type index_ = 0;
};

inline Neighbours::Iterator Neighbours::begin() const { return {*this, 0}; }
inline Neighbours::Iterator Neighbours::end() const { return {*this, size()}; }

}  // namespace streetlight
