#pragma once
/// Shapley values: how a game's worth is shared among its players by their marginal contributions.
///
/// v(S) is what the players of set S achieve together. Player i gets the mean, over all orders in which the players may
/// join, of what they add on joining:
///
///     phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S with i) - v(S))
///
/// so the shares add up to v(all) - v(nobody), players who add the same get the same, and who adds nothing gets
/// nothing. Source: Shapley 1953, A value for n-person games. Computed in full, 2^n values; sums are in long double, so
/// that the shares add up to the whole within 1e-12 of the largest value.

#include <cstddef>
#include <span>
#include <vector>

namespace streetlight {

/// More players than this are not computed: a million values each.
inline constexpr std::size_t most_players = 20;

/// `worth` holds v(S) at the index whose bit i is set when player i is in S: 2^n values. Returns n shares; NaN for all
/// when any value is. EXPECTs a power of two of values.
std::vector<double> shapley_values(std::span<const double> worth);

}  // namespace streetlight
