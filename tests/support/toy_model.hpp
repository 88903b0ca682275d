#pragma once
/// A small model for tests of the engine: walkers on a line that drift, feel a policy from its start month on, and
/// follow their neighbours in the list of walkers. It draws from the run's streams, works in blocks, has a
/// structural parameter, a parameter that matters only after a month, every kind of column, and a table.

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/experiment/model.hpp"

namespace streetlight::toy {

struct Parameters {
  std::int64_t walkers = 5000;    ///< structural
  std::int64_t authorities = 2;   ///< structural: walker i belongs to authority i % authorities
  double spread = 1.0;            ///< of a month's random step
  double follow = 0.1;            ///< pull towards the next walker's position
  std::int64_t policy_start = 3;  ///< before this month `policy` does not matter
  double policy = 0.0;            ///< drift of every walker
  double fail_above = 1e300;      ///< throws in a month in which the policy in effect is above it

  bool operator==(const Parameters&) const = default;
  void declare(ParameterTable& table);
  void check(Complaints&) const {}
  Parameters in_effect(Month month) const;
};

class Walk {
 public:
  using Parameters = toy::Parameters;

  Walk(const Parameters& parameters, const ModelContext& context);
  static std::vector<Column> columns(const Parameters& parameters);
  static std::vector<std::string> authorities(const Parameters& parameters);
  static std::vector<TableShape> tables(const Parameters& parameters, const ModelContext& context);
  static void check_groups(const Parameters&, const std::vector<GroupSpec>&, Complaints&) {}
  static std::int64_t entities(const Parameters& parameters) { return parameters.walkers; }
  static double bytes_per_entity(const Parameters&) { return 2.0 * sizeof(double); }

  void apply(const Parameters& parameters);
  void step(Month month);
  void observe(std::span<double> row) const;
  void emit(Month month, std::span<std::vector<double>> tables) const;

  static inline std::atomic<std::int64_t> constructed = 0, copied = 0, steps = 0, alive = 0, most_alive = 0;

 private:
  /// Counts copies of the state, to see how many live at a time.
  struct Census {
    Census();
    Census(const Census&);
    ~Census() { --alive; }
    Census& operator=(const Census&) = default;
  };

  Census census_;
  Parameters parameters_;
  ModelContext context_;
  std::vector<double> position_, next_;
  std::vector<std::uint8_t> moved_up_;
  Month month_ = 0;
  std::int64_t applied_ = 0;  ///< calls of apply so far: part of the state, so that a missing call shows
};

/// Columns in order; `applied` and `month` tell what the engine called.
enum ColumnIndex : std::size_t {
  walkers,
  moved_up,
  position,
  ahead,
  share_ahead,
  relative_ahead,
  up_rate,
  applied,
  month_seen,
  column_count
};

const ModelType& model();

}  // namespace streetlight::toy
