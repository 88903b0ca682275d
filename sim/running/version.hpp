#pragma once
/// Which program this is. The commit is found when the program is built, in a file of its own, so that a new
/// commit compiles one small file.

#include <string>

namespace streetlight {

/// "0.1.0".
const char* program_version();
/// As git describes it ("v0.1.0-3-gabc1234", "-dirty" with changes that are not committed), or "unknown" in a
/// copy without history.
const char* program_commit();
/// "streetlight 0.1.0 (abc1234)".
std::string version_text();

}  // namespace streetlight
