#include <CLI/CLI.hpp>
#include <cctype>
#include <sstream>

#include "packaging/texts/command_line.hpp"
#include "packaging/texts/pages.hpp"

namespace streetlight {

namespace {

/// Text that roff shows as it is.
std::string plain(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '\'')
      out += "\\(aq";
    else
      out += c;
  }
  return out;
}

/// A paragraph in lines of less than 80 bytes, none of which begins like a request.
std::string filled(const std::string& text) {
  std::istringstream words(plain(text));
  std::string out, line;
  const auto end_line = [&] {
    if (!line.empty()) out += (line.front() == '.' ? "\\&" : "") + line + "\n";
    line.clear();
  };
  for (std::string word; words >> word;) {
    if (line.size() + word.size() + 1 > 78) end_line();
    line += (line.empty() ? "" : " ") + word;
  }
  end_line();
  return out;
}

std::string bold(const std::string& text) { return "\\fB" + plain(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + plain(text) + "\\fR"; }

std::string value_text(const OptionWords& option) {
  if (option.choices.empty()) return option.value.empty() ? "" : " " + italic(option.value);
  std::string words;
  for (const auto& choice : option.choices) words += (words.empty() ? "" : "|") + choice;
  return " " + italic(words);
}

std::string option_entry(const OptionWords& option) {
  std::string names;
  for (const auto& name : option.names) names += (names.empty() ? "" : ", ") + bold(name);
  return ".TP\n" + names + value_text(option) + "\n" + filled(option.meaning);
}

std::string command_section(const std::string& program, const CommandWords& command) {
  std::string text = ".SS " + plain(command.name) + "\n";
  text += bold(program + " " + command.name);
  for (const auto& place : command.places)
    text += place.required ? " " + italic(place.value) : " [" + italic(place.value) + "]";
  if (!command.options.empty()) text += " [" + italic("option") + "]...";
  text += "\n.PP\n" + filled(command.meaning + ".");
  for (const auto& place : command.places) text += ".TP\n" + italic(place.value) + "\n" + filled(place.meaning);
  for (const auto& option : command.options) text += option_entry(option);
  return text;
}

/// Paragraphs of a text with blank or single line ends between its sentences.
std::string paragraphs(const std::string& text) {
  std::istringstream lines(text);
  std::string joined;
  for (std::string line; std::getline(lines, line);) joined += line + " ";
  return filled(joined);
}

}  // namespace

std::string manual_page(const CLI::App& program, const PageFacts& facts) {
  const std::string& name = program.get_name();
  std::string upper;
  for (const char c : name) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  std::string text = ".\\\" Made from the command line's own definitions when the program is built.\n";
  text += ".TH " + upper + " 1 " + facts.date + " \"" + name + " " + facts.version + "\" \"User commands\"\n";
  text += ".nh\n.ad l\n";
  text += ".SH NAME\n" + name + " \\- " + plain(facts.purpose) + "\n";
  text += ".SH SYNOPSIS\n" + bold(name) + " " + italic("command") + " [" + italic("argument") + "]...\n";
  text += ".br\n" + bold(name) + " " + italic("command") + " " + bold("--help") + "\n";
  text += ".br\n" + bold(name) + " " + bold("--version") + "\n";
  text += ".SH DESCRIPTION\n" + paragraphs(program.get_description());
  text += ".SH COMMANDS\n";
  const auto commands = commands_of(program);
  for (const auto& command : commands) text += command_section(name, command);
  text += ".SH EXIT STATUS\n" + paragraphs(program.get_footer());
  text += ".SH SEE ALSO\n" + filled("What every parameter and column means: " + name + " describe.");
  return text;
}

}  // namespace streetlight
