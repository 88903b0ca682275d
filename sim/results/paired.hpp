#pragma once
/// Comparing a scenario with a baseline replicate by replicate. The two share their random draws, so the noise
/// that they have in common cancels in the difference (common random numbers; Law, Simulation Modeling and
/// Analysis, 5th ed., section 11.2); how much it cancels is reported, also when it does not.
///
/// With n pairs (b_i, s_i), d_i = s_i - b_i:
///   interval of the difference       mean(d) +- t sd(d)/sqrt(n),  t = quantile of Student's t, n - 1 degrees
///   relative change                  R = mean(s)/mean(b) - 1
///   its interval                     R +- t sd(s_i - (1 + R) b_i)/(sqrt(n) |mean(b)|)  (ratio estimator, linearised)
///   gain by pairing                  (var(b) + var(s))/var(d): how many times more replicates independent
///                                    runs would take for the same interval
///
/// A ratio is that of the sums over the replicates, N/D with N = sum of n_i. Its intervals are by the jackknife (Tukey
/// 1958): the pseudo-values n R - (n - 1) R(without i) of both sides stand for b_i and s_i above.
///
/// Student's t is not to be had from a handful of events: when all d_i are equal, or when the d_i hold fewer than
/// `fewest_events` events in all, there is no interval, and no number that rests on it
/// (docs/decisions/intervals_of_counts.md).

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace streetlight {

/// Fewer events than these that differ between the scenarios, over all replicates, give no interval.
inline constexpr double fewest_events = 20;

enum class IntervalKind { student, jackknife, exact, none };
inline constexpr const char* interval_kinds[] = {"t", "jackknife", "exact", "none"};  ///< in the order of IntervalKind

/// Why there is no interval.
enum class NoInterval {
  given,       ///< there is one
  no_pair,     ///< no replicate has a value on both sides
  one_pair,    ///< one replicate has no spread
  all_equal,   ///< the same difference in every replicate, which does not say that the next one has it too
  few_events,  ///< fewer than `fewest_events` events differ; a stock's are in sim/results/stock_events.hpp
  one_holds,   ///< of a ratio: a single replicate holds all that it is a share of
};
/// A sentence's end: "every replicate differs by the same amount".
const char* to_text(NoInterval reason);

/// An estimate of a spread, with the ends of its own 95 % interval.
struct Estimated {
  double value = 0;
  double low = 0, high = 0;
};

/// `low` and `high` by the uncertainty of the standard deviation; `high` is absent beyond a billion.
struct ReplicatesNeeded {
  std::size_t value = 0, low = 0;
  std::optional<std::size_t> high;
};

struct PairedComparison {
  std::size_t pairs = 0;    ///< replicates in which both values exist
  std::size_t dropped = 0;  ///< replicates in which one of them (or both) does not
  double baseline = 0;      ///< over the pairs; without any pair, over the replicates that have a value
  double scenario = 0;
  double difference = 0;  ///< NaN without any pair
  IntervalKind interval = IntervalKind::none;
  NoInterval reason = NoInterval::no_pair;
  std::optional<double> half_width;  ///< of the interval of the difference
  /// Needs a baseline that is above zero, and in no replicate below it: of a negative one a share has the wrong sign.
  std::optional<double> relative;
  std::optional<double> relative_half_width;  ///< needs a baseline known well enough to divide by
  std::optional<Estimated> pairing_gain;
  bool all_zero = false;  ///< at least one pair, and every difference is 0
  /// Replicates for which the interval's half width would be `precision` of the baseline.
  std::optional<ReplicatesNeeded> replicates_needed;

  bool exact() const { return interval == IntervalKind::exact; }
  bool excludes_zero() const {
    return half_width && (difference > *half_width || difference < -*half_width) && !exact();
  }
};

struct PairedOptions {
  /// What one event adds to a value at most; 0 when that is not known, and events are not counted.
  double one_event = 0;
  double confidence = 0.95;
  double precision = 0.05;
  bool any_sign = false;  ///< the baseline is a whole of which `scenario` is a part: below zero it divides as well
};

/// `baseline` and `scenario` hold one value a replicate, NaN where there is none; EXPECTs equal sizes,
/// 0 < confidence < 1 and precision > 0.
PairedComparison compare_paired(std::span<const double> baseline, std::span<const double> scenario,
                                const PairedOptions& options = {});

/// What a ratio is made of in one replicate. Relative ratios are over the same ratio of everyone.
struct RatioParts {
  double numerator = 0, denominator = 0;
  double whole_numerator = 1, whole_denominator = 1;

  /// NaN when there is nothing to divide by.
  double value() const;
  bool missing() const;
  RatioParts& operator+=(const RatioParts& other);
};

/// The same for ratios; of `options.one_event`, what one event adds to the numerator. A replicate counts as a pair when
/// both runs exist, also where its own denominator is 0.
PairedComparison compare_ratios(std::span<const RatioParts> baseline, std::span<const RatioParts> scenario,
                                const PairedOptions& options = {});

/// One value a replicate: their mean is the ratio of the sums, and their spread is the jackknife's (its pseudo-values,
/// moved together). NaN for a replicate that is missing; for all, when there is nothing to divide by.
std::vector<double> jackknifed(std::span<const RatioParts> parts);

/// What one event in the numerator adds to a replicate's ratio; 0 when that is not known.
double event_of_ratio(std::span<const RatioParts> parts, double one_event);

/// Says that nothing differs, to the last bit: the interval is exact.
void set_exact(PairedComparison& result);

/// The smallest n >= 2 with t(n - 1) deviation/sqrt(n) <= half_width; nothing when it exceeds a billion.
std::optional<std::size_t> replicates_for(double deviation, double half_width, double confidence);

/// The quantile t with P(|T| <= t) = confidence for Student's T with so many degrees of freedom.
double student_quantile(std::size_t degrees, double confidence);

}  // namespace streetlight
