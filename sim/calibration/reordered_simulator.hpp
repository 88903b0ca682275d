#pragma once
/// A simulator whose targets come in another order: the calibration has them by name, so that no sum and no tie knows
/// in which order a file names them.

#include <cstddef>
#include <utility>
#include <vector>

#include "sim/calibration/simulator.hpp"

namespace streetlight {

class ReorderedSimulator final : public Simulator {
 public:
  /// `order`: by index here, the index there. Both must outlive this.
  ReorderedSimulator(Simulator& simulator, const std::vector<std::size_t>& order)
      : simulator_(simulator), order_(order) {}

  void plan(std::vector<Batch> coming) override { simulator_.plan(std::move(coming)); }

  std::vector<std::vector<double>> run(const Batch& batch) override {
    auto got = simulator_.run(batch);
    for (auto& row : got) {
      std::vector<double> sorted;
      for (const std::size_t k : order_) sorted.push_back(row.at(k));
      row = std::move(sorted);
    }
    return got;
  }

 private:
  Simulator& simulator_;
  const std::vector<std::size_t>& order_;
};

/// `by_name[k]` is of the goal `order[k]` of the file.
template <class Value>
std::vector<Value> in_order_of_file(const std::vector<Value>& by_name, const std::vector<std::size_t>& order) {
  std::vector<Value> result(by_name.size());
  for (std::size_t k = 0; k < by_name.size(); ++k) result[order[k]] = by_name[k];
  return result;
}

}  // namespace streetlight
