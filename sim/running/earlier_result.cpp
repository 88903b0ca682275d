#include "sim/running/earlier_result.hpp"

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "sim/core/check.hpp"
#include "sim/io/panel_identity.hpp"
#include "sim/io/panel_seal.hpp"
#include "sim/io/panel_store.hpp"
#include "sim/running/output_name.hpp"

namespace streetlight {

namespace {

constexpr int differences_told = 12;

std::string first_lines(const std::string& text) {
  std::istringstream in(text);
  std::string first;
  int lines = 0;
  for (std::string line; std::getline(in, line);)
    if (++lines <= differences_told) first += line + "\n";
  if (lines > differences_told) first += "  and " + std::to_string(lines - differences_told) + " more\n";
  return first;
}

/// What would be lost with the file, as lines to print; "" when nothing would.
std::string loss(const std::filesystem::path& output, const PanelShape& shape, const Provenance& provenance,
                 const std::function<bool(const RunKey&)>& makes) try {
  const PanelStore store(output);
  const std::string there = panel_identity(store.shape(), store.provenance()), here = panel_identity(shape, provenance);
  if (there != here)
    return "the result of another experiment or program. They differ (there: the file, here: what is written now):\n" +
           first_lines(identity_difference(there, here));
  std::size_t lost = 0;
  for (const RunKey& run : store.runs()) lost += !makes(run);
  if (lost == 0) return "";
  return std::to_string(lost) + (lost == 1 ? " run" : " runs") +
         " of this experiment that this command does not make (with `run`, --resume adds to them).\n";
} catch (const InvalidInput& error) {
  return std::string("a result that this program cannot read:\n  ") + error.what() + "\n";
}

}  // namespace

void check_earlier_result(const std::filesystem::path& output, const PanelShape& shape, const Provenance& provenance,
                          const std::function<bool(const RunKey&)>& makes, Earlier earlier) {
  if (!holds_something(output)) return;
  VALIDATE(inspect_seal(output) == SealState::whole,
           output.string() +
               ": there is already a result of that name, and it has been changed or damaged since this program wrote "
               "it. Choose another name with -o, or move it away first.");
  if (earlier == Earlier::replace) return;
  const std::string lost = loss(output, shape, provenance, makes);
  if (lost.empty()) return;
  VALIDATE(earlier != Earlier::refuse, output.string() + ": this is where the result would go, and the file holds " +
                                           lost +
                                           "To keep it, name another output with -o FILE.h5; to replace it, add "
                                           "--replace.");
  std::fprintf(stderr, "note: %s will be replaced when this is finished. It holds %s", output.c_str(), lost.c_str());
}

Experiment with_matches_of(const std::filesystem::path& output, Experiment experiment) try {
  const auto matched = [](const Scenario& scenario) { return scenario.match.has_value(); };
  if (std::none_of(experiment.scenarios.begin(), experiment.scenarios.end(), matched) || !holds_something(output))
    return experiment;
  const PanelStore store(output);
  const auto points = design_points(experiment.design);
  for (const MatchRecord& record : store.provenance().matches)
    for (Scenario& scenario : experiment.scenarios)
      if (scenario.match && scenario.name == record.scenario && record.point >= 0 &&
          static_cast<std::size_t>(record.point) < points.size())
        scenario.match->found[points[static_cast<std::size_t>(record.point)]] = {record.value, record.wanted,
                                                                                 record.got, record.tolerated};
  return experiment;
} catch (const InvalidInput&) {
  return experiment;  // check_earlier_result says what is wrong with the file
}

}  // namespace streetlight
