#include "sim/app/run_log.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>

#include "sim/core/check.hpp"

namespace streetlight {

RunLog::RunLog(std::string path, unsigned rank, std::size_t runs) : runs_(runs) {
  if (path.empty()) return;
  if (rank > 0) path.append(1, '.').append(std::to_string(rank));
  file_ = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  VALIDATE(file_ >= 0,
           path + ": the log cannot be written: " + std::strerror(errno) + ". Choose another file with --log.");
}

RunLog::~RunLog() {
  if (file_ >= 0) ::close(file_);
}

void RunLog::done(const std::string& run) { add("done", run); }
void RunLog::failed(const std::string& run, const std::string& why) { add("failed", run + ": " + why); }

void RunLog::add(const std::string& what, const std::string& run) {
  if (file_ < 0) return;
  const std::lock_guard lock(writing_);
  const std::string line =
      fmt::format("{:%FT%TZ} {} {} of {}: {}\n", fmt::gmtime(std::time(nullptr)), what, ++ended_, runs_, run);
  // One write, so that lines of several processes do not mix. A log that cannot be written does not end the work.
  static_cast<void>(!::write(file_, line.data(), line.size()));
}

}  // namespace streetlight
