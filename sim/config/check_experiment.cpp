#include <algorithm>
#include <array>
#include <optional>

#include "sim/config/load_parts.hpp"
#include "sim/config/points_checked.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/shape.hpp"

namespace streetlight {

namespace {

/// Versions (points times scenarios) whose parameters are checked against each other before anything runs, beside those
/// with a design parameter's lowest, highest or only value. Of more than these the points are taken in even steps: they
/// differ in a few parameters only. Every scenario is looked at with each of the points.
constexpr std::size_t most_versions_checked = 600;

/// Columns asked for must exist.
void check_output_columns(const LocatedExperiment& located, const AnyParameters& parameters,
                          const LoadContext& context) {
  std::vector<std::string> known;
  for (const auto& column : parameters.columns()) known.push_back(column.name);
  const TomlEntry* entry = context.document.find("output.metrics");
  if (!entry || !located.file.at.contains("output.metrics")) return;
  std::vector<std::string> seen;
  for (const auto& item : elements_of(entry->value)) {
    const auto& name = std::get<std::string>(item.value);
    if (std::find(seen.begin(), seen.end(), name) != seen.end())
      context.errors.add(item.at, "output.metrics names '" + name + "' twice");
    seen.push_back(name);
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const auto near = nearest_word(name, known);
    context.errors.add(item.at,
                       "output.metrics names '" + name + "', which is not a column of model " +
                           located.experiment.model->name +
                           (near.empty() ? "; `streetlight describe` lists them" : "; did you mean '" + near + "'?"));
  }
}

/// The columns that scenarios are matched by must be there, and be things that can be added up where there are several.
void check_match_columns(const LocatedExperiment& located, const AnyParameters& parameters,
                         const LoadContext& context) {
  const auto columns = parameters.columns();
  std::vector<std::string> known;
  for (const auto& column : columns) known.push_back(column.name);
  for (const auto& scenario : located.scenarios) {
    if (!scenario.match_said) continue;
    const auto names = scenario.match_said->columns();
    for (const auto& name : names) {
      const auto say = [&](const std::string& message) {
        context.errors.add(scenario.match_at.at("match.column"), "match.column: '" + name + "' " + message);
      };
      const auto found = std::find(known.begin(), known.end(), name);
      const auto near = nearest_word(name, known);
      if (found == known.end())
        say("is not a column of model " + located.experiment.model->name +
            (near.empty() ? "; `streetlight describe` lists them" : "; did you mean '" + near + "'?"));
      else if (names.size() > 1 && columns[static_cast<std::size_t>(found - known.begin())].kind != ColumnKind::flow)
        say("does not add up over time: only what is summed over the interval can be added to another column");
    }
  }
}

/// Groups must be there in every version: a scenario may have other attributes.
void check_groups(const LocatedExperiment& located, const AnyParameters& parameters, const std::string& version,
                  const LoadContext& context) {
  Complaints complaints;
  parameters.check_groups(located.groups.specs, complaints);
  for (const auto& complaint : complaints) {
    const auto* where = position_of(located.groups.positions, complaint.key);
    context.errors.add(where ? *where : context.document.at, complaint.key + " " + complaint.message + version);
  }
}

/// Where a version's settings stand, the strongest last.
using Layers = std::vector<const LocatedSettings*>;

void report(const Complaints& complaints, const Complaints& already, const Layers& layers, const Position& otherwise,
            const std::string& version, Diagnostics& errors) {
  for (const auto& complaint : complaints) {
    const auto same = [&](const Complaint& other) {
      return other.key == complaint.key && other.message == complaint.message;
    };
    if (std::any_of(already.begin(), already.end(), same)) continue;
    const Position* where = &otherwise;
    for (const auto* layer : layers)
      if (const auto* at = position_of(*layer, complaint.key)) where = at;
    errors.add(*where, complaint.key + " " + complaint.message + version);
  }
}

/// Where a member of a collection that is new to the model (`services.schol`) is named outside the base.
struct Mention {
  Position at;
  std::string scenario;  ///< whose `set`, timeline or match names it; "" for the design
  bool the_key = false;  ///< the very key, not another of the member
};

/// The first that names `key`, or else the first that names another key of its member.
std::optional<Mention> first_mention(const LocatedExperiment& located, const std::string& key) {
  const std::string member = key.substr(0, key.rfind('.') + 1);
  std::optional<Mention> found;
  const auto see = [&](const std::string& other, const Position& at, const std::string& scenario) {
    if (other.starts_with(member) && (!found || (!found->the_key && other == key)))
      found = Mention{at, scenario, other == key};
  };
  const auto see_all = [&](const auto& positions, const std::string& scenario) {
    for (const auto& [other, at] : positions) see(other, at, scenario);
  };
  see_all(located.base.at, "");
  for (std::size_t i = 0; located.design && i < located.design->at.size(); ++i)
    see(located.design->design.parameters[i].key, located.design->at[i], "");
  for (const auto& scenario : located.scenarios) {
    see_all(scenario.set.at, scenario.name);
    see_all(scenario.relative.at, scenario.name);
    for (const auto& entry : scenario.timeline) {
      see_all(entry.set.at, scenario.name);
      see_all(entry.relative.at, scenario.name);
    }
    if (scenario.match) see(scenario.match->by, scenario.match_at.at("match.by"), scenario.name);
  }
  return found;
}

/// Complaints about the base. A member that is new to the model is in all versions wherever it is named.
void report_base(const LocatedExperiment& located, const Complaints& complaints, const LoadContext& context) {
  const auto own = located.experiment.model->table({});
  for (const auto& complaint : complaints) {
    const bool new_member = !own->find(complaint.key) && context.model_table.find(complaint.key);
    const auto mention = new_member ? first_mention(located, complaint.key) : std::nullopt;
    if (!mention)
      report({complaint}, {}, {&located.base}, context.document.at, "", context.errors);
    else if (mention->the_key && !mention->scenario.empty())
      context.errors.add(mention->at, complaint.key + " is set for the scenario \"" + mention->scenario +
                                          "\" only; above the first [[scenario]] it " + complaint.message);
    else
      context.errors.add(mention->at, complaint.key + " " + complaint.message);
  }
}

/// Parameters of every version of one scenario at one point, each segment of its timeline in turn.
void check_version(const LocatedExperiment& located, std::size_t index, const Settings& point,
                   const Complaints& already, const AnyParameters* laid_out_for, bool groups_sound,
                   const LoadContext& context) {
  const auto& experiment = located.experiment;
  const auto& scenario = located.scenarios[index];
  // Where the point's values stand: at the keys of the design's parameters.
  LocatedSettings varied;
  for (std::size_t i = 0; located.design && i < located.design->at.size(); ++i)
    varied.at[located.design->design.parameters[i].key] = located.design->at[i];

  Layers layers{&located.base, &varied, &scenario.set};
  const auto segments = resolve_settings(experiment, experiment.scenarios[index], point);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto entry = std::find_if(scenario.timeline.begin(), scenario.timeline.end(),
                                    [&, month = segments[i].first](const auto& each) { return each.month == month; });
    if (entry != scenario.timeline.end()) layers.push_back(&entry->set);
    Complaints complaints;
    const auto parameters = experiment.model->read(segments[i].second, experiment.keys_in_use);
    parameters->check(complaints);
    // One panel holds one set of columns and authorities: those of the first version.
    if (i == 0 && complaints.empty() && laid_out_for) try {
        check_same_rows(experiment, *laid_out_for, *parameters);
      } catch (const InvalidInput& error) {
        context.errors.add(scenario.at, "scenario \"" + scenario.name + "\": " + error.what());
      }
    std::string version = " (scenario \"" + scenario.name + "\"";
    if (entry != scenario.timeline.end()) version += " from month " + std::to_string(entry->month);
    for (const auto& [key, value] : point) version += ", " + key + " = " + to_text(value);
    version += ")";
    report(complaints, already, layers, scenario.at, version, context.errors);
    if (i == 0 && complaints.empty() && groups_sound) check_groups(located, *parameters, version, context);
  }
}

}  // namespace

void check_experiment(const LocatedExperiment& located, const LoadContext& context) {
  const auto& experiment = located.experiment;
  const auto parameters = experiment.model->read(experiment.base, experiment.keys_in_use);
  Complaints of_base;
  parameters->check(of_base);
  // What the design sets is looked at point by point.
  std::erase_if(of_base, [&](const Complaint& complaint) {
    return located.design &&
           std::any_of(located.design->design.parameters.begin(), located.design->design.parameters.end(),
                       [&](const auto& parameter) { return parameter.key == complaint.key; });
  });
  std::size_t errors_before_groups = context.errors.size();
  if (of_base.empty()) {
    check_output_columns(located, *parameters, context);
    check_match_columns(located, *parameters, context);
    check_briefing(located, *parameters, context);
    errors_before_groups = context.errors.size();
    check_groups(located, *parameters, "", context);
  }
  const bool groups_sound = context.errors.size() == errors_before_groups;
  // With a value refused there is no telling what the rest adds up to.
  if (!located.base.sound) return;
  report_base(located, of_base, context);
  if (!of_base.empty() || (located.design && !located.design->sound)) return;

  const auto points = design_points(experiment.design);
  std::shared_ptr<const AnyParameters> first;
  if (located.scenarios.front().sound())
    first = resolve(experiment, experiment.scenarios.front(), points.front()).front().parameters;
  const std::size_t scenarios = experiment.scenarios.size();
  const auto looked_at =
      points_checked(experiment.design.value_or(Design{}), points, most_versions_checked / scenarios);
  for (const std::size_t at : looked_at) {
    const Settings point = points[at];
    for (std::size_t scenario = 0; scenario < scenarios; ++scenario)
      if (located.scenarios[scenario].sound())
        check_version(located, scenario, point, of_base, first.get(), groups_sound, context);
  }
}

}  // namespace streetlight
