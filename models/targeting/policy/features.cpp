#include "models/targeting/policy/features.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "models/targeting/records/linkage.hpp"

namespace streetlight::targeting {

FeatureLayout::FeatureLayout(const World& world) {
  const auto& services = world.parameters.services.list;
  for (std::size_t s = 0; s < services.size(); ++s)
    if (services[s].linked) {
      services_.push_back(s);
      names_.push_back(services[s].name);
    }
  names_.push_back("care");
  const auto& attributes = world.society->attributes;
  for (const auto& feature : world.parameters.risk.features) {
    if (feature == "deprivation" && !deprivation_) {
      deprivation_ = true;
      names_.push_back(feature);
    }
  }
  for (std::size_t k = 0; k < attributes.attributes(); ++k) {
    const auto& features = world.parameters.risk.features;
    if (std::find(features.begin(), features.end(), attributes.name(k)) == features.end()) continue;
    for (std::size_t l = 1; l < attributes.levels(k).size(); ++l) {
      names_.push_back(attributes.name(k) + "=" + attributes.levels(k)[l]);
      std::vector<float> has(attributes.profiles());
      for (std::size_t profile = 0; profile < has.size(); ++profile)
        has[profile] = attributes.level(static_cast<Profile>(profile), k) == l ? 1.0f : 0.0f;
      levels_.push_back(std::move(has));
    }
  }

  level_bits_.assign((levels_.size() + 31) / 32, std::vector<std::uint32_t>(attributes.profiles()));
  for (std::size_t k = 0; k < levels_.size(); ++k)
    for (std::size_t profile = 0; profile < attributes.profiles(); ++profile)
      if (levels_[k][profile] > 0.0f) level_bits_[k / 32][profile] |= 1U << (k % 32);

  // Profiles with the same columns.
  std::map<std::vector<std::uint32_t>, std::uint16_t> classes;
  for (std::size_t profile = 0; profile < attributes.profiles(); ++profile) {
    std::vector<std::uint32_t> columns;
    for (const auto& bits : level_bits_) columns.push_back(bits[profile]);
    class_of_.push_back(classes.emplace(std::move(columns), static_cast<std::uint16_t>(classes.size())).first->second);
  }
  classes_ = classes.size();
}

void FeatureLayout::fill_attributes(const World& world, std::uint32_t begin, std::uint32_t end,
                                    ObservationBlock& out) const {
  std::size_t column = care_column() + 1;
  if (deprivation_) fill_deprivation(world.society->neighbourhoods, {0, begin, end}, out.feature(column++).data());
  const Profile* __restrict profile = world.families.profile.data() + begin;
  for (const auto& has : levels_) {
    float* __restrict to = out.feature(column++).data();
    const float* __restrict of_profile = has.data();
    for (std::size_t i = 0; i < end - begin; ++i) to[i] = of_profile[profile[i]];
  }
}

void FeatureLayout::fill_attributes_at(const World& world, std::uint32_t first, std::span<const std::uint16_t> places,
                                       ObservationBlock& out) const {
  std::size_t column = care_column() + 1;
  if (deprivation_) {
    const auto& neighbourhoods = world.society->neighbourhoods;
    const auto to = out.feature(column++);
    for (std::size_t r = 0; r < places.size();) {
      const std::uint32_t h = neighbourhoods.of(first + places[r]);
      const std::uint32_t end = (h + 1) * neighbourhoods.size - first;
      for (; r < places.size() && places[r] < end; ++r) to[r] = neighbourhoods.deprivation[h];
    }
  }
  // One look-up a row: the levels that its profile has, as bits.
  std::array<std::uint32_t, block_size> bits;
  for (std::size_t at = 0; at < levels_.size(); at += 32) {
    const std::uint32_t* __restrict of_profile = level_bits_[at / 32].data();
    for (std::size_t r = 0; r < places.size(); ++r) bits[r] = of_profile[world.families.profile[first + places[r]]];
    for (std::size_t k = at; k < std::min(levels_.size(), at + 32); ++k) {
      float* __restrict to = out.feature(column++).data();
      for (std::size_t r = 0; r < places.size(); ++r) to[r] = static_cast<float>(bits[r] >> (k - at) & 1U);
    }
  }
}

float seen_count(const World& world, std::uint32_t family, std::size_t service) {
  const auto& families = world.families;
  float count = families.links[family] >> service & 1U ? families.records_of(service)[family] : 0.0f;
  if (families.false_links[family] >> service & 1U)
    count += families.records_of(service)[false_link(world, family, service)];
  return count;
}

namespace {

/// Counts at a service as the programme sees them, for families [begin, end): a column of `out` for each of `services`.
template <class Column>
void fill_counts(const World& world, const std::vector<std::size_t>& services, std::uint32_t begin, std::uint32_t end,
                 Column column) {
  const auto& families = world.families;
  const std::uint32_t* __restrict links = families.links.data() + begin;
  for (std::size_t k = 0; k < services.size(); ++k) {
    const float* __restrict counts = families.records_of(services[k]).data() + begin;
    float* __restrict out = column(k);
    const std::uint32_t service = 1U << services[k];
    for (std::size_t i = 0; i < end - begin; ++i) out[i] = links[i] & service ? counts[i] : 0.0f;
  }
  // Few are taken for somebody else.
  for (std::uint32_t i = begin; i < end; ++i) {
    if (families.false_links[i] == 0) continue;
    for (std::size_t k = 0; k < services.size(); ++k)
      if (families.false_links[i] >> services[k] & 1U) column(k)[i - begin] = seen_count(world, i, services[k]);
  }
}

}  // namespace

void fill_seen_counts(const World& world, const std::vector<std::size_t>& services, std::uint32_t begin,
                      std::uint32_t end, std::span<float* const> columns) {
  fill_counts(world, services, begin, end, [&](std::size_t k) { return columns[k]; });
}

void PresentRows::read(std::size_t block, ObservationBlock& out) const {
  const auto begin = first_ + static_cast<std::uint32_t>(block * block_size);
  const auto end = std::min(last_, begin + static_cast<std::uint32_t>(block_size));
  out.reset(end - begin);
  fill_counts(world_, layout_.services(), begin, end, [&](std::size_t k) { return out.feature(k).data(); });
  std::copy_n(world_.families.care.data() + begin, end - begin, out.feature(layout_.care_column()).data());
  layout_.fill_attributes(world_, begin, end, out);
  if (world_.parameters.risk.learner == LearnerKind::random)
    for (std::uint32_t i = begin; i < end; ++i)
      out.draw()[i - begin] = uniform_float(world_.words(Draw::programme, i, 1)[0]);
}

}  // namespace streetlight::targeting
