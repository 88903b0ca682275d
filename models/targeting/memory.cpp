#include "models/targeting/memory.hpp"

#include <algorithm>

#include "sim/network/packed_rows.hpp"

namespace streetlight::targeting {

namespace {

double network_bytes(const TargetingParameters& parameters) {
  const auto& network = parameters.network;
  switch (network.kind) {
    case NetworkKind::neighbourhood: {
      const bool near = parameters.population.neighbourhood_size <= static_cast<std::int64_t>(2 * window_margin);
      return packed_bytes(network.degree, near ? network.degree * (1.0 - network.local) : network.degree);
    }
    case NetworkKind::watts_strogatz:
      return packed_bytes(network.degree, network.degree * network.rewiring);
    case NetworkKind::erdos_renyi:
    case NetworkKind::edge_list:
      break;  // of a file nothing is known: as if its ties were at random
  }
  return packed_bytes(network.degree, network.degree);
}

double training_bytes(const TargetingParameters& parameters) {
  const auto& risk = parameters.risk;
  if (!parameters.programme.enabled && !parameters.preparing) return 0.0;
  const double services = static_cast<double>(parameters.services.size());
  // A snapshot for each training within a horizon, and one that is taken while the oldest is in use
  const double snapshots =
      1.0 + static_cast<double>((risk.horizon + risk.retrain - 1) / std::max<std::int64_t>(1, risk.retrain));
  const double files = 0.075 * services;      // that a family has, after some years of England
  const double snapshot = 6.0 * files + 3.0;  // counts and offsets of those; generation, need
  // XGBoost's table, or one for a learner that is not ours and one that it makes; else rows, scores, order
  const bool elsewhere = risk.learner == LearnerKind::external || risk.learner == LearnerKind::outside;
  const double rows = risk.learner == LearnerKind::boosted || elsewhere ? 230.0 : 14.0;
  return snapshots * snapshot + rows;
}

}  // namespace

double bytes_per_family(const TargetingParameters& parameters) {
  const double lists = 3.0;           // of entrants, of files that something was added to
  const double first_profiles = 2.0;  // kept for the next run
  const double columns = lists + first_profiles + 76.0 + (parameters.harm.lasting > 0 ? 4.0 : 0.0) +
                         6.0 * static_cast<double>(parameters.services.size());  // families.hpp, world.hpp
  return columns + network_bytes(parameters) + training_bytes(parameters);
}

}  // namespace streetlight::targeting
