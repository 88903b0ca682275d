#pragma once
/// Decay of a record: counts halve every half_life months, and a file without a new entry for `retention` months is
/// erased. Of a count c, k months after its last entry there remain
///
///     c 2^(-k / half_life)  for k < retention, and 0 from then on.
///
/// A file keeps its count as of its last entry, and whoever reads it asks what remains. So a month costs nothing for
/// the files that it adds nothing to.

#include <algorithm>
#include <cstddef>
#include <vector>

#include "models/targeting/families.hpp"
#include "sim/core/elementary.hpp"

namespace streetlight::targeting {

/// What is left of a count after one month.
inline float monthly_decay(double half_life) { return static_cast<float>(exp_of(-0.6931471805599453 / half_life)); }

class Remains {
 public:
  Remains() = default;
  /// Files as they are after the decay of month `as_of`, from which on the half-life and the retention hold: what was
  /// filed earlier has been brought up to that month (settle_files).
  Remains(double half_life, Month retention, Month as_of)
      : half_life_(half_life), retention_(retention), settled_(as_of), as_of_(as_of) {
    fill();
  }

  /// Files as they are after the decay of `month`, which is not before the present one.
  void advance(Month month) {
    as_of_ = month;
    if (static_cast<std::size_t>(as_of_ - settled_) < left_.size()) fill();
  }

  Month retention() const { return retention_; }
  Month as_of() const { return as_of_; }

  /// What is left of any count after one month.
  float kept() const { return monthly_decay(half_life_); }
  /// What remains of `count`, whose last entry was at `last`.
  float operator()(float count, Stamp last) const { return count * left_[months_since(last)]; }
  bool expired(Stamp last) const { return last == never || as_of_ - last >= retention_; }

 private:
  std::size_t months_since(Stamp last) const {
    return static_cast<std::size_t>(std::clamp<int>(as_of_ - last, 0, static_cast<int>(left_.size()) - 1));
  }
  /// A count that was brought up to date in the month `settled_` has decayed since then only.
  void fill() {
    left_.assign(static_cast<std::size_t>(retention_) + 1, 0.0f);
    for (Month k = 0; k < retention_; ++k) {
      const double months = std::min(k, as_of_ - settled_);
      left_[static_cast<std::size_t>(k)] = static_cast<float>(exp_of(-0.6931471805599453 / half_life_ * months));
    }
  }

  double half_life_ = 1.0;
  Month retention_ = 0, settled_ = 0, as_of_ = 0;
  std::vector<float> left_ = {0.0f};  ///< [months since the last entry]
};

}  // namespace streetlight::targeting
