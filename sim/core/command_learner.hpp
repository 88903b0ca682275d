#pragma once
/// A learner in another program, which is spoken to over its standard input and output (docs/how_to/own_learner.md has
/// the protocol). The program remembers nothing: what it learnt comes back as bytes that only it understands, and goes
/// to it again with the rows to score. So any copy of it can answer, and models live and are copied on our side.

#include <memory>
#include <string>
#include <vector>

#include "sim/core/outside_learners.hpp"

namespace streetlight {

/// As many copies of the program run as are asked at the same time, from the first question on. They end when nobody
/// holds the learner any more; whoever asks for the same command meanwhile gets the same learner.
std::shared_ptr<const OutsideLearner> command_learner(const std::vector<std::string>& command);

}  // namespace streetlight
