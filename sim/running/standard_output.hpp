#pragma once
/// Standard output, and the three standard streams when whoever started the program has closed them.

#include <string>

namespace streetlight {

/// Takes the numbers of those of standard input, output and error that are closed, so that no file which is opened
/// later gets such a number, and messages into it. What is written there then fails, as it did before. Throws
/// std::runtime_error when they cannot be taken.
void keep_standard_streams();

/// Prints a result for people: what names and titles hold does not steer the terminal (`printable`,
/// sim/io/unicode.hpp). Throws std::runtime_error when it cannot be written (a full disk, a closed pipe).
void print(const std::string& text);

/// Prints a result for programs, as it is: CSV, JSON, TOML. A terminal gets it as people do. Throws as print() does.
void print_data(const std::string& text);

/// Prints what is good to know and no result: that it cannot be written fails nothing.
void tell(const std::string& text);

}  // namespace streetlight
