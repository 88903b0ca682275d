#include "sim/core/self_check.hpp"

#include <string>

#include "sim/core/check.hpp"

namespace streetlight {

void quick_way_failed(const char* what, const char* header, std::size_t entity) {
  throw BrokenPromise("The quick way and the plain one disagree about " + std::string(what) + ", entity " +
                      std::to_string(entity) + ". The equation stands in " + header +
                      ": after a change to it, mend the bound beside it (docs/decisions/sieves.md says how). This is a "
                      "bug in Streetlight, not in your input.");
}

}  // namespace streetlight
