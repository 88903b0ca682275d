#include "sim/results/run_source.hpp"

namespace streetlight {

std::size_t RunSource::runs_completed() const {
  std::size_t count = 0;
  for_each_run(shape(), [&](const RunKey& run) { count += completed(run); });
  return count;
}

}  // namespace streetlight
