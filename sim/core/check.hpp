#pragma once
/// Checks of two kinds. EXPECT and ENSURE state what our own code promises: a failure is a bug of
/// ours. VALIDATE states what a user's input must satisfy: a failure is theirs to mend, and its
/// message says the problem, why it is one, and what to do.

#include <stdexcept>
#include <string>

namespace streetlight {

/// Our bug: a broken precondition (EXPECT) or postcondition (ENSURE).
class BrokenPromise : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// The user's input cannot be used. `what()` is fit to print as it is.
class InvalidInput : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[noreturn]] void promise_broken(const char* kind, const char* condition, const char* file, int line);

}  // namespace streetlight

#define STREETLIGHT_PROMISE(kind, condition) \
  (static_cast<bool>(condition) ? void(0) : ::streetlight::promise_broken(kind, #condition, __FILE__, __LINE__))

#define EXPECT(condition) STREETLIGHT_PROMISE("EXPECT", condition)
#define ENSURE(condition) STREETLIGHT_PROMISE("ENSURE", condition)
#define VALIDATE(condition, message) \
  (static_cast<bool>(condition) ? void(0) : throw ::streetlight::InvalidInput(message))
