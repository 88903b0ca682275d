#include "sim/config/experiment_keys.hpp"

#include <algorithm>

namespace streetlight {

namespace {

template <class Enum>
using Choices = std::vector<std::pair<std::string, Enum>>;

const Choices<Interval> interval_words{
    {"month", Interval::month}, {"quarter", Interval::quarter}, {"year", Interval::year}};
const Choices<DesignKind> kind_words{
    {"grid", DesignKind::grid},   {"list", DesignKind::list},     {"latin_hypercube", DesignKind::latin_hypercube},
    {"sobol", DesignKind::sobol}, {"morris", DesignKind::morris}, {"saltelli", DesignKind::saltelli}};
const Choices<Scale> scale_words{{"linear", Scale::linear}, {"log", Scale::log}, {"integer", Scale::integer}};

template <class Enum>
std::string word_of(const Choices<Enum>& words, Enum value) {
  return std::find_if(words.begin(), words.end(), [&](const auto& pair) { return pair.second == value; })->first;
}

/// What all these keys have in common: they are the experimenter's choice and hold for the whole run.
ParameterDoc doc(std::string key, std::string unit, Range range, std::string sentence) {
  return {.key = std::move(key),
          .unit = std::move(unit),
          .range = range,
          .grade = Grade::choice,
          .source = "the experimenter's choice",
          .sentence = std::move(sentence),
          .timing = Timing::structural};
}

constexpr Range whole_from(double low) { return {low, 1e6}; }
constexpr Range seeds{0};

}  // namespace

FileKeys::FileKeys(const ModelType& type)
    : model(type.name), months(type.default_months), spin_up(type.default_spin_up) {}

void FileKeys::declare(ParameterTable& table) {
  table.add(doc("schema", "", {1, 1}, "Layout of the experiment file; this program reads layout 1."), schema);
  table.add(doc("model", "", {}, "Which model runs."), model);
  table.add(doc("title", "", {}, "What the experiment is called in output and figures; by default the file's name."),
            title);
  table.add(doc("extends", "", {},
                "Another experiment file, relative to this one, whose contents hold unless this file sets something "
                "else; a [[scenario]] list, a [[design.parameter]] list and each member of [groups] are replaced as a "
                "whole, and [groups] NAME = false removes one."),
            extends);
  table.add(doc("extends_scenarios", "", {},
                "Whether this file's scenarios come after those of the extended file instead of replacing them."),
            extends_scenarios);

  table.add(doc("run.months", "months", whole_from(1), "Months simulated and written."), months);
  table.add(doc("run.spin_up", "months", whole_from(0),
                "Months simulated before the first written one, so that the state is steady when it starts."),
            spin_up);
  table.add(doc("run.replicates", "runs", whole_from(1),
                "Runs of each scenario with different random numbers; the scenarios of one replicate share their "
                "random numbers."),
            replicates);
  table.add(doc("run.seed", "", seeds, "Start of all random draws: the same file and seed give the same bits."), seed);

  table.add_choice(
      doc("output.interval", "", {}, "Length of time of one output row: flows are summed, stocks averaged over it."),
      interval, interval_words);
  table.add(doc("output.metrics", "", {},
                "Columns written; empty for all of them. What is written never changes the results."),
            metrics);
  table.add(
      doc("output.by_authority", "", {}, "Whether rows are written for each authority as well as for all together."),
      by_authority);
  table.add(doc("output.family_sample", "entities", {0, 1e7},
                "How many sampled entities are recorded month by month, the same ones in all scenarios."),
            sample);
  table.add(
      doc("output.by_neighbourhood", "", {},
          "Whether a table /neighbourhoods is written, with what happened in each in each year, of a model that has "
          "neighbourhoods."),
      by_neighbourhood);

  table.add(doc("briefing.outcomes", "", {},
                "Columns that a briefing shows first, the most important one first; empty for the usual ones."),
            briefing_outcomes);
  table.add(doc("briefing.groups", "", {}, "Groups that a briefing reports on; empty for the usual ones."),
            briefing_groups);
  table.add(
      doc("briefing.margins", "", {0, 1e15, true},
          "Of a column, the smallest difference that matters: a share of the baseline for counts and money, in its "
          "own unit for a ratio."),
      briefing_margins);
  table.add(doc("briefing.window", "months", {0, 1e6},
                "First and last month that reports cover unless a window is given; empty for all months from the first "
                "difference between scenarios on."),
            briefing_window);

  table.add(doc("entries.may_set", "", {},
                "Keys that the scenarios of a file which extends this one may set; that file may set nothing else that "
                "changes the world. * stands for any name, and at the end for all keys below. Not given: everything."),
            entries_may_set);
  table.add(doc("entries.from", "months", whole_from(0),
                "First month in which the scenarios of a file which extends this one may differ from the others."),
            entries_from);

  table.add_choice(
      doc("design.kind", "", {},
          "How the points of a sweep are made: every combination (grid), first values together, then second values "
          "together (list), or "
          "spread over the ranges (latin_hypercube, sobol), or in the order that sensitivity analysis needs "
          "(morris, saltelli)."),
      design_kind, kind_words);
  table.add(doc("design.points", "points", {0, 1e6}, "Number of points of a latin_hypercube or sobol design."),
            design_points);
  table.add(doc("design.trajectories", "walks", {0, 1e6},
                "Walks of a Morris design through the ranges; each has one point more than there are parameters."),
            design_trajectories);
  table.add(doc("design.levels", "levels", {0, 1000},
                "Levels in each linear or log range that a Morris design visits; an even number."),
            design_levels);
  table.add(doc("design.samples", "rows", {0, 1e6},
                "Rows of each base sample of a Saltelli design, preferably a power of two; each row makes two points "
                "more than there are parameters."),
            design_samples);
  table.add(doc("design.weights", "", {0},
                "How much each point of a list counts where the points are worlds (streetlight robust); empty: all the "
                "same."),
            design_weights);
  table.add(doc("design.seed", "", seeds, "Seed of the design's own shuffling, apart from the seed of the runs."),
            design_seed);
}

void ScenarioKeys::declare(ParameterTable& table) {
  table.add(doc("name", "", {}, "Name of the scenario in output, tables and figures; each name once."), name);
  table.add(doc("match.scenario", "", {},
                "Another scenario; this one gets the same amount of match.column (for example the same cost)."),
            match_scenario);
  table.add(doc("match.column", "", {},
                "Column that is made equal in the two scenarios over the whole run, such as cost_policy; several with "
                "\" + \" "
                "between them are added up."),
            match_column);
  table.add(doc("match.by", "", {},
                "Parameter whose value is found before the runs, separately at each design point and in each world."),
            match_by);
  table.add(doc("match.range", "", {}, "Lowest and highest value that match.by may get."), match_range);
  table.add(doc("match.from", "months", {0, 1e6},
                "Written month (0 is the first) from which on match.by has the value; where it is not given, always."),
            match_from);
  table.add(doc("match.tolerance", "share", {0, 1, true, false},
                "Largest difference accepted in the column, as a share of the difference between match.scenario and "
                "the first scenario (of its total, where these do not differ)."),
            match_tolerance);
  table.add(doc("match.replicates", "runs", {1, 1e6},
                "Replicates of the small runs that are used to find the value; never more than run.replicates."),
            match_replicates);
}

void TimelineKeys::declare(ParameterTable& table) {
  table.add(doc("month", "months", {0, 1e6}, "Written month (0 is the first) from which on the settings hold."), month);
}

void MechanismKeys::declare(ParameterTable& table) {
  table.add(
      doc("name", "", {}, "Name of a mechanism that can be switched off; the model's own of that name is replaced."),
      name);
  table.add(doc("meaning", "", {}, "What the mechanism is, in a sentence."), meaning);
}

void DesignParameterKeys::declare(ParameterTable& table) {
  table.add(doc("key", "", {}, "The model parameter that is varied, or mechanism.NAME with the values true and false."),
            key);
  table.add(doc("range", "", {}, "Lowest and highest value, for every kind but grid and list."), range);
  table.add_choice(
      doc("scale", "", {}, "How the range is cut: in equal steps, equal ratios (log), or whole numbers (integer)."),
      scale, scale_words);
}

std::string to_text(Interval interval) { return word_of(interval_words, interval); }
std::string to_text(DesignKind kind) { return word_of(kind_words, kind); }
std::string to_text(Scale scale) { return word_of(scale_words, scale); }

}  // namespace streetlight
