#pragma once
/// The machine's limit for a month: a kernel that reads the bytes of a family's state once, writes those that a month
/// changes once, draws the month's words of Philox and takes its elementary functions, and does nothing else: no rules,
/// no ties followed to where they lead, no counting. Block by block, as the model goes, in one pass.

#include <cstdint>
#include <vector>

#include "sim/core/blocks.hpp"
#include "sim/random/streams.hpp"

namespace streetlight::bench {

/// What a family-month of England with a programme needs (docs/performance.md says how it is counted).
struct MonthlyNeeds {
  std::size_t bytes_read = 144;
  std::size_t bytes_written = 36;  ///< of those read
  std::size_t philox_blocks = 4;   ///< of four words
  std::size_t exponentials = 4;    ///< single precision
  std::size_t logarithms = 1;      ///< of a normal quantile
};

class Roofline {
 public:
  Roofline(std::size_t entities, const MonthlyNeeds& needs);
  /// One month; returns something that depends on all of it.
  double month(Month month);

 private:
  void block_of(const Block& block, Month month, double& sum);

  std::size_t entities_;
  MonthlyNeeds needs_;
  Streams streams_{1, 0};
  std::vector<std::vector<float>> changing_, fixed_;  ///< four bytes an entity each
  std::vector<std::uint16_t> generations_;
};

}  // namespace streetlight::bench
