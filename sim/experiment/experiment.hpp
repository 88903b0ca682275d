#pragma once
/// An experiment, resolved and checked: what runs, in how many versions, and what is reported. It is
/// made from a TOML file by the program (sim/config/load_experiment.cpp) and can be made by hand in tests.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/core/input_files.hpp"
#include "sim/core/panel.hpp"
#include "sim/core/parameters.hpp"
#include "sim/experiment/design.hpp"
#include "sim/experiment/model.hpp"

namespace streetlight {

/// A change to what a parameter is anyway, at a design point or in a world: so many times it, and so much more.
struct RelativeSetting {
  double times = 1;
  double plus = 0;
};
using RelativeSettings = std::map<std::string, RelativeSetting, std::less<>>;

/// Settings that a timeline changes at a month (they add to those before).
struct TimelineEntry {
  Month month = 0;
  Settings set;
  RelativeSettings relative{};  ///< no key of `set`
};

/// Equal money, or equal anything: the value of `by` with which `column`, over the whole run, comes to what it is in
/// `scenario`. It is looked for before the runs, at each design point anew (sim/running/find_matches.hpp).
struct Match {
  std::string scenario;
  std::string column;  ///< or several with " + " between them: their sum
  std::string by;      ///< a real number among the model's parameters
  double low = 0;
  double high = 0;
  std::optional<Month> from{};  ///< the month from which on `by` has the value; absent: always
  double tolerance = 0.01;      ///< of what `scenario` has more or less of the column than the first scenario
  std::int64_t replicates = 2;  ///< small runs behind each trial
  struct Found {
    double value = 0;
    double wanted = 0, got = 0;  ///< the column, mean of the small runs, in `scenario` and with the value
    double tolerated = 0;        ///< how far they may be apart
    bool met() const { return got - wanted <= tolerated && wanted - got <= tolerated; }
  };
  std::map<Settings, Found> found{};  ///< by the values of the design point
  /// The names in `column`.
  std::vector<std::string> columns() const;
  /// What `by` is at a point: the middle of the range where it has not been looked for.
  double value_at(const Settings& point) const;
};

struct Scenario {
  std::string name;
  Settings set;                         ///< over the experiment's own settings
  std::vector<TimelineEntry> timeline;  ///< ascending months
  RelativeSettings relative{};          ///< over the experiment's settings and the point's; no key of `set`
  std::optional<Match> match{};         ///< its `by` is in neither, nor in the timeline
};

struct RunOptions {
  Month months = 144;
  Month spin_up = 0;
  std::int64_t replicates = 1;
  std::uint64_t seed = 1;
};

enum class Interval : int { month = 1, quarter = 3, year = 12 };

struct OutputOptions {
  Interval interval = Interval::month;
  std::vector<std::string> metrics;  ///< empty: every column
  bool by_authority = false;
  std::int64_t family_sample = 0;
  bool by_neighbourhood = false;
  Month read_from = 0;  ///< nobody reads what the panel holds of earlier months, and it may be anything
};

/// What a reader of the results wants to see first, and which differences matter to them. It changes no run.
struct Briefing {
  std::vector<std::string> outcomes;      ///< columns, the most important first; empty: the usual ones
  std::vector<std::string> groups;        ///< empty: the usual ones
  std::map<std::string, double> margins;  ///< column -> the smallest difference that matters
  std::vector<std::int64_t> window;       ///< first and last month, or empty: from the first difference on
};

struct Experiment {
  std::string title;
  const ModelType* model = nullptr;
  Settings base;  ///< the model's parameters as the file (with `extends`) sets them
  RunOptions run;
  OutputOptions output;
  Briefing briefing{};
  std::vector<GroupSpec> groups;
  std::vector<Scenario> scenarios;  ///< at least one; a file without scenarios has one called "baseline"
  std::optional<Design> design;
  /// The model's mechanisms and the file's own, in this order, with every key of `off` in full. A design varies one
  /// by the key "mechanism.NAME" and the values true (on) and false (off).
  std::vector<Mechanism> mechanisms;
  InputFiles inputs{};                   ///< files that the model's parameters name
  std::vector<std::string> keys_in_use;  ///< every dotted model key mentioned anywhere in the file
};

/// Parameters of one version over time: each segment holds from its month to the next one's.
struct Segment {
  Month from;
  std::shared_ptr<const AnyParameters> parameters;
};

/// The settings that scenario `scenario` at design point values `point` has from each month on:
/// base, then the point's values, then the scenario's `set`, then its timeline and the value of its match; last, and in
/// all months, what the mechanisms set that the point switches off. Relative settings change what is there by then: a
/// timeline's what held in the month before. Throws InvalidInput when such a setting leaves the parameter's range.
std::vector<std::pair<Month, Settings>> resolve_settings(const Experiment& experiment, const Scenario& scenario,
                                                         const Settings& point);
std::vector<Segment> resolve(const Experiment& experiment, const Scenario& scenario, const Settings& point);

/// What is wrong with a scenario's relative settings at some of these design points.
struct RelativeProblem {
  std::size_t scenario = 0;
  std::string key;
  std::string message;  ///< begins after the key
};
/// The first of each scenario: none when all settings can be applied at each of the points.
std::vector<RelativeProblem> relative_problems(const Experiment& experiment, std::span<const std::size_t> points);

}  // namespace streetlight
