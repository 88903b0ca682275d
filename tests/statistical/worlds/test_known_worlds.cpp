/// Known truths on the main model itself: figures are made from a known world, worlds are found that meet them, and
/// what a policy does in the known world should lie in the worlds' 90 % range in nine of ten cases.
///
/// A truth is one draw from the priors. Each of its figures gets a normal error of a third of half the tolerance, which
/// is what the likelihood of worlds takes for granted: the likelihood knows of no luck of a single run. In 2,000
/// families that luck is as large as the error, so a truth's figures are means over many runs; what the policy does is
/// that of one further run, as it is in each world. The first wave is the same for all truths, so it is simulated once;
/// truths and worlds are simulated anew, each with seeds of its own.

#include <algorithm>
#include <array>
#include <boost/math/distributions/binomial.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sim/calibration/wave_emulators.hpp"
#include "sim/config/calibration_file.hpp"
#include "sim/core/elementary.hpp"
#include "sim/experiment/design_draws.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/random/uniform_sequence.hpp"
#include "sim/results/robustness.hpp"
#include "sim/running/engine_simulator.hpp"
#include "tests/support/panel/scratch_folder.hpp"

namespace streetlight {
namespace {

constexpr double alpha = 0.01;
constexpr double too_narrow = 0.25;  // of a range, around its middle: the planted fault
constexpr std::size_t worlds = 39;  // of 40 values that are alike, the truth and these, 36 lie between the 2nd and 38th
constexpr std::size_t fewest_worlds = 9;           // for a range to mean anything; a truth with fewer is thin
constexpr std::size_t most_runs = 636 + 64 + 195;  // of a calibration: the wave, trying out, five candidates a world
constexpr std::uint32_t of_truth = 9;              // a stage of its own
constexpr std::uint32_t runs_of_truth = 24;        // over which its figures are means
constexpr std::size_t figures = 4;                 // the first goals; the last two are what a policy is judged by

const char* const experiment_text = R"(schema = 1
model = "targeting"
title = "A known world"
extends = "{england}"
population.families = 2000
run.spin_up = 12
run.months = 36
run.replicates = 1

[[scenario]]
name = "No programme"

[[scenario]]
name = "Covert programme"
set = { programme.enabled = true, programme.transparency = "covert", programme.start = 6 }
)";

std::string target(const std::string& name, const std::string& scenario, const std::string& above,
                   const std::string& below) {
  return "\n[[target]]\nname = \"" + name +
         "\"\nunit = \"%\"\npublished = 50\nrange = [0, 100]\nsource = \"a known world\"" + "\nscenario = \"" +
         scenario + "\"\nwindow = [12, 36]\nnumerator = [\"" + above + "\"]\ndenominator = \"" + below +
         "\"\nscale = 100\n";
}

const std::vector<std::pair<std::string, std::array<double, 2>>> ranges{{"need.prevalence", {0.09, 0.22}},
                                                                        {"casework.referral", {0.45, 0.92}},
                                                                        {"casework.hit", {0.5, 0.9}},
                                                                        {"casework.duration", {9, 24}},
                                                                        {"services.school.detection", {0.012, 0.08}},
                                                                        {"support.relief", {0.1, 0.8}},
                                                                        {"deterrence.max", {0.05, 0.95}},
                                                                        {"trust.unwarranted", {0.3, 2}}};
constexpr std::array<double, figures> half_tolerances{0.12, 0.15, 0.15, 0.12};  // as shares of the truth's value

/// The files of one calibration, without the figures' ranges, which each truth sets.
CalibrationFile calibration_in(const test::ScratchFolder& folder) {
  std::string experiment = experiment_text;
  experiment.replace(experiment.find("{england}"), 9, STREETLIGHT_CONFIGS "/england.toml");
  test::write_content(folder / "known.toml", experiment);
  const std::string without = "No programme", with = "Covert programme";
  test::write_content(folder / "figures.toml", "experiment = \"known.toml\"\n" +
                                                   target("with a finding", without, "referral_findings", "referrals") +
                                                   target("by schools", without, "referrals_school", "referrals") +
                                                   target("open cases", without, "open_cases", "families") +
                                                   target("unseen need", without, "need_unseen", "need") +
                                                   target("no help, no programme", without, "unmet_need", "families") +
                                                   target("no help, programme", with, "unmet_need", "families"));
  std::string find =
      "title = \"Worlds of a known one\"\nexperiment = \"known.toml\"\ntargets = \"figures.toml\"\nworlds = " +
      std::to_string(worlds) + "\nseed = 1\nwave = { first_points = 600, most = 1 }\ncheck = { hit_rate = 0.7 }\n";
  for (const auto& [key, range] : ranges)
    find += "\n[[parameter]]\nkey = \"" + key + "\"\nrange = [" + std::to_string(range[0]) + ", " +
            std::to_string(range[1]) + "]\nwhy = \"Drawn.\"\n";
  for (const char* name : {"no help, no programme", "no help, programme"})
    find += "\n[[target]]\nname = \"" + std::string(name) + "\"\nheld_out = true\n";
  test::write_content(folder / "find.toml", find);
  return read_calibration(folder / "find.toml");
}

/// The engine, with a first wave that is simulated once for all truths, and other seeds for each truth's worlds.
class SharedWave final : public Simulator {
 public:
  SharedWave(const CalibrationFile& file, const test::ScratchFolder& folder) : file_(file), folder_(folder) {}

  void begin(std::uint32_t truth) { truth_ = truth; }

  std::vector<std::vector<double>> run(const Batch& batch) override {
    if (batch.stage != 1) return engine(batch);
    auto known = wave_.find(batch.number);
    if (known == wave_.end()) {
      known = wave_.emplace(batch.number, engine(batch)).first;
      for (std::size_t k = 1; k < batch.values.size(); ++k) {  // the first one is the same in each batch
        auto& point = points.emplace_back();
        for (std::size_t j = 0; j < batch.values[k].size(); ++j)
          point.push_back(file_.task.priors[j].share_below(batch.values[k][j]));
        values.push_back(known->second[k]);
      }
    }
    return known->second;
  }

  std::vector<CubePoint> points;            ///< of the first wave
  std::vector<std::vector<double>> values;  ///< what they gave

 private:
  std::vector<std::vector<double>> engine(Batch batch) {
    const auto output = folder_ / ("run" + std::to_string(calls_++) + ".toml");
    CalibrationJournal journal(output, "a known world", false);
    Ranks alone;
    EngineSimulator simulator(file_, &journal, 1, nullptr, alone);
    if (batch.stage == 0) batch.seed += std::uint64_t{truth_} << 20;
    auto got = simulator.run(batch);
    journal.remove();
    return got;
  }

  const CalibrationFile& file_;
  const test::ScratchFolder& folder_;
  std::uint32_t truth_ = 0;
  std::size_t calls_ = 0;
  std::map<std::uint32_t, std::vector<std::vector<double>>> wave_;
};

/// What a known world gave, and the task of finding worlds like it.
struct Known {
  CubePoint point;
  std::vector<double> got;  ///< by one run
  CalibrationTask task;     ///< its figures: means over other runs, and an error
  double policy() const { return got[figures + 1] - got[figures]; }
};

Known known(const CalibrationFile& file, SharedWave& simulator, std::uint32_t number) {
  Known truth;
  const Streams streams = design_streams(77);
  UniformSequence uniforms(streams, {.entity = number, .purpose = 60});
  for (std::size_t j = 0; j < ranges.size(); ++j) truth.point.push_back(uniforms());
  simulator.begin(number + 1);
  std::vector<double> sums(figures, 0.0);
  for (std::uint32_t run = 0; run <= runs_of_truth; ++run) {
    const std::uint32_t of_run = number * (runs_of_truth + 1) + run;
    const auto got =
        simulator.run({of_truth, of_run, 1000 + of_run, {values_at(file.task.priors, truth.point)}}).front();
    if (run == 0) truth.got = got;
    for (std::size_t k = 0; run > 0 && k < figures; ++k) sums[k] += got[k];
  }
  truth.task = file.task;
  truth.task.runs = most_runs;
  for (std::size_t k = 0; k < figures; ++k) {
    const double mean = sums[k] / runs_of_truth, half = half_tolerances[k] * mean,
                 published = mean + half / 3 * double{normal_of(uniforms.word())};
    truth.task.goals[k].published = published;
    truth.task.goals[k].low = published - half;
    truth.task.goals[k].high = published + half;
  }
  return truth;
}

/// 5 and 95 % of weighted values, so that of equal weights and one value more of the same kind nine of ten lie between.
std::array<double, 2> ends(const Calibration& result, const std::function<double(const World&)>& value, bool weighted) {
  std::vector<std::pair<double, double>> sorted;
  double total = 0;
  for (const World& world : result.worlds) {
    sorted.emplace_back(value(world), weighted ? world.weight : 1);
    total += sorted.back().second;
  }
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(sorted.size());
  const auto at = [&](double share) {
    double below = 0, before = 0, last = 0;
    for (const auto& [x, weight] : sorted) {
      before = below;
      below += weight / total * n / (n + 1);
      if (below >= share) return before > 0 ? last + (x - last) * (share - before) / (below - before) : x;
      last = x;
    }
    return last;
  };
  return {at(0.05), at(0.95)};
}

struct Counts {
  int cases = 0, held = 0, held_unweighted = 0, held_narrow = 0;

  void add(double truth, const std::array<double, 2>& range, const std::array<double, 2>& unweighted) {
    ++cases;
    held += truth >= range[0] && truth <= range[1];
    held_unweighted += truth >= unweighted[0] && truth <= unweighted[1];
    held_narrow += std::abs(truth - (range[0] + range[1]) / 2) <= too_narrow * (range[1] - range[0]) / 2;
  }
  /// Exact binomial bounds around nine of ten: below the lowest, and above the highest, are at most half of alpha. (The
  /// library rounds outwards: the last count that is still too low, and the first one that is not too high.)
  int lowest() const { return static_cast<int>(quantile(boost::math::binomial(cases, 0.9), alpha / 2)) + 1; }
  int highest() const { return static_cast<int>(quantile(complement(boost::math::binomial(cases, 0.9), alpha / 2))); }
};

/// The share of the worlds' weight in which a value is below the truth's, of one more value of the same kind.
double rank(const Calibration& result, const std::function<double(const World&)>& value, double truth) {
  double below = 0;
  for (const World& world : result.worlds)
    if (value(world) < truth) below += world.weight;
  const auto n = static_cast<double>(result.worlds.size());
  return (below * n + 0.5) / (n + 1);
}

/// How many truths: STREETLIGHT_TRUTHS sets another number.
std::uint32_t truths_asked(std::uint32_t usual) {
  const char* const asked = std::getenv("STREETLIGHT_TRUTHS");
  return asked ? static_cast<std::uint32_t>(std::stoul(asked)) : usual;
}

/// Whether the first wave's emulators would rule the truth out.
bool ruled_out(const Known& truth, const SharedWave& simulator, BlockRunner& blocks) {
  Region region;
  region.add(bounds_of(fit_wave(truth.task.goals, simulator.points, simulator.values, blocks), 0));
  return !region.holds(truth.point);
}

}  // namespace

namespace {

struct Coverage {
  Counts policy, parameters;
  int lost = 0, thin = 0;
};

/// Looks for the worlds of so many truths, and prints what came of it.
Coverage coverage(std::uint32_t truths) {
  const test::ScratchFolder folder;
  const CalibrationFile file = calibration_in(folder);
  SharedWave simulator(file, folder);
  BlockRunner blocks;
  Coverage found;
  double effective = 0, hit_rate = 0, ranks = 0;
  for (std::uint32_t number = 0; number < truths; ++number) {
    const Known truth = known(file, simulator, number);
    const Calibration result = calibrate(truth.task, simulator, blocks);
    if (result.worlds.size() < fewest_worlds) {
      ++found.thin;
      continue;
    }
    const auto policy = [](const World& world) { return world.got[figures + 1] - world.got[figures]; };
    found.policy.add(truth.policy(), ends(result, policy, true), ends(result, policy, false));
    ranks += rank(result, policy, truth.policy());
    for (std::size_t j = 0; j < ranges.size(); ++j) {
      const auto value = [j](const World& world) { return world.values[j]; };
      found.parameters.add(values_at(file.task.priors, truth.point)[j], ends(result, value, true),
                           ends(result, value, false));
    }
    found.lost += ruled_out(truth, simulator, blocks);
    std::vector<double> weights;
    for (const World& world : result.worlds) weights.push_back(world.weight);
    effective += effective_number(weights) / truths;
    hit_rate += result.hit_rate() / truths;
    if ((number + 1) % 10 == 0 || number + 1 == truths) {
      std::printf(
          "%u known worlds: %d of %d policies held, mean rank %.2f; %d of %d parameters held; %d too few worlds\n",
          number + 1, found.policy.held, found.policy.cases, ranks / found.policy.cases, found.parameters.held,
          found.parameters.cases, found.thin);
      std::fflush(stdout);
    }
  }
  const Counts& counts = found.policy;
  std::printf(
      "%d of %d known differences lie in the weighted 90 %% range (bounds %d to %d), %d in the unweighted one, %d in a "
      "quarter of it; %d known worlds are ruled out, %d found too few worlds; hit rate %.2f, effective worlds %.1f of "
      "%zu\n",
      counts.held, counts.cases, counts.lowest(), counts.highest(), counts.held_unweighted, counts.held_narrow,
      found.lost, found.thin, hit_rate, effective, worlds);
  return found;
}

}  // namespace

TEST_CASE("worlds hold what a policy does in known worlds as often as they say", "[.long]") {
  const std::uint32_t truths = truths_asked(200);
  const Coverage found = coverage(truths);
  const Counts& counts = found.policy;
  if (counts.cases == 200) CHECK(counts.lowest() == 168);
  CHECK(counts.held >= counts.lowest());
  CHECK(counts.held <= counts.highest());
  CHECK(counts.held_narrow < counts.lowest());
  CHECK(found.thin <= static_cast<int>(truths) / 10);
  // Four figures beyond three spreads: 0.0027 each, beyond the tolerance besides
  CHECK(found.lost <= static_cast<int>(quantile(complement(boost::math::binomial(truths, figures * 0.0027), alpha))));
}

TEST_CASE("each figure left out is predicted by the worlds that fit the others", "[.long]") {
  const std::uint32_t truths = truths_asked(200) / 13;
  const test::ScratchFolder folder;
  const CalibrationFile file = calibration_in(folder);
  SharedWave simulator(file, folder);
  BlockRunner blocks;
  Counts counts;
  for (std::uint32_t number = 0; number < truths; ++number)
    for (std::size_t left_out = 0; left_out < figures; ++left_out) {
      Known truth = known(file, simulator, 500 + number);
      simulator.begin(static_cast<std::uint32_t>(1000 + number * figures + left_out));
      truth.task.goals[left_out].held_out = true;
      const Calibration result = calibrate(truth.task, simulator, blocks);
      if (result.worlds.size() < fewest_worlds) continue;
      const auto value = [&](const World& world) { return world.got[left_out]; };
      counts.add(truth.got[left_out], ends(result, value, true), ends(result, value, false));
    }
  std::printf("%d of %d figures held out lie in the weighted 90 %% range (bounds %d to %d), %d in a quarter of it\n",
              counts.held, counts.cases, counts.lowest(), counts.highest(), counts.held_narrow);
  CHECK(counts.held >= counts.lowest());
  CHECK(counts.held <= counts.highest());
  CHECK(counts.held_narrow < counts.lowest());
}

}  // namespace streetlight
