#pragma once
/// What the engine asks of a model, and how a model is known by name.
///
/// A model is a copyable class `M` with
///
///     struct Parameters {                       // equality comparable
///       void declare(ParameterTable&);          // every parameter, once
///       void check(Complaints&) const;          // what only the model can see is wrong
///       Parameters in_effect(Month) const;      // what matters in that month; the rest reset
///     };
///     M(const Parameters&, const ModelContext&);
///     static std::vector<Column> columns(const Parameters&);
///     static std::vector<std::string> authorities(const Parameters&);  // without "all"
///     static std::vector<TableShape> tables(const Parameters&, const ModelContext&);
///     static void check_groups(const Parameters&, const std::vector<GroupSpec>&, Complaints&);
///     void apply(const Parameters&);            // parameters in effect from this month on
///     void step(Month);
///     void observe(std::span<double> row) const;        // [authority or all][group][column]; adds
///     void emit(Month, std::span<std::vector<double>> tables) const;  // appends rows
///
/// and, if it has mechanisms that can be switched off to see what they do,
///
///     static std::vector<Mechanism> mechanisms();
///
/// and, if the time that it takes can be measured on fewer entities,
///
///     static std::optional<Parameters> smaller(const Parameters&, double share);  // about that share of the entities
///
/// if its parameters name files that it reads (ParameterDoc::input_file), which it opens through ModelContext::inputs,
///
///     static std::vector<InputUse> inputs(const Parameters&);  // those that it will read
///     // Reads one through. Gives notes; throws InvalidInput when it cannot be used.
///     static std::vector<std::string> examine_input(const Parameters&, const InputUse&, std::istream&,
///                                                   const std::string& name);
///
/// if some settings do nothing as others stand, sentences on those in `set`; each begins with its key in `set`, and a
/// space,
///
///     static std::vector<std::string> pointless(const Parameters&, const Settings& set);
///
/// if it can tell before it runs that a group will have nobody in it, sentences on that,
///
///     static std::vector<std::string> empty_groups(const Parameters&, const std::vector<GroupSpec>&);
///
/// and, if it can write records of single entities, what sim/experiment/microdata.hpp asks for,
///
/// and, if its entities can be looked at between months, what sim/experiment/entity_state.hpp asks for,
///
/// and a ModelType made by `model_type<M>(...)`. The model is copied to fork a run, so that
/// scenarios share everything before the first month in which their parameters differ.

#include <concepts>
#include <cstdint>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/blocks.hpp"
#include "sim/core/input_files.hpp"
#include "sim/core/month.hpp"
#include "sim/core/outside_learners.hpp"
#include "sim/core/panel.hpp"
#include "sim/core/parameters.hpp"
#include "sim/experiment/entity_state.hpp"
#include "sim/experiment/mechanism.hpp"
#include "sim/experiment/microdata.hpp"
#include "sim/random/streams.hpp"

namespace streetlight {

/// A group declared in the config: entities whose attribute has one of the named levels, for every
/// attribute named.
struct GroupSpec {
  std::string name;
  std::vector<std::pair<std::string, std::vector<std::string>>> conditions;
};

/// A file that a model reads, and the parameter that names it.
struct InputUse {
  std::string key;
  std::string file;
  friend auto operator<=>(const InputUse&, const InputUse&) = default;
};

/// What a run has built that the next runs of the same experiment and replicate, one after another, may use instead of
/// building it again. Only the model knows what it is; it is bound to look whether it fits its parameters, and holds at
/// most one.
struct SharedStart {
  std::shared_ptr<const void> built;
};

/// What a model gets beside its parameters.
struct ModelContext {
  Streams streams;                   ///< addressed by (seed, replicate)
  BlockRunner* blocks = nullptr;     ///< never null when a model is constructed
  Month first_month = 0;             ///< the first month stepped: minus the spin-up
  Month months = 0;                  ///< written months
  std::vector<GroupSpec> groups{};   ///< in order, without "all"
  bool by_authority = false;         ///< rows for each authority as well as for all
  std::int64_t sample = 0;           ///< entities to record month by month in a table
  bool by_neighbourhood = false;     ///< a table of neighbourhoods year by year, of a model that has some
  InputFiles inputs{};               ///< files that the parameters name
  SharedStart* shared = nullptr;     ///< null: nothing is shared
  std::vector<std::uint8_t> read{};  ///< [column]: not 0 where somebody reads it; empty: all are read
  Month read_from = -1'000'000;      ///< observe() is not called before this month
};

template <class M>
concept Model = std::copy_constructible<M> && std::equality_comparable<typename M::Parameters> &&
    requires(M model, const M& observed, const typename M::Parameters& parameters,
             typename M::Parameters& mutable_parameters, const ModelContext& context, ParameterTable& table,
             Complaints& complaints, Month month, std::span<double> row, std::span<std::vector<double>> tables,
             const std::vector<GroupSpec>& groups) {
  M(parameters, context);
  mutable_parameters.declare(table);
  parameters.check(complaints);
  { parameters.in_effect(month) } -> std::same_as<typename M::Parameters>;
  { M::columns(parameters) } -> std::same_as<std::vector<Column>>;
  { M::authorities(parameters) } -> std::same_as<std::vector<std::string>>;
  { M::tables(parameters, context) } -> std::same_as<std::vector<TableShape>>;
  M::check_groups(parameters, groups, complaints);
  { M::entities(parameters) } -> std::same_as<std::int64_t>;
  { M::bytes_per_entity(parameters) } -> std::same_as<double>;
  model.apply(parameters);
  model.step(month);
  observed.observe(row);
  model.emit(month, tables);
};

/// A model's parameters, whatever the model.
class AnyParameters {
 public:
  virtual ~AnyParameters() = default;
  virtual std::shared_ptr<const AnyParameters> in_effect(Month) const = 0;
  /// The same but for what cannot change that month's outcomes yet.
  virtual std::shared_ptr<const AnyParameters> observed_in_effect(Month) const = 0;
  virtual bool same_as(const AnyParameters&) const = 0;
  virtual void check(Complaints&) const = 0;
  virtual void check_groups(const std::vector<GroupSpec>&, Complaints&) const = 0;
  virtual std::vector<Column> columns() const = 0;
  virtual std::vector<std::string> authorities() const = 0;
  virtual std::vector<TableShape> tables(const ModelContext&) const = 0;
  virtual std::int64_t entities() const = 0;
  virtual double bytes_per_entity() const = 0;
  /// The same world with about `share` of its entities, to measure time with; null where there is none.
  virtual std::shared_ptr<const AnyParameters> smaller(double share) const = 0;
  /// Sentences on settings that were made and do nothing as the others stand. Each begins with the key, and a space.
  virtual std::vector<std::string> pointless(const Settings&) const { return {}; }
  /// Sentences on groups that will have no entity in them.
  virtual std::vector<std::string> empty_groups(const std::vector<GroupSpec>&) const { return {}; }
  virtual std::vector<InputUse> inputs() const { return {}; }
  virtual std::vector<std::string> examine_input(const InputUse&, std::istream&, const std::string&) const {
    return {};
  }
};

/// A running model, whatever the model.
class Simulation {
 public:
  virtual ~Simulation() = default;
  virtual std::unique_ptr<Simulation> fork() const = 0;
  virtual void apply(const AnyParameters&) = 0;
  virtual void step(Month) = 0;
  virtual void observe(std::span<double> row) const = 0;
  virtual void emit(Month, std::span<std::vector<double>> tables) = 0;
  /// Begins to collect records of single entities; null for a model that has none.
  virtual std::unique_ptr<MicrodataCollector> collect_microdata() const { return nullptr; }
  /// What the entities have between months; empty for a model that shows nothing of them.
  virtual std::vector<StateColumn> state_columns() const { return {}; }
  virtual void read_state(std::size_t, std::span<double>) const {}
  virtual void write_state(std::size_t, std::span<const double>) {}
};

/// How the program knows a model.
struct ModelType {
  std::string name;
  std::string summary;
  Month default_months = 144;
  Month default_spin_up = 0;
  Month most_months = 1'000'000;  ///< that it can count, from month 0 on and before it
  std::string time_unit = "month";
  std::string entity = "entity";        ///< what one entity is called, in the singular
  std::vector<Mechanism> mechanisms{};  ///< what can be switched off; keys may have `*` for a name
  /// The parameter table with every default, to look things up in: one that was made before, where there is one.
  std::function<std::shared_ptr<const ParameterTable>(const std::vector<std::string>& keys_in_use)> table;
  /// A table of one's own, to assign values with. It owns what it is bound to.
  std::function<std::shared_ptr<ParameterTable>(const std::vector<std::string>& keys_in_use)> new_table;
  /// Parameters with `settings` assigned; EXPECTs that the table has no objection to any of them.
  std::function<std::shared_ptr<const AnyParameters>(const Settings& settings,
                                                     const std::vector<std::string>& keys_in_use)>
      read;
  std::function<std::unique_ptr<Simulation>(const AnyParameters&, const ModelContext&)> start;
  /// Months that the records' outcome takes, and the columns; empty for a model without records of single entities.
  std::function<Month(const AnyParameters&)> microdata_horizon{};
  std::function<LinkedRecords(const AnyParameters&)> microdata_columns{};
};

namespace detail {

template <Model M>
struct ParametersOf final : AnyParameters {
  typename M::Parameters value;

  std::shared_ptr<const AnyParameters> in_effect(Month month) const override {
    auto result = std::make_shared<ParametersOf>();
    result->value = value.in_effect(month);
    return result;
  }
  std::shared_ptr<const AnyParameters> observed_in_effect(Month month) const override {
    if constexpr (requires { value.observed_in_effect(month); }) {
      auto result = std::make_shared<ParametersOf>();
      result->value = value.observed_in_effect(month);
      return result;
    } else {
      return in_effect(month);
    }
  }
  bool same_as(const AnyParameters& other) const override {
    return value == static_cast<const ParametersOf&>(other).value;
  }
  void check(Complaints& complaints) const override { value.check(complaints); }
  void check_groups(const std::vector<GroupSpec>& groups, Complaints& complaints) const override {
    M::check_groups(value, groups, complaints);
  }
  std::vector<Column> columns() const override { return M::columns(value); }
  std::vector<std::string> authorities() const override { return M::authorities(value); }
  std::vector<TableShape> tables(const ModelContext& context) const override { return M::tables(value, context); }
  std::int64_t entities() const override { return M::entities(value); }
  double bytes_per_entity() const override { return M::bytes_per_entity(value); }
  std::shared_ptr<const AnyParameters> smaller([[maybe_unused]] double share) const override {
    if constexpr (requires { M::smaller(value, share); })
      if (auto fewer = M::smaller(value, share)) {
        auto result = std::make_shared<ParametersOf>();
        result->value = std::move(*fewer);
        return result;
      }
    return nullptr;
  }
  std::vector<std::string> pointless([[maybe_unused]] const Settings& set) const override {
    if constexpr (requires { M::pointless(value, set); }) return M::pointless(value, set);
    return {};
  }
  std::vector<std::string> empty_groups([[maybe_unused]] const std::vector<GroupSpec>& groups) const override {
    if constexpr (requires { M::empty_groups(value, groups); }) return M::empty_groups(value, groups);
    return {};
  }
  std::vector<InputUse> inputs() const override {
    if constexpr (requires { M::inputs(value); }) return M::inputs(value);
    return {};
  }
  std::vector<std::string> examine_input(const InputUse& use, std::istream& in,
                                         const std::string& name) const override {
    if constexpr (requires { M::inputs(value); }) return M::examine_input(value, use, in, name);
    return {};
  }
};

template <class M>
concept HasMicrodata = requires {
  typename M::Microdata;
};

template <Model M>
struct CollectorOf;

template <Model M>
struct SimulationOf final : Simulation {
  M model;

  SimulationOf(const typename M::Parameters& parameters, const ModelContext& context) : model(parameters, context) {}
  SimulationOf(const SimulationOf&) = default;
  std::unique_ptr<Simulation> fork() const override { return std::make_unique<SimulationOf>(*this); }
  void apply(const AnyParameters& parameters) override {
    model.apply(static_cast<const ParametersOf<M>&>(parameters).value);
  }
  void step(Month month) override { model.step(month); }
  void observe(std::span<double> row) const override { model.observe(row); }
  void emit(Month month, std::span<std::vector<double>> tables) override { model.emit(month, tables); }
  std::unique_ptr<MicrodataCollector> collect_microdata() const override {
    if constexpr (HasMicrodata<M>) return std::make_unique<CollectorOf<M>>(model);
    return nullptr;
  }
  std::vector<StateColumn> state_columns() const override {
    if constexpr (requires { model.state_columns(); }) return model.state_columns();
    return {};
  }
  void read_state([[maybe_unused]] std::size_t column, [[maybe_unused]] std::span<double> out) const override {
    if constexpr (requires { model.read_state(column, out); }) model.read_state(column, out);
  }
  void write_state([[maybe_unused]] std::size_t column, [[maybe_unused]] std::span<const double> values) override {
    if constexpr (requires { model.write_state(column, values); }) model.write_state(column, values);
  }
};

template <Model M>
struct CollectorOf final : MicrodataCollector {
  typename M::Microdata microdata;

  explicit CollectorOf(const M& model) : microdata(model) {}
  void follow(const Simulation& simulation) override {
    microdata.follow(static_cast<const SimulationOf<M>&>(simulation).model);
  }
  LinkedRecords take(const Simulation& simulation) const override {
    return microdata.take(static_cast<const SimulationOf<M>&>(simulation).model);
  }
};

/// Parameters and the table that is bound to them.
template <class Parameters>
struct BoundParameters {
  explicit BoundParameters(const std::vector<std::string>& keys_in_use) : table(keys_in_use) {
    parameters.declare(table);
  }
  BoundParameters(const BoundParameters&) = delete;
  BoundParameters& operator=(const BoundParameters&) = delete;

  Parameters parameters{};
  ParameterTable table;
};

/// One that was made before for these keys, where there is one: a table has hundreds of texts, and an experiment of
/// many points is read with the same keys thousands of times. A thread has its own. Learners from outside are among the
/// words that a parameter can have, so a table is of those that there were.
template <class Parameters>
std::shared_ptr<BoundParameters<Parameters>> kept_parameters(const std::vector<std::string>& keys_in_use) {
  struct Kept {
    std::vector<std::string> keys, learners;
    std::shared_ptr<BoundParameters<Parameters>> bound;
  };
  constexpr std::size_t most_kept = 4;
  thread_local std::vector<Kept> kept;
  auto learners = outside_learner_names();
  for (const Kept& one : kept)
    if (one.keys == keys_in_use && one.learners == learners) return one.bound;
  if (kept.size() == most_kept) kept.erase(kept.begin());
  kept.push_back({keys_in_use, std::move(learners), std::make_shared<BoundParameters<Parameters>>(keys_in_use)});
  return kept.back().bound;
}

}  // namespace detail

template <Model M>
ModelType model_type(std::string name, std::string summary, Month default_months, Month default_spin_up,
                     std::string time_unit = "month", std::string entity = "entity") {
  using Parameters = typename M::Parameters;
  ModelType type;
  type.name = std::move(name);
  type.summary = std::move(summary);
  type.default_months = default_months;
  type.default_spin_up = default_spin_up;
  type.time_unit = std::move(time_unit);
  type.entity = std::move(entity);
  if constexpr (requires { M::mechanisms(); }) type.mechanisms = M::mechanisms();
  type.new_table = [](const std::vector<std::string>& keys_in_use) {
    auto bound = std::make_shared<detail::BoundParameters<Parameters>>(keys_in_use);
    return std::shared_ptr<ParameterTable>(bound, &bound->table);
  };
  type.table = [](const std::vector<std::string>& keys_in_use) {
    const auto bound = detail::kept_parameters<Parameters>(keys_in_use);
    return std::shared_ptr<const ParameterTable>(bound, &bound->table);
  };
  type.read = [](const Settings& settings,
                 const std::vector<std::string>& keys_in_use) -> std::shared_ptr<const AnyParameters> {
    const auto bound = detail::kept_parameters<Parameters>(keys_in_use);
    bound->table.reset();  // what was read before is in it
    bound->table.assign(settings);
    auto result = std::make_shared<detail::ParametersOf<M>>();
    result->value = bound->parameters;
    return result;
  };
  type.start = [](const AnyParameters& parameters, const ModelContext& context) -> std::unique_ptr<Simulation> {
    return std::make_unique<detail::SimulationOf<M>>(static_cast<const detail::ParametersOf<M>&>(parameters).value,
                                                     context);
  };
  if constexpr (detail::HasMicrodata<M>) {
    type.microdata_horizon = [](const AnyParameters& parameters) {
      return M::Microdata::horizon(static_cast<const detail::ParametersOf<M>&>(parameters).value);
    };
    type.microdata_columns = [](const AnyParameters& parameters) {
      return M::Microdata::columns(static_cast<const detail::ParametersOf<M>&>(parameters).value);
    };
  }
  return type;
}

/// The models that this program was built with, by name. Filled by the build from the list of model
/// folders (see models/CMakeLists.txt): adding a model touches no engine file.
std::span<const ModelType> registered_models();
/// The model called `name`, or null.
const ModelType* find_model(const std::string& name);

}  // namespace streetlight
