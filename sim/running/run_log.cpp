#include "sim/running/run_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>

#include "sim/core/check.hpp"
#include "sim/io/unicode.hpp"
#include "sim/running/output_name.hpp"
#include "sim/running/output_path.hpp"
#include "sim/running/text_pattern.hpp"

namespace streetlight {

namespace {

constexpr std::size_t room_for_rank = 8;

std::string log_path(const std::string& path, unsigned rank) {
  return path.empty() || rank == 0 ? path : path + "." + std::to_string(rank);
}

/// "2026-11-29T01:20:00Z".
std::string time_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  std::array<char, 24> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%FT%TZ", ::gmtime_r(&now, &parts))};
}

}  // namespace

RunLog::RunLog(const std::string& path, unsigned rank) : path_(log_path(path, rank)) {
  if (path.empty()) return;
  check_destination(path, log_endings, room_for_rank, "--log");
  check_ending(path, log_endings, "--log");
  open_present();
}

bool RunLog::open_present() {
  const int file = ::open(path_.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (file < 0 && errno == ENOENT) return false;
  VALIDATE(file >= 0,
           path_ + ": the log cannot be written: " + std::strerror(errno) + ". Choose another file with --log.");
  struct stat status {};
  if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(file);
    throw InvalidInput(path_ + ": is not a file, and a log of runs is one. Choose another one with --log.");
  }
  std::array<char, 28> head{};
  const ssize_t got = ::pread(file, head.data(), head.size(), 0);
  constexpr const char* line = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z (done|failed) ";
  if (got != 0 && (got < 0 || !find_pattern(line, std::string(head.data(), static_cast<std::size_t>(got))))) {
    ::close(file);
    throw InvalidInput(
        path_ +
        ": there is already a file of that name, and it is not a log of runs; lines would be added to it. "
        "Choose another file with --log.");
  }
  file_ = file;
  return true;
}

void RunLog::begin(std::size_t runs) {
  runs_ = runs;
  if (path_.empty() || file_ >= 0) return;
  file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file_ >= 0 || (errno == EEXIST && open_present())) return;  // another process of this program was first
  throw InvalidInput(path_ + ": the log cannot be made: " + std::strerror(errno) + ". Choose another file with --log.");
}

RunLog::~RunLog() {
  if (file_ >= 0) ::close(file_);
}

void RunLog::done(const std::string& run) { add("done", run); }
void RunLog::failed(const std::string& run, const std::string& why) { add("failed", run + ": " + why); }

void RunLog::add(const std::string& what, const std::string& run) {
  if (file_ < 0) return;
  const std::lock_guard lock(writing_);
  std::string line = fmt::format("{} {} {} of {}: {}\n", time_now(), what, ++ended_, runs_, run);
  if (torn_) line = "\n" + line;
  // One write where the system does it whole, so that lines of several processes do not mix. A log that cannot be
  // written does not end the work.
  std::size_t written = 0;
  while (written < line.size()) {
    const ssize_t part = ::write(file_, line.data() + written, line.size() - written);
    if (part < 0 && errno == EINTR) continue;
    if (part <= 0) break;
    written += static_cast<std::size_t>(part);
  }
  torn_ = written > 0 ? written < line.size() : torn_;
  if (written == line.size() || ++lost_ > 1) return;
  std::fprintf(stderr, "note: %s: a line could not be written: %s; the runs go on.\n", printable(path_).c_str(),
               std::strerror(errno));
}

}  // namespace streetlight
