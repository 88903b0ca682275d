#pragma once
/// Which parameters an experiment varies, and the points at which it runs.

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/parameters.hpp"

namespace streetlight {

enum class DesignKind { grid, list, latin_hypercube, sobol, morris, saltelli };
enum class Scale { linear, log, integer };

/// One varied parameter: either `values`, or a range with a scale.
struct DesignParameter {
  std::string key;
  std::vector<Value> values{};
  double low = 0;
  double high = 0;
  Scale scale = Scale::linear;
  bool is_range() const { return values.empty(); }
};

struct Design {
  DesignKind kind = DesignKind::grid;
  std::int64_t points = 0;        ///< latin_hypercube and sobol
  std::int64_t trajectories = 0;  ///< morris
  std::int64_t levels = 4;        ///< morris: places in each range, an even number
  std::int64_t samples = 0;       ///< saltelli: rows of each of its two base samples
  std::uint64_t seed = 1;
  std::vector<DesignParameter> parameters;
};

/// The points of a design, each made into settings when it is asked for: until then a value takes eight bytes, so that
/// a million points are no burden.
class DesignPoints {
 public:
  /// None yet. `expected` is how many will be added.
  DesignPoints(std::vector<DesignParameter> parameters, std::size_t expected) : parameters_(std::move(parameters)) {
    values_.reserve(parameters_.size() * expected);
  }

  /// Adds the point that has, of each parameter d, its value number `place(d)`.
  template <class Place>
  void add_values(Place place) {
    for (std::size_t d = 0; d < parameters_.size(); ++d) values_.push_back(place(d));
    ++size_;
  }
  /// Adds the point that has, of each parameter d, the value at the quantile `u(d)` in [0, 1].
  template <class Quantile>
  void add_at(Quantile u) {
    for (std::size_t d = 0; d < parameters_.size(); ++d) values_.push_back(stored(parameters_[d], u(d)));
    ++size_;
  }

  std::size_t size() const { return size_; }
  Settings operator[](std::size_t point) const;
  Settings front() const { return (*this)[0]; }
  Settings back() const { return (*this)[size_ - 1]; }

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Settings;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = Settings;
    Iterator(const DesignPoints& points, std::size_t at) : points_(&points), at_(at) {}
    Settings operator*() const { return (*points_)[at_]; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    Iterator operator++(int) { return {*points_, at_++}; }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    const DesignPoints* points_;
    std::size_t at_;
  };
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size_}; }

 private:
  static std::uint64_t stored(const DesignParameter& parameter, double u);

  std::vector<DesignParameter> parameters_;
  std::vector<std::uint64_t> values_;  // [point][parameter]: which of its values; of a range, the bits of the number
  std::size_t size_ = 0;
};

/// The design's points; one empty point without a design. The same design gives the same points for ever.
/// Throws InvalidInput when it is no design.
DesignPoints design_points(const std::optional<Design>& design);

}  // namespace streetlight
