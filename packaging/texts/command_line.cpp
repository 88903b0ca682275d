#include "packaging/texts/command_line.hpp"

#include <CLI/CLI.hpp>
#include <sstream>

namespace streetlight {

namespace {

/// CLI11 writes a choice as "TEXT:{table,csv}" and bounds as "UINT:INT in [1 - 4096]".
std::vector<std::string> choices_in(const std::string& type) {
  const auto open = type.find('{'), close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return {};
  std::vector<std::string> words;
  std::istringstream list(type.substr(open + 1, close - open - 1));
  for (std::string word; std::getline(list, word, ',');) words.push_back(word);
  return words;
}

std::string value_of(const CLI::Option& option) {
  if (option.get_items_expected_max() == 0) return "";
  const std::string type = option.get_type_name();
  return type.substr(0, type.find(':'));
}

OptionWords words_of(const CLI::Option& option) {
  OptionWords words;
  for (const auto& name : option.get_snames()) words.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) words.names.push_back("--" + name);
  words.value = value_of(option);
  words.choices = choices_in(option.get_type_name());
  words.meaning = option.get_description();
  return words;
}

/// "FILE.h5" says more than "file".
std::string place_name(const CLI::Option& option) {
  const std::string type = value_of(option), name = option.get_name(true);
  return type.empty() || type == "TEXT" ? name : type;
}

}  // namespace

std::vector<CommandWords> commands_of(const CLI::App& program) {
  std::vector<CommandWords> commands;
  for (const auto* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    CommandWords words{command->get_name(), command->get_description(), {}, {}};
    for (const auto* option : command->get_options()) {
      if (option->get_positional())
        words.places.push_back({place_name(*option), option->get_description(), option->get_required()});
      else
        words.options.push_back(words_of(*option));
    }
    commands.push_back(std::move(words));
  }
  return commands;
}

}  // namespace streetlight
