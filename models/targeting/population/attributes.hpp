#pragma once
/// Attributes of families. Given deprivation d and the attributes before it, attribute k has level l with probability
///
///     softmax_l( a_l + b_l d + sum over earlier attributes of g_l[their level] ),
///
/// with intercepts a_l solved so that E[share of l] is the published share, d standard normal. Slopes so steep that the
/// shares are not met within 500 steps are refused (objection). A family's levels together are its profile, one number.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/targeting/population/parameters.hpp"

namespace streetlight::targeting {

using Profile = std::uint16_t;
static_assert(most_profiles <= 0x10000, "a profile is a 16-bit number");
static_assert(most_levels <= 0x100, "a level is a byte");

/// Nodes and weights for expectations over a standard normal d: the trapezoid rule, whose error for smooth
/// integrands falls faster than any power of the spacing.
struct NormalNode {
  double d;
  double weight;
};
inline constexpr std::size_t normal_node_count = 121;
inline constexpr double normal_node_distance = 0.1;
std::span<const NormalNode> normal_nodes();

class AttributeModel {
 public:
  explicit AttributeModel(const PopulationParameters& parameters);

  /// Which share its steps did not come to, and what they came to; nothing when all are met.
  const std::optional<Complaint>& objection() const { return objection_; }

  std::size_t attributes() const { return attributes_.size(); }
  std::size_t profiles() const { return profiles_; }
  const std::string& name(std::size_t attribute) const { return attributes_[attribute].name; }
  const std::vector<std::string>& levels(std::size_t attribute) const { return attributes_[attribute].levels; }
  std::uint8_t level(Profile profile, std::size_t attribute) const {
    return static_cast<std::uint8_t>(profile / attributes_[attribute].stride % attributes_[attribute].levels.size());
  }
  bool has_level(Profile profile, const std::string& level_name) const;

  /// Profile of a family at deprivation `d`; one word an attribute.
  /// `shift`: added to the log-odds of every attribute's levels, one after the other; empty for nothing.
  Profile draw(double d, std::span<const std::uint32_t> words, std::span<const double> shift = {}) const;
  /// The shift with which attributes have these shares at deprivation `d`, [attribute][level]; one without shares is as
  /// the model has it, given the others. A share of 0 is one of exactly 0.
  std::vector<double> shift_for(double d, const std::vector<std::vector<double>>& shares) const;
  class Draws;
  /// P(profile | d), [profile].
  std::vector<double> probabilities(double d) const;
  /// Sum over levels of `effects[level]` that each profile has, [profile].
  std::vector<double> sum_of(const std::map<std::string, double>& effects) const;

 private:
  template <class LevelsOf>
  Profile draw_levels(std::span<const std::uint32_t> words, LevelsOf levels_of) const;

  struct Attribute {
    std::string name;
    std::vector<std::string> levels;
    std::vector<double> intercept;
    std::vector<double> slope;
    std::vector<std::vector<double>> given;  ///< [earlier profile prefix][level]: summed slopes
    std::size_t stride = 1;                  ///< profiles of the attributes before it
    std::size_t first_level = 0;             ///< levels of the attributes before it
  };
  static void level_probabilities(const Attribute& attribute, std::size_t prefix, double d, std::span<double> out,
                                  std::span<const double> shift = {});
  /// An attribute's part of a shift.
  std::span<const double> part_of(std::span<const double> shift, std::size_t attribute) const {
    return shift.empty() ? shift
                         : shift.subspan(attributes_[attribute].first_level, attributes_[attribute].levels.size());
  }
  /// The same for all of normal_nodes() at once, [level][node].
  using NodeColumn = std::array<double, normal_node_count>;
  static void level_probabilities_at_nodes(const Attribute& attribute, std::size_t prefix, std::span<NodeColumn> out);
  void solve_intercepts(Attribute& attribute, std::span<const double> shares);
  std::vector<double> prefix_probabilities(double d, std::size_t attributes) const;

  std::vector<Attribute> attributes_;
  std::size_t profiles_ = 1;
  std::optional<Complaint> objection_;
};

/// Profiles of many families: the probabilities are kept for as long as the deprivation stays the same, as it does in a
/// neighbourhood. Gives what AttributeModel::draw gives.
class AttributeModel::Draws {
 public:
  explicit Draws(const AttributeModel& model);
  Profile operator()(double d, std::span<const std::uint32_t> words, std::span<const double> shift = {});

 private:
  const AttributeModel& model_;
  double d_ = 0;
  const double* shift_ = nullptr;
  std::vector<std::size_t> first_;        ///< [attribute]: of its prefixes in `known_`
  std::vector<std::size_t> probability_;  ///< [attribute]: of its first prefix in `probabilities_`
  std::vector<std::uint8_t> known_;       ///< [attribute][prefix]
  std::vector<double> probabilities_;     ///< [attribute][prefix][level]
};

}  // namespace streetlight::targeting
