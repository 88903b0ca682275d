#pragma once
/// The manual page and the shell completions, made from the same definitions as the command line itself.

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace streetlight {

/// A key that --set takes, and the words that it can have (none where it is not a choice).
struct KeyWords {
  std::string key;
  std::vector<std::string> words;
};

/// What the texts need beside the command line.
struct PageFacts {
  std::string version;
  std::string purpose;  ///< one line: what the program is for
  std::string date;     ///< 2026-03-31
  std::vector<KeyWords> keys;
};

/// One page of section 1 for the program with all its commands, in the macros of man(7).
std::string manual_page(const CLI::App& program, const PageFacts& facts);
/// A script for bash, to be sourced.
std::string bash_completion(const CLI::App& program, const PageFacts& facts);
/// A script for zsh, to stand in its $fpath as _streetlight.
std::string zsh_completion(const CLI::App& program, const PageFacts& facts);

}  // namespace streetlight
