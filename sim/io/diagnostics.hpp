#pragma once
/// What is wrong with a user's files, each problem with the position where it stands. All problems of a file
/// are collected and reported together.

#include <compare>
#include <set>
#include <string>
#include <vector>

#include "sim/core/check.hpp"

namespace streetlight {

/// A position in a user's input. Line and column count from 1, columns in characters; line 0 means the input as a whole
/// (a file that cannot be read, an option of the command line).
struct Position {
  std::string input;  ///< path as the user would type it, or the option: "--set run.seed=x"
  int line = 0;
  int column = 0;

  /// "configs/england.toml:14:9".
  std::string to_text() const;
  friend auto operator<=>(const Position&, const Position&) = default;
};

struct Diagnostic {
  Position where;
  std::string message;
  /// "england.toml:14:9: casework.capacity = -3 must be 0 or more".
  std::string to_text() const;
};

/// Input that cannot be used, for one reason or several. `what()` holds one line a problem.
class ConfigErrors : public InvalidInput {
 public:
  explicit ConfigErrors(std::vector<Diagnostic> problems);
  const std::vector<Diagnostic>& problems() const { return problems_; }

 private:
  std::vector<Diagnostic> problems_;
};

/// Collects problems; each is kept once, and the first thousand.
class Diagnostics {
 public:
  void add(Position where, std::string message);
  bool empty() const { return problems_.empty(); }
  std::size_t size() const { return problems_.size(); }
  /// Whether further problems are counted only, so that nobody need look for words.
  bool full() const;
  /// Throws ConfigErrors when there are any, ordered by position.
  void raise_if_any() const;

 private:
  std::vector<Diagnostic> problems_;
  std::set<std::string> known_;  // as texts
  std::size_t left_out_ = 0;
};

}  // namespace streetlight
