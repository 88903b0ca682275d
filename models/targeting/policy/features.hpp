#pragma once
/// What the programme sees of a family: the decayed counts of every linked service, the social-care record, and the
/// attributes that risk.features names (deprivation as the score d; an attribute as one column for each level but the
/// first). Rows are made here, on the model's side, and handed to the risk library as bare columns.
///
/// A timeline may change risk.features and which services feed the programme. A trained model keeps the columns that it
/// was trained on until it is trained again (RiskPool::layout); a feed that has stopped shows it nothing: zeros.

#include <span>
#include <string>
#include <vector>

#include "models/targeting/records/consent.hpp"
#include "models/targeting/risk/observation.hpp"
#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Profiles that have the same attribute columns are one class.
struct ProfileClasses {
  std::vector<std::uint16_t> of;  ///< [profile]
  std::size_t count = 0;
};

/// The columns, in order: those that the parameters in effect ask for when it is made.
class FeatureLayout {
 public:
  explicit FeatureLayout(const World& world);
  const std::vector<std::string>& names() const { return names_; }
  /// Fills the attribute columns of a block of families [begin, end).
  void fill_attributes(const World& world, std::uint32_t begin, std::uint32_t end, ObservationBlock& out) const;
  /// The same for the rows of a training set: row r is family `first` + offsets[r]. Rows of a neighbourhood are
  /// together.
  void fill_attributes_at(const World& world, std::uint32_t first, std::span<const std::uint16_t> offsets,
                          ObservationBlock& out) const;
  const std::vector<std::size_t>& services() const { return services_; }  ///< linked services, a column each
  /// Whether the columns are the same.
  bool operator==(const FeatureLayout& other) const { return names_ == other.names_ && services_ == other.services_; }
  std::size_t care_column() const { return services_.size(); }
  /// Families of one class that have no record are alike to the model within a neighbourhood, since all else that it
  /// sees is the neighbourhood's. A feature that differs between them must tell the classes apart (training_rows.hpp).
  ProfileClasses classes(std::size_t profiles) const;

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

/// The same for families [begin, end) at each of `services`; columns[k] is where services[k] goes.
void fill_seen_counts(const World& world, const std::vector<std::size_t>& services, std::uint32_t begin,
                      std::uint32_t end, std::span<float* const> columns);

/// What remains of the social-care record of families [begin, end).
void fill_care(const World& world, std::uint32_t begin, std::uint32_t end, float* out);

/// Whether the programme has the family in view: linked at some service that feeds it, and consenting.
inline bool in_scope(const World& world, std::uint32_t family) {
  return (world.families.links[family] & world.rates.linked_services) != 0 &&
         Consent(world.parameters.consent.mode)(world.families.status[family]);
}

/// Families [first, last) as they stand now, for scoring by a model with the columns of `layout`. A service that feeds
/// the programme no longer shows no record.
class PresentRows final : public ObservationBlocks {
 public:
  PresentRows(const World& world, const FeatureLayout& layout, LearnerKind learner, std::uint32_t first,
              std::uint32_t last)
      : world_(world), layout_(layout), learner_(learner), first_(first), last_(last) {}
  std::size_t rows() const override { return last_ - first_; }
  const std::vector<std::string>& feature_names() const override { return layout_.names(); }
  void read(std::size_t block, ObservationBlock& out) const override;

 private:
  const World& world_;
  const FeatureLayout& layout_;
  LearnerKind learner_;  ///< only the random one reads draws
  std::uint32_t first_, last_;
};

}  // namespace streetlight::targeting
