#pragma once
/// An experiment: read from TOML, changed by key, run in memory.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "streetlight/export.hpp"
#include "streetlight/parameters.hpp"
#include "streetlight/results.hpp"

namespace streetlight::library {

/// How far a run is. Steps are entity-months; one that several scenarios share counts once.
struct Progress {
  std::size_t runs_done = 0;
  std::size_t runs_total = 0;
  double steps_done = 0;
  double steps_total = 0;

  double share() const { return steps_total > 0 ? steps_done / steps_total : 0; }
};

struct RunOptions {
  unsigned threads = 0;  ///< 0: one for each processor that this process may use. The result is the same for any.
  /// Called a few times a second, one call at a time, from any of the threads that work. What it throws stops the work
  /// and comes out of run().
  std::function<void(const Progress&)> progress{};
  /// Called when a run fails, one call at a time, from any of the threads that work.
  std::function<void(const Failure&)> failed{};
  /// Cancels: run() gives back within a month or so of simulated time, with the runs that were finished.
  std::stop_token stop{};
};

/// Cheap to copy: a copy can be changed without changing the other one. What it was read from is kept, so that setting
/// a key makes the same experiment but for this key, even when the files or the current folder are others by then.
/// Input files (network.file) are read by each run, which refuses one that has changed.
class STREETLIGHT_API Experiment {
 public:
  /// Reads a file with all that it extends, and the files that its runs will read. Throws Error with every mistake.
  explicit Experiment(const std::filesystem::path& file);
  /// The same from text; what it extends or reads is relative to `folder` (empty: the current one).
  static Experiment from_text(const std::string& toml, const std::filesystem::path& folder = {});

  /// Sets keys over what the file says outside its scenarios. All at once, so that values that only fit together can be
  /// changed together; where one is refused (Error), none is set. A later value replaces an earlier one.
  Experiment& set(const std::vector<std::pair<std::string, Value>>& settings);
  Experiment& set(std::string_view key, const Value& value);
  /// The same as a line of TOML: set_text("population.families = 20_000"), set_text("run = { months = 36, seed = 7 }").
  /// A path that a setting gives is relative to the current folder, that of the moment when it is set.
  Experiment& set_text(std::string_view line);

  /// Every scenario in each of these worlds, from a file that `streetlight calibrate` made, or in so many of them,
  /// spread evenly over the file (0: in all). Throws Error when the experiment has a design of its own, or does not
  /// know a parameter.
  Experiment& set_worlds(const std::filesystem::path& file, std::size_t number = 0);

  /// Bytes that make the same experiment again, in another process of this version perhaps: with the texts that it was
  /// read from, but not what is in its input files.
  std::string saved() const;
  static Experiment from_saved(const std::string& bytes);

  const std::string& title() const;
  const std::string& model() const;
  /// How its result will be laid out.
  Shape shape() const;
  /// What is not wrong but perhaps not meant.
  const std::vector<std::string>& notes() const;
  /// A key as it is set outside the scenarios, its default where it is not: a parameter of the model, or one of the
  /// program's own such as run.seed. Throws Error for an unknown key, and for one that has no single value.
  Value value(std::string_view key) const;
  /// What is known about a key, those of collections that only this experiment has included. Throws Error.
  Parameter describe(std::string_view key) const;
  /// The whole experiment as TOML, `extends` merged and every default written out.
  std::string toml() const;

  /// Runs every scenario at every point in every replicate, and keeps all that is reported in memory. Throws Error when
  /// that cannot fit. A run that fails is listed in failures(), and the others go on.
  Results run(const RunOptions& options = {}) const;

 private:
  friend class World;
  struct Loaded;
  explicit Experiment(std::shared_ptr<const Loaded> loaded) : loaded_(std::move(loaded)) {}
  std::shared_ptr<const Loaded> loaded_;
};

}  // namespace streetlight::library
