#pragma once
/// The street: a few hundred families under several policies at once, the same families with the same luck, month by
/// month, for a page that shows each family as a dot. What it gives is the simulation's state, and nothing else.

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/core/blocks.hpp"
#include "sim/experiment/experiment.hpp"

namespace streetlight::page {

/// Bytes of a family in Street::states().
inline constexpr std::size_t state_bytes = 5;

class Street {
 public:
  /// Each scenario of the experiment is a policy; it must be of the targeting model, without a design.
  Street(Experiment experiment, std::uint32_t replicate);

  /// Lets a month pass under each policy.
  void step();
  /// From the next month on the policies are those of this experiment: the same world, other decisions. Throws
  /// InvalidInput where a parameter differs that shapes the world.
  void change(Experiment experiment);

  Month month() const { return month_; }
  std::size_t families() const;
  /// What does not change: policies, families, neighbourhood and deprivation of each family, columns of totals().
  nlohmann::ordered_json layout() const;
  /// [policy][column]: what the month's panel would say of all families.
  const std::vector<double>& totals() const { return totals_; }
  /// [policy][family][state_bytes]:
  ///   0: need, 128 + 40 (need - threshold); at or above 128 the family is in need
  ///   1: light, 60 times what remains of its records at the linked services and at social care, up to 255
  ///   2: trust, 128 + 32 log-odds
  ///   3: this month: 1 in need, 2 harmed, 4 flagged, 8 visited, 16 visited without need, 32 helped, 64 stayed away
  ///   4: by now: 1 known to social care, 2 flagged within a year, 4 visited within a year, 8 aware of the programme,
  ///      16 has a record somewhere
  const std::vector<std::uint8_t>& states() const { return states_; }

 private:
  void look();

  Experiment experiment_;
  BlockRunner blocks_;
  Month month_;
  std::vector<std::unique_ptr<Simulation>> policies_;
  std::vector<std::shared_ptr<const AnyParameters>> in_effect_;  ///< [policy]
  std::vector<std::size_t> columns_;                             ///< of the model's, those in totals()
  std::vector<double> totals_;
  std::vector<std::uint8_t> states_;
};

}  // namespace streetlight::page
