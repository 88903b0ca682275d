#include "web/engine/street.hpp"

#include <algorithm>
#include <cmath>

#include "models/targeting/model.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/shape.hpp"

namespace streetlight::page {

namespace {

using targeting::World;

const World& world_of(const Simulation& simulation) {
  return static_cast<const detail::SimulationOf<targeting::TargetingModel>&>(simulation).model.world();
}

std::uint8_t byte(float x) { return static_cast<std::uint8_t>(std::clamp(std::lround(x), 0L, 255L)); }

/// What remains on file of a family where a programme would look: at the linked services and at social care.
float light_of(const World& world, std::uint32_t family) {
  const auto& services = world.parameters.services.list;
  float sum = world.care_of(family);
  for (std::size_t s = 0; s < services.size(); ++s)
    if (services[s].linked) sum += world.count_of(family, s);
  return sum;
}

void append_state(const World& world, std::uint32_t f, std::vector<std::uint8_t>& out) {
  using namespace targeting;
  const auto& families = world.families;
  const Month now = world.month;
  const auto event = [&](Event which, unsigned bit) { return families.events[f] & which ? bit : 0U; };
  const auto since = [&](Stamp then, Month months, unsigned bit) { return within(then, now, months) ? bit : 0U; };
  const float light = light_of(world, f);
  const bool known = world.care_of(f) > 0 || (families.status[f] & open_case) != 0;
  out.push_back(byte(128 + 40 * (families.need[f] - world.threshold())));
  out.push_back(byte(60 * light));
  out.push_back(byte(128 + 32 * families.trust[f]));
  out.push_back(static_cast<std::uint8_t>(
      (world.in_need(f) ? 1U : 0U) | event(harmed, 2) | since(families.last_flag[f], 1, 4) | event(visited, 8) |
      event(unwarranted, 16) | event(helped, 32) | (families.deterred[f] != 0 ? 64U : 0U)));
  out.push_back(static_cast<std::uint8_t>((known ? 1U : 0U) | since(families.last_flag[f], 12, 2) |
                                          since(families.last_visit[f], 12, 4) |
                                          (families.status[f] & aware ? 8U : 0U) | (light > 0 ? 16U : 0U)));
}

constexpr const char* shown[] = {
    "families", "need",        "need_unseen",        "known",     "flags",    "flags_in_need",
    "visits",   "findings",    "unwarranted_visits", "trust_sum", "deterred", "unmet_need",
    "harm",     "harm_unseen", "need_flagged",       "cases"};

}  // namespace

Street::Street(Experiment experiment, std::uint32_t replicate)
    : experiment_(std::move(experiment)), month_(-experiment_.run.spin_up) {
  VALIDATE(experiment_.model->name == "targeting", "the street shows the targeting model, and no other");
  VALIDATE(!experiment_.design, "the street shows one world, and this experiment has a design of several");
  const auto context = model_context(experiment_, replicate, &blocks_);
  for (const Scenario& scenario : experiment_.scenarios) {
    in_effect_.push_back(resolve(experiment_, scenario, {}).front().parameters->in_effect(month_));
    policies_.push_back(experiment_.model->start(*in_effect_.back(), context));
  }
  const auto all = resolve(experiment_, experiment_.scenarios.front(), {}).front().parameters->columns();
  for (const char* name : shown)
    for (std::size_t c = 0; c < all.size(); ++c)
      if (all[c].name == name) columns_.push_back(c);
}

void Street::step() {
  for (std::size_t p = 0; p < policies_.size(); ++p) {
    const auto segments = resolve(experiment_, experiment_.scenarios[p], {});
    auto holds = segments.begin();
    while (holds + 1 != segments.end() && (holds + 1)->from <= month_) ++holds;
    // May change in any month: a programme starts, a timeline goes on, a control is moved
    const auto now = holds->parameters->in_effect(month_);
    if (!now->same_as(*in_effect_[p])) policies_[p]->apply(*now);
    in_effect_[p] = now;
    policies_[p]->step(month_);
  }
  look();
  ++month_;
}

void Street::change(Experiment experiment) {
  VALIDATE(experiment.scenarios.size() == policies_.size(), "the street has as many policies as it began with");
  const auto before = experiment_.model->table(experiment_.keys_in_use);
  for (std::size_t p = 0; p < policies_.size(); ++p) {
    const auto old = resolve_settings(experiment_, experiment_.scenarios[p], {}).front().second;
    const auto now = resolve_settings(experiment, experiment.scenarios[p], {}).front().second;
    for (const auto& [key, value] : now) {
      const auto* parameter = before->find(key);
      const auto had = old.find(key);
      const bool same = had != old.end() && had->second == value;
      VALIDATE(same || (parameter != nullptr && parameter->doc.timing == Timing::monthly),
               key + " shapes the world, so it cannot change while the months pass: begin anew");
    }
  }
  experiment_ = std::move(experiment);
}

std::size_t Street::families() const { return world_of(*policies_.front()).families.size(); }

nlohmann::ordered_json Street::layout() const {
  const World& world = world_of(*policies_.front());
  nlohmann::ordered_json out{{"families", families()}, {"state_bytes", state_bytes}};
  const auto all = resolve(experiment_, experiment_.scenarios.front(), {}).front().parameters->columns();
  for (const Scenario& scenario : experiment_.scenarios) out["policies"].push_back(scenario.name);
  for (const std::size_t c : columns_)
    out["columns"].push_back({{"name", all[c].name}, {"unit", all[c].unit}, {"meaning", all[c].meaning}});
  const auto& hoods = world.society->neighbourhoods;
  for (std::uint32_t f = 0; f < families(); ++f) {
    out["neighbourhood"].push_back(hoods.of(f));
    out["decile"].push_back(hoods.decile[hoods.of(f)]);
  }
  return out;
}

void Street::look() {
  totals_.clear();
  states_.clear();
  const auto parameters = resolve(experiment_, experiment_.scenarios.front(), {}).front().parameters;
  const std::size_t rows = authority_rows(experiment_, *parameters).size() * (experiment_.groups.size() + 1);
  for (const auto& policy : policies_) {
    const World& world = world_of(*policy);
    std::vector<double> row(parameters->columns().size() * rows);
    policy->observe(row);
    for (const std::size_t c : columns_) totals_.push_back(row[c]);
    for (std::uint32_t f = 0; f < families(); ++f) append_state(world, f, states_);
  }
}

}  // namespace streetlight::page
