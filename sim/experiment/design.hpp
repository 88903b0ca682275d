#pragma once
/// Which parameters an experiment varies, and the points at which it runs.

#include <cstddef>
#include <cstdint>
#include <functional>
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
  std::int64_t levels = 4;        ///< morris: levels in each range, an even number
  std::int64_t samples = 0;       ///< saltelli: rows of each of its two base samples
  std::uint64_t seed = 1;
  std::vector<DesignParameter> parameters;
  std::vector<double> weights{};  ///< list: how much each point counts where they are worlds; empty: all alike
};

/// What is wrong with the weights together, to follow "weights"; "" when nothing is. Each is 0 or more.
std::string objection_to_weights(const std::vector<double>& weights);

/// The points of a design. Each is worked out when it is asked for, so that a million points are not a burden.
class DesignPoints {
 public:
  /// Which of its values a parameter has at a point.
  using ValueIndex = std::function<std::size_t(std::size_t point, std::size_t parameter)>;
  /// At which quantile, in [0, 1], each parameter stands at a point.
  using Quantiles = std::function<std::vector<double>(std::size_t point)>;

  DesignPoints(std::vector<DesignParameter> parameters, std::size_t size, ValueIndex value_index)
      : parameters_(std::move(parameters)), size_(size), value_index_(std::move(value_index)) {}
  DesignPoints(std::vector<DesignParameter> parameters, std::size_t size, Quantiles quantiles)
      : parameters_(std::move(parameters)), size_(size), quantiles_(std::move(quantiles)) {}

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
  std::vector<DesignParameter> parameters_;
  std::size_t size_;
  ValueIndex value_index_{};  // one of the two is there
  Quantiles quantiles_{};     // the other is empty
};

/// The design's points; one empty point without a design. The same design gives the same points for ever.
/// Throws InvalidInput when it is not a design.
DesignPoints design_points(const std::optional<Design>& design);

}  // namespace streetlight
