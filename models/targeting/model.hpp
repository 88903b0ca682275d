#pragma once
/// The targeting model as the engine drives it.

#include "models/targeting/mechanisms.hpp"
#include "models/targeting/outcomes/by_neighbourhood.hpp"
#include "models/targeting/outcomes/family_state.hpp"
#include "models/targeting/outcomes/microdata.hpp"
#include "models/targeting/world.hpp"
#include "sim/experiment/model.hpp"

namespace streetlight::targeting {

class TargetingModel {
 public:
  using Parameters = TargetingParameters;
  using Microdata = targeting::Microdata;

  TargetingModel(const Parameters& parameters, const ModelContext& context);

  static std::vector<Column> columns(const Parameters& parameters);
  static std::vector<std::string> authorities(const Parameters& parameters);
  static std::vector<TableShape> tables(const Parameters& parameters, const ModelContext& context);
  static void check_groups(const Parameters& parameters, const std::vector<GroupSpec>& groups, Complaints& complaints);
  static std::int64_t entities(const Parameters& parameters) { return parameters.population.families; }
  static double bytes_per_entity(const Parameters& parameters);
  static std::optional<Parameters> smaller(const Parameters& parameters, double share);
  static std::vector<Mechanism> mechanisms() { return targeting::mechanisms(); }
  static std::vector<std::string> pointless(const Parameters& parameters, const Settings& set);
  static std::vector<std::string> empty_groups(const Parameters& parameters, const std::vector<GroupSpec>& groups);
  static std::vector<InputUse> inputs(const Parameters& parameters);
  static std::vector<std::string> examine_input(const Parameters& parameters, const InputUse& use, std::istream& in,
                                                const std::string& name);

  void apply(const Parameters& parameters);
  void step(Month month);  // month.cpp
  void observe(std::span<double> row) const;
  void emit(Month month, std::span<std::vector<double>> tables);

  std::vector<StateColumn> state_columns() const { return family_columns(world_); }
  void read_state(std::size_t column, std::span<double> out) const { read_family_column(world_, column, out); }
  void write_state(std::size_t column, std::span<const double> values) { write_family_column(world_, column, values); }

  const World& world() const { return world_; }

 private:
  World world_;
  std::optional<NeighbourhoodCounts> neighbourhoods_;
};

}  // namespace streetlight::targeting
