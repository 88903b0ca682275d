#include "sim/results/attribution.hpp"

#include <algorithm>
#include <cmath>

#include "sim/results/missing.hpp"
#include "sim/results/run_window.hpp"
#include "sim/results/shapley.hpp"

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

/// [metric][group][replicate][set] of one scenario.
using Worths = std::vector<std::vector<std::vector<std::vector<double>>>>;

Worths worths_of(const RunSource& panel, const AttributionRequest& request, std::size_t scenario) {
  const std::size_t sets = std::size_t{1} << request.mechanisms.size();
  const std::size_t replicates = panel.shape().replicates;
  Worths worths(request.metrics.size(), {request.groups.size(), {replicates, std::vector<double>(sets, missing)}});
  for (std::size_t replicate = 0; replicate < replicates; ++replicate)
    for (std::size_t point = 0; point < sets; ++point) {
      RunWindow run(panel, request.window, request.authority,
                    {static_cast<std::uint32_t>(scenario), static_cast<std::uint32_t>(point),
                     static_cast<std::uint32_t>(replicate)});
      const std::size_t set = set_at(point, request.mechanisms.size());
      for (std::size_t m = 0; m < request.metrics.size(); ++m) {
        const auto by_group = run.gathered(request.metrics[m]);
        for (std::size_t g = 0; g < request.groups.size(); ++g)
          worths[m][g][replicate][set] = by_group[request.groups[g]];
      }
    }
  return worths;
}

bool has_gap(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); });
}

Spread spread_of(const std::vector<double>& values) {
  const auto compared = compare_paired(std::vector<double>(values.size(), 0.0), values);
  return {compared.difference, compared.half_width, compared.identical};
}

/// `part` as a share of `whole`: a ratio of means, with the interval of the linearised ratio.
std::optional<Spread> ratio_of(const std::vector<double>& part, const std::vector<double>& whole) {
  const auto compared = compare_paired(whole, part);
  if (!compared.relative) return std::nullopt;
  return Spread{*compared.relative + 1, compared.relative_half_width, false};
}

/// Column `which` of rows.
template <class Which>
std::vector<double> each(const std::vector<std::vector<double>>& rows, Which which) {
  std::vector<double> values;
  for (const auto& row : rows) values.push_back(which(row));
  return values;
}

Attribution attribution_of(const std::vector<std::vector<double>>& worths, std::size_t mechanisms) {
  Attribution result;
  std::vector<std::vector<double>> games;
  for (const auto& game : worths)
    if (!has_gap(game)) games.push_back(game);
  result.replicates = games.size();
  result.dropped = worths.size() - games.size();
  for (const auto& game : games) result.by_replicate.push_back(shapley_values(game));

  const auto whole = each(games, [](const auto& game) { return game.back() - game.front(); });
  result.none = spread_of(each(games, [](const auto& game) { return game.front(); }));
  result.all = spread_of(each(games, [](const auto& game) { return game.back(); }));
  result.whole = spread_of(whole);
  const bool whole_is_sure = result.whole.half_width && std::abs(result.whole.mean) > *result.whole.half_width;
  for (std::size_t i = 0; i < mechanisms; ++i) {
    const std::size_t alone = std::size_t{1} << i;
    const auto shares = each(result.by_replicate, [i](const auto& values) { return values[i]; });
    MechanismShare share;
    share.share = spread_of(shares);
    if (whole_is_sure) share.of_the_whole = ratio_of(shares, whole);
    share.alone = spread_of(each(games, [=](const auto& game) { return game[alone] - game.front(); })).mean;
    share.last =
        spread_of(each(games, [=](const auto& game) { return game.back() - game[game.size() - 1 - alone]; })).mean;
    result.shares.push_back(std::move(share));
  }
  return result;
}

}  // namespace

std::vector<Attribution> attribute(const RunSource& panel, const AttributionRequest& request) {
  for (const std::size_t metric : request.metrics) check_can_gather(panel.shape(), metric);
  const Worths outcomes = worths_of(panel, request, request.scenario);
  Worths baselines;
  if (request.baseline) baselines = worths_of(panel, request, *request.baseline);

  std::vector<Attribution> results;
  for (std::size_t m = 0; m < request.metrics.size(); ++m)
    for (std::size_t g = 0; g < request.groups.size(); ++g) {
      // A ratio relative to "all" is 1 in "all": nothing to share out
      const bool is_one = panel.shape().columns[request.metrics[m]].kind == ColumnKind::relative &&
                          panel.shape().groups[request.groups[g]] == "all";
      if (is_one && request.groups.size() > 1) continue;
      auto worths = outcomes[m][g];
      // A baseline without any value has nothing to take a difference from
      bool from_baseline = false;
      for (std::size_t r = 0; request.baseline && r < worths.size(); ++r)
        for (const double value : baselines[m][g][r]) from_baseline = from_baseline || !std::isnan(value);
      for (std::size_t r = 0; from_baseline && r < worths.size(); ++r)
        for (std::size_t set = 0; set < worths[r].size(); ++set) worths[r][set] -= baselines[m][g][r][set];
      results.push_back(attribution_of(worths, request.mechanisms.size()));
      results.back().metric = request.metrics[m];
      results.back().group = request.groups[g];
      results.back().from_baseline = from_baseline;
    }
  return results;
}

}  // namespace streetlight
