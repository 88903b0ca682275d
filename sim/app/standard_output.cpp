#include "sim/app/standard_output.hpp"

#include <unistd.h>

#include <cstdio>
#include <stdexcept>

#include "sim/io/unicode.hpp"

namespace streetlight {

namespace {

void write(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw std::runtime_error("standard output cannot be written: is the disk full?");
}

}  // namespace

void print(const std::string& text) { write(printable(text)); }

void print_data(const std::string& text) { write(isatty(fileno(stdout)) == 1 ? printable(text) : text); }

}  // namespace streetlight
