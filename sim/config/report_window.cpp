#include "sim/config/report_window.hpp"

#include <algorithm>

#include "sim/config/load_experiment.hpp"
#include "sim/core/check.hpp"
#include "sim/core/wording.hpp"
#include "sim/experiment/first_difference.hpp"
#include "sim/io/toml_document.hpp"

namespace streetlight {

namespace {

/// From the start of the interval in which the month lies.
Window from_month(std::int64_t month, const PanelShape& shape) {
  std::size_t first = 0;
  while (first + 1 < shape.times.size() && shape.times[first + 1] <= month) ++first;
  return {first, shape.times.size() - first};
}

/// A margin of a column that is not shown would say nothing.
void check_shown(const PanelShape& shape, const std::vector<std::size_t>& columns,
                 const std::map<std::size_t, double>& asked) {
  for (const auto& [column, margin] : asked)
    VALIDATE(std::find(columns.begin(), columns.end(), column) != columns.end(),
             "margin: \"" + shape.columns[column].name +
                 "\" is not among the columns that are compared; name it among them too.");
}

std::vector<Margin> margins_in_use(const PanelShape& shape, const std::vector<std::size_t>& columns,
                                   const std::map<std::size_t, double>& asked,
                                   const std::optional<Experiment>& experiment) {
  std::vector<Margin> margins;
  for (const std::size_t index : columns) {
    const Column& column = shape.columns[index];
    Margin margin = usual_margin(column);
    if (experiment)
      if (const auto found = experiment->briefing.margins.find(column.name);
          found != experiment->briefing.margins.end())
        margin = margin_of(column, found->second);
    if (const auto found = asked.find(index); found != asked.end()) margin = margin_of(column, found->second);
    margins.push_back(margin);
  }
  return margins;
}

void check_runs(const RunSource& panel, const ComparisonRequest& request) {
  const auto runs = panel.runs_completed();
  const std::string holds = worded("the file", "the result") + " holds ";
  const std::string advice =
      worded(" Finish it with streetlight run --resume, or merge all shards", " Run the experiment to its end");
  VALIDATE(runs > 0,
           holds + "none of its " + std::to_string(panel.runs()) + " runs, so there is nothing to compare." + advice);
  bool any = false;
  for (const std::size_t scenario : request.scenarios)
    for (const std::size_t point : request.points)
      any = any || paired_replicates(panel, request.baseline, scenario, point) > 0;
  VALIDATE(any, holds + std::to_string(runs) + " of its " + std::to_string(panel.runs()) +
                    " runs, and of no replicate both the baseline and a scenario: there is nothing to compare." +
                    advice);
}

}  // namespace

std::optional<Experiment> stored_experiment(const RunSource& panel) try {
  return load_experiment(parse_toml(panel.provenance().config_text_resolved, panel.name()), panel.provenance().title)
      .experiment;
} catch (const InvalidInput&) {
  return std::nullopt;
}

std::optional<Window> asked_window(const std::string& text, const PanelShape& shape) {
  if (text.empty()) return std::nullopt;
  return choose_window(text, shape);
}

ReportWindow report_window(const std::optional<Window>& asked, const PanelShape& shape,
                           const std::optional<Experiment>& experiment) {
  ReportWindow chosen;
  if (experiment)
    if (const auto month = first_difference(*experiment)) chosen.first_difference = *month;
  if (asked) {
    chosen.window = *asked;
  } else if (experiment && !experiment->briefing.window.empty()) {
    const auto& window = experiment->briefing.window;
    chosen.window = choose_window(std::to_string(window[0]) + ":" + std::to_string(window[1] + 1), shape);
    chosen.why = "as the experiment's [briefing] says";
  } else if (chosen.first_difference) {
    chosen.window = from_month(*chosen.first_difference, shape);
    chosen.why = "from the first difference between scenarios";
  } else {
    chosen.window = choose_window("", shape);
    chosen.why = !experiment ? "all that was written"
                 : shape.scenarios.size() == 1
                     ? "all that was written: there is one scenario"
                     : "all that was written: no setting that takes effect differs between the scenarios";
  }
  return chosen;
}

ComparisonRequest report_request(const RunSource& panel, const ComparisonChoice& choice,
                                 const std::optional<Window>& window, const std::map<std::size_t, double>& margins) {
  const auto experiment = stored_experiment(panel);
  const ReportWindow chosen = report_window(window, panel.shape(), experiment);
  ComparisonRequest request = comparison_request(choice, chosen.window, panel.shape());
  request.window_why = chosen.why;
  request.first_difference = chosen.first_difference;
  check_shown(panel.shape(), request.columns, margins);
  request.margins = margins_in_use(panel.shape(), request.columns, margins, experiment);
  check_runs(panel, request);
  return request;
}

}  // namespace streetlight
