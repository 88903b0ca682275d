#pragma once
/// Simulators that are formulas, with noise that depends on the seed.

#include <cmath>
#include <functional>

#include "sim/calibration/calibrate.hpp"
#include "sim/core/elementary.hpp"
#include "sim/random/streams.hpp"

namespace streetlight::toys {

class Formula final : public Simulator {
 public:
  using Function = std::function<std::vector<double>(const std::vector<double>&)>;
  explicit Formula(Function function, double noise = 0) : function_(std::move(function)), noise_(noise) {}

  std::vector<std::vector<double>> run(const Batch& batch) override {
    std::vector<std::vector<double>> all;
    const Streams streams(batch.seed, 0);
    for (std::uint32_t p = 0; p < batch.values.size(); ++p) {
      auto row = function_(batch.values[p]);
      for (std::uint32_t k = 0; k < row.size(); ++k)
        row[k] += noise_ * double{normal_of(streams.words({.entity = p, .purpose = 1, .quad = k})[0])};
      all.push_back(std::move(row));
      ++points;
    }
    return all;
  }

  std::size_t points = 0;

 private:
  Function function_;
  double noise_;
};

inline std::vector<Prior> unit_priors(std::size_t count) {
  std::vector<Prior> priors;
  for (std::size_t j = 0; j < count; ++j) {
    priors.emplace_back().key = "x";
    priors.back().key += std::to_string(j);
  }
  return priors;
}

/// A target whose values may be anything (its scale stays plain).
inline TargetGoal goal(std::string name, double low, double high) {
  TargetGoal result;
  result.name = std::move(name);
  result.published = (low + high) / 2;
  result.low = low;
  result.high = high;
  result.unit = 0;
  return result;
}

}  // namespace streetlight::toys
