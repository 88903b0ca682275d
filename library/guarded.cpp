#include "library/guarded.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>

#include "sim/core/check.hpp"
#include "sim/io/diagnostics.hpp"
#include "sim/io/unicode.hpp"
#include "sim/running/version.hpp"

namespace streetlight::library {

namespace {

Error plain_error(Fault fault, const std::string& message) {
  const std::string text = printable(message);
  return {fault, text, {{"", 0, 0, text, nearest_in(text)}}};
}

}  // namespace

std::string nearest_in(const std::string& message) {
  constexpr std::string_view question = "did you mean ";
  const auto found = message.find(question);
  if (found == std::string::npos) return "";
  const auto begin = found + question.size();
  if (begin >= message.size() || (message[begin] != '\'' && message[begin] != '"')) return "";
  // The name may hold quotation marks itself: it ends where the question does, or before a second proposal
  const char mark = message[begin];
  const auto end = std::min(
      {message.find(std::string(1, mark) + "?", begin + 1), message.find(std::string(1, mark) + " or ", begin + 1)});
  return end == std::string::npos ? "" : message.substr(begin + 1, end - begin - 1);
}

Error current_error() try { throw; } catch (const ConfigErrors& error) {
  std::vector<Problem> problems;
  for (const auto& [where, message] : error.problems())
    problems.push_back({where.input, where.line, where.column, printable(message), nearest_in(message)});
  return {Fault::input, error.what(), std::move(problems)};
} catch (const InvalidInput& error) {
  return plain_error(Fault::input, error.what());
} catch (const BrokenPromise& bug) {
  return plain_error(Fault::bug, std::string(bug.what()) + " Please report it (" + version_text() + ").");
} catch (const std::bad_alloc&) {
  return plain_error(Fault::work, "not enough memory: fewer entities, replicates, columns or threads need less");
} catch (const std::length_error&) {
  return plain_error(Fault::work, "something is larger than any memory: fewer entities or replicates need less");
} catch (const std::exception& error) {
  return plain_error(Fault::work, error.what());
} catch (...) {
  return plain_error(Fault::bug,
                     "something was thrown that is not an error. Please report it (" + version_text() + ").");
}

const char* version() {
  static const std::string text = version_text().substr(std::string_view("streetlight ").size());
  return text.c_str();
}

}  // namespace streetlight::library
