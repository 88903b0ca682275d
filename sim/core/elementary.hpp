#pragma once
/// Elementary functions of our own: the same bits on every machine (the C library picks variants by
/// processor), free of branches so that loops over columns vectorise. Error bounds are stated in units
/// in the last place (ulp) and held by tests over the whole range.
///
/// Method: argument reduction by powers of two, then a polynomial or rational approximation (Cody and
/// Waite 1980; Moshier's Cephes for the coefficients of the single-precision forms; Giles 2012 for
/// the normal quantile). Neglected: NaN payloads, signed zeros, subnormal results (flushed to about 1e-38).

#include <bit>
#include <cmath>
#include <cstdint>

namespace streetlight {

/// e^x, float, at most 2 ulp for -87 <= x <= 88; clamped outside (never infinite, never 0).
inline float exp_of(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  // x = n ln 2 + r with |r| <= ln 2 / 2; adding the magic number rounds to the nearest whole n.
  constexpr float magic = 12582912.0f;
  const float shifted = x * 1.44269504088896341f + magic;
  const float n = shifted - magic;
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  const std::int32_t exponent = std::bit_cast<std::int32_t>(shifted) << 23;
  return std::bit_cast<float>(std::bit_cast<std::int32_t>(p) + exponent);
}

/// Natural logarithm, float, at most 2 ulp for normal x > 0.
inline float log_of(float x) {
  // x = m 2^e with m in [sqrt(1/2), sqrt(2)).
  const std::int32_t bits = std::bit_cast<std::int32_t>(x);
  const std::int32_t shifted = bits - 0x3f3504f3;
  const std::int32_t e = shifted >> 23;
  const float m = std::bit_cast<float>((shifted & 0x007fffff) + 0x3f3504f3);
  const float exponent = static_cast<float>(e);
  const float r = m - 1.0f;
  const float square = r * r;
  float p = 7.0376836292e-2f;
  p = p * r - 1.1514610310e-1f;
  p = p * r + 1.1676998740e-1f;
  p = p * r - 1.2420140846e-1f;
  p = p * r + 1.4249322787e-1f;
  p = p * r - 1.6668057665e-1f;
  p = p * r + 2.0000714765e-1f;
  p = p * r - 2.4999993993e-1f;
  p = p * r + 3.3333331174e-1f;
  float y = p * r * square;
  y = y + exponent * -2.12194440e-4f;
  y = y - 0.5f * square;
  return (r + y) + exponent * 0.693359375f;
}

/// e^x, double, at most 2 ulp for -708 <= x <= 709; clamped outside.
inline double exp_of(double x) {
  x = x < -708.0 ? -708.0 : x;
  x = x > 709.0 ? 709.0 : x;
  constexpr double magic = 6755399441055744.0;
  const double shifted = x * 1.4426950408889634 + magic;
  const double n = shifted - magic;
  const double r = (x - n * 6.93147180369123816490e-1) - n * 1.90821492927058770002e-10;
  // Taylor to degree 13: the remainder at |r| = ln 2 / 2 is below 1e-17.
  double p = 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * (r * r) + r + 1.0;
  const std::int64_t exponent = static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(shifted) << 52);
  return std::bit_cast<double>(std::bit_cast<std::int64_t>(p) + exponent);
}

/// Natural logarithm, double, at most 2 ulp for normal x > 0.
inline double log_of(double x) {
  // x = m 2^e with m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(s), s = (m - 1)/(m + 1).
  const std::int64_t bits = std::bit_cast<std::int64_t>(x);
  const std::int64_t shifted = bits - 0x3fe6a09e667f3bcdLL;
  const std::int64_t e = shifted >> 52;
  const double m = std::bit_cast<double>((shifted & 0x000fffffffffffffLL) + 0x3fe6a09e667f3bcdLL);
  const double exponent = static_cast<double>(e);
  const double f = m - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  double p = 2.0 / 21.0;
  p = p * z + 2.0 / 19.0;
  p = p * z + 2.0 / 17.0;
  p = p * z + 2.0 / 15.0;
  p = p * z + 2.0 / 13.0;
  p = p * z + 2.0 / 11.0;
  p = p * z + 2.0 / 9.0;
  p = p * z + 2.0 / 7.0;
  p = p * z + 2.0 / 5.0;
  p = p * z + 2.0 / 3.0;
  const double half_square = 0.5 * f * f;
  const double correction = s * (half_square + z * p) + exponent * 1.90821492927058770002e-10;
  return exponent * 6.93147180369123816490e-1 - ((half_square - correction) - f);
}

/// 1 / (1 + e^-x): the probability whose log-odds are x; at most 3 ulp for -80 <= x <= 80.
inline float logistic_of(float x) { return 1.0f / (1.0f + exp_of(-x)); }
inline double logistic_of(double x) { return 1.0 / (1.0 + exp_of(-x)); }

/// log(p / (1 - p)), p in (0, 1).
inline double log_odds_of(double p) { return log_of(p / (1.0 - p)); }

/// 1 - e^-x for x >= 0: the probability of at least one event at expected count x. Keeps its relative precision
/// for small x, where the plain difference would lose it: at most 12 ulp.
inline float probability_of_any(float x) {
  const float series = x * (1.0f - x * (0.5f - x * (1.0f / 6.0f - x * (1.0f / 24.0f))));
  const float plain = 1.0f - exp_of(-x);
  return x < 0.1f ? series : plain;
}

namespace detail {

/// What the quantile of a word is computed from: t is the distance from the nearer end of (0, 1), which keeps the
/// tails' precision, w = -log(4 t (1 - t)).
struct QuantileArgument {
  float x, w;

  explicit QuantileArgument(std::uint32_t word) {
    const std::uint32_t mirrored = static_cast<std::int32_t>(word) < 0 ? ~word : word;
    const float t = static_cast<float>(static_cast<std::int32_t>(mirrored)) * 0x1p-32f + 0x1p-33f;
    x = 1.0f - 2.0f * t;
    w = -log_of(4.0f * t * (1.0f - t));
  }
  /// Giles's polynomial for w < 5.
  float centre() const {
    const float from_centre = w - 2.5f;
    float p = 2.81022636e-08f;
    p = 3.43273939e-07f + p * from_centre;
    p = -3.5233877e-06f + p * from_centre;
    p = -4.39150654e-06f + p * from_centre;
    p = 0.00021858087f + p * from_centre;
    p = -0.00125372503f + p * from_centre;
    p = -0.00417768164f + p * from_centre;
    p = 0.246640727f + p * from_centre;
    return 1.50140941f + p * from_centre;
  }
  /// And for the others.
  float tail() const {
    const float from_centre = __builtin_sqrtf(w < 0.0f ? 0.0f : w) - 3.0f;
    float q = -0.000200214257f;
    q = 0.000100950558f + q * from_centre;
    q = 0.00134934322f + q * from_centre;
    q = -0.00367342844f + q * from_centre;
    q = 0.00573950773f + q * from_centre;
    q = -0.0076224613f + q * from_centre;
    q = 0.00943887047f + q * from_centre;
    q = 1.00167406f + q * from_centre;
    return 2.83297682f + q * from_centre;
  }
  float quantile(std::uint32_t word, float factor) const {
    const float magnitude = 1.41421356f * factor * x;
    return static_cast<std::int32_t>(word) < 0 ? magnitude : -magnitude;
  }
};

/// Whether w may be 5 or more: it is less for every word that is this far from either end, since w falls with the
/// distance. True for 1 word in 290.
inline bool may_be_tail(std::uint32_t word) {
  constexpr std::uint32_t tail = 7'400'000;
  return word + tail < 2 * tail;
}

}  // namespace detail

/// The standard normal quantile at the uniform that `word` stands for: (word + 1/2) / 2^32. Giles's
/// single-precision inverse error function; absolute error below 1e-5 within 5 standard deviations and 3e-3 in the
/// outermost tail (6.3). It rises with the word, so paired runs stay paired (rounding lets it fall by one ulp at one
/// word in a million).
inline float normal_of(std::uint32_t word) {
  const detail::QuantileArgument argument(word);
  return argument.quantile(word, argument.w < 5.0f ? argument.centre() : argument.tail());
}

}  // namespace streetlight
