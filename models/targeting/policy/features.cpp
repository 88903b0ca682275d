#include "models/targeting/policy/features.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "models/targeting/records/linkage.hpp"
#include "sim/core/self_check.hpp"
#include "sim/core/wide_clones.hpp"

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
      if (levels_ % 32 == 0) has_levels_.emplace_back(attributes.profiles());
      for (std::size_t profile = 0; profile < attributes.profiles(); ++profile)
        if (attributes.level(static_cast<Profile>(profile), k) == l) has_levels_.back()[profile] |= 1U << levels_ % 32;
      ++levels_;
    }
  }
}

ProfileClasses FeatureLayout::classes(std::size_t profiles) const {
  ProfileClasses made;
  std::map<std::vector<std::uint32_t>, std::uint16_t> classes;
  for (std::size_t profile = 0; profile < profiles; ++profile) {
    std::vector<std::uint32_t> columns;
    for (const auto& bits : has_levels_) columns.push_back(bits[profile]);
    made.of.push_back(classes.emplace(std::move(columns), static_cast<std::uint16_t>(classes.size())).first->second);
  }
  made.count = classes.size();
  return made;
}

STREETLIGHT_WIDE_CLONE
void FeatureLayout::fill_attributes(const World& world, std::uint32_t begin, std::uint32_t end,
                                    ObservationBlock& out) const {
  std::size_t column = care_column() + 1;
  if (deprivation_) fill_deprivation(world.society->neighbourhoods, {0, begin, end}, out.feature(column++).data());
  const Profile* __restrict profile = world.families.profile.data() + begin;
  std::uint32_t has[block_size];
  for (std::size_t level = 0; level < levels_; ++level) {
    if (level % 32 == 0)
      for (std::size_t i = 0; i < end - begin; ++i) has[i] = has_levels_[level / 32][profile[i]];
    float* __restrict to = out.feature(column++).data();
    for (std::size_t i = 0; i < end - begin; ++i) to[i] = has[i] >> level % 32 & 1U ? 1.0f : 0.0f;
  }
}

void FeatureLayout::fill_attributes_at(const World& world, std::uint32_t first, std::span<const std::uint16_t> offsets,
                                       ObservationBlock& out) const {
  std::size_t column = care_column() + 1;
  if (deprivation_) {
    const auto& neighbourhoods = world.society->neighbourhoods;
    const auto to = out.feature(column++);
    for (std::size_t r = 0; r < offsets.size();) {
      const std::uint32_t h = neighbourhoods.of(first + offsets[r]);
      const std::uint32_t end = neighbourhoods.end_of(h) - first;
      for (; r < offsets.size() && offsets[r] < end; ++r) to[r] = neighbourhoods.deprivation[h];
    }
  }
  std::uint32_t has[block_size];
  for (std::size_t level = 0; level < levels_; ++level) {
    if (level % 32 == 0)
      for (std::size_t r = 0; r < offsets.size(); ++r)
        has[r] = has_levels_[level / 32][world.families.profile[first + offsets[r]]];
    float* __restrict to = out.feature(column++).data();
    for (std::size_t r = 0; r < offsets.size(); ++r) to[r] = has[r] >> level % 32 & 1U ? 1.0f : 0.0f;
  }
}

float seen_count(const World& world, std::uint32_t family, std::size_t service) {
  const auto& families = world.families;
  float count = families.links[family] >> service & 1U ? world.count_of(family, service) : 0.0f;
  if (families.false_links[family] >> service & 1U)
    count += world.count_of(false_link(world, family, service), service);
  return count;
}

namespace {

/// Counts at a service as the programme sees them, for families [begin, end): a column of `out` for each of `services`.
/// Nothing is seen of services whose bit is not set in `feeds`.
template <class Column>
STREETLIGHT_WIDE_CLONE void fill_counts(const World& world, const std::vector<std::size_t>& services,
                                        std::uint32_t feeds, std::uint32_t begin, std::uint32_t end, Column column) {
  const auto& families = world.families;
  const std::uint32_t* __restrict links = families.links.data() + begin;
  const Remains remains = world.remains;
  for (std::size_t k = 0; k < services.size(); ++k) {
    const float* __restrict counts = families.records_of(services[k]).data() + begin;
    const Stamp* __restrict last = families.last_entry_of(services[k]).data() + begin;
    float* __restrict out = column(k);
    const std::uint32_t service = feeds & 1U << services[k];
    for (std::size_t i = 0; i < end - begin; ++i) {
      const float count = remains(counts[i], last[i]);
      out[i] = links[i] & service ? count : 0.0f;
    }
  }
  // Few are taken for somebody else, who may be anywhere: all are asked for before any is read.
  struct Mistaken {
    std::size_t k;
    std::uint32_t family, other;
  };
  std::array<Mistaken, 64> mistaken;
  std::size_t waiting = 0;
  const auto add_others = [&] {
    for (std::size_t n = 0; n < waiting; ++n)
      column(mistaken[n].k)[mistaken[n].family - begin] += world.count_of(mistaken[n].other, services[mistaken[n].k]);
    waiting = 0;
  };
  for (std::uint32_t i = begin; i < end; ++i) {
    if (families.false_links[i] == 0) continue;
    for (std::size_t k = 0; k < services.size(); ++k)
      if (families.false_links[i] & feeds & 1U << services[k]) {
        const std::uint32_t other = false_link(world, i, services[k]);
        __builtin_prefetch(&families.records_of(services[k])[other]);
        __builtin_prefetch(&families.last_entry_of(services[k])[other]);
        mistaken[waiting++] = {k, i, other};
        if (waiting == mistaken.size()) add_others();
      }
  }
  add_others();
  if constexpr (checks_itself)
    for (std::size_t k = 0; k < services.size(); ++k)
      for (std::uint32_t i = begin; i < end; ++i) {
        const float seen = feeds & 1U << services[k] ? seen_count(world, i, services[k]) : 0.0f;
        must_agree(column(k)[i - begin] == seen, "a count as the programme sees it",
                   "models/targeting/policy/features.hpp", i);
      }
}

}  // namespace

STREETLIGHT_WIDE_CLONE
void fill_care(const World& world, std::uint32_t begin, std::uint32_t end, float* __restrict out) {
  const float* __restrict care = world.families.care.data() + begin;
  const Stamp* __restrict last = world.families.last_care.data() + begin;
  const Remains remains = world.remains;
  for (std::size_t i = 0; i < end - begin; ++i) out[i] = remains(care[i], last[i]);
}

void fill_seen_counts(const World& world, const std::vector<std::size_t>& services, std::uint32_t begin,
                      std::uint32_t end, std::span<float* const> columns) {
  constexpr std::uint32_t all = ~0U;
  fill_counts(world, services, all, begin, end, [&](std::size_t k) { return columns[k]; });
}

void PresentRows::read(std::size_t block, ObservationBlock& out) const {
  const auto begin = first_ + static_cast<std::uint32_t>(block * block_size);
  const auto end = std::min(last_, begin + static_cast<std::uint32_t>(block_size));
  out.reset(end - begin);
  fill_counts(world_, layout_.services(), world_.rates.linked_services, begin, end,
              [&](std::size_t k) { return out.feature(k).data(); });
  fill_care(world_, begin, end, out.feature(layout_.care_column()).data());
  layout_.fill_attributes(world_, begin, end, out);
  if (learner_ == LearnerKind::random)
    for (std::uint32_t i = begin; i < end; ++i)
      out.draw()[i - begin] = uniform_float(world_.words(Draw::programme, i, 1)[0]);
}

}  // namespace streetlight::targeting
