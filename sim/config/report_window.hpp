#pragma once
/// What a report compares unless it is told. The window: the months that the experiment's [briefing] names, otherwise
/// from the first month on in which the scenarios may differ. One default for every report and every door.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "sim/experiment/experiment.hpp"
#include "sim/results/comparison_choice.hpp"
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

/// What --window names; nothing when it is empty. Throws InvalidInput as choose_window does.
std::optional<Window> asked_window(const std::string& text, const PanelShape& shape);

/// `asked`: what the user named, if anything.
ReportWindow report_window(const std::optional<Window>& asked, const PanelShape& shape,
                           const std::optional<Experiment>& experiment);

/// comparison_request() with that window and with margins: those asked for (by column) over those of [briefing] over
/// the usual ones. Throws InvalidInput also when a margin is asked for of a column that is not compared, and when no
/// replicate has both runs, so that nothing can be compared.
ComparisonRequest report_request(const RunSource& panel, const ComparisonChoice& choice,
                                 const std::optional<Window>& window = {},
                                 const std::map<std::size_t, double>& margins = {});

}  // namespace streetlight
