// Experiment files: any text is an experiment or a list of what is wrong with it, each with its place; and what is
// understood is written out as a file that means the same.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "sim/config/emit_experiment.hpp"
#include "sim/config/load_experiment.hpp"
#include "sim/experiment/experiment.hpp"

using namespace streetlight;

namespace {

/// What the text means, as a file with everything in it. Throws ConfigErrors.
std::string understood(const std::string& text) {
  return to_toml(load_experiment(parse_toml(text, "fuzz.toml"), "fuzz").experiment);
}

[[noreturn]] void broken(const std::string& promise, const std::string& text) {
  std::fprintf(stderr, "%s:\n%s\n", promise.c_str(), text.c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::string meaning;
  try {
    meaning = understood(text);
  } catch (const ConfigErrors& errors) {
    if (errors.problems().empty()) broken("refused without a reason", text);
    for (const auto& problem : errors.problems())
      if (problem.message.empty() || problem.where.input.empty())
        broken("an error without words or place", problem.to_text());
    return 0;
  }
  try {
    const std::string again = understood(meaning);
    if (again != meaning) broken("another meaning when read back", meaning + "\n----\n" + again);
  } catch (const ConfigErrors& errors) {
    broken(std::string("what was written is refused: ") + errors.what(), meaning);
  }
  return 0;
}
