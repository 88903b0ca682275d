#include "sim/core/wording.hpp"

namespace streetlight {

namespace {

thread_local bool for_the_library = false;

}  // namespace

ForTheLibrary::ForTheLibrary() : before_(for_the_library) { for_the_library = true; }
ForTheLibrary::~ForTheLibrary() { for_the_library = before_; }

std::string worded(std::string_view at_command_line, std::string_view in_library) {
  return std::string(for_the_library ? in_library : at_command_line);
}

}  // namespace streetlight
