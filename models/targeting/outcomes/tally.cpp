#include "models/targeting/outcomes/tally.hpp"

#include <algorithm>

namespace streetlight::targeting {

Tally::Tally(std::size_t authorities, std::size_t groups, std::size_t services)
    : authorities_(authorities),
      groups_(groups),
      columns_(plain_counts + services * service_counts),
      counts_(authorities * groups * columns_) {}

void Tally::clear() { std::fill(counts_.begin(), counts_.end(), 0); }

void Tally::add_rows(std::size_t authority, std::span<const std::int64_t> counts) {
  std::int64_t* to = counts_.data() + at(authority, 0, 0);
  for (std::size_t k = 0; k < counts.size(); ++k) to[k] += counts[k];
}

Tally Tally::total() const {
  Tally sum;
  sum.authorities_ = 1;
  sum.groups_ = groups_;
  sum.columns_ = columns_;
  sum.counts_.assign(groups_ * columns_, 0);
  for (std::size_t a = 0; a < authorities_; ++a)
    for (std::size_t k = 0; k < sum.counts_.size(); ++k) sum.counts_[k] += counts_[a * sum.counts_.size() + k];
  return sum;
}

}  // namespace streetlight::targeting
