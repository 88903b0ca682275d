#pragma once
/// What verify found: one row a comparison with what is published or known.
///
/// A row without chance compares within its tolerance. A row with chance is a mean over replicates, with standard error
/// SE = sd / sqrt(replicates). Its tolerance is the stated one, or t SE where that is wider, t the quantile of
/// Student's t (replicates - 1 degrees of freedom) at a false alarm of `row_error_rate`; so a shorter run is judged by
/// a wider tolerance of the same error rate. The chance of a false alarm at the tolerance used is printed.

#include <string>
#include <vector>

namespace streetlight {

inline constexpr double row_error_rate = 1e-4;

/// Mean over replicates.
struct Estimate {
  double mean = 0;
  double standard_error = 0;
  std::size_t replicates = 0;
};
Estimate estimate(const std::vector<double>& by_replicate);

struct VerifyRow {
  std::string target, source, quantity;
  double expected = 0, got = 0, tolerance = 0;
  std::size_t replicates = 1;
  double standard_error = 0;  ///< 0: no chance in it
  double error_rate = 0;      ///< of a false alarm
  bool passed = false;
};

/// Rows of one target.
class VerifyRows {
 public:
  VerifyRows(std::string target, std::string source, std::vector<VerifyRow>& into)
      : target_(std::move(target)), source_(std::move(source)), into_(into) {}

  void exact(std::string quantity, double expected, double got, double tolerance);
  void statistical(std::string quantity, double expected, const Estimate& got, double stated_tolerance);

 private:
  std::string target_, source_;
  std::vector<VerifyRow>& into_;
};

}  // namespace streetlight
