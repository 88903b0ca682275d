#pragma once
/// A world of the targeting model that a test may change and step by hand, process by process.

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "models/targeting/model.hpp"

namespace streetlight::targeting::testing {

inline double logistic(double x) { return 1 / (1 + std::exp(-x)); }

/// England's defaults with `families` families in neighbourhoods of one, so that families are independent of each other
/// but for their ties.
inline TargetingParameters small_parameters(std::int64_t families) {
  TargetingParameters parameters;
  parameters.population.families = families;
  parameters.population.neighbourhood_size = 1;
  if (families < 40) parameters.network.degree = 0;  // no room for so many ties
  return parameters;
}

/// The same with nothing happening: no service, no movement of need or trust, no harm. Tests switch on what they look
/// at.
inline TargetingParameters still_parameters(std::int64_t families) {
  TargetingParameters parameters = small_parameters(families);
  for (auto& service : parameters.services.list) service.reach = 0.0;
  parameters.need.reversion = 1e-12;  // no more than rounding
  parameters.need.shock = 0.0;
  parameters.need.prevalence = 0.5;
  parameters.harm.base = 0.0;
  parameters.trust.recovery = parameters.trust.peers = 0.0;
  parameters.awareness.press = parameters.awareness.notice = parameters.awareness.tie = 0.0;
  parameters.deterrence.max = 0.0;
  parameters.linkage.missed = parameters.linkage.wrong = 0.0;
  return parameters;
}

class SmallWorld {
 public:
  explicit SmallWorld(TargetingParameters parameters, Month first_month = 0, std::uint64_t seed = 3,
                      std::vector<GroupSpec> groups = {}, bool by_authority = false)
      : model_(parameters, context(first_month, seed, std::move(groups), by_authority)) {
    world().month = first_month;
  }
  SmallWorld(const SmallWorld&) = delete;

  World& world() {
    return const_cast<World&>(model_.world());
  }  // the model is not const: a test's own hand on its state
  Families& families() { return world().families; }
  TargetingModel& model() { return model_; }
  std::size_t size() { return families().size(); }

  /// Sets a column of every family.
  template <class T>
  static void set(std::vector<T>& column, T value) {
    column.assign(column.size(), value);
  }
  std::int64_t count(Count what, std::size_t group = 0) {
    std::int64_t sum = 0;
    for (std::size_t a = 0; a < world().tally.authorities(); ++a)
      sum += world().tally.get(a, group, world().tally.column(what));
    return sum;
  }
  std::int64_t count(ServiceCount what, const std::string& service) {
    return world().tally.get(0, 0, world().tally.column(what, index_of(service)));
  }
  std::size_t index_of(const std::string& service) { return world().parameters.services.index_of(service).value(); }
  /// Puts `count` records at a service on a family's file, or social-care records, last entered at `last`.
  void put_on_file(std::uint32_t family, std::size_t service, float count, Month last) {
    families().records_of(service)[family] = world().remains.with(0.0f, never, count);
    families().last_entry_of(service)[family] = stamp_of(last);
  }
  void put_care(std::uint32_t family, float count, Month last) {
    families().care[family] = world().remains.with(0.0f, never, count);
    families().last_care[family] = stamp_of(last);
  }
  /// Stores concerns of this month; families in ascending order.
  void store(std::uint32_t family, std::uint32_t services) {
    if (services != 0) world().scratch.filed[family / block_size].push_back({family, services});
  }
  /// What was stored of this month's concerns about a family.
  std::uint32_t stored(std::uint32_t family) {
    const auto& filed = world().scratch.filed[family / block_size];
    const auto found =
        std::lower_bound(filed.begin(), filed.end(), family,
                         [](const Filing& filing, std::uint32_t wanted) { return filing.family < wanted; });
    return found != filed.end() && found->family == family ? found->stored : 0U;
  }
  /// Steps months [from, to), under the parameters in effect, as the engine does.
  void run(const TargetingParameters& parameters, Month from, Month to) {
    for (Month month = from; month < to; ++month) {
      model_.apply(parameters.in_effect(month));
      model_.step(month);
    }
  }

 private:
  ModelContext context(Month first_month, std::uint64_t seed, std::vector<GroupSpec> groups, bool by_authority) {
    ModelContext made;
    made.streams = Streams(seed, 0);
    made.blocks = &blocks_;
    made.first_month = first_month;
    made.months = 144;
    made.groups = std::move(groups);
    made.by_authority = by_authority;
    return made;
  }
  BlockRunner blocks_;
  TargetingModel model_;
};

/// Standard error of a share of `n` independent trials.
inline double share_error(double p, double n) { return std::sqrt(p * (1 - p) / n); }

inline ServiceParameters& service_of(TargetingParameters& parameters, const std::string& name) {
  return parameters.services.list.at(parameters.services.index_of(name).value());
}

}  // namespace streetlight::targeting::testing
