#pragma once
/// How the processor rounds, and what it makes of numbers near 0, is a mode of each thread that anybody may have
/// changed: a library that flushes small numbers to 0 (as code built with -ffast-math does when it is loaded), or a
/// caller who rounds up. Results must not depend on it, so everything that computes does so in the mode of a fresh
/// process: to the nearest, with small numbers as they are, no exception trapped.

#include <cfenv>

namespace streetlight {

/// While it lives, this thread computes in the mode of a fresh process; afterwards in the one that it found.
class FreshFloatMode {
 public:
  FreshFloatMode() {
    std::fegetenv(&found_);
    std::fesetenv(FE_DFL_ENV);
  }
  ~FreshFloatMode() { std::fesetenv(&found_); }
  FreshFloatMode(const FreshFloatMode&) = delete;
  FreshFloatMode& operator=(const FreshFloatMode&) = delete;

 private:
  std::fenv_t found_;
};

}  // namespace streetlight
