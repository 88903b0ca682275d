#pragma once
/// Logistic regression with a ridge, by Newton's method on a plain matrix.

#include <vector>

namespace streetlight::peer {

class RiskModel {
 public:
  /// Rows of features, and their labels. The minimum is that of the program's learner (docs/odd.md, 7.9).
  void fit(const std::vector<std::vector<double>>& rows, const std::vector<int>& labels, double ridge);
  bool fitted() const { return !slopes_.empty(); }
  double score(const std::vector<double>& features) const;

 private:
  double intercept_ = 0;
  std::vector<double> slopes_;
};

}  // namespace streetlight::peer
