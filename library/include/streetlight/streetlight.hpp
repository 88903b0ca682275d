#pragma once
/// Streetlight as a library: load an experiment, run it in memory, read and compare results. It prints nothing, keeps
/// no state between calls and never ends the process; what is wrong is thrown as streetlight::Error.

#include "streetlight/calibration.hpp"
#include "streetlight/comparison.hpp"
#include "streetlight/error.hpp"
#include "streetlight/experiment.hpp"
#include "streetlight/export.hpp"
#include "streetlight/learner.hpp"
#include "streetlight/parameters.hpp"
#include "streetlight/results.hpp"
#include "streetlight/world.hpp"
