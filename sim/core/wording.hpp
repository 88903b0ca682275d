#pragma once
/// Who reads a message: somebody at a command line, who has options such as -o, or the user of the library, who has
/// functions and arguments instead.

#include <string>
#include <string_view>

namespace streetlight {

/// As long as one lives, messages of its thread are for a user of the library.
class ForTheLibrary {
 public:
  ForTheLibrary();
  ~ForTheLibrary();
  ForTheLibrary(const ForTheLibrary&) = delete;
  ForTheLibrary& operator=(const ForTheLibrary&) = delete;

 private:
  bool before_;
};

/// The first text for a reader at a command line, the second for a user of the library.
std::string worded(std::string_view at_command_line, std::string_view in_library = "");

}  // namespace streetlight
