#pragma once
/// What every header of the library begins with.

#define STREETLIGHT_API [[gnu::visibility("default")]]

// Users write streetlight::Experiment. The library's own sources see the engine's names as well, some of which are the
// same, and write library::Experiment.
#ifndef STREETLIGHT_INSIDE
namespace streetlight {
inline namespace library {}
}  // namespace streetlight
#endif

namespace streetlight::library {

/// Version and commit of the library, such as "0.1.0 (abc1234)". Every result of it names both.
STREETLIGHT_API const char* version();

}  // namespace streetlight::library
