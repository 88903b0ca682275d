#include "tests/support/program_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <stdexcept>

#include "sim/experiment/verify_runs.hpp"

namespace streetlight {

void ToyModel::Parameters::declare(ParameterTable& table) {
  const auto doc = [](std::string key, std::string unit, Range range, std::string sentence,
                      Timing timing = Timing::monthly) {
    return ParameterDoc{.key = std::move(key),
                        .unit = std::move(unit),
                        .range = range,
                        .grade = Grade::assumed,
                        .source = "starting value",
                        .sentence = std::move(sentence),
                        .timing = timing};
  };
  table.add(doc("population.size", "entities", {1, 1e12}, "Number of entities.", Timing::structural), size);
  table.add(doc("population.shares", "share", {0, 1}, "Share of each side.", Timing::structural), shares);
  table.add(doc("population.labels", "", {}, "Names of the sides.", Timing::structural), labels);
  table.add(doc("growth.rate", "1/month", {0, 1}, "Speed at which levels return to zero."), rate);
  table.add(doc("growth.drift", "level", {}, "What is added to each level every month."), drift);
  table.add(doc("programme.enabled", "", {}, "Whether the programme runs."), enabled);
  table.add_choice(doc("programme.mode", "", {}, "How open the programme is."), mode,
                   {{"covert", Mode::covert}, {"notice", Mode::notice}, {"open", Mode::open}});
  table.add(doc("programme.capacity", "share", {0}, "Share of entities that the programme reaches in a month."),
            capacity);
  table.add(doc("casework.cap", "visits per 1,000 entities", {.low = 0, .low_open = true},
                "Most visits in a month; none for no limit."),
            cap);
  table.add(doc("casework.weights", "weight", {0}, "Weight of each side."), weights);
  table.add(doc("note", "", {}, "A remark that changes nothing."), note);
  table.add(doc("fault.month", "months", {}, "Month in which the run breaks down."), fail_in);

  std::vector<std::string> names;
  for (const auto& [name, service] : services) names.push_back(name);
  for (const auto& name : table.members("services", names)) {
    Service& service = services[name];
    table.add(doc("services." + name + ".reach", "1/month", {0, 1}, "Monthly chance of an event at " + name + "."),
              service.reach);
    table.add(doc("services." + name + ".linked", "", {}, "Whether " + name + " shares what it records."),
              service.linked);
  }
}

void ToyModel::Parameters::check(Complaints& complaints) const {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (std::abs(sum - 1) > 1e-9)
    complaints.push_back({"population.shares", "must sum to 1, but sums to " + to_text(Value(sum))});
  if (labels.size() != shares.size())
    complaints.push_back({"population.labels", "must have as many elements as population.shares"});
  for (const auto& [member, weight] : weights)
    if (std::find(labels.begin(), labels.end(), member) == labels.end())
      complaints.push_back({"casework.weights." + member, "has no side of that name"});
  if (enabled && cap && *cap < capacity)
    complaints.push_back({"casework.cap", "must be at least programme.capacity while the programme runs"});
}

ToyModel::Parameters ToyModel::Parameters::in_effect(Month) const {
  Parameters result = *this;
  if (!enabled) {
    result.mode = Mode::open;
    result.capacity = 0;
    result.cap.reset();
  }
  result.note.clear();
  return result;
}

ToyModel::ToyModel(const Parameters& parameters, const ModelContext& context)
    : parameters_(parameters), context_(context), level_(static_cast<std::size_t>(parameters.size)) {}

std::vector<Column> ToyModel::columns(const Parameters& parameters) {
  std::vector<Column> columns{{"entities", "entities", "Entities there are.", ColumnKind::stock, ColumnType::count},
                              {"level", "level", "Sum of the levels.", ColumnKind::stock, ColumnType::real}};
  for (const auto& [name, service] : parameters.services)
    columns.push_back({"events_" + name, "events", "Events at " + name + ".", ColumnKind::flow, ColumnType::count});
  columns.push_back({"level_mean", "level", "Mean level.", ColumnKind::ratio, ColumnType::real, "level", "entities"});
  return columns;
}

void ToyModel::check_groups(const Parameters& parameters, const std::vector<GroupSpec>& groups,
                            Complaints& complaints) {
  for (const auto& group : groups)
    for (const auto& [attribute, levels] : group.conditions) {
      const std::string key = "groups." + group.name + "." + attribute;
      if (attribute != "side") complaints.push_back({key, "names no attribute; there is 'side'"});
      for (const auto& level : levels)
        if (attribute == "side" &&
            std::find(parameters.labels.begin(), parameters.labels.end(), level) == parameters.labels.end())
          complaints.push_back({key, "has no level '" + level + "'"});
    }
}

void ToyModel::step(Month month) {
  // What made it fail may be gone the next time, as a machine without memory may: nothing in the experiment changes
  // then.
  if (month == parameters_.fail_in && std::getenv("TOY_IS_MENDED") == nullptr)
    throw std::runtime_error("the toy was told to break");
  events_.assign(parameters_.services.size(), 0);
  for (std::size_t i = 0; i < level_.size(); ++i) {
    const auto words = context_.streams.words({.entity = static_cast<std::uint32_t>(i), .month = month, .purpose = 1});
    const double push = parameters_.enabled ? parameters_.capacity : 0;
    level_[i] += parameters_.drift + push - parameters_.rate * level_[i] + uniform_double(words[0]) - 0.5;
    std::size_t service = 0;
    for (const auto& [name, each] : parameters_.services) {
      events_[service] += uniform_double(words[1]) < each.reach;
      ++service;
    }
  }
}

void ToyModel::observe(std::span<double> row) const {
  const std::size_t columns = 3 + events_.size();
  for (std::size_t at = 0; at < row.size(); at += columns) {
    row[at] += static_cast<double>(level_.size());
    row[at + 1] += std::accumulate(level_.begin(), level_.end(), 0.0);
    for (std::size_t service = 0; service < events_.size(); ++service)
      row[at + 2 + service] += static_cast<double>(events_[service]);
  }
}

std::vector<VerifyTarget> registered_checks() { return {}; }

std::span<const ModelType> registered_models() {
  static const std::array models{model_type<ToyModel>("toy", "Levels that drift, for tests.", 24, 6, "month", "pebble"),
                                 model_type<ToyModel>("toy_again", "The same under another name.", 12, 0)};
  return models;
}

const ModelType* find_model(const std::string& name) {
  for (const auto& model : registered_models())
    if (model.name == name) return &model;
  return nullptr;
}

}  // namespace streetlight
