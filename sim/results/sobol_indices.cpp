#include "sim/results/sobol_indices.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/core/check.hpp"
#include "sim/results/missing.hpp"

namespace streetlight {

namespace {

/// Rows without a missing value, one after the other, and the copy of the sequence that each belongs to.
class Rows {
 public:
  Rows(std::span<const double> outcomes, std::size_t width) : width_(width) {
    for (std::size_t at = 0; at < outcomes.size(); at += width) {
      const auto row = outcomes.subspan(at, width);
      if (std::none_of(row.begin(), row.end(), [](double y) { return std::isnan(y); }))
        add(row, at / width % saltelli_shifts);
    }
  }
  std::size_t size() const { return values_.size() / width_; }
  const double* operator[](std::size_t row) const { return values_.data() + row * width_; }
  std::size_t copy(std::size_t row) const { return copies_[row]; }

 private:
  void add(std::span<const double> row, std::size_t copy) {
    values_.insert(values_.end(), row.begin(), row.end());
    copies_.push_back(copy);
  }

  std::size_t width_;
  std::vector<double> values_;
  std::vector<std::size_t> copies_;
};

struct BaseMoments {
  double mean = 0, variance = 0;
};

/// Of f(A) and f(B) of the chosen rows.
BaseMoments base_moments(const Rows& rows, std::size_t parameters, std::span<const std::size_t> chosen) {
  const auto count = 2 * static_cast<double>(chosen.size());
  BaseMoments moments;
  for (const std::size_t row : chosen) moments.mean += (rows[row][0] + rows[row][parameters + 1]) / count;
  for (const std::size_t row : chosen)
    for (const double y : {rows[row][0], rows[row][parameters + 1]})
      moments.variance += (y - moments.mean) * (y - moments.mean) / count;
  return moments;
}

/// First-order indices, then total ones.
std::vector<double> indices_of(const Rows& rows, std::size_t parameters, std::span<const std::size_t> chosen) {
  std::vector<double> indices(2 * parameters, 0.0);
  const auto [mean, variance] = base_moments(rows, parameters, chosen);
  // Differences that are rounding alone are not a variance
  if (!(variance > 1e-24 * mean * mean)) return std::vector<double>(2 * parameters, missing);
  for (const std::size_t row : chosen) {
    const double* f = rows[row];
    for (std::size_t i = 0; i < parameters; ++i) {
      const double step = f[1 + i] - f[0];
      indices[i] += (f[parameters + 1] - mean) * step;
      indices[parameters + i] += step * step / 2;
    }
  }
  for (double& index : indices) index /= variance * static_cast<double>(chosen.size());
  return indices;
}

/// The indices without the rows of one copy of the sequence, for each copy that has any.
std::vector<std::vector<double>> indices_without_copies(const Rows& rows, std::size_t parameters) {
  std::vector<std::vector<double>> without;
  for (std::size_t copy = 0; copy < saltelli_shifts; ++copy) {
    std::vector<std::size_t> others;
    for (std::size_t row = 0; row < rows.size(); ++row)
      if (rows.copy(row) != copy) others.push_back(row);
    if (others.size() < rows.size()) without.push_back(indices_of(rows, parameters, others));
  }
  return without;
}

using IndexSets = std::vector<std::vector<double>>;

std::vector<std::size_t> all_rows(const Rows& rows) {
  std::vector<std::size_t> all(rows.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

/// The indices without something: a copy, a replicate, or one of each.
struct LeftOut {
  IndexSets copies;
  IndexSets replicates{};         ///< empty with fewer than two
  std::vector<IndexSets> both{};  ///< [replicate][copy]
};

LeftOut left_out(const Rows& rows, std::span<const double> outcomes, std::size_t parameters,
                 const std::vector<std::span<const double>>& replicates) {
  LeftOut out{indices_without_copies(rows, parameters)};
  for (std::size_t r = 0; replicates.size() >= 2 && r < replicates.size(); ++r) {
    std::vector<double> means(outcomes.begin(), outcomes.end());
    for (std::size_t at = 0; at < means.size(); ++at) {
      if (std::isnan(means[at])) continue;
      means[at] = 0;
      for (std::size_t other = 0; other < replicates.size(); ++other)
        if (other != r) means[at] += replicates[other][at] / static_cast<double>(replicates.size() - 1);
    }
    const Rows others(means, parameters + 2);
    out.replicates.push_back(indices_of(others, parameters, all_rows(others)));
    out.both.push_back(indices_without_copies(others, parameters));
  }
  return out;
}

/// Of one index, on the scale that `scaled` makes of it.
template <class Scaled>
MeanInterval index_interval(double index, const LeftOut& without, std::size_t which, Scaled scaled) {
  const auto series = [&](const IndexSets& sets) {
    std::vector<double> values;
    for (const auto& set : sets) values.push_back(scaled(set[which]));
    return values;
  };
  const auto copies = series(without.copies);
  const double error = jackknife_error(copies);
  if (without.replicates.empty()) return student_interval(scaled(index), error, copies.size() - 1);
  const auto replicates = series(without.replicates);
  const double error_of_replicates = jackknife_error(replicates);
  double rest = 0;
  for (std::size_t r = 0; r < replicates.size(); ++r) {
    const auto both = series(without.both[r]);
    for (std::size_t c = 0; c < copies.size(); ++c) {
      const double left = both[c] - copies[c] - replicates[r] + scaled(index);
      rest += left * left;
    }
  }
  const auto c = static_cast<double>(copies.size()), r = static_cast<double>(replicates.size());
  return crossed_interval(
      scaled(index), {error * error, error_of_replicates * error_of_replicates, rest * (c - 1) * (r - 1) / (c * r)},
      copies.size(), replicates.size());
}

MeanInterval first_interval(double index, const LeftOut& without, std::size_t which) {
  return index_interval(index, without, which, [](double value) { return value; });
}

MeanInterval total_interval(double index, const LeftOut& without, std::size_t which) {
  if (index == 0) return {0, 0};  // no row in which the parameter changes anything
  const auto interval = index_interval(index, without, which, [](double value) { return std::log(value); });
  return {std::exp(interval.low), std::exp(interval.high)};
}

}  // namespace

SobolIndices sobol_indices(std::span<const double> outcomes, std::size_t parameters,
                           const std::vector<std::span<const double>>& replicates) {
  const std::size_t width = parameters + 2;
  EXPECT(parameters >= 1 && outcomes.size() % width == 0);
  const Rows rows(outcomes, width);
  SobolIndices result;
  result.rows = rows.size();
  result.dropped = outcomes.size() / width - rows.size();
  result.mean = result.variance = missing;
  result.parameters.assign(parameters, {missing, missing});
  if (rows.size() == 0) return result;

  const auto all = all_rows(rows);
  const auto moments = base_moments(rows, parameters, all);
  result.mean = moments.mean;
  result.variance = moments.variance;
  const auto indices = indices_of(rows, parameters, all);
  for (std::size_t i = 0; i < parameters; ++i) {
    result.parameters[i].first = indices[i];
    result.parameters[i].total = indices[parameters + i];
  }
  if (rows.size() < fewest_rows) return result;
  const LeftOut without = left_out(rows, outcomes, parameters, replicates);
  if (without.copies.size() < 2) return result;
  result.over_replicates = !without.replicates.empty();
  for (std::size_t i = 0; i < parameters; ++i) {
    result.parameters[i].first_interval = first_interval(indices[i], without, i);
    result.parameters[i].total_interval = total_interval(indices[parameters + i], without, parameters + i);
  }
  return result;
}

}  // namespace streetlight
