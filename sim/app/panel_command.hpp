#pragma once
/// What the commands that read a panel have in common: how they speak and how they end.

#include <functional>
#include <string>

namespace streetlight {

/// Runs a command and gives its exit code: 0 when it was done, 2 when the user's input is at fault, 1
/// when something else went wrong. Errors go to standard error, after `streetlight NAME: `.
int finish_command(const char* name, const std::function<void()>& command);

/// Writes to standard output; throws std::runtime_error when that fails (a full disk, a closed pipe).
void print(const std::string& text);

}  // namespace streetlight
