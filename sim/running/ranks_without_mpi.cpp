#include <cstdlib>
#include "sim/core/check.hpp"
#include "sim/running/ranks.hpp"

namespace streetlight {

std::unique_ptr<Ranks> join_ranks() {
  VALIDATE(
      launched_ranks() <= 1,
      "streetlight: mpirun has started several processes, but this program was built without MPI, so each would do "
      "everything. Build it with libopenmpi-dev installed, or start one process for each part with --shard K/N.");
  return std::make_unique<Ranks>();
}

}  // namespace streetlight
