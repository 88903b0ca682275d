#include "sim/running/progress_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/report/terminal.hpp"

namespace streetlight {

namespace {

/// Between lines where there is no terminal: a log of an hour has some 120 of them.
constexpr std::chrono::seconds between_lines{30};
constexpr std::chrono::seconds before_first_line{5};

double share_done(const Progress& progress) {
  if (progress.steps_total > 0) return std::clamp(progress.steps_done / progress.steps_total, 0.0, 1.0);
  return progress.runs_total > 0 ? static_cast<double>(progress.runs_done) / static_cast<double>(progress.runs_total)
                                 : 1.0;
}

/// 1234567 -> "1.2 million".
std::string rate_text(double rate) {
  if (rate >= 1e6) return fmt::format("{:.1f} million", rate / 1e6);
  return with_commas(rate);
}

}  // namespace

ProgressReport::ProgressReport(std::FILE* stream, std::string rate_unit, bool quiet, std::string things)
    : stream_(stream),
      rate_unit_(std::move(rate_unit)),
      things_(std::move(things)),
      style_(quiet                 ? Style::quiet
             : is_terminal(stream) ? Style::bar
                                   : Style::lines),
      next_line_(start_ + before_first_line) {}

std::string ProgressReport::text(const Progress& progress) const {
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const double rate = seconds > 0 ? progress.steps_done / seconds : 0;
  std::string text = fmt::format("{} of {} {}", progress.runs_done, progress.runs_total, things_);
  if (rate > 0) {
    if (!rate_unit_.empty()) text += fmt::format(", {} {} a second", rate_text(rate), rate_unit_);
    if (progress.runs_done < progress.runs_total)
      text += fmt::format(", {} left", duration_text(std::max(0.0, progress.steps_total - progress.steps_done) / rate));
  }
  return text;
}

std::string ProgressReport::bar(const Progress& progress) const {
  const auto width = static_cast<std::size_t>(terminal_width(stream_));
  const std::string words = text(progress);
  const double share = share_done(progress);
  std::string line = fmt::format("{:3.0f} % ", 100 * share);
  // The bar takes what the words leave.
  const std::size_t room = width > line.size() + words.size() + 4 ? width - line.size() - words.size() - 4 : 0;
  if (room >= 8) {
    const std::size_t cells = std::min<std::size_t>(room, 40);
    const auto full = static_cast<std::size_t>(share * static_cast<double>(cells));
    line += fmt::format("[{}{}] ", std::string(full, '#'), std::string(cells - full, ' '));
  }
  return (line + words).substr(0, width - 1);
}

void ProgressReport::show(const Progress& progress) {
  if (style_ == Style::quiet) return;
  if (style_ == Style::bar) {
    std::fprintf(stream_, "\r\033[K%s", bar(progress).c_str());
    std::fflush(stream_);
    drawn_ = true;
    return;
  }
  if (Clock::now() < next_line_) return;
  next_line_ = Clock::now() + between_lines;
  std::fprintf(stream_, "%3.0f %%: %s\n", 100 * share_done(progress), text(progress).c_str());
  std::fflush(stream_);
}

void ProgressReport::clear() {
  if (!drawn_) return;
  std::fputs("\r\033[K", stream_);
  std::fflush(stream_);
  drawn_ = false;
}

}  // namespace streetlight
