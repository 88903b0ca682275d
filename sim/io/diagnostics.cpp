#include "sim/io/diagnostics.hpp"

#include <algorithm>

#include "sim/io/unicode.hpp"

namespace streetlight {

namespace {

/// Longer messages hold a key or value that nobody wrote by hand.
constexpr std::size_t longest_shown = 2000;
/// More problems than these are kept by their number only: a file has that many when it is not an experiment at all.
constexpr std::size_t most_kept = 1000;
constexpr std::size_t most_told = 100;

std::string lines_of(const std::vector<Diagnostic>& problems) {
  std::string text;
  for (const auto& problem : problems) {
    if (!text.empty()) text += '\n';
    text += problem.to_text();
  }
  return text;
}

}  // namespace

std::string Diagnostic::to_text() const {
  std::string text = where.to_text();
  text += ": ";
  text += message;
  if (text.size() > longest_shown) {
    const std::size_t end = text.size() - longest_shown / 2;
    text = text.substr(0, longest_shown / 2) + " ... " + text.substr(end);
  }
  // A file may hold anything, and what it holds is not to steer the reader's terminal.
  std::string shown = printable(text);
  for (std::size_t at = 0; (at = shown.find('\n', at)) != std::string::npos;) shown.replace(at, 1, "\\n");
  return shown;
}

std::string Position::to_text() const {
  if (line == 0) return input;
  return input + ":" + std::to_string(line) + ":" + std::to_string(column);
}

ConfigErrors::ConfigErrors(std::vector<Diagnostic> problems)
    : InvalidInput(lines_of(problems)), problems_(std::move(problems)) {}

void Diagnostics::add(Position where, std::string message) {
  if (full()) {
    ++left_out_;
    return;
  }
  Diagnostic problem{std::move(where), std::move(message)};
  if (known_.insert(problem.to_text()).second) problems_.push_back(std::move(problem));
}

bool Diagnostics::full() const { return problems_.size() >= most_kept; }

void Diagnostics::raise_if_any() const {
  if (problems_.empty()) return;
  auto ordered = problems_;
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.where < b.where; });
  if (const std::size_t more = ordered.size() - std::min(ordered.size(), most_told) + left_out_; more > 0) {
    ordered.resize(most_told + 1);
    ordered.back().message = "and " + std::to_string(more) + " more problems, here and elsewhere";
  }
  throw ConfigErrors(std::move(ordered));
}

}  // namespace streetlight
