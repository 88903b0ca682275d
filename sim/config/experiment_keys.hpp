#pragma once
/// The keys of an experiment file that are not the model's: what it is called, how long it runs, what is written,
/// how a scenario and a design are laid out. They are declared like a model's parameters, so that reading,
/// `describe`, the reference page and the JSON schema have one source.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// The layout of experiment files that this program reads.
inline constexpr std::int64_t experiment_schema = 1;

/// Keys at the top of the file and in [run], [output], [briefing], [entries] and [design].
struct FileKeys {
  explicit FileKeys(const ModelType& model);

  std::int64_t schema = experiment_schema;
  std::string model;
  std::string title;
  std::string extends;
  bool extends_scenarios = false;

  std::int64_t months;
  std::int64_t spin_up;
  std::int64_t replicates = 1;
  std::int64_t seed = 1;

  Interval interval = Interval::month;
  std::vector<std::string> metrics;
  bool by_authority = false;
  std::int64_t sample = 0;
  bool by_neighbourhood = false;

  std::vector<std::string> briefing_outcomes, briefing_groups;
  std::map<std::string, double> briefing_margins;
  std::vector<double> briefing_window;

  std::vector<std::string> entries_may_set;
  std::int64_t entries_from = 0;

  DesignKind design_kind = DesignKind::grid;
  std::int64_t design_points = 0;
  std::int64_t design_seed = 1;
  std::int64_t design_trajectories = 0;
  std::int64_t design_levels = 4;
  std::int64_t design_samples = 0;
  std::vector<double> design_weights;

  void declare(ParameterTable& table);
};

/// Keys of one [[scenario]], besides `set` and `timeline`.
struct ScenarioKeys {
  std::string name;
  std::string match_scenario, match_column, match_by;
  std::vector<double> match_range;
  std::int64_t match_from = 0;
  double match_tolerance = Match{}.tolerance;
  std::int64_t match_replicates = Match{}.replicates;
  void declare(ParameterTable& table);
};

/// Keys of one [[scenario.timeline]], besides `set`.
struct TimelineKeys {
  std::int64_t month = 0;
  void declare(ParameterTable& table);
};

/// Keys of one [[mechanism]], besides `off`.
struct MechanismKeys {
  std::string name;
  std::string meaning;
  void declare(ParameterTable& table);
};

/// Keys of one [[design.parameter]], besides `values`, whose type is that of the parameter varied.
struct DesignParameterKeys {
  std::string key;
  std::vector<double> range;
  Scale scale = Scale::linear;
  void declare(ParameterTable& table);
};

/// Words of the choices, for messages and for writing a file.
std::string to_text(Interval interval);
std::string to_text(DesignKind kind);
std::string to_text(Scale scale);

}  // namespace streetlight
