#pragma once
/// What the test functions share: one entity, one column y, no groups, no authorities, no tables.

#include <vector>

#include "sim/core/elementary.hpp"
#include "sim/experiment/level_groups.hpp"
#include "sim/experiment/model.hpp"

namespace streetlight::functions {

/// A model whose column y is `value()` of its parameters plus the replicate's noise, the same every step.
///
/// The noise is noise.sd times a standard normal draw of the step. It is the same for all versions of a replicate, as
/// all draws are, so it moves them together.
template <class FunctionParameters>
class SingleEntity {
 public:
  using Parameters = FunctionParameters;

  SingleEntity(const Parameters& parameters, const ModelContext& context)
      : parameters_(parameters), context_(context) {}
  static std::vector<Column> columns(const Parameters&) {
    return {{"y", "", "The function's value, and the noise if there is any.", ColumnKind::stock, ColumnType::real}};
  }
  static std::vector<std::string> authorities(const Parameters&) { return {}; }
  static std::vector<TableShape> tables(const Parameters&, const ModelContext&) { return {}; }
  static void check_groups(const Parameters&, const std::vector<GroupSpec>& groups, Complaints& complaints) {
    LevelGroups::check(groups, "", {}, complaints);
  }
  static std::int64_t entities(const Parameters&) { return 1; }
  static double bytes_per_entity(const Parameters&) { return sizeof(double); }

  void apply(const Parameters& parameters) { parameters_ = parameters; }
  void step(Month month) {
    noise_ = static_cast<double>(normal_of(context_.streams.words({.month = month, .purpose = 1})[0]));
  }
  void observe(std::span<double> row) const { row[0] += parameters_.value() + parameters_.noise * noise_; }
  void emit(Month, std::span<std::vector<double>>) const {}

 private:
  Parameters parameters_;
  ModelContext context_;
  double noise_ = 0;
};

}  // namespace streetlight::functions
