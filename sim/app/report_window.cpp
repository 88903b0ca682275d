#include "sim/app/report_window.hpp"

#include "sim/config/load_experiment.hpp"
#include "sim/core/check.hpp"
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

}  // namespace

std::optional<Experiment> stored_experiment(const RunSource& panel) try {
  return load_experiment(parse_toml(panel.provenance().config_text_resolved, panel.name()), panel.provenance().title)
      .experiment;
} catch (const InvalidInput&) {
  return std::nullopt;
}

ReportWindow report_window(const std::string& text, const PanelShape& shape,
                           const std::optional<Experiment>& experiment) {
  ReportWindow chosen;
  if (experiment)
    if (const auto month = first_difference(*experiment)) chosen.first_difference = *month;
  if (!text.empty()) {
    chosen.window = choose_window(text, shape);
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

}  // namespace streetlight
