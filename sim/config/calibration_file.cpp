#include "sim/config/calibration_file.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "sim/config/emit_experiment.hpp"
#include "sim/config/located_settings.hpp"
#include "sim/core/format.hpp"
#include "sim/core/input_files.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/io/toml_extends.hpp"
#include "sim/io/toml_kind.hpp"
#include "sim/io/toml_writer.hpp"

namespace streetlight {

namespace {

constexpr double most = 1e6;

ParameterDoc calibration_doc(std::string key, std::string sentence, Range range = {}) {
  return {.key = std::move(key),
          .range = range,
          .grade = Grade::choice,
          .source = "the calibration file",
          .sentence = std::move(sentence)};
}

/// What makes a candidate a world.
enum class Keep { tolerance, discrepancy };

/// Keys at the top.
struct TopKeys {
  std::string title, experiment, targets, extends;
  Keep keep = Keep::tolerance;
  std::int64_t worlds = 500, seed = 1, runs = 0, first_points = 0, points = 0, most_waves = 6;
  double minutes = 0, hit_rate = 0.8;

  void declare(ParameterTable& table) {
    table.add(calibration_doc("title", "What is calibrated."), title);
    table.add(calibration_doc("experiment", "The experiment file, relative to this one."), experiment);
    table.add(calibration_doc("targets", "The file of targets, relative to this one."), targets);
    table.add(calibration_doc("extends", "Another calibration file."), extends);
    table.add(calibration_doc("worlds", "Worlds to find.", {1, 1e5}), worlds);
    table.add(calibration_doc("seed", "Where all draws start.", {0}), seed);
    table.add(calibration_doc("budget.runs", "Points to simulate at most; 0: as many as it takes.", {0, 1e9}), runs);
    table.add(calibration_doc("budget.minutes", "Minutes of computing at most; 0: no limit.", {0, 1e7}), minutes);
    table.add(calibration_doc("wave.first_points", "Points of the first wave; 0: 25 a parameter.", {0, most}),
              first_points);
    table.add(calibration_doc("wave.points", "Points of each further wave; 0: 15 a parameter.", {0, most}), points);
    table.add(calibration_doc("wave.most", "Waves at most.", {1, 50}), most_waves);
    table.add(
        calibration_doc("check.hit_rate", "Share of the candidates that should turn out to be worlds.", {0.05, 0.99}),
        hit_rate);
    table.add_choice(
        calibration_doc(
            "check.keep",
            "What makes a candidate a world: every value inside its \"tolerance\", or inside it with a draw of the "
            "\"discrepancy\" added."),
        keep, {{"tolerance", Keep::tolerance}, {"discrepancy", Keep::discrepancy}});
  }
};

struct ParameterKeys {
  std::string key, why;
  std::vector<double> range;
  PriorScale scale = PriorScale::linear;

  void declare(ParameterTable& table) {
    table.add(calibration_doc("key", "The model's parameter."), key);
    table.add(calibration_doc("range", "Lowest and highest value."), range);
    table.add_choice(calibration_doc("scale", "On which the range is evenly likely."), scale,
                     {{"linear", PriorScale::linear}, {"log", PriorScale::log}, {"logit", PriorScale::logit}});
    table.add(calibration_doc("why", "Why this range: a sentence."), why);
  }
};

struct TargetKeys {
  std::string name, reason;
  std::vector<double> tolerance;
  double discrepancy = 0;
  bool held_out = false;

  void declare(ParameterTable& table) {
    table.add(calibration_doc("name", "A target of the file of targets."), name);
    table.add(calibration_doc("tolerance", "Lowest and highest value of a hit, instead of the target's own."),
              tolerance);
    table.add(calibration_doc("discrepancy", "By how much the model may be off (standard deviation).", {0}),
              discrepancy);
    table.add(calibration_doc("reason", "Why it may be off by that much: a sentence."), reason);
    table.add(calibration_doc("held_out", "Whether it is measured and not fitted."), held_out);
  }
};

class CalibrationReader {
 public:
  CalibrationReader(const std::filesystem::path& path, TomlDocument document) : document_(std::move(document)) {
    result_.path = path;
  }

  CalibrationFile read() {
    refuse_other_kind(document_, TomlKind::calibration);
    read_top();
    if (!keys_.experiment.empty()) load_experiments();
    if (!keys_.targets.empty()) load_targets();
    read_lists();
    if (errors_.empty()) check_whole();
    errors_.raise_if_any();
    note_identity();
    return std::move(result_);
  }

 private:
  /// One of wave.set or check.set.
  struct Setting {
    std::string whole_key, key;
    Position at;
  };

  /// Takes the problems of another file into ours.
  template <class Work>
  void collecting(Work work) try {
    work();
  } catch (const ConfigErrors& others) {
    for (const auto& [where, message] : others.problems()) errors_.add(where, message);
  }

  void read_top() {
    ParameterTable own;
    keys_.declare(own);
    const std::array tables{&own};
    LocatedSettings given;
    for (const auto& entry : document_.entries()) {
      if (entry.key.starts_with("wave.set."))
        take_setting(entry, 9, wave_);
      else if (entry.key.starts_with("check.set."))
        take_setting(entry, 10, check_);
      else
        accept(tables, entry.key, entry.key_at, entry.value, given, errors_);
    }
    own.assign(given.values);
    for (const char* key : {"experiment", "targets"})
      if (!document_.find(key))
        errors_.add(document_.at, "a calibration needs " + std::string(key) + " = \"FILE.toml\"");
    result_.title = keys_.title;
    result_.minutes = keys_.minutes;
    CalibrationTask& task = result_.task;
    task.worlds = static_cast<std::size_t>(keys_.worlds);
    task.seed = static_cast<std::uint64_t>(keys_.seed);
    task.runs = static_cast<std::size_t>(keys_.runs);
    task.first_points = static_cast<std::size_t>(keys_.first_points);
    task.points = static_cast<std::size_t>(keys_.points);
    task.most_waves = static_cast<std::size_t>(keys_.most_waves);
    task.hit_rate = keys_.hit_rate;
    task.allows_discrepancy = keys_.keep == Keep::discrepancy;
  }

  void take_setting(const TomlEntry& entry, std::size_t prefix, std::vector<CommandLineSetting>& into) {
    set_.push_back({entry.key, entry.key.substr(prefix), entry.key_at});
    into.push_back({toml_key(entry.key.substr(prefix)) + "=" + toml_value(entry.value.value), entry.key_at.to_text()});
  }

  /// A path beside the file in which it stands.
  std::filesystem::path beside(const char* key, const std::string& name) const {
    return std::filesystem::path(document_.find(key)->key_at.input).parent_path() / name;
  }

  /// A point is one run of each scenario, unless the file says more: what the seed does is measured apart.
  static std::vector<CommandLineSetting> one_replicate(std::vector<CommandLineSetting> settings) {
    settings.insert(settings.begin(), {"run.replicates=1", "one replicate"});
    return settings;
  }

  void load_experiments() {
    result_.experiment = beside("experiment", keys_.experiment);
    collecting([&] {
      result_.wave = load_experiment(result_.experiment, one_replicate(wave_));
      result_.check = load_experiment(result_.experiment, one_replicate(check_));
      loaded_ = true;
    });
    if (!loaded_) return;
    result_.notes = result_.wave.notes;
    if (result_.wave.experiment.design)
      errors_.add(document_.find("experiment")->value.at,
                  "the experiment has a design of its own, and the calibration varies parameters itself: take an "
                  "experiment without [design]");
    const auto& in_use = result_.wave.experiment.keys_in_use;
    const auto& in_use_of_check = result_.check.experiment.keys_in_use;
    table_ = result_.wave.experiment.model->table(in_use);
    if (in_use != in_use_of_check) table_ = result_.check.experiment.model->table(in_use_of_check);
  }

  void load_targets() {
    collecting([&] { result_.targets = read_targets(beside("targets", keys_.targets)); });
    if (!loaded_ || result_.targets.targets.empty()) return;
    collecting([&] { check_targets(result_.targets, panel_shape_of_targets()); });
    for (std::size_t k = 0; k < result_.targets.targets.size(); ++k) {
      const Target& target = result_.targets.targets[k];
      if (!target.judged) continue;
      TargetGoal goal;
      goal.name = target.name;
      goal.published = target.published;
      goal.low = target.range[0];
      goal.high = target.range[1];
      goal.unit = target.scale;
      result_.task.goals.push_back(std::move(goal));
      result_.goal_targets.push_back(k);
    }
  }

  PanelShape panel_shape_of_targets() const {
    Experiment experiment = result_.wave.experiment;
    experiment.output.metrics.clear();
    return panel_layout(experiment);
  }

  void read_lists() {
    for (const auto& array : document_.arrays()) {
      if (array.key == "parameter")
        for (const auto& table : array.tables) read_parameter(table);
      else if (array.key == "target")
        for (const auto& table : array.tables) read_target(table);
      else
        errors_.add(array.at,
                    "unknown list of tables [[" + array.key + "]]; a calibration has [[parameter]] and [[target]]");
    }
  }

  template <class Keys>
  LocatedSettings read_table(const TomlDocument& table, Keys& keys) {
    ParameterTable own;
    keys.declare(own);
    const std::array tables{&own};
    LocatedSettings given;
    for (const auto& entry : table.entries()) accept(tables, entry.key, entry.key_at, entry.value, given, errors_);
    for (const auto& array : table.arrays()) errors_.add(array.at, "unknown key '" + array.key + "'");
    own.assign(given.values);
    return given;
  }

  void read_parameter(const TomlDocument& table) {
    ParameterKeys keys;
    const LocatedSettings given = read_table(table, keys);
    for (const char* key : {"key", "range", "why"})
      if (!table.find(key)) errors_.add(table.at, "a parameter needs " + std::string(key) + " = ...");
    const bool unknown = loaded_ && given.at.contains("key") && !table_->find(keys.key);
    if (unknown) errors_.add(given.at.at("key"), unknown_key_message(keys.key, std::array{known_parameters()}));
    if (!given.sound || !given.at.contains("key") || !given.at.contains("range")) return;
    const Position &at = given.at.at("key"), &range_at = given.at.at("range");
    if (keys.range.size() != 2) return errors_.add(range_at, "range must be [LOW, HIGH]");
    const Prior prior{keys.key, keys.range[0], keys.range[1], keys.scale, keys.why};
    if (const auto objection = objection_to(prior); !objection.empty())
      errors_.add(range_at, "range of " + prior.key + " " + objection);
    for (const Prior& other : result_.task.priors)
      if (other.key == prior.key) errors_.add(at, "parameter " + prior.key + " is there twice");
    if (loaded_ && !unknown) check_parameter(prior, at, range_at);
    result_.task.priors.push_back(prior);
  }

  const ParameterTable* known_parameters() const { return table_.get(); }

  void check_parameter(const Prior& prior, const Position& at, const Position& range_at) {
    const Parameter* parameter = table_->find(prior.key);
    if (parameter->type != ParameterType::real && parameter->type != ParameterType::map &&
        parameter->type != ParameterType::optional_real)
      return errors_.add(
          at, prior.key + " is " + std::string(to_text(parameter->type)) + ", and a prior is over real numbers");
    for (const double end : {prior.low, prior.high})
      if (const auto objection = parameter->objection(end)) errors_.add(range_at, prior.key + " " + *objection);
    for (const Setting& setting : set_)
      if (setting.key == prior.key)
        errors_.add(setting.at, setting.whole_key + " sets " + prior.key +
                                    ", which the calibration varies: that would hide the worlds' values");
    for (const Scenario& scenario : result_.wave.experiment.scenarios) {
      bool hides = scenario.set.contains(prior.key);
      for (const auto& entry : scenario.timeline) hides = hides || entry.set.contains(prior.key);
      if (hides)
        errors_.add(at,
                    prior.key + " is also set by the scenario \"" + scenario.name +
                        "\", which would hide the worlds' values: let the scenario say { times = X } or { plus = X }");
    }
    if (parameter->doc.grade == Grade::measured)
      result_.notes.push_back(at.to_text() + ": " + prior.key + " is graded as measured (" + parameter->doc.source +
                              ") and varied all the same");
  }

  void read_target(const TomlDocument& table) {
    TargetKeys keys;
    const LocatedSettings given = read_table(table, keys);
    if (!table.find("name")) errors_.add(table.at, "a target needs name = ...");
    if (!given.sound || !given.at.contains("name") || result_.targets.targets.empty()) return;
    const auto found = std::find_if(result_.task.goals.begin(), result_.task.goals.end(),
                                    [&](const TargetGoal& goal) { return goal.name == keys.name; });
    if (found == result_.task.goals.end()) return errors_.add(given.at.at("name"), unknown_target(keys.name));
    if (!named_.insert(keys.name).second)
      errors_.add(given.at.at("name"), "target \"" + keys.name + "\" is there twice");
    if (given.at.contains("tolerance")) {
      if (keys.tolerance.size() != 2 || !(keys.tolerance[0] < keys.tolerance[1]))
        return errors_.add(given.at.at("tolerance"), "tolerance must be [LOW, HIGH]");
      found->low = keys.tolerance[0];
      found->high = keys.tolerance[1];
    }
    if (keys.discrepancy > 0 && keys.reason.empty())
      errors_.add(given.at.at("discrepancy"),
                  "a discrepancy needs reason = \"...\": why the model may be off by that much");
    found->discrepancy = keys.discrepancy;
    found->held_out = keys.held_out;
  }

  std::string unknown_target(const std::string& name) const {
    std::vector<std::string> names;
    for (const TargetGoal& goal : result_.task.goals) names.push_back(goal.name);
    for (const Target& target : result_.targets.targets)
      if (target.name == name)
        return "target \"" + name + "\" is not judged in the file of targets, so nothing is held to it";
    const auto near = nearest_word(name, names);
    return "there is no target \"" + name + "\"" + (near.empty() ? "" : "; did you mean \"" + near + "\"?");
  }

  void check_whole() {
    const CalibrationTask& task = result_.task;
    if (task.runs > 0 && task.runs < task.fewest_runs())
      errors_.add(document_.find("budget.runs")->value.at,
                  "budget.runs = " + std::to_string(task.runs) + " is too small: the first wave takes " +
                      std::to_string(task.runs_of_wave(1)) + " points, and the check of " +
                      std::to_string(task.worlds) + " worlds about " + std::to_string(task.points_of_check()));
    if (result_.task.priors.empty()) errors_.add(document_.at, "a calibration varies nothing without a [[parameter]]");
    for (std::size_t k = 0; k < result_.task.goals.size(); ++k)
      if (!(result_.task.goals[k].low < result_.task.goals[k].high))
        errors_.add(result_.targets.position(result_.goal_targets[k], "range"),
                    "target \"" + result_.task.goals[k].name + "\" has a tolerance without width");
  }

  void note_identity() {
    std::string& text = result_.identity;
    for (const Prior& prior : result_.task.priors)
      text += prior.key + " " + shortest(prior.low) + " " + shortest(prior.high) + " " +
              std::to_string(static_cast<int>(prior.scale)) + "\n";
    for (const TargetGoal& goal : result_.task.goals)
      text += goal.name + " " + shortest(goal.low) + " " + shortest(goal.high) + " " + shortest(goal.discrepancy) +
              " " + std::to_string(goal.held_out) + "\n";
    const CalibrationTask& task = result_.task;
    text += std::to_string(task.seed) + " " + shortest(task.hit_rate) + " " + std::to_string(task.allows_discrepancy) +
            "\n";
    text += digest_of(beside("targets", keys_.targets)).sha256 + "\n";  // how each is measured
    for (const Experiment* experiment : {&result_.wave.experiment, &result_.check.experiment}) {
      text += to_toml(*experiment);
      for (const auto& [name, digest] : experiment->inputs.known()) text += digest.sha256 + "\n";
    }
    result_.text = text;
    for (const std::size_t number : {task.worlds, task.first_points, task.points, task.most_waves, task.runs})
      result_.text += std::to_string(number) + " ";
  }

  TomlDocument document_;
  Diagnostics errors_;
  TopKeys keys_;
  std::vector<CommandLineSetting> wave_, check_;
  std::vector<Setting> set_;  ///< of both
  bool loaded_ = false;
  std::shared_ptr<const ParameterTable> table_;
  std::set<std::string> named_;
  CalibrationFile result_;
};

}  // namespace

CalibrationFile read_calibration(const std::filesystem::path& path) {
  return CalibrationReader(path, read_toml_with_extends(path, {})).read();
}

}  // namespace streetlight
