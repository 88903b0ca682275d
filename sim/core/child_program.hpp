#pragma once
/// Another program, spoken to over pipes: its standard input and output are ours, its standard error stays what ours
/// is.

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

namespace streetlight {

class ChildProgram {
 public:
  /// Throws InvalidInput when there is no such program.
  explicit ChildProgram(const std::vector<std::string>& command);
  /// Closes its input and waits for it to end; one that does not within two seconds is killed.
  ~ChildProgram();
  ChildProgram(const ChildProgram&) = delete;
  ChildProgram& operator=(const ChildProgram&) = delete;

  /// Both throw InvalidInput when the program has ended or closed its side.
  void send(const void* bytes, std::size_t count);
  void receive(void* bytes, std::size_t count);

 private:
  [[noreturn]] void gone();
  bool has_ended();

  std::string name_;  ///< the command, as messages show it
  pid_t process_ = -1;
  int status_ = 0;
  int to_ = -1, from_ = -1;
};

}  // namespace streetlight
