#include "sim/results/attribution.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/results/column_sizes.hpp"
#include "sim/results/missing.hpp"
#include "sim/results/run_window.hpp"
#include "sim/results/same_bits.hpp"
#include "sim/results/shapley.hpp"
#include "sim/results/stock_events.hpp"

namespace streetlight {

namespace {

/// The set of mechanisms that are on at a point, bit i for mechanism i: the design's last parameter varies fastest, the
/// game's first player is the lowest bit.
std::size_t set_at(std::size_t point, std::size_t mechanisms) {
  std::size_t set = 0;
  for (std::size_t i = 0; i < mechanisms; ++i)
    if ((point >> (mechanisms - 1 - i)) & 1) set |= std::size_t{1} << i;
  return set;
}

/// [column][group][replicate][set] of one scenario; of a ratio, jackknifed over the replicates. `event` is what one
/// event adds at most, [column][group].
struct Worths {
  std::vector<std::vector<std::vector<std::vector<double>>>> values;
  std::vector<std::vector<double>> event;
};

/// Whether the file holds every version of the replicate.
bool whole_replicate(const RunSource& panel, const AttributionRequest& request, std::uint32_t replicate) {
  for (std::uint32_t point = 0; point < panel.shape().points; ++point) {
    if (!panel.completed({static_cast<std::uint32_t>(request.scenario), point, replicate})) return false;
    if (request.baseline && !panel.completed({static_cast<std::uint32_t>(*request.baseline), point, replicate}))
      return false;
  }
  return true;
}

Worths worths_of(const RunSource& panel, const AttributionRequest& request, std::size_t scenario) {
  const PanelShape& shape = panel.shape();
  const std::size_t sets = std::size_t{1} << request.mechanisms.size();
  Worths worths;
  worths.values.assign(request.columns.size(),
                       {request.groups.size(), {shape.replicates, std::vector<double>(sets, missing)}});
  worths.event.assign(request.columns.size(), std::vector<double>(request.groups.size(), 0.0));
  const RatioParts no_ratio{missing, missing, missing, missing};
  for (std::size_t point = 0; point < sets; ++point) {
    const std::size_t set = set_at(point, request.mechanisms.size());
    std::vector<std::vector<std::vector<RatioParts>>> ratios(
        request.columns.size(), {request.groups.size(), std::vector<RatioParts>(shape.replicates, no_ratio)});
    for (std::uint32_t replicate = 0; replicate < shape.replicates; ++replicate) {
      if (!whole_replicate(panel, request, replicate)) continue;
      RunWindow run(panel, request.window, request.authority,
                    {static_cast<std::uint32_t>(scenario), static_cast<std::uint32_t>(point), replicate});
      for (std::size_t m = 0; m < request.columns.size(); ++m) {
        const bool ratio = parts_of(shape, request.columns[m]).size() > 1;
        const auto parts = ratio ? run.ratio_parts(request.columns[m]) : std::vector<RatioParts>{};
        const auto values = ratio ? std::vector<double>{} : run.gathered(request.columns[m]);
        for (std::size_t g = 0; g < request.groups.size(); ++g)
          if (ratio)
            ratios[m][g][replicate] = parts[request.groups[g]];
          else
            worths.values[m][g][replicate][set] = values[request.groups[g]];
      }
    }
    for (std::size_t m = 0; m < request.columns.size(); ++m) {
      const double event = one_event(shape, request.columns[m]);
      const bool ratio = parts_of(shape, request.columns[m]).size() > 1;
      for (std::size_t g = 0; g < request.groups.size(); ++g) {
        worths.event[m][g] = std::max(worths.event[m][g], ratio ? event_of_ratio(ratios[m][g], event) : event);
        if (!ratio) continue;
        const auto values = jackknifed(ratios[m][g]);
        for (std::size_t replicate = 0; replicate < values.size(); ++replicate)
          worths.values[m][g][replicate][set] = values[replicate];
      }
    }
  }
  return worths;
}

bool has_gap(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); });
}

Spread spread_of(const std::vector<double>& values, double event) {
  const auto compared = compare_paired(std::vector<double>(values.size(), 0.0), values, {.one_event = event});
  return {compared.difference, compared.half_width, compared.all_zero, compared.reason};
}

/// `part` as a share of `whole`: a ratio of means, with the interval of the linearised ratio. What allows no interval
/// of the part (`own`) allows none of its share: both rest on the same events.
std::optional<Spread> ratio_of(const std::vector<double>& part, const std::vector<double>& whole, const Spread& own) {
  const auto compared = compare_paired(whole, part, {.any_sign = true});
  if (!compared.relative) return std::nullopt;
  const double mean = *compared.relative + 1;
  if (!own.half_width) return Spread{mean, std::nullopt, false, own.reason};
  if (!compared.relative_half_width) return Spread{mean, std::nullopt, false, NoInterval::all_equal};
  return Spread{mean, compared.relative_half_width, false, NoInterval::given};
}

/// Column `which` of rows.
template <class Which>
std::vector<double> each(const std::vector<std::vector<double>>& rows, Which which) {
  std::vector<double> values;
  for (const auto& row : rows) values.push_back(which(row));
  return values;
}

/// What an event adds at most to each quantity: to v(none), v(all), v(all) - v(none), and the share of each mechanism.
using Events = std::vector<double>;

Attribution attribution_of(const std::vector<std::vector<double>>& worths, std::size_t mechanisms,
                           const Events& events) {
  Attribution result;
  std::vector<std::vector<double>> games;
  for (const auto& game : worths)
    if (!has_gap(game)) games.push_back(game);
  result.replicates = games.size();
  result.dropped = worths.size() - games.size();
  for (const auto& game : games) result.by_replicate.push_back(shapley_values(game));

  const auto whole = each(games, [](const auto& game) { return game.back() - game.front(); });
  result.none = spread_of(each(games, [](const auto& game) { return game.front(); }), events[0]);
  result.all = spread_of(each(games, [](const auto& game) { return game.back(); }), events[1]);
  result.whole = spread_of(whole, events[2]);
  const bool whole_is_sure = result.whole.half_width && std::abs(result.whole.mean) > *result.whole.half_width;
  for (std::size_t i = 0; i < mechanisms; ++i) {
    const std::size_t alone = std::size_t{1} << i;
    const auto shares = each(result.by_replicate, [i](const auto& values) { return values[i]; });
    const auto mean_of = [&](const auto& which) { return spread_of(each(games, which), events[0]).mean; };
    MechanismShare share;
    share.share = spread_of(shares, events[3 + i]);
    if (whole_is_sure) share.of_the_whole = ratio_of(shares, whole, share.share);
    share.alone = mean_of([=](const auto& game) { return game[alone] - game.front(); });
    share.last = mean_of([=](const auto& game) { return game.back() - game[game.size() - 1 - alone]; });
    result.shares.push_back(std::move(share));
  }
  return result;
}

bool rests_on_few(const Attribution& found) {
  const auto few = [](const Spread& spread) { return spread.reason == NoInterval::few_events; };
  return few(found.none) || few(found.all) || few(found.whole) ||
         std::any_of(found.shares.begin(), found.shares.end(), [&](const auto& share) { return few(share.share); });
}

/// A stock's events do not show in its mean over time. Every quantity is a sum of the worths, and so it is at each
/// time.
class EventsOfStocks {
 public:
  EventsOfStocks(const RunSource& panel, const AttributionRequest& request) : panel_(panel), request_(request) {}

  /// What an event adds to each quantity when it adds so much to a worth of the column.
  Events events(std::size_t column, std::size_t group, bool from_baseline, double event) {
    const std::size_t counted = parts_of(panel_.shape(), column).front();
    const auto [known, is_new] = most_over_mean_.try_emplace({counted, from_baseline});
    if (is_new) known->second = most_over_mean(panel_, sums(from_baseline), counted);
    Events each;
    for (const auto& by_group : known->second) each.push_back(event / by_group[group]);
    return each;
  }

 private:
  SumsOfRuns sums(bool from_baseline) const {
    const std::size_t mechanisms = request_.mechanisms.size(), sets = std::size_t{1} << mechanisms;
    SumsOfRuns all{{}, std::vector<std::vector<double>>(3 + mechanisms), request_.authority, request_.window};
    const auto add = [&](std::size_t scenario, double sign) {
      for (std::size_t point = 0; point < sets; ++point) {
        const std::size_t set = set_at(point, mechanisms);
        std::vector<double> game(sets, 0.0);
        game[set] = sign;
        all.runs.emplace_back(scenario, point);
        all.weights[0].push_back(game.front());
        all.weights[1].push_back(game.back());
        all.weights[2].push_back(game.back() - game.front());
        const auto shares = shapley_values(game);
        for (std::size_t i = 0; i < mechanisms; ++i) all.weights[3 + i].push_back(shares[i]);
      }
    };
    if (from_baseline) add(*request_.baseline, -1);
    add(request_.scenario, 1);
    return all;
  }

  const RunSource& panel_;
  const AttributionRequest& request_;
  std::map<std::pair<std::size_t, bool>, std::vector<std::vector<double>>> most_over_mean_;
};

/// "Exactly zero" is said only of what changed no bit of the column.
class ExactZeros {
 public:
  ExactZeros(const RunSource& panel, const AttributionRequest& request) : panel_(panel), request_(request) {}

  void check(Attribution& result) const {
    const std::size_t last = panel_.shape().points - 1;
    check(result.none, [&] { return result.from_baseline && no_effect_at(result.column, 0); });
    check(result.all, [&] { return result.from_baseline && no_effect_at(result.column, last); });
    for (std::size_t i = 0; i < result.shares.size(); ++i) {
      MechanismShare& share = result.shares[i];
      check(share.share, [&] { return does_nothing(result.column, i); });
      if (share.share.always_zero && share.of_the_whole) share.of_the_whole = share.share;
    }
    check(result.whole, [&] {
      return (result.none.always_zero && result.all.always_zero) ||
             std::all_of(result.shares.begin(), result.shares.end(),
                         [](const MechanismShare& share) { return share.share.always_zero; });
    });
  }

 private:
  template <class Holds>
  static void check(Spread& spread, Holds holds) {
    if (!spread.always_zero) return;
    spread.always_zero = holds();
    if (!spread.always_zero) return;
    spread.half_width = 0;
    spread.reason = NoInterval::given;
  }

  bool no_effect_at(std::size_t column, std::size_t point) const {
    return same_bits(panel_, column, *request_.baseline, request_.scenario, point);
  }

  /// Switching the mechanism changes nothing, whatever the others are, in the scenario and in the baseline.
  bool does_nothing(std::size_t column, std::size_t mechanism) const {
    const std::size_t bit = std::size_t{1} << (request_.mechanisms.size() - 1 - mechanism);
    std::vector<std::size_t> scenarios{request_.scenario};
    if (request_.baseline) scenarios.push_back(*request_.baseline);
    for (std::uint32_t point = 0; point < panel_.shape().points; ++point)
      for (std::uint32_t replicate = 0; (point & bit) == 0 && replicate < panel_.shape().replicates; ++replicate)
        for (const std::size_t scenario : scenarios) {
          const auto s = static_cast<std::uint32_t>(scenario);
          const auto on = static_cast<std::uint32_t>(point | bit);
          if (!same_bits(panel_, column, {s, point, replicate}, {s, on, replicate})) return false;
        }
    return true;
  }

  const RunSource& panel_;
  const AttributionRequest& request_;
};

}  // namespace

std::vector<Attribution> attribute(const RunSource& panel, const AttributionRequest& request) {
  for (const std::size_t column : request.columns) check_can_gather(panel.shape(), column);
  const Worths outcomes = worths_of(panel, request, request.scenario);
  Worths baselines;
  if (request.baseline) baselines = worths_of(panel, request, *request.baseline);

  const ExactZeros exact_zeros(panel, request);
  EventsOfStocks of_stocks(panel, request);
  std::vector<Attribution> results;
  for (std::size_t m = 0; m < request.columns.size(); ++m)
    for (std::size_t g = 0; g < request.groups.size(); ++g) {
      // A ratio relative to "all" is 1 in "all": nothing to share out
      const bool is_one = panel.shape().columns[request.columns[m]].kind == ColumnKind::relative &&
                          panel.shape().groups[request.groups[g]] == "all";
      if (is_one && request.groups.size() > 1) continue;
      auto worths = outcomes.values[m][g];
      // A baseline without any value has nothing to take a difference from
      bool from_baseline = false;
      for (std::size_t r = 0; request.baseline && r < worths.size(); ++r)
        for (const double value : baselines.values[m][g][r]) from_baseline = from_baseline || !std::isnan(value);
      for (std::size_t r = 0; from_baseline && r < worths.size(); ++r)
        for (std::size_t set = 0; set < worths[r].size(); ++set) worths[r][set] -= baselines.values[m][g][r][set];
      const double event = std::max(outcomes.event[m][g], from_baseline ? baselines.event[m][g] : 0);
      const std::size_t mechanisms = request.mechanisms.size();
      results.push_back(attribution_of(worths, mechanisms, Events(3 + mechanisms, event)));
      if (rests_on_few(results.back()))
        results.back() = attribution_of(worths, mechanisms,
                                        of_stocks.events(request.columns[m], request.groups[g], from_baseline, event));
      results.back().column = request.columns[m];
      results.back().group = request.groups[g];
      results.back().from_baseline = from_baseline;
      exact_zeros.check(results.back());
    }
  return results;
}

}  // namespace streetlight
