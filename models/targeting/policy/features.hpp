#pragma once
/// What the programme sees of a family: the decayed counts of every linked service, the social-care record, and the
/// attributes that risk.features names (deprivation as the score d; an attribute as one column for each level but the
/// first). Rows are made here, on the model's side, and handed to the risk library as bare columns.

#include <string>
#include <vector>

#include "models/targeting/records/consent.hpp"
#include "models/targeting/risk/observation.hpp"
#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// The columns, in order.
class FeatureLayout {
 public:
  explicit FeatureLayout(const World& world);
  const std::vector<std::string>& names() const { return names_; }
  /// Fills the attribute columns of a block of families [begin, end).
  void fill_attributes(const World& world, std::uint32_t begin, std::uint32_t end, ObservationBlock& out) const;
  const std::vector<std::size_t>& services() const { return services_; }  ///< linked services, a column each
  std::size_t care_column() const { return services_.size(); }

 private:
  std::vector<std::string> names_;
  std::vector<std::size_t> services_;
  bool deprivation_ = false;
  std::size_t levels_ = 0;                              ///< columns of levels
  std::vector<std::vector<std::uint32_t>> has_levels_;  ///< [32 columns][profile], bit: the profile has that level
};

/// A family's count at a service as the programme sees it: nothing when unlinked, and with somebody else's when falsely
/// linked.
float seen_count(const World& world, std::uint32_t family, std::size_t service);

/// Whether the programme has the family in view: linked at some service that feeds it, and consenting.
inline bool in_scope(const World& world, std::uint32_t family) {
  return (world.families.links[family] & world.rates.linked_services) != 0 &&
         Consent(world.parameters.consent.mode)(world.families.flags[family]);
}

/// Families [first, last) as they stand now, for scoring.
class PresentRows final : public ObservationBlocks {
 public:
  PresentRows(const World& world, const FeatureLayout& layout, std::uint32_t first, std::uint32_t last)
      : world_(world), layout_(layout), first_(first), last_(last) {}
  std::size_t rows() const override { return last_ - first_; }
  const std::vector<std::string>& feature_names() const override { return layout_.names(); }
  void read(std::size_t block, ObservationBlock& out) const override;

 private:
  const World& world_;
  const FeatureLayout& layout_;
  std::uint32_t first_, last_;
};

/// Families of a snapshot with the labels of the horizon since, for training. Families that left, or are out of scope
/// now, are not included.
class TrainingRows final : public ObservationBlocks {
 public:
  /// Settles labels and who is included once: a fit reads its rows several times.
  TrainingRows(const World& world, const FeatureLayout& layout, const Snapshot& snapshot);
  std::size_t rows() const override { return snapshot_.care.size(); }
  const std::vector<std::string>& feature_names() const override { return layout_.names(); }
  void read(std::size_t block, ObservationBlock& out) const override;
  /// The label that the records give: a finding since the snapshot.
  bool recorded(std::uint32_t family) const {
    return world_.families.last_finding[family] >= stamp_of(snapshot_.month);
  }

 private:
  const World& world_;
  const FeatureLayout& layout_;
  const Snapshot& snapshot_;
  std::vector<std::uint8_t> label_, included_, observed_;  ///< [row]
};

/// What the pool's families look like this month.
Snapshot take_snapshot(const World& world, std::uint32_t first, std::uint32_t last);

}  // namespace streetlight::targeting
