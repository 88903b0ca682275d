#include "models/targeting/population/attributes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "sim/core/check.hpp"
#include "sim/core/elementary.hpp"
#include "sim/core/format.hpp"
#include "sim/random/streams.hpp"

namespace streetlight::targeting {

std::span<const NormalNode> normal_nodes() {
  static const auto nodes = [] {
    std::array<NormalNode, normal_node_count> made{};
    double sum = 0;
    for (std::size_t k = 0; k < made.size(); ++k) {
      const double d = -6.0 + normal_node_distance * static_cast<double>(k);
      made[k] = {d, exp_of(-0.5 * d * d)};
      sum += made[k].weight;
    }
    for (auto& node : made) node.weight /= sum;
    return made;
  }();
  return nodes;
}

AttributeModel::AttributeModel(const PopulationParameters& parameters) {
  for (const auto& from : parameters.attributes) {
    if (from.levels.empty()) continue;
    Attribute attribute;
    attribute.name = from.name;
    attribute.levels = from.levels;
    attribute.stride = profiles_;
    attribute.first_level = attributes_.empty() ? 0 : attributes_.back().first_level + attributes_.back().levels.size();
    attribute.slope = from.deprivation.empty() ? std::vector<double>(from.levels.size(), 0.0) : from.deprivation;

    // Slopes on earlier levels, summed once for each combination of them.
    attribute.given.assign(profiles_, std::vector<double>(from.levels.size(), 0.0));
    for (std::size_t prefix = 0; prefix < profiles_; ++prefix)
      for (const auto& [level_name, slopes] : from.given)
        if (!slopes.empty() && has_level(static_cast<Profile>(prefix), level_name))
          for (std::size_t l = 0; l < slopes.size(); ++l) attribute.given[prefix][l] += slopes[l];

    attribute.intercept.resize(from.levels.size());
    for (std::size_t l = 0; l < from.levels.size(); ++l) attribute.intercept[l] = log_of(from.shares[l]);
    solve_intercepts(attribute, from.shares);
    profiles_ *= from.levels.size();
    attributes_.push_back(std::move(attribute));
  }
}

bool AttributeModel::has_level(Profile profile, const std::string& level_name) const {
  for (std::size_t k = 0; k < attributes_.size(); ++k)
    if (attributes_[k].levels[level(profile, k)] == level_name) return true;
  return false;
}

void AttributeModel::level_probabilities(const Attribute& attribute, std::size_t prefix, double d,
                                         std::span<double> out, std::span<const double> shift) {
  double largest = -1e300;
  for (std::size_t l = 0; l < out.size(); ++l) {
    out[l] = attribute.intercept[l] + attribute.slope[l] * d + attribute.given[prefix][l];
    if (!shift.empty()) out[l] += shift[l];
    largest = std::max(largest, out[l]);
  }
  // Four exponentials at a time; those beyond the last level are nobody's
  alignas(64) std::array<double, most_levels> odds;
  EXPECT(out.size() <= odds.size());
  static_assert(most_levels % 4 == 0);
  const std::size_t padded = (out.size() + 3) / 4 * 4;
  for (std::size_t l = 0; l < padded; ++l) odds[l] = l < out.size() ? out[l] - largest : 0.0;
  for (std::size_t first = 0; first < padded; first += 4)
    for (std::size_t l = first; l < first + 4; ++l) odds[l] = exp_of(odds[l]);
  double sum = 0;
  for (std::size_t l = 0; l < out.size(); ++l) sum += odds[l];
  for (std::size_t l = 0; l < out.size(); ++l) out[l] = odds[l] / sum;
}

void AttributeModel::level_probabilities_at_nodes(const Attribute& attribute, std::size_t prefix,
                                                  std::span<NodeColumn> out) {
  const auto nodes = normal_nodes();
  NodeColumn largest, sum{};
  largest.fill(-1e300);
  for (std::size_t l = 0; l < out.size(); ++l)
    for (std::size_t node = 0; node < nodes.size(); ++node) {
      out[l][node] = attribute.intercept[l] + attribute.slope[l] * nodes[node].d + attribute.given[prefix][l];
      largest[node] = std::max(largest[node], out[l][node]);
    }
  for (NodeColumn& level : out)
    for (std::size_t node = 0; node < nodes.size(); ++node)
      sum[node] += level[node] = exp_of(level[node] - largest[node]);
  for (NodeColumn& level : out)
    for (std::size_t node = 0; node < nodes.size(); ++node) level[node] /= sum[node];
}

void AttributeModel::solve_intercepts(Attribute& attribute, std::span<const double> shares) {
  std::vector<std::vector<double>> prefixes;
  for (const auto& node : normal_nodes()) prefixes.push_back(prefix_probabilities(node.d, attributes_.size()));
  const std::size_t prefix_count = attribute.stride, level_count = shares.size();
  std::vector<NodeColumn> p(prefix_count * level_count);
  std::vector<double> realised(level_count);
  double worst = 0;
  std::size_t worst_level = 0;
  // Each step multiplies the odds by what is missing: the log-likelihood ratio step of iterative proportional fitting.
  for (int iteration = 0; iteration < 500; ++iteration) {
    for (std::size_t prefix = 0; prefix < prefix_count; ++prefix)
      level_probabilities_at_nodes(attribute, prefix, std::span(p).subspan(prefix * level_count, level_count));
    std::fill(realised.begin(), realised.end(), 0.0);
    for (std::size_t node = 0; node < prefixes.size(); ++node)
      for (std::size_t prefix = 0; prefix < prefix_count; ++prefix) {
        const double weight = normal_nodes()[node].weight * prefixes[node][prefix];
        if (weight < 1e-14) continue;
        for (std::size_t l = 0; l < level_count; ++l) realised[l] += weight * p[prefix * level_count + l][node];
      }
    worst = 0;
    for (std::size_t l = 0; l < level_count; ++l) {
      const double gap = std::abs(realised[l] - shares[l]);
      if (!(gap <= worst)) worst = gap, worst_level = l;
      attribute.intercept[l] += log_of(shares[l] / realised[l]);
    }
    if (worst < 1e-10) return;
  }
  // Shares may sum to 1 up to 1e-6 (PopulationParameters::check), so they cannot all be met better than that
  if (!(worst <= 1e-5) && !objection_)
    objection_ = {"population.attributes." + attribute.name + ".shares",
                  "asks for a share of " + shortest(shares[worst_level]) + " of \"" + attribute.levels[worst_level] +
                      "\", and " + shortest(realised[worst_level]) +
                      " would come about: the slopes (deprivation, given) are too steep for these shares"};
}

std::vector<double> AttributeModel::prefix_probabilities(double d, std::size_t attributes) const {
  std::vector<double> joint{1.0};
  std::vector<double> p;
  for (std::size_t k = 0; k < attributes; ++k) {
    const auto& attribute = attributes_[k];
    p.resize(attribute.levels.size());
    std::vector<double> extended(joint.size() * p.size());
    for (std::size_t prefix = 0; prefix < joint.size(); ++prefix) {
      level_probabilities(attribute, prefix, d, p);
      for (std::size_t l = 0; l < p.size(); ++l) extended[prefix + l * joint.size()] = joint[prefix] * p[l];
    }
    joint = std::move(extended);
  }
  return joint;
}

std::vector<double> AttributeModel::probabilities(double d) const {
  return prefix_probabilities(d, attributes_.size());
}

/// `levels_of(k, profile)`: probabilities of attribute k's levels, given the attributes before it.
template <class LevelsOf>
Profile AttributeModel::draw_levels(std::span<const std::uint32_t> words, LevelsOf levels_of) const {
  EXPECT(words.size() >= attributes_.size());
  std::size_t profile = 0;
  for (std::size_t k = 0; k < attributes_.size(); ++k) {
    const std::span<const double> levels = levels_of(k, profile);
    double u = uniform_double(words[k]);
    std::size_t l = 0;
    while (l + 1 < levels.size() && u >= levels[l]) u -= levels[l++];
    profile += l * attributes_[k].stride;
  }
  return static_cast<Profile>(profile);
}

std::vector<double> AttributeModel::shift_for(double d, const std::vector<std::vector<double>>& shares) const {
  constexpr double never_drawn = -1e6;  // beside any other log-odds: e to this is 0
  std::vector<double> shift;
  for (const auto& attribute : attributes_) shift.resize(shift.size() + attribute.levels.size());
  std::vector<double> joint{1.0}, p, realised;
  for (std::size_t k = 0; k < attributes_.size(); ++k) {
    const auto& attribute = attributes_[k];
    const std::size_t levels = attribute.levels.size();
    const std::span<double> own = std::span(shift).subspan(attribute.first_level, levels);
    p.resize(levels);
    const auto& wanted = shares[k];
    for (std::size_t l = 0; l < wanted.size(); ++l)
      if (wanted[l] <= 0) own[l] = never_drawn;
    // The same steps as for the nation's intercepts
    for (int iteration = 0; !wanted.empty() && iteration < 500; ++iteration) {
      realised.assign(levels, 0.0);
      for (std::size_t prefix = 0; prefix < joint.size(); ++prefix) {
        if (joint[prefix] <= 0) continue;
        level_probabilities(attribute, prefix, d, p, own);
        for (std::size_t l = 0; l < levels; ++l) realised[l] += joint[prefix] * p[l];
      }
      double worst = 0;
      for (std::size_t l = 0; l < levels; ++l) {
        if (wanted[l] <= 0) continue;
        worst = std::max(worst, std::abs(realised[l] - wanted[l]));
        own[l] += log_of(wanted[l] / std::max(realised[l], 1e-300));
      }
      if (worst < 1e-9) break;
    }
    std::vector<double> extended(joint.size() * levels);
    for (std::size_t prefix = 0; prefix < joint.size(); ++prefix) {
      level_probabilities(attribute, prefix, d, p, own);
      for (std::size_t l = 0; l < levels; ++l) extended[prefix + l * joint.size()] = joint[prefix] * p[l];
    }
    joint = std::move(extended);
  }
  return shift;
}

Profile AttributeModel::draw(double d, std::span<const std::uint32_t> words, std::span<const double> shift) const {
  std::array<double, most_levels> p{};
  return draw_levels(words, [&](std::size_t k, std::size_t prefix) {
    EXPECT(attributes_[k].levels.size() <= p.size());
    const std::span levels(p.data(), attributes_[k].levels.size());
    level_probabilities(attributes_[k], prefix, d, levels, part_of(shift, k));
    return std::span<const double>(levels);
  });
}

AttributeModel::Draws::Draws(const AttributeModel& model) : model_(model) {
  std::size_t prefixes = 0, probabilities = 0;
  for (const auto& attribute : model.attributes_) {
    first_.push_back(prefixes);
    probability_.push_back(probabilities);
    prefixes += attribute.stride;
    probabilities += attribute.stride * attribute.levels.size();
  }
  known_.resize(prefixes);
  probabilities_.resize(probabilities);
}

Profile AttributeModel::Draws::operator()(double d, std::span<const std::uint32_t> words,
                                          std::span<const double> shift) {
  if (d != d_ || shift.data() != shift_) std::fill(known_.begin(), known_.end(), std::uint8_t{0});
  d_ = d;
  shift_ = shift.data();
  return model_.draw_levels(words, [&](std::size_t k, std::size_t prefix) {
    const auto& attribute = model_.attributes_[k];
    const std::span levels(probabilities_.data() + probability_[k] + prefix * attribute.levels.size(),
                           attribute.levels.size());
    if (std::exchange(known_[first_[k] + prefix], std::uint8_t{1}) == 0)
      level_probabilities(attribute, prefix, d, levels, model_.part_of(shift, k));
    return std::span<const double>(levels);
  });
}

std::vector<double> AttributeModel::sum_of(const std::map<std::string, double>& effects) const {
  std::vector<double> sums(profiles_, 0.0);
  for (std::size_t profile = 0; profile < profiles_; ++profile)
    for (std::size_t k = 0; k < attributes_.size(); ++k) {
      const auto found = effects.find(attributes_[k].levels[level(static_cast<Profile>(profile), k)]);
      if (found != effects.end()) sums[profile] += found->second;
    }
  return sums;
}

}  // namespace streetlight::targeting
