#include "sim/running/sensitivity_work.hpp"

#include <algorithm>

#include "sim/config/load_experiment.hpp"
#include "sim/config/report_window.hpp"
#include "sim/core/check.hpp"
#include "sim/results/leading_columns.hpp"
#include "sim/results/run_window.hpp"

namespace streetlight {

namespace {

/// Whether the file's design holds this value: words as text, numbers and switches as numbers.
bool is_stored(const Value& value, double number, const std::string& text) {
  if (const auto* flag = std::get_if<bool>(&value)) return number == (*flag ? 1.0 : 0.0);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return number == static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return number == *real;
  if (const auto* word = std::get_if<std::string>(&value)) return *word == text || to_text(value) == text;
  return to_text(value) == text;
}

/// The design that the file's runs were made by. Its points are made anew and must be those of the file.
Design design_of_runs(const RunSource& panel) {
  const std::string file = panel.name();
  const auto loaded =
      load_experiment(parse_toml(panel.provenance().config_text_resolved, file), panel.provenance().title);
  const auto& design = loaded.experiment.design;
  VALIDATE(design && is_sensitivity_design(design->kind),
           file +
               ": its design is not one for sensitivity analysis. Run an experiment with [design] kind = \"morris\" "
               "(screening) or \"saltelli\" (Sobol indices)");
  const auto points = design_points(design);
  const DesignShape& stored = panel.shape().design;
  bool same = points.size() == panel.shape().points && stored.keys.size() == design->parameters.size();
  for (std::size_t p = 0; same && p < points.size(); ++p) {
    const Settings point = points[p];
    for (std::size_t k = 0; same && k < stored.keys.size(); ++k) {
      const auto found = point.find(stored.keys[k]);
      same = found != point.end() && is_stored(found->second, stored.number[p][k], stored.text[p][k]);
    }
  }
  VALIDATE(
      same,
      file +
          ": its points are not those that its design makes, so their order says nothing. Either the file was changed, "
          "or a version of the program made it that chose the points otherwise (walks over lists and whole numbers, "
          "rows of saltelli designs): then run the experiment again");
  return *design;
}

SensitivityRequest request_of(const SensitivityQuestion& question, const RunSource& panel) {
  const PanelShape& shape = panel.shape();
  SensitivityRequest request;
  request.design = design_of_runs(panel);
  const std::size_t baseline =
      question.baseline.empty() ? 0 : choose_one(question.baseline, shape.scenarios, "scenario");
  request.scenario = question.scenario.empty() ? (shape.scenarios.size() > 1 && baseline == 0 ? 1 : 0)
                                               : choose_one(question.scenario, shape.scenarios, "scenario");
  if (!question.level && request.scenario != baseline) request.baseline = baseline;
  VALIDATE(request.baseline || question.baseline.empty(),
           "--baseline " + question.baseline +
               ": there is no difference to take from it; leave out --level, or name another --scenario");
  request.groups =
      question.groups.empty() ? std::vector<std::size_t>{0} : choose(question.groups, shape.groups, "group");
  request.columns = question.columns.empty() ? columns_to_explain(shape, request.groups)
                                             : choose(question.columns, column_names(shape), "column");
  request.authority = choose_one(question.authority, shape.authorities, "authority");
  const ReportWindow chosen = report_window(question.window, shape, stored_experiment(panel));
  request.window = chosen.window;
  request.window_why = chosen.why;
  return request;
}

}  // namespace

SensitivityWork sensitivity_work(const RunSource& panel, const SensitivityQuestion& question) {
  SensitivityWork work{request_of(question, panel), {}};
  work.results = sensitivity(panel, work.request);
  return work;
}

}  // namespace streetlight
