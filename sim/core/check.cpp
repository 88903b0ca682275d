#include "sim/core/check.hpp"

namespace streetlight {

void promise_broken(const char* kind, const char* condition, const char* file, int line) {
  throw BrokenPromise(std::string(file) + ":" + std::to_string(line) + ": " + kind + "(" + condition +
                      ") does not hold. This is a bug in Streetlight, not in your input.");
}

}  // namespace streetlight
