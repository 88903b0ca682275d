#include "streetlight/world.hpp"

#include <algorithm>
#include <atomic>
#include <optional>

#include "library/described.hpp"
#include "library/experiment_data.hpp"
#include "library/guarded.hpp"
#include "library/learner_error.hpp"
#include "library/results_data.hpp"
#include "sim/config/timeline_change.hpp"
#include "sim/core/check.hpp"
#include "sim/core/outside_learners.hpp"
#include "sim/experiment/stepped_run.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/running/find_matches.hpp"
#include "sim/running/run_plan.hpp"

namespace streetlight::library {

namespace {

std::size_t index_below(std::size_t index, std::size_t count, const std::string& what) {
  VALIDATE(index < count,
           "there is no " + what + " " + std::to_string(index) + ": they go from 0 to " + std::to_string(count - 1));
  return index;
}

RunKey key_of(const PanelShape& shape, const WorldOptions& options) {
  const std::size_t scenario = options.scenario.empty() ? 0 : choose_one(options.scenario, shape.scenarios, "scenario");
  return {static_cast<std::uint32_t>(scenario),
          static_cast<std::uint32_t>(index_below(options.point, shape.points, "design point")),
          static_cast<std::uint32_t>(index_below(options.replicate, shape.replicates, "replicate"))};
}

void check_memory_of(const streetlight::Experiment& experiment, const RunKey& run, unsigned threads) {
  const auto alone = single_run(experiment, run);
  check_memory(plan_run(alone, panel_layout(alone), {}, threads));
}

/// The experiment with the value that the run's scenario looks for, where it has a match, at the run's point.
streetlight::Experiment with_match_found(streetlight::Experiment experiment, const RunKey& run, unsigned threads) {
  auto& match = experiment.scenarios[run.scenario].match;
  if (!match) return experiment;
  streetlight::Experiment at_point = single_run(experiment, run);
  at_point.scenarios = experiment.scenarios;
  at_point.run.replicates = experiment.run.replicates;
  find_matches(at_point,
               {.threads = threads, .wanted = [&](std::size_t scenario) { return scenario == run.scenario; }});
  match->found = at_point.scenarios[run.scenario].match->found;
  return experiment;
}

const char* type_text(streetlight::StateColumn::Type type) {
  constexpr const char* words[] = {"real", "whole", "flag", "label"};
  return words[static_cast<int>(type)];
}

std::size_t state_index(const std::vector<streetlight::StateColumn>& columns, std::string_view name) {
  VALIDATE(!columns.empty(), "this model shows nothing of its entities");
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  return choose_one(std::string(name), names, "state column");
}

std::vector<std::string> names_of(const std::vector<TableShape>& tables) {
  std::vector<std::string> names;
  for (const TableShape& table : tables) names.push_back(table.name);
  return names;
}

}  // namespace

struct World::Data {
  Data(const streetlight::Experiment& experiment, const WorldOptions& options)
      : panel(panel_shape(experiment)), shape(shape_of(panel)), key(key_of(panel, options)) {
    check_memory_of(experiment, key, options.threads);
    blocks = parallel_blocks(options.threads);
    run.emplace(with_match_found(experiment, key, options.threads), key, *blocks);
  }
  Data(const Data& other)
      : panel(other.panel), shape(other.shape), key(other.key), blocks(other.blocks), run(other.run) {}
  Data& operator=(const Data&) = delete;

  std::size_t intervals_over() const {
    return run->recorded().values.size() / (panel.authorities.size() * panel.groups.size() * panel.columns.size());
  }

  PanelShape panel;
  Shape shape;
  RunKey key;
  std::shared_ptr<BlockRunner> blocks;  ///< shared by copies: any number of threads may use it
  std::optional<SteppedRun> run;
  std::string failure;  ///< of the step that threw
  mutable std::atomic_flag in_use;
};

namespace {

/// Keeps a world for one caller; refuses one that is in use or has failed.
class Hold {
 public:
  Hold(std::atomic_flag& in_use, const std::string& failure) : in_use_(in_use) {
    VALIDATE(!in_use_.test_and_set(std::memory_order_acquire),
             "this world is at work on a month: until that is over, no other thread can use it, nor a learner that it "
             "asks");
    if (failure.empty()) return;
    release();
    throw InvalidInput("this world cannot be used any more, since a month of it failed: " + failure);
  }
  ~Hold() { release(); }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

 private:
  void release() { in_use_.clear(std::memory_order_release); }
  std::atomic_flag& in_use_;
};

}  // namespace

World::World(const Experiment& experiment, const WorldOptions& options)
    : data_(guarded([&] { return std::make_unique<Data>(experiment.loaded_->experiment, options); })) {}

World::World(const World& other)
    : data_(guarded([&] {
        const Hold hold(other.data_->in_use, other.data_->failure);
        return std::make_unique<Data>(*other.data_);
      })) {}

World::World(World&&) noexcept = default;
World& World::operator=(World&&) noexcept = default;
World::~World() = default;

const std::string& World::scenario() const { return data_->shape.scenarios[data_->key.scenario]; }
std::size_t World::point() const { return data_->key.point; }
std::size_t World::replicate() const { return data_->key.replicate; }
std::size_t World::entities() const { return static_cast<std::size_t>(data_->run->entities()); }
std::int64_t World::first_month() const { return data_->run->first_month(); }
std::int64_t World::month() const { return data_->run->next_month() - 1; }
std::int64_t World::end() const { return data_->shape.end; }
const Shape& World::shape() const { return data_->shape; }

void World::step() {
  const auto learner_failed = guarded([&]() -> std::exception_ptr {
    const Hold hold(data_->in_use, data_->failure);
    VALIDATE(!data_->run->ended(), "the run has ended with month " + std::to_string(end() - 1));
    try {
      data_->run->step();
    } catch (const std::exception& error) {
      data_->failure = data_->shape.time_unit + " " + std::to_string(data_->run->next_month()) + ": " + error.what();
      if (auto cause = shown_cause(std::current_exception())) return cause;
      throw;
    }
    return nullptr;
  });
  if (learner_failed) std::rethrow_exception(learner_failed);
}

void World::set(const std::vector<std::pair<std::string, Value>>& settings) {
  guarded([&] {
    const Hold hold(data_->in_use, data_->failure);
    SteppedRun& run = *data_->run;
    VALIDATE(run.next_month() > run.first_month(),
             "no month has been simulated yet: set this in the experiment, before a world is made of it");
    VALIDATE(!run.ended(), "the run has ended with month " + std::to_string(end() - 1));
    const TimelineEntry entry = timeline_change(run.experiment(), run.next_month(), settings_of(settings, "set"));
    if (const auto& match = run.experiment().scenarios[data_->key.scenario].match)
      VALIDATE(!entry.set.contains(match->by) && !entry.relative.contains(match->by),
               match->by + " is what this scenario's match looks for, so it cannot be set");
    run.change(entry);
  });
}

std::vector<StateColumn> World::state_columns() const {
  return guarded([&] {
    const Hold hold(data_->in_use, data_->failure);
    std::vector<StateColumn> shown;
    for (auto& column : std::as_const(*data_->run).simulation().state_columns())
      shown.push_back({column.name, column.unit, column.meaning, type_text(column.type), std::move(column.labels),
                       column.settable, column.settable ? column.range.to_text() : ""});
    return shown;
  });
}

std::vector<double> World::state(std::string_view name) const {
  return guarded([&] {
    const Hold hold(data_->in_use, data_->failure);
    const Simulation& simulation = std::as_const(*data_->run).simulation();
    std::vector<double> values(entities());
    simulation.read_state(state_index(simulation.state_columns(), name), values);
    return values;
  });
}

void World::set_state(std::string_view name, const std::vector<double>& values) {
  guarded([&] {
    const Hold hold(data_->in_use, data_->failure);
    Simulation& simulation = data_->run->simulation();
    const auto columns = simulation.state_columns();
    const std::size_t index = state_index(columns, name);
    const auto objection = objection_to(columns[index], values, entities());
    VALIDATE(!objection, "state column \"" + columns[index].name + "\" " + *objection);
    simulation.write_state(index, values);
  });
}

std::vector<std::int64_t> World::times() const {
  return guarded([&] {
    const Hold hold(data_->in_use, data_->failure);
    const auto& times = data_->panel.times;
    return std::vector<std::int64_t>(times.begin(),
                                     times.begin() + static_cast<std::ptrdiff_t>(data_->intervals_over()));
  });
}

Array World::column(std::string_view name) const {
  return guarded([&] {
    const Hold hold(data_->in_use, data_->failure);
    const std::size_t over = data_->intervals_over();
    const PanelShape& panel = data_->panel;
    const std::size_t index = choose_one(std::string(name), column_names(panel), "column");
    Array array{{},
                {"time", "authority", "group"},
                {over, panel.authorities.size(), panel.groups.size()},
                panel.columns[index].unit,
                panel.columns[index].meaning};
    const auto& values = data_->run->recorded().values;
    for (std::size_t t = 0; t < over; ++t)
      for (std::size_t a = 0; a < panel.authorities.size(); ++a)
        for (std::size_t g = 0; g < panel.groups.size(); ++g)
          array.values.push_back(values[panel.cell(t, a, g, index)]);
    return array;
  });
}

std::vector<std::string> World::tables() const { return names_of(data_->panel.tables); }

Table World::table(std::string_view name) const {
  return guarded([&] {
    const Hold hold(data_->in_use, data_->failure);
    const auto& shapes = data_->panel.tables;
    const std::size_t index = choose_one(std::string(name), names_of(shapes), "table");
    const auto& cells = data_->run->recorded().tables[index];
    const std::size_t width = shapes[index].columns.size();
    Table table{shapes[index].name, shapes[index].meaning, cells.size() / width, {}};
    for (std::size_t c = 0; c < width; ++c) {
      const TableColumn& column = shapes[index].columns[c];
      table.columns.push_back({column.name, column.unit, column.meaning, {}, column.labels});
      for (std::size_t row = 0; row < table.rows; ++row) table.columns.back().values.push_back(cells[row * width + c]);
    }
    return table;
  });
}

}  // namespace streetlight::library
