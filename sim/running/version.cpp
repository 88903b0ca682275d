#include "sim/running/version.hpp"

namespace streetlight {

const char* program_version() { return STREETLIGHT_VERSION; }

std::string version_text() { return std::string("streetlight ") + program_version() + " (" + program_commit() + ")"; }

}  // namespace streetlight
