/// The session's calls about what a whole design says: worlds, sensitivities; and the cards of the models.

#include "sim/config/report_window.hpp"
#include "sim/core/check.hpp"
#include "sim/report/report_records.hpp"
#include "sim/report/robust_report.hpp"
#include "sim/report/sensitivity_report.hpp"
#include "sim/running/robust_work.hpp"
#include "sim/running/sensitivity_work.hpp"
#include "web/engine/model_cards.hpp"
#include "web/engine/request.hpp"
#include "web/engine/session.hpp"

namespace streetlight::page {

std::optional<Window> window_in(const Json& request, const PanelShape& shape) {
  const auto month = [&](const char* name) -> std::optional<std::int64_t> {
    const auto found = request.find(name);
    if (found == request.end() || found->is_null()) return std::nullopt;
    return found->get<std::int64_t>();
  };
  if (!month("first") && !month("end")) return std::nullopt;
  return whole_intervals(month("first"), month("end"), shape, "the window");
}

/// {"baseline", "scenarios", "columns", "group", "authority", "first", "end", "margin", "worlds": a file that was
/// placed}, each of which may be left out: then it is chosen as the command `robust` chooses it.
Json Session::robust(const Json& request) {
  RobustQuestion question{.baseline = given<std::string>(request, "baseline", ""),
                          .scenarios = given(request, "scenarios", std::vector<std::string>{}),
                          .columns = given(request, "columns", std::vector<std::string>{}),
                          .group = given<std::string>(request, "group", "all"),
                          .authority = given<std::string>(request, "authority", "all"),
                          .window = window_in(request, results().shape()),
                          .worlds = given<std::string>(request, "worlds", "")};
  if (const auto margin = request.find("margin"); margin != request.end() && !margin->is_null())
    question.margin = margin->get<double>();
  const RobustWork work = robust_work(results(), question);
  return {{"result", Json::parse(robust_json(results(), work.parameters, work.columns))},
          {"csv", robust_csv(results(), work.columns, false)},
          {"table", robust_text(results(), work.parameters, work.columns, TextForm::terminal)}};
}

/// {"baseline", "scenario", "columns", "groups", "authority", "first", "end", "level"}: as the command `sensitivity`
/// has it.
Json Session::sensitivity(const Json& request) {
  const auto work = sensitivity_work(results(), {.scenario = given<std::string>(request, "scenario", ""),
                                                 .baseline = given<std::string>(request, "baseline", ""),
                                                 .columns = given(request, "columns", std::vector<std::string>{}),
                                                 .groups = given(request, "groups", std::vector<std::string>{}),
                                                 .authority = given<std::string>(request, "authority", "all"),
                                                 .window = window_in(request, results().shape()),
                                                 .level = given(request, "level", false)});
  return {{"result", Json::parse(sensitivity_json(results(), work.request, work.results))},
          {"csv", sensitivity_csv(results(), work.request, work.results, false)},
          {"table", sensitivity_table(results(), work.request, work.results, TextForm::terminal)}};
}

/// {"point"}: model_cards.hpp.
Json Session::cards(const Json& request) {
  const auto records = model_cards(results(), given<std::size_t>(request, "point", 0));
  return {{"cards", records}, {"csv", records_csv(records, false)}};
}

}  // namespace streetlight::page
