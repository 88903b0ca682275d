#include "models/targeting/policy/training_rows.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "sim/core/self_check.hpp"

namespace streetlight::targeting {

namespace {

/// What is known of a family of the snapshot, as bits.
using Fact = std::uint8_t;
constexpr Fact included = 1;
constexpr Fact labelled = 2;
constexpr Fact observed = 4;
constexpr Fact recorded = 8;
constexpr Fact in_need = 16;
constexpr Fact in_view = 32;                 ///< it still lives here and is in scope
constexpr std::size_t kinds_of_family = 32;  // in view, by the other facts
constexpr std::size_t kinds_of_row = 8;      // of these, as a fit tells them apart: the first three
static_assert(kinds_of_family == in_view, "in_view is the highest fact: those below it number the kinds of family");
static_assert(kinds_of_row == (included | labelled | observed) + 1U, "what a fit looks at are the lowest facts");
static_assert(block_size < 0xffff, "rows and families of a block are 16-bit numbers, and 0xffff stands for none");

}  // namespace

/// Makes the rows of one block after another. Loops over families have no branches on what a family is like: half of
/// them would be guessed wrong.
class TrainingRows::Collector {
 public:
  Collector(const TrainingRows& rows, Alike alike)
      : world_(rows.world_),
        layout_(rows.layout_),
        snapshot_(rows.snapshot_),
        training_(rows),
        alike_(alike),
        count_of_kind_(world_.society->attributes.profiles() * kinds_of_family),
        classes_(layout_.classes(world_.society->attributes.profiles())),
        row_of_class_(classes_.count * kinds_of_row, none) {}

  void operator()(const Block& block, RowBlock& out) {
    first_ = snapshot_.first + static_cast<std::uint32_t>(block.begin);
    rows_ = judged_ = 0;
    find_on_file(block);
    find_facts(block);

    const auto& neighbourhoods = world_.society->neighbourhoods;
    for (std::size_t offset = 0; offset < block.size();) {
      const auto family = static_cast<std::uint32_t>(first_ + offset);
      const std::size_t left = neighbourhoods.end_of(neighbourhoods.of(family)) - family;
      const std::size_t end = std::min(block.size(), offset + left);
      add_neighbourhood(offset, end);
      offset = end;
    }
    out.offset.assign(offset_of_row_.begin(), offset_of_row_.begin() + static_cast<std::ptrdiff_t>(rows_));
    out.count.assign(count_.begin(), count_.begin() + static_cast<std::ptrdiff_t>(rows_));
    out.facts.assign(facts_of_row_.begin(), facts_of_row_.begin() + static_cast<std::ptrdiff_t>(rows_));
    out.judged.assign(judged_families_.begin(), judged_families_.begin() + static_cast<std::ptrdiff_t>(judged_));
    find_records(block.index);
    out.records = records_;
  }

 private:
  static constexpr std::uint16_t none = 0xffff;

  /// Who has a record at a service that feeds the programme, or with social care.
  void find_on_file(const Block& block) {
    const SparseColumns& records = snapshot_.records[block.index];
    on_file_.fill(0);
    const auto mark = [&](std::size_t column) {
      for (const std::uint16_t offset : records.offsets(column)) on_file_[offset] = 1;
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
    const std::uint16_t* __restrict status = families.status.data() + first_;
    const Stamp* __restrict last_finding = families.last_finding.data() + first_;
    const Stamp* __restrict last_visit = families.last_visit.data() + first_;
    std::uint8_t* __restrict facts = facts_.data();
    const std::uint32_t feeds = world_.rates.linked_services;
    const Consent consent(world_.parameters.consent.mode);
    const Stamp since = stamp_of(snapshot_.month);
    const unsigned found_labels = risk.label == LabelSource::finding, need_labels = 1U - found_labels;
    for (std::size_t k = 0; k < block.size(); ++k) {
      const unsigned found = last_finding[k] >= since, need = needed[k], visited = last_visit[k] >= since;
      const unsigned linked = (links[k] & feeds) != 0, here = generation[k] == lived_here[k];
      const unsigned in_scope = linked & here & static_cast<unsigned>(consent(status[k]));
      facts[k] = static_cast<std::uint8_t>(in_scope * (in_view | included) | (found & found_labels) * labelled |
                                           (need & need_labels) * labelled | visited * observed | found * recorded |
                                           need * in_need);
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
    if (!training_.taught_by_.empty())
      for (std::size_t k = 0; k < block.size(); ++k)
        if (!training_.teaches(first_ + static_cast<std::uint32_t>(k))) exclude(k);
  }

  /// Families of one neighbourhood: those with records one by one, the others by profile and facts.
  void add_neighbourhood(std::size_t begin, std::size_t end) {
    const Profile* profile = world_.families.profile.data() + first_;
    const std::size_t together = alike_ == Alike::together;
    std::size_t alone = 0, counted = 0;
    for (std::size_t offset = begin; offset < end; ++offset) {
      const std::size_t in_scope = facts_[offset] / in_view;
      const std::size_t blank = together & (on_file_[offset] ^ 1U);
      alone_[alone] = static_cast<std::uint16_t>(offset);
      alone += in_scope & (blank ^ 1U);
      const std::size_t kind = profile[offset] * kinds_of_family + facts_[offset] % in_view;
      std::uint16_t& count = count_of_kind_[kind];
      counted_[counted] = {static_cast<std::uint32_t>(kind), static_cast<std::uint16_t>(offset)};
      counted += in_scope & blank & static_cast<std::size_t>(count == 0);
      count = static_cast<std::uint16_t>(count + (in_scope & blank));
    }

    for (std::size_t k = 0; k < alone; ++k) {
      const std::uint16_t offset = alone_[k];
      row_of_offset_[offset] = static_cast<std::uint16_t>(rows_);
      offset_of_row_[rows_] = offset;
      facts_of_row_[rows_] = facts_[offset];
      count_[rows_] = 1;
      add_judged(rows_++, offset, 1);
    }
    // Profiles that look alike to the learner share a row.
    const std::size_t first_shared = rows_;
    for (std::size_t k = 0; k < counted; ++k) {
      const auto [kind, offset] = counted_[k];
      const std::uint16_t count = std::exchange(count_of_kind_[kind], std::uint16_t{0});
      std::uint16_t& shared = row_of_class_[class_of(kind)];
      const bool fresh = shared == none;
      offset_of_row_[rows_] = offset;
      facts_of_row_[rows_] = static_cast<std::uint8_t>(kind % kinds_of_family);
      count_[rows_] = 0;
      const std::size_t row = fresh ? rows_ : shared;
      shared = static_cast<std::uint16_t>(row);
      rows_ += fresh;
      count_[row] = static_cast<std::uint16_t>(count_[row] + count);
      add_judged(row, offset, count);
    }
    for (std::size_t row = first_shared; row < rows_; ++row)
      row_of_class_[class_of(profile[offset_of_row_[row]] * kinds_of_family + facts_of_row_[row])] = none;
  }

  std::size_t class_of(std::size_t kind) const {
    return classes_.of[kind / kinds_of_family] * kinds_of_row + kind % kinds_of_row;
  }
  void add_judged(std::size_t row, std::uint16_t offset, std::uint16_t count) {
    judged_families_[judged_++] = {static_cast<std::uint16_t>(row), world_.families.cell[first_ + offset], count,
                                   (facts_[offset] & recorded) != 0, (facts_[offset] & in_need) != 0};
  }

  /// The snapshot's columns that the layout asks for, by row.
  void find_records(std::size_t block) {
    records_.clear();
    const SparseColumns& records = snapshot_.records[block];
    const auto append = [&](std::size_t column) {
      records_.begin_column();
      const auto offsets = records.offsets(column);
      const auto values = records.values(column);
      for (std::size_t k = 0; k < offsets.size(); ++k)
        if (facts_[offsets[k]] & in_view) records_.add(row_of_offset_[offsets[k]], values[k]);
    };
    for (const std::size_t service : layout_.services()) append(service);
    append(records.columns() - 1);
  }

  const World& world_;
  const FeatureLayout& layout_;
  const Snapshot& snapshot_;
  const TrainingRows& training_;
  Alike alike_;
  std::uint32_t first_ = 0;
  std::array<std::uint8_t, block_size> facts_{}, on_file_{};
  std::array<std::uint16_t, block_size> row_of_offset_{};

  // Rows so far; loops write one row beyond.
  std::size_t rows_ = 0, judged_ = 0;
  std::array<std::uint16_t, block_size + 1> offset_of_row_{}, count_{};
  std::array<std::uint8_t, block_size + 1> facts_of_row_{};
  std::array<JudgedFamilies, block_size> judged_families_{};
  SparseColumns records_;

  // Of the present neighbourhood.
  struct Counted {
    std::uint32_t kind;
    std::uint16_t offset;  // the first of them
  };
  std::array<std::uint16_t, block_size + 1> alone_{};
  std::array<Counted, block_size + 1> counted_{};
  std::vector<std::uint16_t> count_of_kind_;  // [profile][kind of family]
  ProfileClasses classes_;
  std::vector<std::uint16_t> row_of_class_;  // [class of profiles][kind of row]
};

TrainingRows::TrainingRows(const World& world, const FeatureLayout& layout, const Snapshot& snapshot, Alike alike,
                           std::vector<FamilyRange> taught_by)
    : world_(world),
      layout_(layout),
      snapshot_(snapshot),
      taught_by_(std::move(taught_by)),
      blocks_(block_count(snapshot.families())) {
  const std::size_t workers = std::min(world.blocks->concurrency(), blocks_.size());
  world.blocks->for_each(workers, [&](std::size_t worker) {
    Collector collect(*this, alike);
    for (std::size_t b = worker; b < blocks_.size(); b += workers)
      collect(block_at(b, snapshot.families()), blocks_[b]);
  });
  if constexpr (checks_itself)
    if (alike == Alike::together) check_alike();
}

bool TrainingRows::teaches(std::uint32_t family) const {
  return taught_by_.empty() || std::any_of(taught_by_.begin(), taught_by_.end(),
                                           [&](const FamilyRange& range) { return range.contains(family); });
}

/// Rows that stand for several families are, counted out, the rows of single ones: block by block, for the fit by
/// features and labels, for the card by features, groups and labels.
void TrainingRows::check_alike() const {
  const TrainingRows apart(world_, layout_, snapshot_, Alike::apart, taught_by_);
  ObservationBlock read_rows(layout_.names().size());
  const auto counted = [&](const TrainingRows& rows, std::size_t block) {
    rows.read(block, read_rows);
    std::map<std::vector<float>, std::size_t> counts;
    const auto features_of = [&](std::size_t row) {
      std::vector<float> features;
      for (std::size_t j = 0; j < read_rows.features(); ++j) features.push_back(read_rows.feature(j)[row]);
      return features;
    };
    for (std::size_t row = 0; row < read_rows.rows(); ++row) {
      auto key = features_of(row);
      for (const auto fact : {read_rows.included()[row], read_rows.label()[row], read_rows.observed()[row]})
        key.push_back(fact);
      counts[key] += read_rows.count()[row];
    }
    for (const auto& [row, cell, count, recorded, truth] : rows.judged(block)) {
      auto key = features_of(row);
      for (const float part : {-1.0f, static_cast<float>(cell), recorded ? 1.0f : 0.0f, truth ? 1.0f : 0.0f})
        key.push_back(part);  // longer than the keys above
      counts[key] += count;
    }
    return counts;
  };
  for (std::size_t block = 0; block < blocks_.size(); ++block)
    must_agree(counted(*this, block) == counted(apart, block), "rows of a training set that are alike",
               "models/targeting/policy/features.hpp", snapshot_.first + block * block_size);
}

void TrainingRows::read(std::size_t block, ObservationBlock& out) const {
  const RowBlock& rows = blocks_[block];
  const std::size_t count = rows.offset.size();
  out.reset(count);
  for (std::size_t k = 0; k <= layout_.services().size(); ++k) rows.records.fill(k, out.feature(k));
  const auto first = snapshot_.first + static_cast<std::uint32_t>(block * block_size);
  layout_.fill_attributes_at(world_, first, rows.offset, out);
  const auto bit_of_facts = [&](Fact fact, std::uint8_t* __restrict to) {
    const std::uint8_t* __restrict facts = rows.facts.data();
    for (std::size_t r = 0; r < count; ++r) to[r] = (facts[r] & fact) != 0;
  };
  bit_of_facts(included, out.included().data());
  bit_of_facts(labelled, out.label().data());
  bit_of_facts(observed, out.observed().data());
  std::copy(rows.count.begin(), rows.count.end(), out.count().begin());
  if (world_.parameters.risk.learner == LearnerKind::random)
    for (std::size_t r = 0; r < count; ++r)
      out.draw()[r] = uniform_float(world_.words(Draw::programme, family(block, r), 1)[0]);
}

}  // namespace streetlight::targeting
