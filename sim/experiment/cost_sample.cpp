#include "sim/experiment/cost_sample.hpp"

#include <exception>
#include <set>

#include "sim/experiment/shape.hpp"

namespace streetlight {

namespace {

double entities(const VersionSet& versions, Month month) {
  return static_cast<double>(versions.front()->in_effect(month).entities());
}

/// Follows the versions as the executor does, without simulating.
void count(VersionSet versions, Month month, bool begun, const Experiment& experiment, Work& work) {
  for (; month < experiment.run.months; ++month) {
    auto classes = split_versions(versions, month);
    for (std::size_t c = 0; c + 1 < classes.size(); ++c) {
      if (begun) work.forks += entities(classes[c], month);
      count(std::move(classes[c]), month, begun, experiment, work);
    }
    versions = std::move(classes.back());
    const double size = entities(versions, month);
    if (!begun) work.starts += size;
    begun = true;
    work.months[versions.front()->scenario][static_cast<std::size_t>(month + experiment.run.spin_up)] += size;
  }
  work.ends += static_cast<double>(versions.size());
}

double rate(double seconds, double amount) { return amount > 0 ? seconds / amount : 0; }

}  // namespace

Work::Work(const Experiment& experiment)
    : months(experiment.scenarios.size(),
             std::vector<double>(static_cast<std::size_t>(experiment.run.spin_up + experiment.run.months))) {}

double Work::all_months() const {
  double sum = 0;
  for (const auto& of_scenario : months)
    for (const double month : of_scenario) sum += month;
  return sum;
}

Work& Work::add(const Work& other, double times) {
  starts += times * other.starts;
  forks += times * other.forks;
  ends += times * other.ends;
  for (std::size_t s = 0; s < months.size(); ++s)
    for (std::size_t m = 0; m < months[s].size(); ++m) months[s][m] += times * other.months[s][m];
  return *this;
}

Work work_of(const Experiment& experiment, const VersionSet& versions) {
  Work work(experiment);
  count(versions, -experiment.run.spin_up, false, experiment, work);
  return work;
}

CostSample::CostSample(const Experiment& experiment, std::shared_ptr<const RecordLayout> layout, BlockRunner& blocks,
                       Clock clock, End end)
    : experiment_(experiment),
      layout_(std::move(layout)),
      blocks_(blocks),
      clock_(std::move(clock)),
      end_(std::move(end)),
      amounts_(experiment),
      costs_(experiment) {}

bool CostSample::simulate(const VersionSet& versions, std::uint32_t replicate, double budget) {
  return follow(versions, replicate, nullptr, Recorder(layout_), -experiment_.run.spin_up, budget);
}

template <class Task>
double CostSample::timed(Task task) {
  const double begin = clock_();
  task();
  const double seconds = clock_() - begin;
  spent_ += seconds;
  return seconds;
}

void CostSample::met(const VersionSet& versions, Month month, double seconds) {
  std::set<std::uint32_t> scenarios;
  for (const Version* version : versions) scenarios.insert(version->scenario);
  for (const std::uint32_t scenario : scenarios) {
    const auto index = static_cast<std::size_t>(month + experiment_.run.spin_up);
    amounts_.months[scenario][index] += entities(versions, month);
    costs_.months[scenario][index] += seconds;
  }
}

bool CostSample::follow(VersionSet versions, std::uint32_t replicate, std::unique_ptr<Simulation> simulation,
                        Recorder recorder, Month month, double budget) try {
  for (; month < experiment_.run.months; ++month) {
    if (simulation && spent_ > budget) return false;
    auto classes = split_versions(versions, month);
    for (std::size_t c = 0; c + 1 < classes.size(); ++c) {
      std::unique_ptr<Simulation> child;
      if (simulation) {
        costs_.forks += timed([&] { child = simulation->fork(); });
        amounts_.forks += entities(classes[c], month);
      }
      if (!follow(std::move(classes[c]), replicate, std::move(child), recorder, month, budget)) return false;
    }
    versions = std::move(classes.back());

    if (!simulation) {
      costs_.starts += timed([&] {
        simulation = experiment_.model->start(versions.front()->in_effect(-experiment_.run.spin_up),
                                              recorded_context(experiment_, replicate, &blocks_, *layout_));
      });
      amounts_.starts += entities(versions, month);
    }
    const double seconds = timed([&] {
      if (const AnyParameters* changed = versions.front()->change_at(month)) simulation->apply(*changed);
      simulation->step(month);
      if (month >= 0) recorder.record(*simulation, month);
    });
    met(versions, month, seconds);
  }
  end_(std::move(recorder).take());
  return true;
} catch (const std::exception&) {
  return true;  // the run will say what is wrong
}

double CostSample::times_dearer_than(const CostSample& shape) const {
  double here = 0, there = 0;
  for (std::size_t s = 0; s < costs_.months.size(); ++s)
    for (std::size_t m = 0; m < costs_.months[s].size(); ++m) {
      if (amounts_.months[s][m] == 0 || shape.amounts_.months[s][m] == 0) continue;
      here += costs_.months[s][m];
      there += amounts_.months[s][m] * rate(shape.costs_.months[s][m], shape.amounts_.months[s][m]);
    }
  return there > 0 ? here / there : 1;
}

Work CostSample::cost(const Work& work, const CostSample* shape) const {
  const auto of_kind = [&](double Work::*kind) {
    const bool met_here = amounts_.*kind > 0 || shape == nullptr;
    const CostSample& sample = met_here ? *this : *shape;
    return work.*kind * rate(sample.costs_.*kind, sample.amounts_.*kind);
  };
  Work seconds(experiment_);
  seconds.starts = of_kind(&Work::starts);
  seconds.forks = of_kind(&Work::forks);
  const double dearer = shape != nullptr ? times_dearer_than(*shape) : 1;
  const double mean_of_shape =
      shape != nullptr ? dearer * rate(shape->costs_.all_months(), shape->amounts_.all_months()) : 0;
  const double mean = mean_of_shape > 0 ? mean_of_shape : rate(costs_.all_months(), amounts_.all_months());
  for (std::size_t s = 0; s < work.months.size(); ++s)
    for (std::size_t m = 0; m < work.months[s].size(); ++m) {
      double each = mean;
      if (amounts_.months[s][m] > 0)
        each = rate(costs_.months[s][m], amounts_.months[s][m]);
      else if (shape != nullptr && shape->amounts_.months[s][m] > 0)
        each = dearer * rate(shape->costs_.months[s][m], shape->amounts_.months[s][m]);
      seconds.months[s][m] = work.months[s][m] * each;
    }
  return seconds;
}

}  // namespace streetlight
