#pragma once
/// What every call of the library goes through: numbers are computed in the processor's mode of a fresh process,
/// messages name no options of the command, and whatever the engine throws becomes an Error.

#include <exception>
#include <string>

#include "sim/core/float_mode.hpp"
#include "sim/core/wording.hpp"
#include "streetlight/error.hpp"

namespace streetlight::library {

/// What is being handled by a catch clause, as an Error.
Error current_error();

/// The name that a message proposes ("...; did you mean 'x'?"), or "".
std::string nearest_in(const std::string& message);

template <class Work>
auto guarded(Work work) {
  const FreshFloatMode mode;
  const ForTheLibrary reader;
  try {
    return work();
  } catch (const Error&) {
    throw;
  } catch (...) {
    throw current_error();
  }
}

}  // namespace streetlight::library
