#include "bench/england.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <utility>

#include "models/targeting/casework/casework.hpp"
#include "models/targeting/needs/need_dynamics.hpp"
#include "models/targeting/outcomes/observer.hpp"
#include "models/targeting/outcomes/sweep.hpp"
#include "models/targeting/policy/costs.hpp"
#include "models/targeting/policy/oversight.hpp"
#include "models/targeting/policy/targeting.hpp"
#include "models/targeting/policy/training.hpp"
#include "models/targeting/population/turnover.hpp"
#include "models/targeting/records/consent.hpp"
#include "models/targeting/records/filing.hpp"
#include "models/targeting/services/contacts.hpp"
#include "models/targeting/services/outreach.hpp"
#include "models/targeting/trust/public_events.hpp"
#include "models/targeting/trust/trust_dynamics.hpp"

namespace streetlight::bench {

using namespace targeting;

const char* name_of(Process process) {
  constexpr const char* names[] = {"needs", "services", "records", "training", "risk", "casework", "trust", "observe"};
  return names[static_cast<std::size_t>(process)];
}

ModelContext context_of(const TargetingParameters& parameters, BlockRunner& blocks, Month first_month) {
  ModelContext context;
  context.streams = Streams(1, 0);
  context.blocks = &blocks;
  context.first_month = first_month;
  context.months = 144;
  // As in configs/england.toml: deciles, and the levels of every attribute.
  for (int decile = 1; decile <= 10; ++decile)
    context.groups.push_back({"decile_" + std::to_string(decile), {{"deprivation", {std::to_string(decile)}}}});
  for (const auto& attribute : parameters.population.attributes)
    for (const auto& level : attribute.levels) context.groups.push_back({level, {{attribute.name, {level}}}});
  return context;
}

England::England(std::int64_t families, bool programme, std::shared_ptr<BlockRunner> runner)
    : blocks(std::move(runner)) {
  constexpr Month first_month = -18;
  parameters.population.families = families;
  parameters.programme.enabled = programme;
  parameters.programme.start = 0;
  model =
      std::make_unique<TargetingModel>(parameters.in_effect(first_month), context_of(parameters, *blocks, first_month));
  for (month = first_month; month < 3; ++month) {
    model->apply(parameters.in_effect(month));
    model->step(month);
  }
  world = std::move(const_cast<World&>(model->world()));
}

std::array<double, processes> England::step(const std::function<double()>& clock, double price) {
  std::array<double, processes> took{};
  double last = clock();
  const auto lap = [&](Process process) {
    const double now = clock();
    took[static_cast<std::size_t>(process)] += now - std::exchange(last, now) - price;
  };
  world.month = month++;
  world.tally.clear();
  world.tables = {};

  // As in month.cpp: England's services have no limits, and a block goes through needs, services and records in one go.
  age_and_replace(world);
  const auto lapped = [&](auto process, Process which) {
    return [&lap, process, which](World& all, const Block& block) {
      process(all, block);
      lap(which);
    };
  };
  by_block(world, lapped(move_needs, Process::needs), lapped(meet_services, Process::services),
           lapped(give_relief, Process::services), lapped(file_concerns, Process::records));
  reach_out(world);
  lap(Process::services);
  count_lost_concerns(world);
  decay_files(world);
  correct_files(world);
  ask_consent(world);
  lap(Process::records);
  judge_flags(world);
  oversee_programmes(world);
  train_models(world);
  lap(Process::training);
  const auto flagged = select_families(world);
  lap(Process::risk);
  do_casework(world, flagged);
  lap(Process::casework);
  public_events(world);
  spread_hearsay(world);
  move_trust(world);
  lap(Process::trust);
  count_families(world);
  count_costs(world);
  count_standstills(world);
  survey_parents(world);
  lap(Process::observe);
  return took;
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double clock_price() {
  constexpr int calls = 1000;
  double best = 1;
  for (int round = 0; round < 20; ++round) {
    const double begin = cpu_seconds();
    for (int call = 1; call < calls; ++call) cpu_seconds();
    best = std::min(best, (cpu_seconds() - begin) / calls);
  }
  return best;
}

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace streetlight::bench
