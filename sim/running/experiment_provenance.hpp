#pragma once
/// What a result says about where it comes from: this program, and the experiment as it was understood.

#include "sim/experiment/experiment.hpp"
#include "sim/results/provenance.hpp"

namespace streetlight {

Provenance provenance_of(const Experiment& experiment);

}  // namespace streetlight
