#include "models/targeting/policy/training_rows.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace streetlight::targeting {

namespace {

/// What is known of a family of the snapshot.
enum Fact : std::uint8_t {
  in_view = 1,  ///< it still lives here and is in scope
  included = 2,
  labelled = 4,
  observed = 8,
  recorded = 16,
  in_need = 32,
};
constexpr std::size_t kinds_of_family = 32;  // in view, by the other facts
constexpr std::size_t kinds_of_row = 8;      // of these, as a fit tells them apart: the first three

constexpr std::size_t kind_of_family(std::uint8_t facts) { return facts >> 1U; }
constexpr std::size_t kind_of_row(std::uint8_t facts) { return facts >> 1U & 7U; }

}  // namespace

/// Makes the rows of one block after another.
class TrainingRows::Collector {
 public:
  Collector(const World& world, const FeatureLayout& layout, const Snapshot& snapshot, Alike alike)
      : world_(world),
        layout_(layout),
        snapshot_(snapshot),
        alike_(alike),
        count_(world.society->attributes.profiles() * kinds_of_family),
        row_of_class_(layout.profile_classes() * kinds_of_row, none) {}

  /// Sets `out`; returns how many families are in scope.
  std::size_t operator()(const Block& block, RowBlock& out) {
    first_ = snapshot_.first + static_cast<std::uint32_t>(block.begin);
    rows_.place.clear();
    rows_.count.clear();
    rows_.facts.clear();
    rows_.judged.clear();
    rows_.records = {};
    find_on_file(block);
    find_facts(block);

    const auto& neighbourhoods = world_.society->neighbourhoods;
    std::size_t in_scope = 0;
    for (std::size_t place = 0; place < block.size();) {
      const std::size_t left = neighbourhoods.size - (first_ + place) % neighbourhoods.size;
      for (const std::size_t end = std::min(block.size(), place + left); place < end; ++place) {
        if (!(facts_[place] & in_view)) continue;
        ++in_scope;
        if (alike_ == Alike::apart || on_file_[place])
          add_alone(static_cast<std::uint16_t>(place));
        else
          count_in(static_cast<std::uint16_t>(place));
      }
      add_together();
    }
    add_records(block.index);
    out = rows_;  // copies take no more storage than they need
    return in_scope;
  }

 private:
  static constexpr std::uint16_t none = 0xffff;

  /// Who has a record at a service that feeds the programme, or with social care.
  void find_on_file(const Block& block) {
    const SparseColumns& records = snapshot_.records[block.index];
    on_file_.fill(0);
    const auto mark = [&](std::size_t column) {
      for (const std::uint16_t place : records.places(column)) on_file_[place] = 1;
    };
    for (const std::size_t service : layout_.services()) mark(service);
    mark(records.columns() - 1);
  }

  void find_facts(const Block& block) {
    const auto& families = world_.families;
    const auto& risk = world_.parameters.risk;
    const std::uint16_t* __restrict lived_here = snapshot_.generation.data() + block.begin;
    const std::uint8_t* __restrict needed = snapshot_.in_need.data() + block.begin;
    const std::uint16_t* __restrict generation = families.generation.data() + first_;
    const std::uint32_t* __restrict links = families.links.data() + first_;
    const std::uint16_t* __restrict flags = families.flags.data() + first_;
    const Stamp* __restrict last_finding = families.last_finding.data() + first_;
    const Stamp* __restrict last_visit = families.last_visit.data() + first_;
    std::uint8_t* __restrict facts = facts_.data();
    const std::uint32_t feeds = world_.rates.linked_services;
    const Consent consent(world_.parameters.consent.mode);
    const Stamp since = stamp_of(snapshot_.month);
    const bool by_finding = risk.label == LabelSource::finding;
    for (std::size_t k = 0; k < block.size(); ++k) {
      const bool in_scope = generation[k] == lived_here[k] && (links[k] & feeds) != 0 && consent(flags[k]);
      const bool found = last_finding[k] >= since, need = needed[k] != 0;
      facts[k] = static_cast<std::uint8_t>(
          (in_scope ? in_view | included : 0) | ((by_finding ? found : need) ? labelled : 0) |
          (last_visit[k] >= since ? observed : 0) | (found ? recorded : 0) | (need ? in_need : 0));
    }
    const auto exclude = [&](std::size_t k) { facts[k] = static_cast<std::uint8_t>(facts[k] & ~included); };
    if (risk.training == TrainingSet::known)
      for (std::size_t k = 0; k < block.size(); ++k)
        if (!on_file_[k]) exclude(k);
    if (risk.label == LabelSource::survey)
      for (std::size_t k = 0; k < block.size(); ++k)
        if (uniform_float(world_.words(Draw::survey, first_ + static_cast<std::uint32_t>(k))[0]) >=
            static_cast<float>(risk.survey_share))
          exclude(k);
  }

  std::uint16_t add_row(std::uint16_t place, std::uint16_t count) {
    rows_.place.push_back(place);
    rows_.count.push_back(count);
    rows_.facts.push_back(facts_[place]);
    return static_cast<std::uint16_t>(rows_.place.size() - 1);
  }
  void add_judged(std::uint16_t row, std::uint16_t place, std::uint16_t count) {
    rows_.judged.push_back({row, world_.families.cell[first_ + place], count, (facts_[place] & recorded) != 0,
                            (facts_[place] & in_need) != 0});
  }

  void add_alone(std::uint16_t place) {
    const std::uint16_t row = add_row(place, 1);
    row_of_place_[place] = row;
    add_judged(row, place, 1);
  }

  /// Families without records are counted by profile and facts...
  void count_in(std::uint16_t place) {
    const std::size_t kind = world_.families.profile[first_ + place] * kinds_of_family + kind_of_family(facts_[place]);
    if (count_[kind]++ == 0) counted_.push_back({static_cast<std::uint32_t>(kind), place});
  }
  /// ... and at the neighbourhood's end, profiles that look alike to the learner share a row.
  void add_together() {
    for (const auto& [kind, place] : counted_) {
      const std::uint16_t count = std::exchange(count_[kind], std::uint16_t{0});
      std::uint16_t& row = row_of_class(place);
      if (row == none)
        row = add_row(place, count);
      else
        rows_.count[row] = static_cast<std::uint16_t>(rows_.count[row] + count);
      add_judged(row, place, count);
    }
    for (const auto& [kind, place] : counted_) row_of_class(place) = none;
    counted_.clear();
  }
  std::uint16_t& row_of_class(std::uint16_t place) {
    return row_of_class_[layout_.class_of(world_.families.profile[first_ + place]) * kinds_of_row +
                         kind_of_row(facts_[place])];
  }

  /// The snapshot's columns that the layout asks for, by row.
  void add_records(std::size_t block) {
    const SparseColumns& records = snapshot_.records[block];
    const auto append = [&](std::size_t column) {
      rows_.records.begin_column();
      const auto places = records.places(column);
      const auto values = records.values(column);
      for (std::size_t k = 0; k < places.size(); ++k)
        if (facts_[places[k]] & in_view) rows_.records.add(row_of_place_[places[k]], values[k]);
    };
    for (const std::size_t service : layout_.services()) append(service);
    append(records.columns() - 1);
  }

  const World& world_;
  const FeatureLayout& layout_;
  const Snapshot& snapshot_;
  Alike alike_;
  std::uint32_t first_ = 0;
  RowBlock rows_;
  std::array<std::uint8_t, block_size> facts_{}, on_file_{};
  std::array<std::uint16_t, block_size> row_of_place_{};
  std::vector<std::uint16_t> count_;  // [profile][kind of family], of the present neighbourhood
  struct Counted {
    std::uint32_t kind;
    std::uint16_t place;  // the first of them
  };
  std::vector<Counted> counted_;
  std::vector<std::uint16_t> row_of_class_;  // [class of profiles][kind of row], of the present neighbourhood
};

TrainingRows::TrainingRows(const World& world, const FeatureLayout& layout, const Snapshot& snapshot, Alike alike)
    : world_(world), layout_(layout), snapshot_(snapshot), blocks_(block_count(snapshot.families())) {
  std::vector<std::size_t> in_scope(blocks_.size());
  const std::size_t lanes = std::min(world.blocks->concurrency(), blocks_.size());
  world.blocks->for_each(lanes, [&](std::size_t lane) {
    Collector collect(world, layout, snapshot, alike);
    for (std::size_t b = lane; b < blocks_.size(); b += lanes)
      in_scope[b] = collect(block_at(b, snapshot.families()), blocks_[b]);
  });
  for (const std::size_t families : in_scope) in_scope_ += families;
}

void TrainingRows::read(std::size_t block, ObservationBlock& out) const {
  const RowBlock& rows = blocks_[block];
  const std::size_t count = rows.place.size();
  out.reset(count);
  for (std::size_t k = 0; k <= layout_.services().size(); ++k) rows.records.fill(k, out.feature(k));
  const auto first = snapshot_.first + static_cast<std::uint32_t>(block * block_size);
  layout_.fill_attributes_at(world_, first, rows.place, out);
  for (std::size_t r = 0; r < count; ++r) {
    out.included()[r] = (rows.facts[r] & included) != 0;
    out.label()[r] = (rows.facts[r] & labelled) != 0;
    out.observed()[r] = (rows.facts[r] & observed) != 0;
  }
  std::copy(rows.count.begin(), rows.count.end(), out.count().begin());
  if (world_.parameters.risk.learner == LearnerKind::random)
    for (std::size_t r = 0; r < count; ++r)
      out.draw()[r] = uniform_float(world_.words(Draw::programme, family(block, r), 1)[0]);
}

}  // namespace streetlight::targeting
