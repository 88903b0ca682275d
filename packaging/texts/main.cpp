// Writes the texts that come with the program: streetlight_texts manual|bash|zsh PURPOSE DATE.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <set>

#include "packaging/texts/pages.hpp"
#include "sim/app/program.hpp"
#include "sim/config/reference.hpp"
#include "sim/running/version.hpp"

namespace streetlight {

namespace {

/// Keys of experiment files and of every model, in order.
std::vector<KeyWords> all_keys() {
  std::vector<KeyWords> keys;
  std::set<std::string> known;
  const auto add = [&](const Parameter& parameter) {
    if (known.insert(parameter.doc.key).second) keys.push_back({parameter.doc.key, parameter.choices});
  };
  for (const auto& model : registered_models()) {
    const Reference reference(model);
    for (const auto& parameter : reference.file_parameters())
      if (parameter.doc.key.starts_with("run.") || parameter.doc.key.starts_with("output.")) add(parameter);
    for (const auto& parameter : reference.model_parameters()) add(parameter);
  }
  return keys;
}

int write(const std::string& what, const std::string& purpose, const std::string& date) {
  int exit_code = 0;
  CLI::App program;
  define_program(program, exit_code);
  const PageFacts facts{program_version(), purpose, date, all_keys()};
  const std::string text = what == "manual" ? manual_page(program, facts)
                           : what == "bash" ? bash_completion(program, facts)
                                            : zsh_completion(program, facts);
  return std::fputs(text.c_str(), stdout) < 0 ? 1 : 0;
}

}  // namespace

}  // namespace streetlight

int main(int argc, char** argv) { return argc == 4 ? streetlight::write(argv[1], argv[2], argv[3]) : 2; }
