#pragma once
/// The table /neighbourhoods: what happened in each neighbourhood in each year written. What it counts stands in the
/// families' columns at the end of each month, so that counting changes nothing and costs nothing where no table is
/// wanted.

#include <vector>

#include "models/targeting/world.hpp"
#include "sim/experiment/model.hpp"

namespace streetlight::targeting {

/// `authorities`: their names.
TableShape neighbourhood_table(const TargetingParameters& parameters, std::vector<std::string> authorities,
                               const ModelContext& context);

class NeighbourhoodCounts {
 public:
  NeighbourhoodCounts() = default;
  explicit NeighbourhoodCounts(Month months) : months_(months) {}

  /// Adds the month that `world` has just stepped; at the end of a year, and of the run, its rows follow `rows`.
  void add(const World& world, std::vector<double>& rows);

 private:
  void write(const World& world, std::vector<double>& rows);

  Month months_ = 0;          ///< of the run
  Month counted_ = 0;         ///< months in `sums_`
  std::vector<double> sums_;  ///< [neighbourhood][count]
};

}  // namespace streetlight::targeting
