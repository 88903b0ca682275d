#pragma once
/// Decay of a record: counts halve every half_life months, and a file without a new entry for `retention` months is
/// erased. Of a count c, k months after its last entry there remain
///
///     c 2^(-k / half_life)  for k < retention, and 0 from then on.
///
/// All counts decay alike, so the decay is kept once and not in every file: a file holds its count in units of the
/// month `settled`, an entry of today counts 2^((today - settled) / half_life) of them, and what remains today is the
/// count times 2^(-(today - settled) / half_life) (forward decay, Cormode et al. 2009). A month costs nothing for the
/// files that it adds nothing to. Before the units get out of the range of single precision, and when another half-life
/// or retention is to hold, files are settled anew (settle_files in records/filing.hpp).

#include "models/targeting/families.hpp"
#include "sim/core/elementary.hpp"

namespace streetlight::targeting {

/// What is left of a count after so many months.
inline double left_after(double half_life, Month months) { return exp_of(-0.6931471805599453 / half_life * months); }
/// And after one.
inline float monthly_decay(double half_life) { return static_cast<float>(left_after(half_life, 1)); }

/// What forward decay stands on: a month takes the same share of every count, however old. Another form of decay (one
/// that slows down with age, say) needs its counts decayed one by one. Builds that check themselves ask every month.
inline bool months_take_the_same_share(double half_life) {
  for (const Month age : {1, 2, 7, 40, 100}) {
    const double left = left_after(half_life, age + 1),
                 expected = left_after(half_life, age) * left_after(half_life, 1);
    const double off = left > expected ? left - expected : expected - left;
    if (expected > 1e-300 && off > 1e-12 * expected) return false;  // below, nothing is left
  }
  return true;
}

class Remains {
 public:
  Remains() = default;
  /// Files that were settled after the decay of the month `settled`.
  Remains(double half_life, Month retention, Month settled)
      : half_life_(half_life), retention_(retention), settled_(settled), as_of_(settled) {}

  /// To files as they are after the decay of `month`.
  void advance(Month month) {
    as_of_ = month;
    const double left = left_after(half_life_, as_of_ - settled_);
    unit_ = static_cast<float>(left);
    today_ = static_cast<float>(1.0 / left);
  }
  /// Whether the next month might leave the range of single precision.
  bool to_settle() const { return unit_ < 0x1p-32f; }

  Month retention() const { return retention_; }
  Month as_of() const { return as_of_; }

  /// What remains of `count`, whose last entry was at `last`.
  float operator()(float count, Stamp last) const {
    const float remaining = count * unit_;
    return as_of_ - last < retention_ ? remaining : 0.0f;
  }
  /// `count` with `entries` of today added. What was erased does not come back.
  float with(float count, Stamp last, float entries) const {
    return (as_of_ - last < retention_ ? count : 0.0f) + entries * today_;
  }
  bool expired(Stamp last) const { return last == never || as_of_ - last >= retention_; }

 private:
  double half_life_ = 1.0;
  Month retention_ = 0, settled_ = 0, as_of_ = 0;
  float unit_ = 1.0f;   ///< what is left of a unit of the month `settled`
  float today_ = 1.0f;  ///< an entry of today, in those units
};

}  // namespace streetlight::targeting
