#pragma once
/// Work in a process of its own. The HDF5 library can crash or loop on a damaged file, and cannot let go of a
/// file that it failed to write (a full disk); both happen here at a distance.

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace streetlight {

/// What work apart may take; 0: as much as it likes.
struct ApartLimits {
  unsigned seconds = 0;
  unsigned cpu_seconds = 0;
  std::uint64_t bytes = 0;  ///< of memory, beyond what the process has
};

/// Runs `work` in a child process and waits for it. What it changes in memory is lost; what it writes to
/// files stays; it must start no threads. Gives nothing when the work was done, else what went wrong: the message
/// of a std::exception, or `when_it_dies` when it crashed or took too long. More memory
/// than allowed is std::bad_alloc in it. Where no process can be made, the work is done here.
std::optional<std::string> apart(const std::function<void()>& work, const std::string& when_it_dies,
                                 const ApartLimits& limits = {});

/// A process of its own that answers questions, one after another, for as long as this object lives. It has no open
/// file of ours but the one that it is given, and dies with us.
class AnswersApart {
 public:
  using Bytes = std::vector<unsigned char>;
  using Answer = std::function<Bytes(std::span<const unsigned char> question)>;

  /// `answer` runs there, and keeps there what it remembers. `limits` hold for each question (`bytes` for all of
  /// them together). `file`, where it is not -1, is open there as `given_file`. Throws std::runtime_error where no
  /// process can be made.
  AnswersApart(const Answer& answer, std::string when_it_dies, const ApartLimits& limits, int file = -1);
  static constexpr int given_file = 4;
  ~AnswersApart();
  AnswersApart(const AnswersApart&) = delete;
  AnswersApart& operator=(const AnswersApart&) = delete;

  /// For one thread at a time. Throws what `answer` threw (InvalidInput, or std::runtime_error for any other
  /// exception), and InvalidInput with `when_it_dies` when the process crashed or took too long.
  Bytes ask(std::span<const unsigned char> question);

 private:
  std::string when_it_dies_;
  int channel_ = -1;
  pid_t process_ = -1;
};

/// For work apart: from now on this process cannot open one more file.
void open_no_more_files();

}  // namespace streetlight
