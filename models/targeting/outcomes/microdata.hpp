#pragma once
/// Linked records of every family at one month, for students who train a model of their own, and the truth about the
/// same families apart from it.
///
/// What is in the records is what the programme would see: decayed counts at linked services, with links missed and
/// wrong, the social-care file, attributes. The label is a recorded finding in the months after it, up to the horizon
/// of the risk model (risk.horizon). Families that are linked at no service that feeds the programme, or that did not
/// consent, are not in it, nor those whose youngest child turned 18 before the horizon's end.

#include <cstdint>
#include <vector>

#include "sim/core/month.hpp"
#include "sim/experiment/microdata.hpp"

namespace streetlight::targeting {

class TargetingModel;
struct TargetingParameters;

class Microdata {
 public:
  /// The records as they stand at the end of the model's month.
  explicit Microdata(const TargetingModel& model);
  void follow(const TargetingModel& model);
  LinkedRecords take(const TargetingModel& model) const;

  static Month horizon(const TargetingParameters& parameters);
  static LinkedRecords columns(const TargetingParameters& parameters);

 private:
  Month month_ = 0;
  std::vector<std::uint32_t> family_;      ///< of each row
  std::vector<std::uint16_t> generation_;  ///< of each row
  std::vector<std::uint8_t> harmed_;       ///< of each row: since
  std::vector<std::uint8_t> visited_;      ///< of each row: since
  LinkedRecords so_far_;                   ///< without what comes after the month
};

}  // namespace streetlight::targeting
