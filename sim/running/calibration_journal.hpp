#pragma once
/// What a calibration has simulated so far, a line a point, so that a killed one goes on where it was. Everything else
/// (emulators, regions, chains) follows from these values and is worked out anew, with the same bytes.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace streetlight {

class CalibrationJournal {
 public:
  /// `identity` stands for everything that the values depend on. With `resume`, what is there is taken over. Throws
  /// InvalidInput when there is an unfinished one and `resume` is not set, when it is of another calibration, or when
  /// it cannot be written.
  CalibrationJournal(const std::filesystem::path& output, const std::string& identity, bool resume);
  ~CalibrationJournal();
  CalibrationJournal(const CalibrationJournal&) = delete;
  CalibrationJournal& operator=(const CalibrationJournal&) = delete;

  /// Stage, batch and index of a point in it.
  using Key = std::tuple<std::uint32_t, std::uint32_t, std::size_t>;
  /// Null when it has not been simulated.
  const std::vector<double>* find(const Key& key) const;
  /// Throws std::runtime_error when it cannot be written.
  void add(const Key& key, const std::vector<double>& values);
  /// Makes sure that what was added is on the disk.
  void sync();
  std::size_t points() const { return known_.size(); }

  /// Of all processes that have worked on it: points simulated, and how long that took.
  struct Work {
    std::size_t points = 0;
    double seconds = 0;
  };
  const Work& work() const { return work_; }
  void add_work(const Work& all);
  /// A budget in minutes as points, once that is known.
  const std::optional<std::size_t>& budget() const { return budget_; }
  void add_budget(std::size_t runs);
  /// The calibration is finished: removes the file. Throws std::runtime_error when that fails.
  void remove();

  static std::filesystem::path beside(const std::filesystem::path& output);

 private:
  void take_over(const std::string& head, std::size_t size);
  void take(const std::string& line);
  void write(const std::string& text);

  std::filesystem::path path_;
  int file_ = -1;
  std::uint64_t end_ = 0;
  std::map<Key, std::vector<double>> known_;
  Work work_;
  std::optional<std::size_t> budget_;
};

}  // namespace streetlight
