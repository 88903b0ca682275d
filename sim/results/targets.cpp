#include "sim/results/targets.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/results/mean_interval.hpp"
#include "sim/results/missing.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/results/run_window.hpp"
#include "sim/results/window.hpp"

namespace streetlight {

namespace {

constexpr double months_of_year = 12;

/// A month of the target's window, which must be a whole number.
std::int64_t month_of(double month, const std::string& what) {
  VALIDATE(month == std::floor(month), what + ": must be two whole numbers.");
  return static_cast<std::int64_t>(month);
}

/// The intervals that the target's window covers. Throws InvalidInput when the window cuts one in two: what happens in
/// it would be divided by years in which it did not happen.
Window window_of(const Target& target, const PanelShape& shape) {
  const std::string what = "window [" + shortest(target.window[0]) + ", " + shortest(target.window[1]) + "]";
  return whole_intervals(month_of(target.window[0], what), month_of(target.window[1], what), shape, what);
}

/// What a target divides, [group]: sums that add up over replicates.
struct Parts {
  std::vector<double> above, below;

  Parts& operator+=(const Parts& other) {
    for (std::size_t k = 0; k < above.size(); ++k) {
      above[k] += other.above[k];
      below[k] += other.below[k];
    }
    return *this;
  }
};

std::vector<std::size_t> group_indices(const Target& target, const PanelShape& shape) {
  std::vector<std::size_t> indices;
  for (const auto& group : target.groups) indices.push_back(choose_one(group, shape.groups, "group"));
  if (indices.empty()) indices.push_back(0);
  return indices;
}

/// e^slope of least squares of the log shares on 0, 1, 2, ...; missing where a share has no logarithm.
double gradient(const std::vector<double>& shares) {
  if (!std::all_of(shares.begin(), shares.end(), [](double share) { return share > 0; })) return missing;
  const double n = static_cast<double>(shares.size()), middle = (n - 1) / 2;
  double above = 0, below = 0;
  for (std::size_t k = 0; k < shares.size(); ++k) {
    const double x = static_cast<double>(k) - middle;
    above += x * std::log(shares[k]);
    below += x * x;
  }
  return std::exp(above / below);
}

std::size_t table_index(const Target& target, const PanelShape& shape) {
  std::vector<std::string> names;
  for (const auto& table : shape.tables) names.push_back(table.name);
  return choose_one(target.table, names, "table");
}

std::size_t table_column(const TableShape& table, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& column : table.columns) names.push_back(column.name);
  return choose_one(name, names, "column");
}

struct Condition {
  std::size_t column;
  double value;
};

std::vector<Condition> conditions_of(const Target& target, const TableShape& table) {
  std::vector<Condition> conditions;
  for (const auto& text : target.where) {
    const auto equals = text.find('=');
    VALIDATE(equals != std::string::npos, "where must be COLUMN=WORD, not \"" + text + "\"");
    const std::size_t column = table_column(table, text.substr(0, equals));
    conditions.push_back(
        {column, static_cast<double>(choose_one(text.substr(equals + 1), table.columns[column].labels, "word"))});
  }
  return conditions;
}

/// Sum of the column over the rows picked, and how many they are.
Parts table_parts(const Target& target, const RunSource& results, const RunKey& run) {
  const PanelShape& shape = results.shape();
  const std::size_t index = table_index(target, shape);
  const TableShape& table = shape.tables[index];
  const auto conditions = conditions_of(target, table);
  const std::size_t width = table.columns.size(), column = table_column(table, target.column),
                    month = table_column(table, "month");
  const auto cells = results.rows(index, run);
  std::optional<double> wanted_month;
  const auto picked = [&](std::size_t row) {
    return std::all_of(conditions.begin(), conditions.end(),
                       [&](const Condition& c) { return cells[row * width + c.column] == c.value; });
  };
  for (std::size_t row = 0; target.rows != WhichRows::all && row < cells.size() / width; ++row) {
    const double m = cells[row * width + month];
    if (picked(row))
      wanted_month = !wanted_month                    ? m
                     : target.rows == WhichRows::last ? std::max(*wanted_month, m)
                                                      : std::min(*wanted_month, m);
  }
  double sum = 0, rows = 0;
  for (std::size_t row = 0; row < cells.size() / width; ++row) {
    if (!picked(row) || (wanted_month && cells[row * width + month] != *wanted_month)) continue;
    sum += cells[row * width + column];
    rows += 1;
  }
  return {{sum}, {rows}};
}

/// Of everybody's authorities.
Parts parts_in(const Target& target, const RunSource& results, const RunKey& key) {
  if (target.measure == Measure::table) return table_parts(target, results, key);
  const PanelShape& shape = results.shape();
  RunWindow run(results, window_of(target, shape), 0, key);
  const auto gathered = [&](const std::string& name, std::size_t group) {
    return run.gathered(choose_one(name, column_names(shape), "column"))[group];
  };
  Parts parts;
  for (const std::size_t group : group_indices(target, shape)) {
    double above = 0;
    for (const auto& name : target.numerator) above += gathered(name, group);
    parts.above.push_back(above);
    parts.below.push_back(gathered(target.denominator, group));
  }
  return parts;
}

double value_of(const Target& target, const Parts& parts) {
  std::vector<double> shares;
  for (std::size_t k = 0; k < parts.above.size(); ++k) {
    const double share = gather_ratio(parts.above[k], parts.below[k]);
    shares.push_back(target.complement ? 1 - share : share);
  }
  switch (target.measure) {
    case Measure::yearly:
      return shares.front() / ((target.window[1] - target.window[0]) / months_of_year);
    case Measure::gradient:
      return gradient(shares);
    case Measure::ends:
      return gather_ratio(shares.back(), shares.front());
    default:
      return shares.front();
  }
}

/// Of the sums over all replicates, or all but one.
double pooled(const Target& target, const std::vector<Parts>& runs, std::optional<std::size_t> without = {}) {
  std::optional<Parts> sum;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    if (r == without) continue;
    sum ? void(*sum += runs[r]) : void(sum = runs[r]);
  }
  return target.scale * value_of(target, *sum);
}

/// Throws InvalidInput unless the panel has the column, and it can be gathered over a window.
void check_gathered(const std::string& name, const PanelShape& shape) {
  const ColumnKind kind = shape.columns[choose_one(name, column_names(shape), "column")].kind;
  VALIDATE(kind == ColumnKind::flow || kind == ColumnKind::stock,
           "column " + name + " is a ratio, which cannot be gathered over a window: use the counts that it is made of");
}

}  // namespace

std::vector<TargetFault> faults_of(const Target& target, const PanelShape& shape) {
  std::vector<TargetFault> faults;
  const auto check = [&](const char* key, auto look) {
    try {
      look();
    } catch (const InvalidInput& problem) {
      faults.push_back({key, problem.what()});
    }
  };
  check("scenario", [&] { choose_one(target.scenario, shape.scenarios, "scenario"); });
  check("groups", [&] { group_indices(target, shape); });
  if (target.measure == Measure::table) {
    check("table", [&] { table_index(target, shape); });
    if (!faults.empty() && faults.back().key == "table") return faults;
    const TableShape& table = shape.tables[table_index(target, shape)];
    check("column", [&] { table_column(table, target.column); });
    check("where", [&] { conditions_of(target, table); });
    return faults;
  }
  check("numerator", [&] {
    for (const auto& name : target.numerator) check_gathered(name, shape);
  });
  check("denominator", [&] { check_gathered(target.denominator, shape); });
  check("window", [&] {
    VALIDATE(target.window[1] <= static_cast<double>(shape.end),
             "the window ends after the run, which has the months 0 to " + std::to_string(shape.end - 1));
    window_of(target, shape);
  });
  return faults;
}

std::vector<std::string> columns_of(const std::vector<Target>& targets) {
  std::vector<std::string> names;
  for (const auto& target : targets) {
    names.insert(names.end(), target.numerator.begin(), target.numerator.end());
    if (!target.denominator.empty()) names.push_back(target.denominator);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Measured measure(const Target& target, const RunSource& results, std::size_t point) {
  const PanelShape& shape = results.shape();
  const std::size_t scenario = choose_one(target.scenario, shape.scenarios, "scenario");
  std::vector<Parts> runs;
  for (std::uint32_t replicate = 0; replicate < shape.replicates; ++replicate) {
    const RunKey run{static_cast<std::uint32_t>(scenario), static_cast<std::uint32_t>(point), replicate};
    if (results.completed(run)) runs.push_back(parts_in(target, results, run));
  }
  Measured measured;
  if (runs.empty()) return measured;
  measured.value = pooled(target, runs);
  if (runs.size() > 1) {
    std::vector<double> without;
    for (std::size_t r = 0; r < runs.size(); ++r) without.push_back(pooled(target, runs, r));
    measured.standard_error = jackknife_error(without);
  }
  measured.reached = measured.value >= target.range[0] && measured.value <= target.range[1];
  return measured;
}

}  // namespace streetlight
