#include "sim/running/standard_output.hpp"

#include <cstdio>
#include <stdexcept>

namespace streetlight {

void print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw std::runtime_error("standard output cannot be written: is the disk full?");
}

}  // namespace streetlight
