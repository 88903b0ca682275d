#include <CLI/CLI.hpp>

#include "packaging/texts/command_line.hpp"
#include "packaging/texts/pages.hpp"

namespace streetlight {

namespace {

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

/// `text` within single quotation marks of a shell.
std::string in_quotes(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

bool takes_key(const OptionWords& option) { return option.value == "KEY=VALUE"; }
bool takes_file(const std::string& value) {
  return value.find(".toml") != std::string::npos || value.find("FILE") != std::string::npos ||
         value.find("DIR") != std::string::npos || value.find('.') != std::string::npos;
}

/// What bash does after an option that takes a value.
std::string bash_case(const std::string& command, const OptionWords& option) {
  std::vector<std::string> patterns;
  for (const auto& name : option.names) patterns.push_back(command + ":" + name);
  std::string action = "return";
  if (takes_key(option))
    action = "_streetlight_keys; return";
  else if (!option.choices.empty())
    action = "COMPREPLY=($(compgen -W " + in_quotes(joined(option.choices, " ")) + " -- \"$current\")); return";
  else if (takes_file(option.value))
    action = "_streetlight_files; return";
  return "    " + joined(patterns, " | ") + ") " + action + " ;;\n";
}

/// _arguments reads ':', '[' and ']' of a description, so they are escaped.
std::string zsh_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(const std::string& value, const std::vector<std::string>& choices, bool key) {
  if (key) return "_streetlight_keys";
  if (!choices.empty()) return "(" + joined(choices, " ") + ")";
  return takes_file(value) ? "_files" : " ";
}

std::string zsh_option(const OptionWords& option) {
  std::string lines;
  for (const auto& name : option.names) {
    std::string spec = (takes_key(option) ? "*" : "") + name + "[" + zsh_text(option.meaning) + "]";
    if (!option.value.empty() || !option.choices.empty())
      spec += ":" + zsh_text(option.value.empty() ? "word" : option.value) + ":" +
              zsh_action(option.value, option.choices, takes_key(option));
    lines += "        " + in_quotes(spec) + " \\\n";
  }
  return lines;
}

}  // namespace

std::string bash_completion(const CLI::App& program, const PageFacts& facts) {
  const auto commands = commands_of(program);
  std::vector<std::string> names;
  for (const auto& command : commands) names.push_back(command.name);

  std::string text = "# bash completion for streetlight " + facts.version +
                     ": made from the command line's own definitions when the program is built.\n\n"
                     "# Keys of --set; after the '=' the words of a choice.\n"
                     "_streetlight_keys() {\n"
                     "  local key=\n"
                     "  [[ $current == '=' ]] && key=${COMP_WORDS[COMP_CWORD - 1]} current=\n"
                     "  [[ $before == '=' ]] && key=${COMP_WORDS[COMP_CWORD - 2]}\n"
                     "  case $key in\n";
  std::vector<std::string> keys;
  for (const auto& [key, words] : facts.keys) {
    keys.push_back(key);
    if (!words.empty())
      text += "    " + key + ") COMPREPLY=($(compgen -W " + in_quotes(joined(words, " ")) + " -- \"$current\")) ;;\n";
  }
  text +=
      "    '')\n"
      "      compopt -o nospace 2>/dev/null\n"
      "      COMPREPLY=($(compgen -S = -W \"$_streetlight_all_keys\" -- \"$current\"))\n"
      "      ;;\n"
      "  esac\n"
      "}\n\n"
      "_streetlight_all_keys=" +
      in_quotes("\n" + joined(keys, "\n") + "\n") +
      "\n\n"
      "_streetlight_files() {\n"
      "  compopt -o default 2>/dev/null\n"
      "  COMPREPLY=()\n"
      "}\n\n"
      "_streetlight() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}\n"
      "  COMPREPLY=()\n"
      "  if ((COMP_CWORD == 1)); then\n"
      "    COMPREPLY=($(compgen -W " +
      in_quotes(joined(names, " ") + " --help --version") +
      " -- \"$current\"))\n"
      "    return\n"
      "  fi\n"
      "  # bash makes words of their own of KEY, = and VALUE.\n"
      "  local option=$before\n"
      "  [[ $before == '=' ]] && ((COMP_CWORD > 3)) && option=${COMP_WORDS[COMP_CWORD - 3]}\n"
      "  [[ $current == '=' ]] && ((COMP_CWORD > 2)) && option=${COMP_WORDS[COMP_CWORD - 2]}\n"
      "  case $command:$option in\n";
  for (const auto& command : commands)
    for (const auto& option : command.options)
      if (!option.value.empty() || !option.choices.empty()) text += bash_case(command.name, option);
  text +=
      "  esac\n"
      "  if [[ $current == -* ]]; then\n"
      "    case $command in\n";
  for (const auto& command : commands) {
    std::vector<std::string> options;
    for (const auto& option : command.options) options.insert(options.end(), option.names.begin(), option.names.end());
    text += "      " + command.name + ") COMPREPLY=($(compgen -W " + in_quotes(joined(options, " ")) +
            " -- \"$current\")) ;;\n";
  }
  return text +
         "    esac\n"
         "    return\n"
         "  fi\n"
         "  case $command in\n"
         "    describe) COMPREPLY=($(compgen -W \"$_streetlight_all_keys\" -- \"$current\")) ;;\n"
         "    *) _streetlight_files ;;\n"
         "  esac\n"
         "}\n\n"
         "complete -F _streetlight streetlight\n";
}

std::string zsh_completion(const CLI::App& program, const PageFacts& facts) {
  const auto commands = commands_of(program);
  std::string text =
      "#compdef streetlight\n"
      "# zsh completion for streetlight " +
      facts.version +
      ": made from the command line's own definitions when the program is built.\n\n"
      "_streetlight_keys() {\n"
      "  local -a keys=(\n";
  for (const auto& [key, words] : facts.keys) text += "    " + in_quotes(key) + "\n";
  text +=
      "  )\n"
      "  compadd -S = -- $keys\n"
      "}\n\n"
      "_streetlight() {\n"
      "  local state line\n"
      "  local -a commands=(\n";
  for (const auto& command : commands)
    text += "    " + in_quotes(command.name + ":" + zsh_text(command.meaning)) + "\n";
  text +=
      "  )\n"
      "  _arguments -C '--help[Say what there is]' '--version[Say which version this is]' '1: :->command' '*:: "
      ":->rest'\n"
      "  case $state in\n"
      "    command) _describe command commands ;;\n"
      "    rest) case $words[1] in\n";
  for (const auto& command : commands) {
    text += "      " + command.name + ") _arguments \\\n";
    for (const auto& option : command.options) text += zsh_option(option);
    for (const auto& place : command.places)
      text += "        " +
              in_quotes(std::string(":") + zsh_text(place.value) + ":" +
                        (command.name == "describe" ? "_streetlight_keys" : "_files")) +
              " \\\n";
    text += "        ;;\n";
  }
  return text + "    esac ;;\n  esac\n}\n\n_streetlight \"$@\"\n";
}

}  // namespace streetlight
