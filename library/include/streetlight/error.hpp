#pragma once
/// The one exception that the library throws.

#include <stdexcept>
#include <string>
#include <vector>

#include "streetlight/export.hpp"

namespace streetlight::library {

/// One thing that is wrong, and where. Line and column count from 1, columns in characters; they are 0 where a file or
/// a call is meant as a whole.
struct Problem {
  std::string place;  ///< the file as it was named, or the call, such as set("run.seed", -1); "" where there is none
  int line = 0;
  int column = 0;
  std::string message;  ///< without the place
  std::string nearest;  ///< the known name that was probably meant, "" where none is like it
};

/// Whose fault it is.
enum class Fault {
  input,  ///< an experiment, a name, a path or a file cannot be used; nothing was changed
  work,   ///< the system refused: no memory, a full disk
  bug,    ///< the library broke a promise of its own: please report it
};

/// `what()` has one line for each problem, with its place, as the command line shows it.
class STREETLIGHT_API Error : public std::runtime_error {
 public:
  Error(Fault fault, const std::string& text, std::vector<Problem> problems)
      : std::runtime_error(text), fault_(fault), problems_(std::move(problems)) {}

  Fault fault() const { return fault_; }
  /// At least one. All mistakes of an experiment are told together, in the order of the files.
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  Fault fault_;
  std::vector<Problem> problems_;
};

}  // namespace streetlight::library
