#include "sim/running/told_matches.hpp"

#include <cstdio>

#include "sim/io/unicode.hpp"
#include "sim/running/find_matches.hpp"
#include "sim/running/progress_report.hpp"
#include "sim/running/stop_signal.hpp"

namespace streetlight {

void find_and_tell_matches(Experiment& experiment, unsigned threads, unsigned rank, bool quiet,
                           const std::function<bool(std::size_t scenario)>& wanted) {
  constexpr std::size_t most_told = 3;
  std::size_t missed = 0;
  ProgressReport progress(stderr, "", quiet || rank > 0, "matches");
  MatchOptions search{.threads = threads, .stop = &StopSignal::flag(), .wanted = wanted};
  search.on_found = [&](const std::string& line, bool met, std::size_t done, std::size_t all) {
    missed += !met;
    if (rank > 0) return;
    if (met ? !quiet && all <= most_told : missed <= most_told) {
      progress.clear();
      std::fprintf(stderr, "%s %s.\n", met ? "Found for" : "note: no value comes nearer for", printable(line).c_str());
    }
    if (all > most_told)
      progress.show({.runs_done = done,
                     .runs_total = all,
                     .steps_done = static_cast<double>(done),
                     .steps_total = static_cast<double>(all)});
  };
  find_matches(experiment, search);
  progress.clear();
  if (missed > most_told && rank == 0)
    std::fprintf(stderr,
                 "note: %zu matches in all are not as near as asked for (/matches in the result); more entities or "
                 "match.replicates bring them nearer.\n",
                 missed);
}

}  // namespace streetlight
