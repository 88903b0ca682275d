#pragma once
/// Looking for the values of matches at the command line: what is found is told on standard error.

#include <functional>

#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// find_matches(), with a line for each value of a few, and progress of many. Every rank of an MPI job looks for all of
/// them, and the first one (`rank` 0) tells. `wanted`: as in MatchOptions. A stop signal ends it (WorkUnwanted).
void find_and_tell_matches(Experiment& experiment, unsigned threads, unsigned rank, bool quiet,
                           const std::function<bool(std::size_t scenario)>& wanted = {});

}  // namespace streetlight
