#pragma once
/// The urn of predictive policing: attention goes where incidents were found before, and finds them there.
///
/// An urn holds balls of two regions, A and B. Each day a region is drawn in proportion to its balls and visited; what
/// is found adds balls, Poisson with means from the row of the visited region,
///
///     M = [[(d + r) LA, r LB],        d: weight of what the visit discovers,
///          [r LA, (d + r) LB]],       r: weight of what residents report whoever is visited,
///
/// or from a matrix given as such. Then every ball fades with probability `decay`, down to `least`. With discovered
/// incidents alone the region with the higher rate takes (nearly) everything, however small the difference: without
/// decay B ~ A^(LB/LA). The correction accepts a day's balls with probability v_chosen = (1 - s_chosen) / max_j (1 -
/// s_j), s the shares: what is expected less surprising counts less, and shares go to LA : LB. Reports help in part:
/// the limit of the share x is the root in [0, 1] of (c + d - a - b) x^2 + (a - 2c - d) x + c = 0 with M = [[a, b], [c,
/// d]].
///
/// Source: Ensign, Friedler, Neville, Scheidegger, Venkatasubramanian, "Runaway feedback loops in predictive policing",
/// FAT* 2018. Neglected: more than two regions, crime that answers to patrols, visits of more than one region a day.

#include <cstdint>
#include <vector>

#include "sim/experiment/model.hpp"

namespace streetlight::urn {

enum class Correction { none, rejection };
enum class Additions { poisson, rounded };

struct Parameters {
  std::int64_t urns = 1;
  std::vector<double> prior{609, 379};
  std::vector<double> rates{3.68511, 2.816466};
  double discovered = 1.0;
  double reported = 0.0;
  std::vector<double> matrix{};
  double decay = 0.01;
  std::int64_t least = 1;
  Correction correction = Correction::none;
  Additions additions = Additions::poisson;

  void declare(ParameterTable& table);
  void check(Complaints& complaints) const;
  Parameters in_effect(Month) const { return *this; }
  /// Row-major [visited region][region]: `matrix`, or what rates and weights make.
  std::vector<double> means() const;
  friend bool operator==(const Parameters&, const Parameters&) = default;
};

class Model {
 public:
  using Parameters = urn::Parameters;

  Model(const Parameters& parameters, const ModelContext& context);
  static std::vector<Column> columns(const Parameters&);
  static std::vector<std::string> authorities(const Parameters&) { return {}; }
  static std::vector<TableShape> tables(const Parameters&, const ModelContext&) { return {}; }
  static void check_groups(const Parameters&, const std::vector<GroupSpec>& groups, Complaints& complaints);
  static std::int64_t entities(const Parameters& parameters) { return parameters.urns; }
  static double bytes_per_entity(const Parameters&) { return sizeof(Urn); }

  void apply(const Parameters& parameters) { parameters_ = parameters; }
  void step(Month day);
  void observe(std::span<double> row) const;
  void emit(Month, std::span<std::vector<double>>) const {}

 private:
  struct Urn {
    std::int64_t balls[2];
    std::int64_t added[2];  ///< this day
    int visited;            ///< region, this day
  };

  Parameters parameters_;
  ModelContext context_;
  std::vector<Urn> urns_;
};

}  // namespace streetlight::urn
