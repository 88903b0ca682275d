#pragma once
/// Results on standard output.

#include <string>

namespace streetlight {

/// Text for people: what names and titles hold does not steer the terminal (`printable`, sim/io/unicode.hpp).
/// Throws std::runtime_error when it cannot be written (a full disk, a closed pipe).
void print(const std::string& text);

/// Text for programs, as it is: CSV, JSON, TOML. A terminal gets it as people do. Throws as print() does.
void print_data(const std::string& text);

}  // namespace streetlight
