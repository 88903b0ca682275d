#include "sim/running/ranks.hpp"

#include <cstdlib>

namespace streetlight {

namespace {

/// What mpirun says in the environment of a process that it starts.
unsigned launched(const char* what, unsigned otherwise) {
  const char* text = std::getenv(what);
  return text == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

}  // namespace

unsigned launched_ranks() { return launched("OMPI_COMM_WORLD_SIZE", 1); }
unsigned launched_rank() { return launched("OMPI_COMM_WORLD_RANK", 0); }

}  // namespace streetlight
