// Timelines: whatever legal values its parameters change to in whatever months, a small run of the targeting model with
// trained models is refused in words, or ends with every number that the panel promises. The bytes say a few settings
// of the whole, then the timeline. Where the first byte is odd, the run is made a second time from its first month on,
// without the months that it shares with a run that has no timeline: the bits are the same.
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/config/load_experiment.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/experiment/memory_sink.hpp"
#include "sim/io/toml_document.hpp"
#include "tests/fuzz/legal_settings.hpp"

namespace streetlight {

ModelType targeting_model();

std::span<const ModelType> registered_models() {
  static const std::array models{targeting_model()};
  return models;
}

const ModelType* find_model(const std::string& name) {
  return name == registered_models().front().name ? &registered_models().front() : nullptr;
}

}  // namespace streetlight

using namespace streetlight;
using namespace streetlight::fuzz;

namespace {

constexpr std::size_t months = 24, most_entries = 6, most_changes = 4;

/// A model is trained every three months, and flags are judged after two.
const Settings small_world{{"population.families", std::int64_t{60}},
                           {"population.neighbourhood_size", std::int64_t{6}},
                           {"authorities.count", std::int64_t{2}},
                           {"network.degree", 4.0},
                           {"risk.horizon", std::int64_t{2}},
                           {"risk.retrain", std::int64_t{3}},
                           {"risk.boosted.trees", std::int64_t{3}},
                           {"risk.correction_group", std::string("household")},
                           {"programme.enabled", true},
                           {"programme.start", std::int64_t{2}},
                           {"programme.capacity", 0.1},
                           {"programme.cool_down", std::int64_t{1}},
                           {"services.library.reach", 0.1}};  // one that the model has not by itself

/// Sizes that only make a run long, and what stands in for their largest value.
double most_of(const std::string& key) {
  if (key == "population.families") return 120;
  if (key == "authorities.count" || key == "risk.boosted.trees") return 6;
  if (key == "network.degree") return 20;
  return 1e300;
}

/// What can be set, and the names that may stand in it.
struct Registry {
  std::vector<const Parameter*> all, monthly;
  Names names;
  std::shared_ptr<const ParameterTable> table;

  Registry() : table(find_model("targeting")->table({"services.library.reach"})) {
    names.members = {"care"};
    for (const auto& parameter : table->parameters()) {
      const auto& key = parameter.doc.key;
      if (key.starts_with("population.attributes.") && key.ends_with(".levels")) {
        names.attributes.push_back(key.substr(22, key.rfind('.') - 22));
        for (const auto& level : std::get<std::vector<std::string>>(parameter.default_value))
          names.members.push_back(level);
      }
      if (key.starts_with("services.") && key.ends_with(".reach"))
        names.members.push_back(key.substr(9, key.rfind('.') - 9));
      if (key.starts_with("population.attributes.") || parameter.doc.input_file) continue;
      all.push_back(&parameter);
      if (parameter.doc.timing == Timing::monthly) monthly.push_back(&parameter);
    }
    names.attributes.insert(names.attributes.begin(), {"", "deprivation"});
  }
};

Settings some(const Registry& registry, const std::vector<const Parameter*>& of, std::size_t many, Choices& choices) {
  Settings settings;
  for (; many > 0; --many) {
    const Parameter& parameter = *choices.one_of(of);
    add_legal(parameter, most_of(parameter.doc.key), registry.names, choices, settings);
  }
  return settings;
}

std::string inline_table(const Settings& settings) {
  std::string text;
  for (const auto& [key, value] : settings) text += (text.empty() ? "{ " : ", ") + key + " = " + to_text(value);
  return text + " }";
}

std::string experiment_of(Choices& choices) {
  static const Registry registry;
  Settings settings = some(registry, registry.all, choices.below(4), choices);
  settings.insert(small_world.begin(), small_world.end());
  std::string text = "schema = 1\nmodel = \"targeting\"\nrun = { months = " + std::to_string(months) +
                     ", spin_up = 6, seed = 5 }\noutput = { by_authority = true, family_sample = 3 }\n";
  for (const auto& [key, value] : settings) text += key + " = " + to_text(value) + "\n";
  text += "[groups]\npoor = { deprivation = [9, 10] }\nlone = { household = [\"lone\"] }\n";
  text += "[[scenario]]\nname = \"as it is\"\n[[scenario]]\nname = \"changed\"\n";
  std::size_t month = choices.below(10);
  for (std::size_t entry = 0; entry < most_entries && choices.left() && month < months; ++entry) {
    const Settings set = some(registry, registry.monthly, 1 + choices.below(most_changes), choices);
    text += "[[scenario.timeline]]\nmonth = " + std::to_string(month) + "\nset = " + inline_table(set) + "\n";
    month += 1 + choices.below(8);
  }
  return text;
}

[[noreturn]] void broken(const std::string& promise, const std::string& text) {
  std::fprintf(stderr, "%s:\n%s\n", promise.c_str(), text.c_str());
  std::abort();
}

/// What a run may say when it fails: no broken promise of ours, and no word of the standard library.
bool is_refusal(const std::string& message) {
  for (const char* word : {"bug", "std::", "bad_", "vector", "map::", "basic_string", "::at"})
    if (message.find(word) != std::string::npos) return false;
  return !message.empty();
}

/// Every promised number is there: a flow or stock always, a ratio wherever its denominator is not 0.
void check_panel(const PanelShape& shape, const RunResult& run, const std::string& text) {
  const std::size_t columns = shape.columns.size();
  std::vector<std::size_t> below(columns, columns);
  for (std::size_t c = 0; c < columns; ++c)
    for (std::size_t d = 0; d < columns; ++d)
      if (shape.columns[c].kind == ColumnKind::ratio && shape.columns[d].name == shape.columns[c].denominator)
        below[c] = d;
  for (std::size_t cell = 0; cell < shape.cells(); ++cell) {
    const double* row = &run.values[cell * columns];
    for (std::size_t c = 0; c < columns; ++c) {
      const Column& column = shape.columns[c];
      const std::string where =
          column.name + " in month " + std::to_string(cell / (shape.cells() / shape.times.size()));
      if (std::isinf(row[c])) broken(where + " is infinite", text);
      if (below[c] < columns ? std::isnan(row[c]) != (row[below[c]] == 0)
                             : std::isnan(row[c]) && !column.may_miss && column.kind != ColumnKind::ratio &&
                                   column.kind != ColumnKind::relative)
        broken(where + (std::isnan(row[c]) ? " is missing" : " is there without a denominator"), text);
    }
  }
}

/// All runs; none when one was refused.
std::map<RunKey, RunResult> runs_of(const Experiment& experiment, bool share_prefixes, const std::string& text) {
  MemorySink sink;
  bool refused = false;
  execute(experiment, sink,
          {.threads = 1, .share_prefixes = share_prefixes, .on_failure = [&](const RunFailure& failure) {
             if (!is_refusal(failure.message)) broken(failure.message, text);
             refused = true;
           }});
  if (refused) return {};
  if (sink.runs.size() != 2) broken("runs are missing without a word", text);
  return std::move(sink.runs);
}

void try_experiment(const std::string& text, bool twice) {
  const Experiment experiment = load_experiment(parse_toml(text, "fuzz.toml"), "fuzz").experiment;
  const auto runs = runs_of(experiment, true, text);
  const PanelShape shape = panel_shape(experiment);
  for (const auto& [key, run] : runs) check_panel(shape, run, text);
  if (!twice) return;
  const auto again = runs_of(experiment, false, text);
  if (again.size() != runs.size()) broken("refused only where months are shared, or only where they are not", text);
  for (const auto& [key, run] : runs) {
    const auto& values = again.at(key).values;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i] != run.values[i] && !(std::isnan(values[i]) && std::isnan(run.values[i])))
        broken("other values without shared months: " + shape.columns[i % shape.columns.size()].name, text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices({data, size});
  const bool twice = choices.below(2) == 1;
  const std::string text = experiment_of(choices);
  if (std::getenv("STREETLIGHT_FUZZ_SHOW") != nullptr) std::fprintf(stderr, "%s\n", text.c_str());
  try {
    try_experiment(text, twice);
  } catch (const ConfigErrors& errors) {
    for (const auto& problem : errors.problems())
      if (problem.message.empty() || problem.where.line == 0)
        broken("an error without words or place: " + problem.to_text(), text);
  } catch (const InvalidInput& error) {
    if (!is_refusal(error.what())) broken(error.what(), text);
  }
  return 0;
}
