#pragma once
/// A result as an object: its shape, where it comes from, and its runs one by one. There are two makes, in memory
/// (memory_results.hpp) and on file (sim/io/panel_reader.hpp); what is computed from a result is written once, for
/// both.

#include <cstddef>
#include <string>
#include <vector>

#include "sim/core/panel.hpp"
#include "sim/results/provenance.hpp"

namespace streetlight {

/// Which part of a column to read: one run, some intervals, one authority, every group.
struct PanelSlice {
  RunKey run{};
  std::size_t first_time = 0;
  std::size_t times = 0;
  std::size_t authority = 0;
};

class RunSource {
 public:
  virtual ~RunSource() = default;

  /// What messages call it: the path of a file.
  virtual std::string name() const = 0;
  virtual const PanelShape& shape() const = 0;
  virtual const Provenance& provenance() const = 0;
  /// Whether it holds the run.
  virtual bool completed(const RunKey& key) const = 0;
  /// Values of a column, [time][group]; NaN where there is none. Throws InvalidInput when they cannot be read.
  virtual std::vector<double> read(std::size_t column, const PanelSlice& slice) const = 0;
  /// A run's rows of a table of shape().tables, [row][column]; none where it does not hold the run. Throws InvalidInput
  /// when they cannot be read.
  virtual std::vector<double> rows(std::size_t table, const RunKey& run) const = 0;

  std::size_t runs() const { return shape().runs(); }
  std::size_t runs_completed() const;
};

/// Calls `visit` with the key of every run that a result of this shape may hold, ascending.
template <class Visit>
void for_each_run(const PanelShape& shape, Visit visit) {
  for (std::uint32_t scenario = 0; scenario < shape.scenarios.size(); ++scenario)
    for (std::uint32_t point = 0; point < shape.points; ++point)
      for (std::uint32_t replicate = 0; replicate < shape.replicates; ++replicate)
        visit(RunKey{scenario, point, replicate});
}

}  // namespace streetlight
