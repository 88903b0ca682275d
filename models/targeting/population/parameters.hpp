#pragma once
/// Who the families are and where they live. Keys under `population`, `authorities` and `network`.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/parameters.hpp"

namespace streetlight::targeting {

/// A categorical attribute of a family. Level k has log-odds
/// intercept_k + deprivation_k d + sum over earlier attributes of given[their level]_k;
/// the intercepts are solved so that the levels have `shares` in expectation.
struct AttributeParameters {
  std::string name;
  std::vector<std::string> levels;
  std::vector<double> shares;
  std::vector<double> deprivation;                   ///< log-odds per standard deviation of d; empty: zeros
  std::map<std::string, std::vector<double>> given;  ///< by an earlier attribute's level: log-odds for each level

  friend bool operator==(const AttributeParameters&, const AttributeParameters&) = default;
};

/// What the numbers that stand for attributes can hold; check() refuses more.
inline constexpr std::size_t most_attributes = 64;
inline constexpr std::size_t most_levels = 64;      ///< of an attribute
inline constexpr std::size_t most_profiles = 6000;  ///< combinations of levels

/// Deprivation of a place among the nation's, in standard deviations of the nation's neighbourhoods.
struct DeprivationParameters {
  double mean = 0.0;
  double spread = 1.0;

  bool as_the_nation() const { return mean == 0.0 && spread == 1.0; }
  friend bool operator==(const DeprivationParameters&, const DeprivationParameters&) = default;
};

/// How a file of neighbourhoods is read (population/places.hpp). Keys under `places`.
struct PlacesParameters {
  /// What is in a column -> its name in the file, "" where it has none. Levels of attributes are added by name.
  std::map<std::string, std::string> columns{{"authority", ""}, {"code", ""}, {"decile", ""},
                                             {"families", ""},  {"rank", ""}, {"score", ""}};
  std::int64_t ranked = 33'755;
  std::optional<double> score_mean{}, score_sd{};

  void declare(ParameterTable& table);
  /// The columns that have a name.
  std::map<std::string, std::string> given() const;
  friend bool operator==(const PlacesParameters&, const PlacesParameters&) = default;
};

struct PopulationParameters {
  std::int64_t families = 100'000;
  std::int64_t neighbourhood_size = 500;
  double authority_share = 0.3;
  DeprivationParameters deprivation;
  std::string places_file;  ///< population.places; "": none
  std::vector<AttributeParameters> attributes = england();

  void declare(ParameterTable& table);
  void check(Complaints& complaints) const;
  /// Index of the attribute that has `level`. Level names are unique over attributes.
  std::optional<std::size_t> attribute_of(const std::string& level) const;
  std::vector<std::string> level_names() const;
  /// Attributes that have levels, in order.
  std::vector<const AttributeParameters*> attributes_in_use() const;
  friend bool operator==(const PopulationParameters&, const PopulationParameters&) = default;

 private:
  static std::vector<AttributeParameters> england();
};

/// Which authorities adopt the programme first.
enum class AdoptionOrder { lot, rising_referrals };

struct AuthorityParameters {
  std::int64_t count = 1;
  std::vector<std::string> names;
  std::map<std::string, DeprivationParameters> deprivation;  ///< by name: fixed, the same in every replicate
  double adoption = 1.0;
  AdoptionOrder adoption_order = AdoptionOrder::lot;
  std::int64_t start_window = 0;
  double capacity_deprivation = 0.0;
  double readiness_spread = 0.0;

  void declare(ParameterTable& table);
  void check(Complaints& complaints) const;
  /// The names given, or A001, A002, ...
  std::vector<std::string> all_names() const;
  friend bool operator==(const AuthorityParameters&, const AuthorityParameters&) = default;
};

enum class NetworkKind { neighbourhood, watts_strogatz, erdos_renyi, edge_list };

struct NetworkParameters {
  NetworkKind kind = NetworkKind::neighbourhood;
  double degree = 8.0;
  double local = 0.7;
  double homophily = 1.5;
  double rewiring = 0.1;
  std::string file;

  void declare(ParameterTable& table);
  void check(Complaints& complaints) const;
  /// Neighbours on the ring of a Watts-Strogatz network: the even number nearest to the degree.
  std::int64_t nearest() const { return 2 * static_cast<std::int64_t>(degree / 2 + 0.5); }
  friend bool operator==(const NetworkParameters&, const NetworkParameters&) = default;
};

}  // namespace streetlight::targeting
