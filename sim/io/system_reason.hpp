#pragma once
/// Why the last call to the system failed, in the system's words.

#include <cerrno>
#include <string>
#include <system_error>

namespace streetlight {

inline std::string system_reason() { return std::generic_category().message(errno); }

}  // namespace streetlight
