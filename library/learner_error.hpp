#pragma once
/// What a learner threw, as the library shows it.

#include <exception>

namespace streetlight::library {

/// A LearnerError of the library's for one of the engine's; null for anything else.
std::exception_ptr shown_cause(const std::exception_ptr& cause);

}  // namespace streetlight::library
