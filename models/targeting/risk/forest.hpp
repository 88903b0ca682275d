#pragma once
/// A sum of decision trees on the log-odds scale, as read from a grown XGBoost model.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "models/targeting/risk/observation.hpp"

namespace streetlight::targeting {

class Forest {
 public:
  /// From XGBoost's JSON model format (binary:logistic, numeric features). Throws std::exception when it is not that.
  static Forest from_json(std::string_view text);

  /// Probabilities of label 1 for every row. No feature may be NaN.
  void score(const ObservationBlock& rows, std::span<float> out) const;

  std::size_t trees() const { return roots_.size(); }
  /// Gain of all splits on each feature.
  const std::vector<double>& gain() const { return gain_; }

 private:
  static constexpr std::int32_t no_child = -1;
  struct Node {
    float split;        ///< below it to the left; of a leaf: its value
    std::int32_t left;  ///< index of the left child, the right one stands after it in `right`; no_child: a leaf
    std::int32_t right;
    std::uint32_t feature;
  };
  std::vector<Node> nodes_;
  std::vector<std::int32_t> roots_;
  std::vector<double> gain_;
  float base_ = 0;  ///< log-odds before any tree
};

}  // namespace streetlight::targeting
