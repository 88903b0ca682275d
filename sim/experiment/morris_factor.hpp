#pragma once
/// How a Morris design moves one parameter: between which levels, and how much of its whole range a move is.
///
///     range (linear, log)   `levels` of them, evenly spaced on its scale; a move goes over half of them up or down,
///     which
///                           is levels / (2 (levels - 1)) of the range
///     whole numbers         K levels, one a number; a move goes over K / 2 of them, rounded down
///     list of numbers       K levels, by size; a move goes from a value to the nearest one that is at least half of
///     the
///                           range away, or back
///     switch, list of words K levels in the order given; a move goes between any two of them, each pair as likely
///
/// Every level belongs to a move. An effect over a move is divided by the move's share of the range, so that a linear
/// outcome has the same effect whatever the kind. Words are in no order: a move between two of more than two counts as
/// it is, and its sign says nothing.
///
/// Sources: Morris 1991, Technometrics 33(2); Campolongo, Cariboni, Saltelli 2007, Environmental Modelling and
/// Software 22, section 2 (whole numbers and lists as grids of their own values).

#include <cstdint>
#include <utility>
#include <vector>

#include "sim/experiment/design.hpp"

namespace streetlight {

class MorrisFactor {
 public:
  /// Throws InvalidInput when the parameter has fewer than two different values.
  MorrisFactor(const DesignParameter& parameter, std::int64_t levels);

  /// Whether its effects have a direction: all but lists of more than two words.
  bool ordered() const { return kind_ != Kind::words || levels_ == 2; }

  using Move = std::pair<std::int64_t, std::int64_t>;  ///< from this level to that one
  /// The move that a random word chooses, upwards or down.
  Move move(std::uint32_t word, bool rises) const;
  /// The move's share of the whole range, with its sign; 1 where there is no order.
  double share(const Move& move) const;
  /// The level as a quantile, as DesignPoints::add_at takes it.
  double quantile(std::int64_t level) const;

 private:
  enum class Kind { range, whole, numbers, words };

  void sort_values(const DesignParameter& parameter);
  void pair_numbers();
  std::int64_t move_count() const;

  Kind kind_;
  std::int64_t levels_ = 0;
  std::size_t listed_ = 0;            // values in the list, the same one twice included
  std::vector<std::size_t> in_list_;  // [level]: where in the list its value stands
  std::vector<double> numbers_;       // [level]
  std::vector<Move> pairs_;           // of a list of numbers, upwards
};

}  // namespace streetlight
