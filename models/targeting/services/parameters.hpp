#pragma once
/// Services, deterrence, concealment and scrutiny. Keys under `services.<name>`, `deterrence`, `scrutiny`.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/parameters.hpp"

namespace streetlight::targeting {

struct ServiceParameters {
  std::string name;
  std::optional<double> reach{};  ///< a service of the experimenter's own must give it
  double need = 0.0;
  double deprivation = 0.0;
  double voluntary = 0.0;
  double detection = 0.0;
  double false_alarm = 0.0;
  double relief = 0.0;
  bool linked = true;
  std::optional<double> capacity{};
  std::optional<double> cost{};  ///< none: cost.contact, or cost.early_help_contact (contact_price)
  std::map<std::string, double> bias{};
  std::map<std::string, double> missing{};

  /// Whether there is anything to stay away from.
  bool keeps_records() const { return detection > 0 || false_alarm > 0; }

  friend bool operator==(const ServiceParameters&, const ServiceParameters&) = default;
};

/// A service is a bit of a 32-bit word wherever families are kept or counted.
inline constexpr std::size_t most_services = 32;

/// Every service, in the order of the outcome columns.
struct ServicesParameters {
  std::vector<ServiceParameters> list = england();

  void declare(ParameterTable& table);
  void check(Complaints& complaints) const;
  std::size_t size() const { return list.size(); }
  /// Index of the service called `name`.
  std::optional<std::size_t> index_of(const std::string& name) const;
  friend bool operator==(const ServicesParameters&, const ServicesParameters&) = default;

 private:
  static std::vector<ServiceParameters> england();
};

struct DeterrenceParameters {
  double max = 0.8;
  double midpoint = -0.5;
  double width = 0.6;
  double concealment = 0.4;
  double concealment_cost = 0.3;

  void declare(ParameterTable& table);
  friend bool operator==(const DeterrenceParameters&, const DeterrenceParameters&) = default;
};

struct ScrutinyParameters {
  double strength = 0.7;
  double half_life = 6.0;

  void declare(ParameterTable& table);
  friend bool operator==(const ScrutinyParameters&, const ScrutinyParameters&) = default;
};

}  // namespace streetlight::targeting
