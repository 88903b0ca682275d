#pragma once
/// Allocating attention: units are sent to sites, and only what a unit is there for is found.
///
/// Each step site k has Poisson(rate_k) incidents, and each of the units sent there finds at most one: found_k =
/// min(units_k, incidents_k). Units are dealt at random, each to site k with probability in proportion to
///
///     uniform      1
///     fixed        weights_k
///     discovered   1 + incidents found at k so far (each older step's counting `memory` times the next one's)
///
/// the last a feedback loop as in the urn. Uniform allocation finds sum_k E min(U_k, N_k), U_k binomial. With
/// `response` above 0 sites answer: a rate falls by response for every unit sent, or rises by response when none comes.
///
/// Source: D'Amour, Srinivasan, Atwood, Baljekar, Sculley, Halpern, "Fairness is not static", FAT* 2020, after Elzayn
/// et al. 2019. Neglected: travel, units that find more than one incident, allocations that estimate rates by censored
/// likelihood.

#include <cstdint>
#include <string>
#include <vector>

#include "sim/experiment/level_groups.hpp"
#include "sim/experiment/model.hpp"

namespace streetlight::attention {

enum class Allocation { uniform, fixed, discovered };

struct Parameters {
  std::vector<double> rates{8, 6, 4, 3, 1.5};
  double response = 0.0;
  std::int64_t units = 6;
  Allocation allocation = Allocation::uniform;
  std::vector<double> weights{};
  double memory = 1.0;

  void declare(ParameterTable& table);
  void check(Complaints& complaints) const;
  Parameters in_effect(Month) const { return *this; }
  /// "1", "2", ...: the levels of the attribute `site`.
  std::vector<std::string> sites() const;
  friend bool operator==(const Parameters&, const Parameters&) = default;
};

class Model {
 public:
  using Parameters = attention::Parameters;

  Model(const Parameters& parameters, const ModelContext& context);
  static std::vector<Column> columns(const Parameters&);
  static std::vector<std::string> authorities(const Parameters&) { return {}; }
  static std::vector<TableShape> tables(const Parameters&, const ModelContext&) { return {}; }
  static void check_groups(const Parameters& parameters, const std::vector<GroupSpec>& groups, Complaints& complaints);
  static std::int64_t entities(const Parameters& parameters) {
    return static_cast<std::int64_t>(parameters.rates.size());
  }
  static double bytes_per_entity(const Parameters&) { return sizeof(Site); }

  void apply(const Parameters& parameters);
  void step(Month step);
  void observe(std::span<double> row) const;
  void emit(Month, std::span<std::vector<double>>) const {}

 private:
  struct Site {
    double rate = 0;
    double remembered = 0;  ///< incidents found, older ones fading
    std::int64_t units = 0, incidents = 0, found = 0;
  };
  void send_units(Month step);

  Parameters parameters_;
  ModelContext context_;
  LevelGroups groups_;
  std::vector<Site> sites_;
};

}  // namespace streetlight::attention
