/// The session's calls about results: runs carried from worker to worker or from a file, columns, curves, comparisons.

#include <bit>
#include <cmath>

#include "sim/config/report_window.hpp"
#include "sim/core/check.hpp"
#include "sim/core/run_index.hpp"
#include "sim/report/comparison_report.hpp"
#include "sim/results/run_window.hpp"
#include "web/engine/describe.hpp"
#include "web/engine/held_result.hpp"
#include "web/engine/over_runs.hpp"
#include "web/engine/request.hpp"
#include "web/engine/session.hpp"

namespace streetlight::page {

namespace {

RunKey key_in(const Json& request) {
  return {given(request, "scenario", 0U), given(request, "point", 0U), given(request, "replicate", 0U)};
}

/// FNV-1a over the bits of numbers; every NaN counts as the same.
class Hash {
 public:
  void add(std::uint64_t word) {
    for (int i = 0; i < 8; ++i, word >>= 8) value_ = (value_ ^ (word & 0xff)) * 0x100000001b3U;
  }
  void add(const std::vector<double>& numbers) {
    add(static_cast<std::uint64_t>(numbers.size()));
    for (const double x : numbers) add(std::isnan(x) ? 0x7ff8000000000000U : std::bit_cast<std::uint64_t>(x));
  }
  std::string text() const {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4) out += digits[value_ >> shift & 15];
    return out;
  }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

}  // namespace

const MemoryResults& Session::results() const {
  VALIDATE(results_, "no experiment is loaded");
  return *results_;
}

/// {"head"}: room for the runs of a file (held_result.hpp), which take_run then gives one by one.
Json Session::hold(const Json& request) {
  loaded_.reset();
  results_.reset();
  auto held = held_result(request.at("head"));
  results_ = std::move(held);
  return result_json(*results_);
}

/// A finished run as numbers, to be carried to another session: the panel's values and every table.
Json Session::give_run(const Json& request) {
  const auto found = results().kept().find(key_in(request));
  VALIDATE(found != results().kept().end(), "this run is not there");
  numbers = found->second.values;
  Json sizes = Json::array({found->second.values.size()});
  for (const auto& table : found->second.tables) {
    sizes.push_back(table.size());
    numbers.insert(numbers.end(), table.begin(), table.end());
  }
  return {{"sizes", sizes}};
}

Json Session::take_run(const Json& request) {
  RunResult run{key_in(request), {}, {}};
  VALIDATE(results_, "no experiment is loaded");
  auto from = numbers.begin();
  const auto part = [&](std::size_t size) {
    VALIDATE(size <= static_cast<std::size_t>(numbers.end() - from), "a run has fewer numbers than it says");
    const auto begin = from;
    from += static_cast<std::ptrdiff_t>(size);
    return std::vector<double>(begin, from);
  };
  const auto sizes = request.at("sizes").get<std::vector<std::size_t>>();
  VALIDATE(!sizes.empty(), "a run has no sizes");
  run.values = part(sizes.front());
  for (std::size_t t = 1; t < sizes.size(); ++t) run.tables.push_back(part(sizes[t]));
  results_->write(run);
  return {{"runs", results_->runs_completed()}};
}

/// {"name", "authority", "group"} -> numbers [scenario][point][replicate][time], NaN where there is no run.
Json Session::column(const Json& request) {
  const PanelShape& shape = results().shape();
  const auto c = choose_one(request.at("name").get<std::string>(), column_names(shape), "column");
  const auto a = choose_one(given<std::string>(request, "authority", "all"), shape.authorities, "authority");
  const auto g = choose_one(given<std::string>(request, "group", "all"), shape.groups, "group");
  numbers.clear();
  for_each_run(shape, [&](const RunKey& key) {
    const auto values = results().completed(key) ? results().read(c, {key, 0, shape.times.size(), a})
                                                 : std::vector<double>(shape.times.size() * shape.groups.size(), NAN);
    for (std::size_t t = 0; t < shape.times.size(); ++t) numbers.push_back(values[t * shape.groups.size() + g]);
  });
  return {{"size", numbers.size()}};
}

/// {"name", "group", "authority", "point", "baseline"} -> numbers [scenario][time][mean, low, high, difference from the
/// baseline, low, high] over the replicates that are there; NaN where there is none.
Json Session::curves(const Json& request) {
  const PanelShape& shape = results().shape();
  const auto point = given<std::uint32_t>(request, "point", 0);
  VALIDATE(point < shape.points, "there is no such point");
  const auto base = choose_one(given(request, "baseline", shape.scenarios.front()), shape.scenarios, "scenario");
  const auto c = choose_one(request.at("name").get<std::string>(), column_names(shape), "column");
  if (is_quotient(shape.columns[c]) && can_gather(shape, c))
    curves_of_ratio(c, base, point, request);
  else
    curves_of_values(base, point, request);
  return {{"scenarios", shape.scenarios.size()}, {"times", shape.times.size()}};
}

void Session::curves_of_values(std::size_t base, std::uint32_t point, const Json& request) {
  const PanelShape& shape = results().shape();
  column(request);
  const std::vector<double> all = std::move(numbers);
  numbers.clear();
  const auto at = [&](std::size_t s, std::size_t r, std::size_t t) {
    const RunKey run{static_cast<std::uint32_t>(s), point, static_cast<std::uint32_t>(r)};
    return all[run_index(shape, run) * shape.times.size() + t];
  };
  for (std::size_t s = 0; s < shape.scenarios.size(); ++s)
    for (std::size_t t = 0; t < shape.times.size(); ++t) {
      std::vector<double> values, differences;
      for (std::size_t r = 0; r < shape.replicates; ++r) {
        values.push_back(at(s, r, t));
        differences.push_back(at(s, r, t) - at(base, r, t));
      }
      over_runs(values).append_to(numbers);
      over_runs(differences).append_to(numbers);
    }
}

void Session::curves_of_ratio(std::size_t c, std::size_t base, std::uint32_t point, const Json& request) {
  const PanelShape& shape = results().shape();
  const auto authority = choose_one(given<std::string>(request, "authority", "all"), shape.authorities, "authority");
  const auto group = choose_one(given<std::string>(request, "group", "all"), shape.groups, "group");
  const auto parts = [&](std::size_t scenario, std::size_t t) {
    std::vector<RatioParts> out;
    for (std::uint32_t r = 0; r < shape.replicates; ++r)
      out.push_back(RunWindow(results(), {t, 1}, authority, {static_cast<std::uint32_t>(scenario), point, r})
                        .ratio_parts(c)[group]);
    return out;
  };
  numbers.clear();
  std::vector<std::vector<RatioParts>> baseline;
  for (std::size_t t = 0; t < shape.times.size(); ++t) baseline.push_back(parts(base, t));
  for (std::size_t s = 0; s < shape.scenarios.size(); ++s)
    for (std::size_t t = 0; t < shape.times.size(); ++t) {
      const auto here = s == base ? baseline[t] : parts(s, t);
      over_runs(here).append_to(numbers);
      difference_over_runs(baseline[t], here).append_to(numbers);
    }
}

/// {"baseline", "scenarios", "columns", "groups", "points", "first", "end"}, each of which may be left out: then it is
/// chosen as the command `compare` chooses it.
Json Session::compare(const Json& request) {
  const PanelShape& shape = results().shape();
  const auto words = [&](const char* name) { return given(request, name, std::vector<std::string>{}); };
  const std::optional<Window> window = window_in(request, shape);
  const auto chosen = report_request(
      results(),
      {given<std::string>(request, "baseline", ""), words("scenarios"), words("columns"), words("groups"),
       given(request, "points", std::vector<std::size_t>{}), given<std::string>(request, "authority", "all")},
      window);
  const auto rows = compare_panel(results(), chosen);
  return {{"title", comparison_title(results(), chosen)},
          {"result", Json::parse(as_json(results(), chosen, rows))},
          {"csv", as_csv(results(), chosen, rows, false)},
          {"table", as_table(results(), chosen, rows)}};
}

/// Of every number of every run, in the order of the runs' keys.
Json Session::hash() const {
  Hash hash;
  for (const auto& [key, run] : results().kept()) {
    for (const std::uint32_t part : {key.scenario, key.point, key.replicate}) hash.add(std::uint64_t{part});
    hash.add(run.values);
    for (const auto& table : run.tables) hash.add(table);
  }
  return {{"hash", hash.text()}, {"runs", results().kept().size()}};
}

}  // namespace streetlight::page
