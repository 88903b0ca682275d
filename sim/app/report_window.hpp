#pragma once
/// Which months a report covers unless it is told: those that the experiment's [briefing] names, otherwise from the
/// first month on in which the scenarios may differ. One default for every report.

#include <cstdint>
#include <optional>
#include <string>

#include "sim/experiment/experiment.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/results/run_source.hpp"

namespace streetlight {

/// The experiment that a result holds; nothing when this program cannot read it any more.
std::optional<Experiment> stored_experiment(const RunSource& panel);

struct ReportWindow {
  Window window;
  std::string why;  ///< "from the first difference between scenarios"; "" when it was asked for
  std::optional<std::int64_t> first_difference;
};

/// `text`: what --window says, or "". Throws InvalidInput as choose_window does.
ReportWindow report_window(const std::string& text, const PanelShape& shape,
                           const std::optional<Experiment>& experiment);

}  // namespace streetlight
