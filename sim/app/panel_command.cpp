#include "sim/app/panel_command.hpp"

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

#include "sim/core/check.hpp"

namespace streetlight {

int finish_command(const char* name, const std::function<void()>& command) {
  try {
    command();
    return 0;
  } catch (const InvalidInput& error) {
    std::fprintf(stderr, "streetlight %s: %s\n", name, error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "streetlight %s: %s\n", name, error.what());
    return 1;
  }
}

void print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw std::runtime_error("standard output cannot be written: is the disk full?");
}

}  // namespace streetlight
