#pragma once
/// England's defaults under way, for the benchmarks: the groups of its config, a programme that has trained its model,
/// and the month's processes one by one, as the schedule of models/targeting/month.cpp has them.

#include <array>
#include <functional>
#include <memory>
#include <string>

#include "models/targeting/model.hpp"

namespace streetlight::bench {

/// The processes that are told apart; `training` is the yearly one, `risk` the monthly scoring and selection.
enum class Process { needs, services, records, training, risk, casework, trust, observe, end };
inline constexpr std::size_t processes = static_cast<std::size_t>(Process::end);
const char* name_of(Process process);

struct England {
  targeting::TargetingParameters parameters;
  std::shared_ptr<BlockRunner> blocks;
  std::unique_ptr<targeting::TargetingModel> model;
  targeting::World world;  ///< the model's state, taken over: the model itself stands still
  Month month = 0;         ///< the next one

  /// A programme starts in month 0 (if `programme`) and trains every 12 months; stepped to month 3.
  England(std::int64_t families, bool programme, std::shared_ptr<BlockRunner> blocks);

  /// One month; returns what `clock` says each process took, in its unit, less `price` for each time that it is asked.
  std::array<double, processes> step(const std::function<double()>& clock, double price = 0);
};

ModelContext context_of(const targeting::TargetingParameters& parameters, BlockRunner& blocks, Month first_month);

/// CPU seconds of this process; seconds on the wall.
double cpu_seconds();
/// What a call of cpu_seconds costs, in seconds: a microsecond and more in some virtual machines.
double clock_price();
double wall_seconds();

}  // namespace streetlight::bench
