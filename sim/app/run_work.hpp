#pragma once
/// Does what `run` was asked to do, alone or with the other ranks of an MPI job.

#include "sim/app/run_job.hpp"

namespace streetlight {

/// Gives the program's exit code. Throws InvalidInput when the work is refused, std::runtime_error when runs could not
/// be stored.
int run_job(const RunArguments& arguments);

}  // namespace streetlight
