#include "sim/config/worlds_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "sim/config/located_settings.hpp"
#include "sim/core/format.hpp"
#include "sim/io/toml_document.hpp"
#include "sim/io/toml_kind.hpp"
#include "sim/io/worlds_store.hpp"

namespace streetlight {

namespace {

constexpr std::int64_t worlds_schema = 1;

ParameterDoc world_doc(std::string key, std::string sentence, Range range = {}) {
  return {.key = std::move(key),
          .range = range,
          .grade = Grade::choice,
          .source = "the worlds file",
          .sentence = std::move(sentence)};
}

class WorldsReader {
 public:
  explicit WorldsReader(TomlDocument document) : document_(std::move(document)) {}

  WorldsFile read() {
    if (!document_.find("values")) refuse_other_kind(document_, TomlKind::worlds);
    std::int64_t schema = 0, checked = 0, runs = 0;
    ParameterTable own;
    own.add(world_doc("schema", "Layout of the worlds file."), schema);
    own.add(world_doc("title", "What was calibrated."), file_.title);
    own.add(world_doc("model", "The model whose parameters they are."), file_.model);
    own.add(world_doc("made_by", "The command that made the file."), file_.made_by);
    own.add(world_doc("calibration", "Mark of the calibration that made them."), file_.calibration);
    own.add(world_doc("reason", "Why the waves ended."), file_.reason);
    own.add(world_doc("checked", "Candidates held against the targets."), checked);
    own.add(world_doc("runs", "Points simulated in all."), runs);
    own.add(world_doc("singular_values", "Of the sensitivity matrix."), file_.sensitivity.singular_values);
    const std::array tables{&own};
    LocatedSettings given;
    for (const auto& entry : document_.entries())
      if (!is_list(entry.key)) accept(tables, entry.key, entry.key_at, entry.value, given, errors_);
    own.assign(given.values);
    if (schema != worlds_schema)
      errors_.add(document_.find("schema") ? document_.find("schema")->value.at : document_.at,
                  "schema must be 1: this is not a file of worlds that this program reads");
    file_.checked = static_cast<std::size_t>(std::max<std::int64_t>(0, checked));
    file_.runs = static_cast<std::size_t>(std::max<std::int64_t>(0, runs));
    read_tables();
    if (errors_.empty()) read_worlds();
    if (errors_.empty()) read_expected();
    errors_.raise_if_any();
    return std::move(file_);
  }

 private:
  static bool is_list(const std::string& key) {
    return key == "values" || key == "weights" || key == "seeds" || key == "got" || key == "expected";
  }

  void read_tables() {
    for (const auto& array : document_.arrays())
      for (const auto& table : array.tables) {
        if (array.key == "parameter")
          read_parameter(table);
        else if (array.key == "target")
          read_target(table);
        else if (array.key == "wave")
          read_wave(table);
        else
          errors_.add(array.at, "unknown list of tables [[" + array.key +
                                    "]]; a file of worlds has [[parameter]], [[target]] and [[wave]]");
      }
    if (file_.priors.empty()) errors_.add(document_.at, "a file of worlds needs [[parameter]] with key and range");
  }

  LocatedSettings take(const TomlDocument& table, ParameterTable& own) {
    const std::array tables{static_cast<const ParameterTable*>(&own)};
    LocatedSettings given;
    for (const auto& entry : table.entries()) accept(tables, entry.key, entry.key_at, entry.value, given, errors_);
    own.assign(given.values);
    return given;
  }

  void read_parameter(const TomlDocument& table) {
    Prior prior;
    std::vector<double> range;
    ParameterTable own;
    own.add(world_doc("key", "The parameter."), prior.key);
    own.add(world_doc("range", "Its prior."), range);
    own.add_choice(world_doc("scale", "The prior's scale."), prior.scale,
                   {{"linear", PriorScale::linear}, {"log", PriorScale::log}, {"logit", PriorScale::logit}});
    double variance_left = 1;
    own.add(world_doc("variance_left", "Of the prior's, once the figures are known.", {0, 1}), variance_left);
    const LocatedSettings given = take(table, own);
    if (!given.sound) return;
    if (prior.key.empty() || range.size() != 2)
      return errors_.add(table.at, "a parameter of worlds needs key = \"...\" and range = [LOW, HIGH]");
    prior.low = range[0];
    prior.high = range[1];
    const Position& key_at = given.at.at("key");
    if (const auto objection = objection_to(prior); !objection.empty())
      errors_.add(given.at.at("range"), "range of " + prior.key + " " + objection);
    for (std::size_t j = 0; j < file_.priors.size(); ++j)
      if (file_.priors[j].key == prior.key)
        errors_.add(key_at, "parameter " + prior.key + " is there twice: first at " + file_.priors_at[j].to_text());
    file_.priors_at.push_back(key_at);
    file_.priors.push_back(std::move(prior));
    file_.sensitivity.variance_left.push_back(variance_left);
  }

  void read_target(const TomlDocument& table) {
    TargetGoal goal;
    std::vector<double> range;
    ParameterTable own;
    own.add(world_doc("name", "The target."), goal.name);
    own.add(world_doc("published", "The published figure."), goal.published);
    own.add(world_doc("range", "Its tolerance."), range);
    own.add(world_doc("discrepancy", "By how much the model may be off.", {0}), goal.discrepancy);
    own.add(world_doc("held_out", "Whether it was not fitted."), goal.held_out);
    double expected_error = 0;
    std::vector<double> sensitivity;
    own.add(world_doc("expected_error", "Standard deviation of the worlds' expected values.", {0}), expected_error);
    own.add(world_doc("sensitivity", "To each parameter, in standard deviations of both."), sensitivity);
    const LocatedSettings given = take(table, own);
    if (!given.sound) return;
    if (goal.name.empty() || range.size() != 2)
      return errors_.add(table.at, "a target of worlds needs name = \"...\" and range = [LOW, HIGH]");
    if (!(range[0] < range[1]))
      errors_.add(given.at.at("range"), "range of target \"" + goal.name + "\" must go from low to high, not from " +
                                            shortest(range[0]) + " to " + shortest(range[1]));
    if (!target_names_.insert(goal.name).second)
      errors_.add(given.at.at("name"), "target \"" + goal.name + "\" is there twice");
    goal.low = range[0];
    goal.high = range[1];
    file_.goals.push_back(std::move(goal));
    file_.expected_errors.push_back(table.find("expected_error") ? expected_error : std::nan(""));
    if (errors_.empty() && !sensitivity.empty() && sensitivity.size() != file_.priors.size())
      errors_.add(table.at, "sensitivity must have a number for each [[parameter]] before it: " +
                                std::to_string(file_.priors.size()));
    if (sensitivity.empty()) sensitivity.assign(file_.priors.size(), std::nan(""));
    file_.sensitivity.rows.push_back(std::move(sensitivity));
  }

  static bool is_by_target(const std::string& key) {
    return key == "errors" || key == "low" || key == "median" || key == "high";
  }

  /// A number for each target, which stand before it; NaN where there is none.
  std::vector<double> by_target(const TomlDocument& table, const char* key) {
    const TomlEntry* entry = table.find(key);
    const auto* list = entry ? std::get_if<std::vector<double>>(&entry->value.value) : nullptr;
    if (list && list->size() == file_.goals.size()) return *list;
    if (errors_.empty())
      errors_.add(entry ? entry->value.at : table.at,
                  "a [[wave]] needs " + std::string(key) +
                      " with a number for each [[target]] before it: " + std::to_string(file_.goals.size()));
    return std::vector<double>(file_.goals.size());
  }

  void read_wave(const TomlDocument& table) {
    std::int64_t points = 0, hits = 0, trained_on = 0;
    WaveReport wave;
    ParameterTable own;
    own.add(world_doc("points", "Points simulated.", {0}), points);
    own.add(world_doc("hits", "Of these, inside every tolerance.", {0}), hits);
    own.add(world_doc("trained_on", "Points that the emulators learnt from.", {0}), trained_on);
    own.add(world_doc("log10_volume", "What was left of the prior after it."), wave.log10_volume);
    const std::array tables{static_cast<const ParameterTable*>(&own)};
    LocatedSettings given;
    for (const auto& entry : table.entries())
      if (!is_by_target(entry.key)) accept(tables, entry.key, entry.key_at, entry.value, given, errors_);
    own.assign(given.values);
    const auto errors = by_target(table, "errors"), low = by_target(table, "low"), median = by_target(table, "median"),
               high = by_target(table, "high");
    wave.number = file_.waves.size() + 1;
    wave.points = static_cast<std::size_t>(points);
    wave.hits = static_cast<std::size_t>(hits);
    wave.trained_on = static_cast<std::size_t>(trained_on);
    for (std::size_t k = 0; k < file_.goals.size(); ++k) {
      EmulatorReport& emulator = wave.emulators.emplace_back();
      emulator.target = file_.goals[k].name;
      emulator.spread = errors[k];
      emulator.used = !std::isnan(errors[k]);
      wave.spreads.push_back({file_.goals[k].name, low[k], median[k], high[k]});
    }
    file_.waves.push_back(std::move(wave));
  }

  /// The rows of a list of lists of numbers.
  std::vector<std::vector<double>> matrix(const char* key, std::size_t width) {
    std::vector<std::vector<double>> result;
    const TomlEntry* entry = document_.find(key);
    if (!entry) {
      errors_.add(document_.at, std::string("a file of worlds needs ") + key + " = [[...], ...]: a row a world");
      return result;
    }
    for (const auto& item : entry->value.items) {
      const auto* row = std::get_if<std::vector<double>>(&item.value);
      if (!row || row->size() != width)
        errors_.add(item.at, std::string("each row of ") + key + " must have " + std::to_string(width) + " numbers");
      else
        result.push_back(*row);
    }
    return result;
  }

  void read_worlds() {
    const auto values = matrix("values", file_.priors.size());
    const auto got = matrix("got", file_.goals.size());
    const auto* weights = document_.find("weights");
    const auto* seeds = document_.find("seeds");
    if (!errors_.empty()) return;
    if (values.empty()) return errors_.add(document_.at, "there is no world in it");
    const auto same = [&](const TomlEntry* entry) { return entry && entry->value.items.size() == values.size(); };
    if (got.size() != values.size() || !same(weights) || !same(seeds))
      return errors_.add(document_.at, "values, got, weights and seeds must have a row for each world: " +
                                           std::to_string(values.size()));
    check_values(values);
    for (std::size_t w = 0; w < values.size(); ++w) {
      const TomlValue &weight = weights->value.items[w], &seed = seeds->value.items[w];
      const auto* whole_weight = std::get_if<std::int64_t>(&weight.value);
      const auto* real_weight = std::get_if<double>(&weight.value);
      const double share = whole_weight  ? static_cast<double>(*whole_weight)
                           : real_weight ? *real_weight
                                         : std::nan("");
      if (!(share >= 0 && std::isfinite(share))) errors_.add(weight.at, "a weight must be a number, 0 or above");
      const auto* number = std::get_if<std::int64_t>(&seed.value);
      if (!number || *number < 0) errors_.add(seed.at, "a seed must be a whole number, 0 or above");
      if (errors_.empty()) file_.worlds.push_back({values[w], share, got[w], {}, static_cast<std::uint64_t>(*number)});
    }
    if (!errors_.empty()) return;
    std::vector<double> shares;
    for (const World& world : file_.worlds) shares.push_back(world.weight);
    if (const auto objection = objection_to_weights(shares); !objection.empty())
      errors_.add(weights->value.at, "weights " + objection);
  }

  /// A world is a point of the prior, so each value lies in its parameter's range.
  void check_values(const std::vector<std::vector<double>>& values) {
    const auto& rows = document_.find("values")->value.items;
    for (std::size_t w = 0; w < values.size(); ++w) {
      file_.worlds_at.push_back(rows[w].at);
      for (std::size_t j = 0; j < file_.priors.size(); ++j) {
        const Prior& prior = file_.priors[j];
        if (!(values[w][j] >= prior.low && values[w][j] <= prior.high))
          errors_.add(rows[w].items[j].at, prior.key + " = " + shortest(values[w][j]) + " must lie in its range, " +
                                               shortest(prior.low) + " to " + shortest(prior.high));
      }
    }
  }

  /// Worlds of which each candidate's own run decided have no expected values; nor has a file without singular values
  /// a sensitivity.
  void read_expected() {
    if (!document_.find("expected")) {
      file_.expected_errors.clear();
    } else {
      const auto expected = matrix("expected", file_.goals.size());
      if (expected.size() != file_.worlds.size())
        return errors_.add(document_.find("expected")->key_at,
                           "expected must have a row for each world: " + std::to_string(file_.worlds.size()));
      for (std::size_t w = 0; w < expected.size(); ++w) file_.worlds[w].expected = expected[w];
    }
    if (!document_.find("singular_values")) file_.sensitivity = {};
  }

  TomlDocument document_;
  Diagnostics errors_;
  std::set<std::string> target_names_;
  WorldsFile file_;
};

}  // namespace

WorldsFile parse_worlds(const std::string& text, const std::string& input) {
  return WorldsReader(parse_toml(text, input)).read();
}

WorldsFile read_worlds(const std::filesystem::path& path) {
  if (is_worlds_store(path)) return parse_worlds(read_worlds_store(path), path.string());
  return WorldsReader(read_toml(path)).read();
}

}  // namespace streetlight
