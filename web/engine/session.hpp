#pragma once
/// What a page asks of the engine, as calls with JSON in and out: load an experiment, run replicates, read columns,
/// compare, describe. Long lists of numbers go beside the JSON. A page has one session in each of its workers; the
/// same calls, in the same words, are answered by a native program for the tests.

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/config/load_experiment.hpp"
#include "sim/results/memory_results.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/running/find_matches.hpp"
#include "web/engine/street.hpp"

namespace streetlight::page {

using Json = nlohmann::ordered_json;

class Session {
 public:
  /// Told how much is done, from 0 to 1, while runs go on.
  std::function<void(double)> progress;
  /// Told where a search for equal money is, while it goes on.
  std::function<void(const MatchTrial&)> searching;
  /// Beside a call's JSON: numbers that it takes or gives, and the states of the street.
  std::vector<double> numbers;
  std::vector<std::uint8_t> bytes;

  /// {"call": NAME, ...} -> {...}, or {"problems": [{"place", "line", "column", "message"}]} where it is refused.
  std::string answer(const std::string& request);

 private:
  Json call(const std::string& name, const Json& request);
  Json load(const Json& request);
  Json search();
  Json take_found(const Json& request);
  Json run(const Json& request);
  Json hold(const Json& request);
  Json give_run(const Json& request);
  Json take_run(const Json& request);
  Json column(const Json& request);
  Json curves(const Json& request);
  void curves_of_values(std::size_t base, std::uint32_t point, const Json& request);
  void curves_of_ratio(std::size_t column, std::size_t base, std::uint32_t point, const Json& request);
  Json compare(const Json& request);
  Json robust(const Json& request);
  Json sensitivity(const Json& request);
  Json cards(const Json& request);
  Json gathered(const Json& request);
  Json settings(const Json& request);
  Json setting(const Json& request) const;
  Json rank(const Json& request);
  Json trust_apart(const Json& request);
  Json hash() const;
  Json street(const Json& request);
  Json street_step(const Json& request);

  const Experiment& experiment() const;
  const MemoryResults& results() const;

  std::unique_ptr<LoadedExperiment> loaded_;
  bool matched_ = false;  ///< whether the values of its matches are there
  std::unique_ptr<MemoryResults> results_;
  std::unique_ptr<Street> street_;
};

/// {"first", "end"}: months; nothing where neither is asked for.
std::optional<Window> window_in(const Json& request, const PanelShape& shape);

}  // namespace streetlight::page
