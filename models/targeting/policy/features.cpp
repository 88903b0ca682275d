#include "models/targeting/policy/features.hpp"

#include <algorithm>
#include <array>
#include <numeric>

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
      if (levels_ % 32 == 0) has_levels_.emplace_back(attributes.profiles());
      for (std::size_t profile = 0; profile < attributes.profiles(); ++profile)
        if (attributes.level(static_cast<Profile>(profile), k) == l) has_levels_.back()[profile] |= 1U << levels_ % 32;
      ++levels_;
    }
  }
}

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

float seen_count(const World& world, std::uint32_t family, std::size_t service) {
  const auto& families = world.families;
  float count = families.links[family] >> service & 1U ? world.count_of(family, service) : 0.0f;
  if (families.false_links[family] >> service & 1U)
    count += world.count_of(false_link(world, family, service), service);
  return count;
}

namespace {

/// Counts at a service as the programme sees them, for families [begin, end): a column of `out` for each of `services`.
template <class Column>
void fill_counts(const World& world, const std::vector<std::size_t>& services, std::uint32_t begin, std::uint32_t end,
                 Column column) {
  const auto& families = world.families;
  const std::uint32_t* __restrict links = families.links.data() + begin;
  const Remains remains = world.remains;
  for (std::size_t k = 0; k < services.size(); ++k) {
    const float* __restrict counts = families.records_of(services[k]).data() + begin;
    const Stamp* __restrict last = families.last_entry_of(services[k]).data() + begin;
    float* __restrict out = column(k);
    const std::uint32_t service = 1U << services[k];
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
      if (families.false_links[i] >> services[k] & 1U) {
        const std::uint32_t other = false_link(world, i, services[k]);
        __builtin_prefetch(&families.records_of(services[k])[other]);
        __builtin_prefetch(&families.last_entry_of(services[k])[other]);
        mistaken[waiting++] = {k, i, other};
        if (waiting == mistaken.size()) add_others();
      }
  }
  add_others();
}

/// What remains of the social-care record of families [begin, end).
void fill_care(const World& world, std::uint32_t begin, std::uint32_t end, float* __restrict out) {
  const float* __restrict care = world.families.care.data() + begin;
  const Stamp* __restrict last = world.families.last_care.data() + begin;
  const Remains remains = world.remains;
  for (std::size_t i = 0; i < end - begin; ++i) out[i] = remains(care[i], last[i]);
}

}  // namespace

void PresentRows::read(std::size_t block, ObservationBlock& out) const {
  const auto begin = first_ + static_cast<std::uint32_t>(block * block_size);
  const auto end = std::min(last_, begin + static_cast<std::uint32_t>(block_size));
  out.reset(end - begin);
  fill_counts(world_, layout_.services(), begin, end, [&](std::size_t k) { return out.feature(k).data(); });
  fill_care(world_, begin, end, out.feature(layout_.care_column()).data());
  layout_.fill_attributes(world_, begin, end, out);
  if (world_.parameters.risk.learner == LearnerKind::random)
    for (std::uint32_t i = begin; i < end; ++i)
      out.draw()[i - begin] = uniform_float(world_.words(Draw::programme, i, 1)[0]);
}

TrainingRows::TrainingRows(const World& world, const FeatureLayout& layout, const Snapshot& snapshot)
    : world_(world), layout_(layout), snapshot_(snapshot), label_(rows()), included_(rows()), observed_(rows()) {
  const auto& families = world.families;
  const auto& risk = world.parameters.risk;
  const auto survey_share = static_cast<float>(risk.survey_share);
  world.blocks->for_each_block(rows(), [&](const Block& block) {
    for (std::size_t row = block.begin; row < block.end; ++row) {
      const auto family = snapshot.first + static_cast<std::uint32_t>(row);
      bool included = families.generation[family] == snapshot.generation[row] && in_scope(world, family);
      if (risk.training == TrainingSet::known) {
        bool known = snapshot.care[row] > 0.0f;
        for (const auto service : layout.services()) known = known || snapshot.counts[service][row] > 0.0f;
        included = included && known;
      }
      label_[row] = risk.label == LabelSource::finding ? recorded(family) : snapshot.in_need[row] != 0;
      if (risk.label == LabelSource::survey)
        included = included && uniform_float(world.words(Draw::survey, family)[0]) < survey_share;
      included_[row] = included;
      observed_[row] = families.last_visit[family] >= stamp_of(snapshot.month);
    }
  });
}

void TrainingRows::read(std::size_t block, ObservationBlock& out) const {
  const std::size_t begin = block * block_size, end = std::min(rows(), begin + block_size);
  const auto first = snapshot_.first + static_cast<std::uint32_t>(begin);
  out.reset(end - begin);
  for (std::size_t k = 0; k < layout_.services().size(); ++k)
    std::copy_n(snapshot_.counts[layout_.services()[k]].data() + begin, end - begin, out.feature(k).data());
  std::copy_n(snapshot_.care.data() + begin, end - begin, out.feature(layout_.care_column()).data());
  layout_.fill_attributes(world_, first, first + static_cast<std::uint32_t>(end - begin), out);
  std::copy_n(label_.data() + begin, end - begin, out.label().data());
  std::copy_n(included_.data() + begin, end - begin, out.included().data());
  std::copy_n(observed_.data() + begin, end - begin, out.observed().data());
  if (world_.parameters.risk.learner == LearnerKind::random)
    for (std::size_t row = 0; row < end - begin; ++row)
      out.draw()[row] = uniform_float(world_.words(Draw::programme, first + static_cast<std::uint32_t>(row), 1)[0]);
}

Snapshot take_snapshot(const World& world, std::uint32_t first, std::uint32_t last) {
  const auto& families = world.families;
  Snapshot snapshot;
  snapshot.month = world.month;
  snapshot.first = first;
  snapshot.counts.assign(world.rates.services.size(), std::vector<float>(last - first));
  std::vector<std::size_t> services(snapshot.counts.size());
  std::iota(services.begin(), services.end(), std::size_t{0});
  fill_counts(world, services, first, last, [&](std::size_t s) { return snapshot.counts[s].data(); });
  snapshot.care.resize(last - first);
  fill_care(world, first, last, snapshot.care.data());
  snapshot.generation.assign(families.generation.begin() + first, families.generation.begin() + last);
  snapshot.in_need.resize(last - first);
  for (std::uint32_t i = first; i < last; ++i) snapshot.in_need[i - first] = world.in_need(i);
  return snapshot;
}

}  // namespace streetlight::targeting
