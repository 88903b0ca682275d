#pragma once
/// The command line as data: commands, what stands after them, their options. The manual and the completions are made
/// from it.

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace streetlight {

struct OptionWords {
  std::vector<std::string> names;    ///< "-o", "--output"
  std::string value;                 ///< "FILE.h5"; "" for a flag
  std::vector<std::string> choices;  ///< where it takes one word of several
  std::string meaning;
};

/// What stands after a command without an option.
struct PlaceWords {
  std::string value;
  std::string meaning;
  bool required = false;
};

struct CommandWords {
  std::string name;
  std::string meaning;
  std::vector<PlaceWords> places;
  std::vector<OptionWords> options;  ///< --help among them
};

/// In the order of `--help`.
std::vector<CommandWords> commands_of(const CLI::App& program);

}  // namespace streetlight
