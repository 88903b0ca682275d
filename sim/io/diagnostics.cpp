#include "sim/io/diagnostics.hpp"

#include <algorithm>

namespace streetlight {

namespace {

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
  // A file may hold anything, and what it holds is not to steer the reader's terminal.
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return text;
}

std::string Position::to_text() const {
  if (line == 0) return place;
  return place + ":" + std::to_string(line) + ":" + std::to_string(column);
}

ConfigErrors::ConfigErrors(std::vector<Diagnostic> problems)
    : InvalidInput(lines_of(problems)), problems_(std::move(problems)) {}

void Diagnostics::add(Position where, std::string message) {
  Diagnostic problem{std::move(where), std::move(message)};
  if (known_.insert(problem.to_text()).second) problems_.push_back(std::move(problem));
}

void Diagnostics::raise_if_any() const {
  if (problems_.empty()) return;
  auto ordered = problems_;
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.where < b.where; });
  throw ConfigErrors(std::move(ordered));
}

}  // namespace streetlight
