#pragma once
/// What of the month's counts anybody will read. What nobody asks for is not counted, which changes nothing else: no
/// process of the month looks at counts.

#include <cstdint>
#include <span>

#include "models/targeting/parameters.hpp"

namespace streetlight::targeting {

struct Wanted {
  bool families = true;      ///< anything that a look at every family counts; nothing below is wanted without it
  bool files = true;         ///< facts that depend on who holds a file
  bool by_service = true;    ///< contacts, deterred contacts and files, service by service
  bool sums = true;          ///< of trust, need, how far need lies above the threshold, contacts avoided or regained
  bool distrust = true;      ///< whether a contact is deterred, avoided or regained
  Month from = first_month;  ///< the first month that is read

  static constexpr Month first_month = -1'000'000;  ///< before every run

  /// Whether families are counted in `month`.
  bool counted(Month month) const { return families && month >= from; }
};

/// What the columns need that are not 0 in `read`, [column of panel_columns]; everything where it is empty.
Wanted wanted_for(const TargetingParameters& parameters, std::span<const std::uint8_t> read);

}  // namespace streetlight::targeting
