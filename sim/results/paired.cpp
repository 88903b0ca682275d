#include "sim/results/paired.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "sim/core/check.hpp"
#include "sim/results/mean.hpp"
#include "sim/results/missing.hpp"

namespace streetlight {

namespace {

/// Computed in double alone (Boost would go to long double, which has 80 bits on one processor and 128 on another) and
/// rounded to 40 bits, twelve decimal digits: those beyond are of the C library, and a browser's differs.
template <template <class, class> class Distribution, class... Degrees>
double quantile_of(double probability, Degrees... degrees) {
  using namespace boost::math::policies;
  using InDouble =
      policy<promote_float<false>, promote_double<false>>;  // Boost's own calls name both: one set of functions
  int exponent = 0;
  const double part =
      std::frexp(boost::math::quantile(Distribution<double, InDouble>(degrees...), probability), &exponent);
  return std::ldexp(std::round(std::ldexp(part, 40)), exponent - 40);
}

double variance_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / static_cast<double>(values.size() - 1);
}

std::vector<double> present(std::span<const double> values) {
  std::vector<double> out;
  for (const double value : values)
    if (!std::isnan(value)) out.push_back(value);
  return out;
}

/// Whether values differ by no more than the rounding of sums of numbers as large as `scale`.
bool constant(const std::vector<double>& values, double scale) {
  const double rounding = 64 * std::numeric_limits<double>::epsilon() * scale;
  return std::all_of(values.begin(), values.end(),
                     [&](double value) { return std::abs(value - values.front()) <= rounding; });
}

double largest(const std::vector<double>& values) {
  double size = 0;
  for (const double value : values) size = std::max(size, std::abs(value));
  return size;
}

/// The ratio of two variances of so many values each lies, with this confidence, between itself over the upper and
/// over the lower quantile of F. Sums and differences of pairs of equal spread are independent, and (var(b) + var(s)) /
/// var(d) = (1 + var(b + s)/var(d))/2.
Estimated gain_of(double gain, std::size_t pairs, double confidence) {
  const auto degrees = static_cast<double>(pairs - 1);
  const double upper = quantile_of<boost::math::fisher_f_distribution>(0.5 + confidence / 2, degrees, degrees),
               f = 2 * gain - 1;
  return {gain, (1 + f / upper) / 2, (1 + f * upper) / 2};
}

std::optional<ReplicatesNeeded> needed_of(double deviation, std::size_t pairs, double half_width, double confidence) {
  const auto value = replicates_for(deviation, half_width, confidence);
  if (!value) return std::nullopt;
  const auto degrees = static_cast<double>(pairs - 1);
  const auto with = [&](double probability) {
    const double squares = quantile_of<boost::math::chi_squared_distribution>(probability, degrees);
    return replicates_for(deviation * std::sqrt(degrees / squares), half_width, confidence);
  };
  return ReplicatesNeeded{*value, *with(0.5 + confidence / 2), with(0.5 - confidence / 2)};
}

/// Values of the pairs, or pseudo-values, and what they are spread around.
struct Pairs {
  std::vector<double> baseline, scenario, difference;
};

/// Fills in everything that rests on the spread. `result` has its pairs, means and relative change.
void add_spread(PairedComparison& result, const Pairs& of, IntervalKind kind, const PairedOptions& options) {
  if (result.pairs < 2) {
    result.reason = result.pairs == 0 ? NoInterval::no_pair : NoInterval::one_pair;
    return;
  }
  const double scale = std::max(largest(of.baseline), largest(of.scenario));
  double events = 0;
  for (const double d : of.difference) events += std::abs(d);
  result.reason = !std::isfinite(events)                       ? NoInterval::one_holds
                  : constant(of.difference, scale)             ? NoInterval::all_equal
                  : events < fewest_events * options.one_event ? NoInterval::few_events
                                                               : NoInterval::given;
  if (result.reason != NoInterval::given) return;

  const double root = std::sqrt(static_cast<double>(result.pairs));
  const double t = student_quantile(result.pairs - 1, options.confidence);
  const double deviation = std::sqrt(variance_of(of.difference));
  result.interval = kind;
  result.half_width = t * deviation / root;
  if (result.relative) {
    std::vector<double> residual;
    for (std::size_t i = 0; i < result.pairs; ++i)
      residual.push_back(of.difference[i] - *result.relative * of.baseline[i]);
    const double size = std::abs(result.baseline);
    const bool known = options.any_sign || t * std::sqrt(variance_of(of.baseline)) / root <= size / 2;
    if (known && !constant(residual, scale))
      result.relative_half_width = t * std::sqrt(variance_of(residual)) / (root * size);
    result.replicates_needed = needed_of(deviation, result.pairs, options.precision * size, options.confidence);
  }
  result.pairing_gain = gain_of((variance_of(of.baseline) + variance_of(of.scenario)) / (deviation * deviation),
                                result.pairs, options.confidence);
}

void check_options(const PairedOptions& options) {
  EXPECT(options.confidence > 0 && options.confidence < 1 && options.precision > 0 && options.one_event >= 0);
}

}  // namespace

const char* to_text(NoInterval reason) {
  switch (reason) {
    case NoInterval::no_pair:
      return "no replicate has a value on both sides";
    case NoInterval::one_pair:
      return "there is one replicate only";
    case NoInterval::all_equal:
      return "every replicate differs by the same amount, which says nothing about the next one";
    case NoInterval::few_events:
      return "fewer than 20 events differ (of a stock: fewer than 20 at any one time), which is too few to judge";
    case NoInterval::one_holds:
      return "all events that the ratio divides by are in one replicate";
    case NoInterval::given:
      break;
  }
  return "";
}

double student_quantile(std::size_t degrees, double confidence) {
  EXPECT(degrees > 0 && confidence > 0 && confidence < 1);
  return quantile_of<boost::math::students_t_distribution>(0.5 + confidence / 2, static_cast<double>(degrees));
}

std::optional<std::size_t> replicates_for(double deviation, double half_width, double confidence) {
  EXPECT(half_width > 0 && deviation >= 0);
  constexpr std::size_t most = 1'000'000'000;
  const auto enough = [&](std::size_t n) {
    return student_quantile(n - 1, confidence) * deviation / std::sqrt(static_cast<double>(n)) <= half_width;
  };
  // The half width falls as n grows: double until it is small enough, then halve the gap.
  std::size_t high = 2;
  while (!enough(high)) {
    if (high > most / 2) return std::nullopt;
    high *= 2;
  }
  std::size_t low = high / 2;  // not enough, or 1
  while (high - low > 1) {
    const std::size_t middle = low + (high - low) / 2;
    (enough(middle) ? high : low) = middle;
  }
  return high;
}

PairedComparison compare_paired(std::span<const double> baseline, std::span<const double> scenario,
                                const PairedOptions& options) {
  EXPECT(baseline.size() == scenario.size());
  check_options(options);
  Pairs of;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    if (std::isnan(baseline[i]) || std::isnan(scenario[i])) continue;
    of.baseline.push_back(baseline[i]);
    of.scenario.push_back(scenario[i]);
    of.difference.push_back(scenario[i] - baseline[i]);
  }

  PairedComparison result;
  result.pairs = of.difference.size();
  result.dropped = baseline.size() - result.pairs;
  result.baseline = mean_of(result.pairs == 0 ? present(baseline) : of.baseline);
  result.scenario = mean_of(result.pairs == 0 ? present(scenario) : of.scenario);
  result.difference = mean_of(of.difference);
  result.all_zero = result.pairs > 0 && largest(of.difference) == 0;
  const bool negative = std::any_of(of.baseline.begin(), of.baseline.end(), [](double value) { return value < 0; });
  const bool divides = options.any_sign ? result.baseline != 0 : result.baseline > 0 && !negative;
  if (result.pairs > 0 && divides) result.relative = result.difference / result.baseline;
  add_spread(result, of, IntervalKind::student, options);
  return result;
}

double RatioParts::value() const {
  if (denominator == 0 || whole_denominator == 0 || whole_numerator == 0) return streetlight::missing;
  return (numerator / denominator) / (whole_numerator / whole_denominator);
}

bool RatioParts::missing() const {
  return std::isnan(numerator) || std::isnan(denominator) || std::isnan(whole_numerator) ||
         std::isnan(whole_denominator);
}

RatioParts& RatioParts::operator+=(const RatioParts& other) {
  numerator += other.numerator;
  denominator += other.denominator;
  whole_numerator += other.whole_numerator;
  whole_denominator += other.whole_denominator;
  return *this;
}

namespace {

RatioParts sum_of(std::span<const RatioParts> parts, std::size_t without) {
  RatioParts sum{0, 0, 0, 0};
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (i != without) sum += parts[i];
  return sum;
}

RatioParts sum_of(std::span<const RatioParts> parts) { return sum_of(parts, parts.size()); }

std::vector<RatioParts> present(std::span<const RatioParts> parts) {
  std::vector<RatioParts> out;
  for (const RatioParts& each : parts)
    if (!each.missing()) out.push_back(each);
  return out;
}

}  // namespace

std::vector<double> jackknifed(std::span<const RatioParts> parts) {
  const auto there = present(parts);
  const auto n = static_cast<double>(there.size());
  const double value = sum_of(there).value();
  std::vector<double> pseudo;
  for (std::size_t i = 0; i < there.size(); ++i)
    pseudo.push_back(there.size() == 1 ? value : n * value - (n - 1) * sum_of(there, i).value());
  const double shift = value - mean_of(pseudo);
  std::vector<double> values;
  auto next = pseudo.begin();
  for (const RatioParts& each : parts) values.push_back(each.missing() ? missing : *next++ + shift);
  return values;
}

double event_of_ratio(std::span<const RatioParts> parts, double one_event) {
  const auto there = present(parts);
  const RatioParts sum = sum_of(there);
  const double below = sum.denominator * sum.whole_numerator / sum.whole_denominator;
  return one_event == 0 || !(below > 0) ? 0 : one_event * static_cast<double>(there.size()) / below;
}

PairedComparison compare_ratios(std::span<const RatioParts> baseline, std::span<const RatioParts> scenario,
                                const PairedOptions& options) {
  EXPECT(baseline.size() == scenario.size());
  std::vector<RatioParts> b, s;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    if (baseline[i].missing() || scenario[i].missing()) continue;
    b.push_back(baseline[i]);
    s.push_back(scenario[i]);
  }
  const double before = sum_of(b).value(), after = sum_of(s).value();
  PairedComparison result;
  if (std::isnan(before) || std::isnan(after)) {  // one side has nothing to divide by
    check_options(options);
    result.dropped = baseline.size();
    result.baseline = sum_of(present(baseline)).value();
    result.scenario = sum_of(present(scenario)).value();
    result.difference = missing;
    return result;
  }
  // What one event adds to a replicate's ratio, where it adds more
  PairedOptions of_ratios = options;
  of_ratios.one_event = std::max(event_of_ratio(b, options.one_event), event_of_ratio(s, options.one_event));
  const auto pseudo_before = jackknifed(b), pseudo_after = jackknifed(s);
  Pairs of{pseudo_before, pseudo_after, {}};
  for (std::size_t i = 0; i < b.size(); ++i) of.difference.push_back(pseudo_after[i] - pseudo_before[i]);
  result.pairs = b.size();
  result.dropped = baseline.size() - result.pairs;
  result.baseline = before;
  result.scenario = after;
  result.difference = after - before;
  result.all_zero = largest(of.difference) == 0;
  if (before > 0) result.relative = result.difference / before;
  add_spread(result, of, IntervalKind::jackknife, of_ratios);
  return result;
}

void set_exact(PairedComparison& result) {
  result.interval = IntervalKind::exact;
  result.reason = NoInterval::given;
  result.half_width = 0;
  if (result.relative) result.relative_half_width = 0;
}

}  // namespace streetlight
