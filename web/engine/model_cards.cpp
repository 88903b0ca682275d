#include "web/engine/model_cards.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "sim/core/check.hpp"
#include "sim/report/report_records.hpp"
#include "sim/results/mean_interval.hpp"

namespace streetlight::page {

namespace {

using Json = nlohmann::ordered_json;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr const char* metrics[] = {"base_rate",         "mean_score", "auc",    "average_precision", "brier",
                                   "calibration_error", "precision",  "recall", "enrichment"};
constexpr std::array views{"recorded", "true"};

/// Which columns of the table are what.
struct Places {
  std::size_t table = 0, width = 0;
  std::size_t month = 0, authority = 0, group = 0, view = 0, rows = 0;
  std::vector<std::size_t> metrics;
};

std::optional<Places> places_in(const PanelShape& shape) {
  for (std::size_t t = 0; t < shape.tables.size(); ++t) {
    if (shape.tables[t].name != "models") continue;
    const auto& columns = shape.tables[t].columns;
    const auto place = [&](const std::string& name) {
      const auto found =
          std::find_if(columns.begin(), columns.end(), [&](const auto& each) { return each.name == name; });
      VALIDATE(found != columns.end(), "its table of models has no column " + name);
      return static_cast<std::size_t>(found - columns.begin());
    };
    Places places{t, columns.size(), place("month"), place("authority"), place("group"), place("view"), place("rows"),
                  {}};
    for (const char* metric : metrics) places.metrics.push_back(place(metric));
    return places;
  }
  return std::nullopt;
}

/// Sums behind a mean that is weighted by the families judged.
struct Weighted {
  double sum = 0, weight = 0;
  void add(double value, double rows) {
    if (std::isnan(value) || !(rows > 0)) return;
    sum += value * rows;
    weight += rows;
  }
  double mean() const { return weight > 0 ? sum / weight : nothing; }
};

struct Key {
  std::size_t scenario, group, metric;
  auto operator<=>(const Key&) const = default;
};

/// [replicate][view] of a scenario's last training.
using ByReplicate = std::map<std::size_t, std::array<Weighted, views.size()>>;

struct Cards {
  std::map<std::size_t, double> last;  ///< month of the last training, by scenario
  std::map<Key, ByReplicate> values;
};

template <class Visit>
void for_each_row(const RunSource& result, const Places& places, std::size_t point, Visit visit) {
  for_each_run(result.shape(), [&](const RunKey& run) {
    if (run.point != point) return;
    const std::vector<double> cells = result.rows(places.table, run);
    for (std::size_t at = 0; at + places.width <= cells.size(); at += places.width) visit(run, cells.data() + at);
  });
}

Cards cards_in(const RunSource& result, const Places& places, std::size_t point) {
  Cards cards;
  std::optional<double> authority;
  bool several = false;
  for_each_row(result, places, point, [&](const RunKey& run, const double* row) {
    auto& last = cards.last.try_emplace(run.scenario, row[places.month]).first->second;
    last = std::max(last, row[places.month]);
    several = several || (authority && *authority != row[places.authority]);
    authority = row[places.authority];
  });
  for_each_row(result, places, point, [&](const RunKey& run, const double* row) {
    const double group = row[places.group], view = row[places.view];
    if (row[places.month] != cards.last.at(run.scenario) || !(group >= 0) || !(view >= 0 && view < views.size()))
      return;
    for (std::size_t m = 0; m < places.metrics.size(); ++m)
      cards.values[{run.scenario, static_cast<std::size_t>(group), m}][run.replicate][static_cast<std::size_t>(view)]
          .add(row[places.metrics[m]], several ? row[places.rows] : 1);
  });
  return cards;
}

void put(Json& record, const std::string& name, const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  const auto interval = values.size() > 1 ? mean_interval(values) : MeanInterval{};
  record[name] = values.empty() ? Json(nullptr) : number_or_null(sum / static_cast<double>(values.size()));
  record[name + "_low"] = number_or_null(interval.low);
  record[name + "_high"] = number_or_null(interval.high);
}

}  // namespace

std::vector<Json> model_cards(const RunSource& result, std::size_t point) {
  const PanelShape& shape = result.shape();
  VALIDATE(point < shape.points, "there is no such point");
  const auto places = places_in(shape);
  if (!places) return {};
  const auto& columns = shape.tables[places->table].columns;
  const auto& groups = columns[places->group].labels;
  const Cards cards = cards_in(result, *places, point);
  std::vector<Json> records;
  for (const auto& [key, replicates] : cards.values) {
    VALIDATE(key.group < groups.size(), "its table of models has a group without a name");
    std::vector<double> recorded, truth, gap;
    for (const auto& [replicate, by_view] : replicates) {
      const double on_records = by_view[0].mean(), in_truth = by_view[1].mean();
      if (!std::isnan(on_records)) recorded.push_back(on_records);
      if (!std::isnan(in_truth)) truth.push_back(in_truth);
      if (!std::isnan(on_records - in_truth)) gap.push_back(on_records - in_truth);
    }
    const TableColumn& metric = columns[places->metrics[key.metric]];
    Json record{{"scenario", shape.scenarios[key.scenario]},
                {"month", cards.last.at(key.scenario)},
                {"group", groups[key.group]},
                {"metric", metric.name},
                {"unit", metric.unit},
                {"meaning", metric.meaning}};
    put(record, "recorded", recorded);
    put(record, "true", truth);
    put(record, "gap", gap);
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace streetlight::page
