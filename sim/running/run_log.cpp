#include "sim/running/run_log.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <regex>

#include "sim/core/check.hpp"
#include "sim/running/output_path.hpp"

namespace streetlight {

namespace {

std::string log_path(const std::string& path, unsigned rank) {
  return path.empty() || rank == 0 ? path : path + "." + std::to_string(rank);
}

}  // namespace

void RunLog::check(const std::string& path, unsigned rank) {
  const std::string name = log_path(path, rank);
  const std::string there = name.empty() ? "" : beginning(name, 28);
  static const std::regex line("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ (done|failed) .*");
  VALIDATE(there.empty() || std::regex_match(there, line),
           name +
               ": there is already a file of that name, and it is no log of runs; lines would be added to it. Choose "
               "another file with --log.");
}

RunLog::RunLog(const std::string& path, unsigned rank, std::size_t runs) : runs_(runs) {
  if (path.empty()) return;
  const std::string name = log_path(path, rank);
  file_ = ::open(name.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  VALIDATE(file_ >= 0,
           name + ": the log cannot be written: " + std::strerror(errno) + ". Choose another file with --log.");
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
