#pragma once
/// One run of an experiment, month by month: for looking inside, and for changing something between two months.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "streetlight/experiment.hpp"
#include "streetlight/export.hpp"
#include "streetlight/parameters.hpp"
#include "streetlight/results.hpp"

namespace streetlight::library {

/// A quantity that every entity (family) has between months.
struct StateColumn {
  std::string name;
  std::string unit;
  std::string meaning;
  std::string type;                 ///< real, whole, flag (0 or 1) or label
  std::vector<std::string> labels;  ///< of a label: its values are indices into this list
  bool settable = false;
  std::string allowed;  ///< in words, what may be set: "between 0 and 1"
};

/// Which run of the experiment.
struct WorldOptions {
  std::string scenario{};  ///< empty: the first one
  std::size_t point = 0;   ///< of the design
  std::size_t replicate = 0;
  unsigned threads = 0;  ///< 0: one for each processor. The numbers are the same for any.
};

/// Left alone, it comes to the numbers of Experiment::run, bit by bit. A copy continues by itself from where it is,
/// with the same random numbers: families get the same draws whatever was changed for others. Calls may throw Error;
/// step() throws a LearnerError where a learner of yours threw. Two threads cannot use one world at the same time, nor
/// can a learner use the world that asks it: those calls are refused.
///
/// No experiment file says what was changed by hand, so a world writes no result file: keep the code.
class STREETLIGHT_API World {
 public:
  /// Builds what is there before the first month.
  explicit World(const Experiment& experiment, const WorldOptions& options = {});
  World(const World& other);
  World(World&&) noexcept;
  World& operator=(const World&) = delete;
  World& operator=(World&&) noexcept;
  ~World();

  const std::string& scenario() const;
  std::size_t point() const;
  std::size_t replicate() const;
  std::size_t entities() const;
  std::int64_t first_month() const;  ///< minus the spin-up
  std::int64_t month() const;        ///< the last one simulated; the one before first_month() at the beginning
  std::int64_t end() const;          ///< the month after the last one
  bool ended() const { return month() + 1 == end(); }

  /// Simulates the next month. A world in which this threw cannot be used any more.
  void step();

  /// Sets parameters from the next month on, as an entry of the scenario's timeline would, with the same result. All
  /// at once; where one is refused, none is set. Only after the first step: before, set them in the experiment.
  void set(const std::vector<std::pair<std::string, Value>>& settings);

  /// What can be seen of entities; empty for a model that shows nothing of them.
  std::vector<StateColumn> state_columns() const;
  /// A column of it, one value for each entity; NaN where there is none. A copy.
  std::vector<double> state(std::string_view name) const;
  /// Sets a settable column. To set what was read changes nothing.
  void set_state(std::string_view name, const std::vector<double>& values);

  /// How the whole run's panel is laid out.
  const Shape& shape() const;
  /// First months of the intervals that are over.
  std::vector<std::int64_t> times() const;
  /// A column of the panel as far as it goes: [time][authority][group].
  Array column(std::string_view name) const;
  /// A table beside the panel as far as it goes, such as "models", without the columns that name the run.
  Table table(std::string_view name) const;
  std::vector<std::string> tables() const;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace streetlight::library
