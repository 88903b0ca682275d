#pragma once
/// A result, in memory or on file: its shape, its columns as arrays, the tables beside them, and comparisons.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "streetlight/comparison.hpp"
#include "streetlight/export.hpp"
#include "streetlight/parameters.hpp"

namespace streetlight::library {

/// How a result is laid out.
struct Shape {
  std::vector<std::string> scenarios;
  std::size_t points = 1;  ///< of the design; 1 without one
  std::size_t replicates = 1;
  std::vector<std::int64_t> times;  ///< the first month of each interval
  std::int64_t interval = 1;        ///< months in an interval; the last one is shorter where the run ends before it
  std::int64_t end = 1;             ///< the month after the last one
  std::string time_unit;            ///< "month", or what the model calls it
  std::vector<std::string> authorities;  ///< the first is "all"
  std::vector<std::string> groups;       ///< the first is "all"
  std::vector<Column> columns;
  std::vector<std::string> design_keys;                 ///< what the design varies
  std::vector<std::vector<std::string>> design_values;  ///< [point][key], as TOML writes them
};

/// Numbers with their dimensions, the last one fastest.
struct Array {
  std::vector<double> values;  ///< NaN where there is none
  std::vector<std::string> dimensions;
  std::vector<std::size_t> shape;
  std::string unit;
  std::string meaning;

  /// Index into `values`: array[{scenario, point, replicate, time, group}].
  double operator[](const std::vector<std::size_t>& at) const {
    std::size_t index = 0;
    for (std::size_t i = 0; i < shape.size(); ++i) index = index * shape[i] + at.at(i);
    return values.at(index);
  }
};

/// A table beside the panel, column by column: model cards, sampled entities. The first three columns name the run.
struct Table {
  struct Column {
    std::string name;
    std::string unit;
    std::string meaning;
    std::vector<double> values;       ///< a value a row
    std::vector<std::string> labels;  ///< of a column of words: its values are indices into this list
  };
  std::string name;
  std::string meaning;
  std::size_t rows = 0;
  std::vector<Column> columns;
};

/// A run that failed while the others went on.
struct Failure {
  std::string scenario;
  std::size_t point = 0;
  std::size_t replicate = 0;
  std::string message;
  std::exception_ptr cause{};  ///< a LearnerError where a learner of yours threw; else null
};

/// What write() may do with a result that has the file's name.
enum class Replace { no, yes };

/// Cheap to copy: copies share the numbers, which never change. Several threads may read one at a time.
class STREETLIGHT_API Results {
 public:
  struct Data;  ///< inside the library
  explicit Results(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

  /// Opens a result file. Throws Error when it is none, or damaged.
  static Results open(const std::filesystem::path& file);

  const std::string& title() const;
  const std::string& model() const;
  const Shape& shape() const;
  /// Whether it holds every run.
  bool complete() const;
  std::size_t runs_completed() const;
  /// Whether the work was cancelled.
  bool stopped() const;
  const std::vector<Failure>& failures() const;

  /// A column as [scenario][point][replicate][time][group], for one authority. Throws Error for unknown names.
  Array column(std::string_view name, std::string_view authority = "all") const;

  /// A column as the file has it: [scenario][point][replicate][time][authority][group].
  Array whole_column(std::string_view name) const;

  std::vector<std::string> tables() const;
  /// Throws Error when there is no such table.
  Table table(std::string_view name) const;
  /// What each training of a model of risk left behind: the table "models". Empty for a model that trains none.
  Table model_cards() const;

  /// Scenarios against a baseline, replicate by replicate: the numbers of `streetlight compare`.
  Comparison compare(const ComparisonRequest& request = {}) const;

  /// In how many worlds which scenario is better, and what decides it: the text of `streetlight robust --format`.
  /// Throws Error when the result holds one world only.
  std::string robust(const RobustRequest& request = {}, Form form = Form::table) const;

  /// Writes the file that `streetlight run -o` writes, byte for byte, whole or not at all. A file that is not a result
  /// of this program, or was changed since, is never replaced, nor one of the same experiment that holds more runs.
  /// Throws Error.
  void write(const std::filesystem::path& file, Replace replace = Replace::no) const;

 private:
  std::shared_ptr<const Data> data_;
};

}  // namespace streetlight::library
