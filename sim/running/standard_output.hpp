#pragma once
/// Results on standard output.

#include <string>

namespace streetlight {

/// Throws std::runtime_error when it cannot be written (a full disk, a closed pipe).
void print(const std::string& text);

}  // namespace streetlight
