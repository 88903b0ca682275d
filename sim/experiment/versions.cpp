#include "sim/experiment/versions.hpp"

#include <algorithm>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

bool same(const AnyParameters& a, const AnyParameters& b) { return &a == &b || a.same_as(b); }

}  // namespace

const AnyParameters* Version::change_at(Month month) const {
  const auto phase = std::lower_bound(phases.begin(), phases.end(), month,
                                      [](const Segment& segment, Month m) { return segment.from < m; });
  return phase != phases.end() && phase->from == month ? phase->parameters.get() : nullptr;
}

const AnyParameters& Version::in_effect(Month month) const {
  const auto after = std::upper_bound(phases.begin(), phases.end(), month,
                                      [](Month m, const Segment& segment) { return m < segment.from; });
  EXPECT(after != phases.begin());
  return *std::prev(after)->parameters;
}

std::optional<std::string> Version::objection() const {
  for (const Segment& segment : declared) {
    Complaints complaints;
    segment.parameters->check(complaints);
    if (!complaints.empty()) return complaints.front().key + " " + complaints.front().message;
  }
  return std::nullopt;
}

Version make_version(const Experiment& experiment, std::uint32_t scenario, std::uint32_t point,
                     const Settings& point_settings) {
  Version version{scenario, point, resolve(experiment, experiment.scenarios[scenario], point_settings), {}};
  const auto& segments = version.declared;
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const Month end =
        s + 1 < segments.size() ? std::min(segments[s + 1].from, experiment.run.months) : experiment.run.months;
    for (Month month = segments[s].from; month < end; ++month) {
      auto effective = segments[s].parameters->in_effect(month);
      if (version.phases.empty() || !effective->same_as(*version.phases.back().parameters))
        version.phases.push_back({month, std::move(effective)});
    }
  }
  return version;
}

std::vector<VersionSet> split_versions(const VersionSet& versions, Month month) {
  const auto changes = [&](const Version* version) { return version->change_at(month) != nullptr; };
  if (versions.size() == 1 || std::none_of(versions.begin(), versions.end(), changes)) return {versions};

  std::vector<VersionSet> classes;
  for (const Version* version : versions) {
    const AnyParameters& parameters = version->in_effect(month);
    const auto home = std::find_if(classes.begin(), classes.end(), [&](const VersionSet& members) {
      return same(members.front()->in_effect(month), parameters);
    });
    if (home == classes.end())
      classes.push_back({version});
    else
      home->push_back(version);
  }
  std::stable_sort(classes.begin(), classes.end(),
                   [](const VersionSet& a, const VersionSet& b) { return a.size() < b.size(); });
  return classes;
}

std::size_t states_at_once(VersionSet versions, Month month, Month months, bool begun) {
  std::size_t most = 1;
  for (; month < months; ++month) {
    auto classes = split_versions(versions, month);
    for (std::size_t c = 0; c + 1 < classes.size(); ++c)
      most = std::max(most, states_at_once(std::move(classes[c]), month, months, begun) + (begun ? 1 : 0));
    versions = std::move(classes.back());
    begun = true;
  }
  return most;
}

double count_steps(const VersionSet& versions, Month month, Month months) {
  double steps = 0;
  for (; month < months; ++month) {
    const auto classes = split_versions(versions, month);
    if (classes.size() > 1) {
      for (const auto& members : classes) steps += count_steps(members, month, months);
      return steps;
    }
    steps += static_cast<double>(versions.front()->in_effect(month).entities());
  }
  return steps;
}

}  // namespace streetlight
