#include <CLI/CLI.hpp>

#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/config/chosen_model.hpp"
#include "sim/config/reference.hpp"
#include "sim/core/check.hpp"
#include "sim/report/terminal.hpp"
#include "sim/running/standard_output.hpp"

namespace streetlight {

namespace {

/// One line a name, its sentence cut to the width.
std::string list_line(const std::string& name, const std::string& sentence, std::size_t column, int width) {
  std::string line = "  " + name + std::string(column > name.size() ? column - name.size() : 0, ' ') + "  " + sentence;
  const auto room = static_cast<std::size_t>(width);
  if (line.size() > room) {
    // Cut between characters: a continuation byte of UTF-8 never begins a character.
    std::size_t end = room - 3;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
    line = line.substr(0, end) + "...";
  }
  return line + "\n";
}

/// "  Label:  value", the value wrapped to stand below itself.
std::string labelled(const std::string& label, const std::string& value, int width) {
  if (value.empty()) return "";
  const std::string start = "  " + label;
  return start + wrapped(value, width, static_cast<int>(start.size())).substr(start.size());
}

std::string full_text(const Parameter& parameter, int width) {
  const auto& doc = parameter.doc;
  std::string text = doc.key + "\n" + wrapped(doc.sentence, width, 2);
  const auto line = [&](const std::string& name, const std::string& value) { text += labelled(name, value, width); };
  line("Allowed:    ", allowed_text(parameter));
  line("Default:    ", default_text(parameter));
  line("Unit:       ", doc.unit);
  line("Grade:      ", std::string(to_text(doc.grade)));
  line("Source:     ", doc.source);
  line("May change: ",
       doc.timing == Timing::monthly ? "in any month, by a scenario's timeline" : "between scenarios, not within one");
  return text;
}

std::string full_text(const Column& column, int width) {
  return column.name + " (column)\n" + wrapped(column.meaning, width, 2) + labelled("Unit:     ", column.unit, width) +
         labelled("Gathered: ", kind_text(column), width);
}

bool below(const std::string& key, const std::string& prefix) {
  const std::string stem = prefix.ends_with('.') ? prefix : prefix + ".";
  return key.starts_with(stem);
}

/// Names of `prefix` (all of them when it is empty) in a list; nothing when there is none.
std::string listing(const Reference& reference, const std::string& prefix, int width) {
  std::vector<std::pair<std::string, std::string>> file, model, columns;
  for (const auto& parameter : reference.file_parameters())
    if (prefix.empty() || below(parameter.doc.key, prefix))
      file.emplace_back(parameter.doc.key, parameter.doc.sentence);
  for (const auto& parameter : reference.model_parameters())
    if (prefix.empty() || below(parameter.doc.key, prefix))
      model.emplace_back(parameter.doc.key, parameter.doc.sentence);
  for (const auto& column : reference.columns())
    if (prefix.empty() || (prefix.size() >= 3 && column.name.starts_with(prefix)))
      columns.emplace_back(column.name, column.meaning);

  std::string text;
  const auto section = [&](const std::string& title, const auto& lines) {
    if (lines.empty()) return;
    std::size_t longest = 0;
    for (const auto& [name, sentence] : lines) longest = std::max(longest, name.size());
    text += (text.empty() ? "" : "\n") + title + "\n";
    for (const auto& [name, sentence] : lines) text += list_line(name, sentence, longest, width);
  };
  section("Experiment file", file);
  section("Parameters of the model " + reference.model().name, model);
  section("Columns of the panel", columns);
  return text;
}

/// What is known by that name and below it, since a column and a table of parameters may share a name, as `trust` does;
/// "" when nothing is.
std::string known_by(const Reference& reference, const std::string& key, int width) {
  std::string text;
  for (const auto& parameter : reference.file_parameters())
    if (parameter.doc.key == key) text += full_text(parameter, width);
  for (const auto& parameter : reference.model_parameters()) {
    const bool member = parameter.type == ParameterType::map && below(key, parameter.doc.key);
    if (parameter.doc.key == key || member) text += full_text(parameter, width);
  }
  for (const auto& column : reference.columns())
    if (column.name == key) text += (text.empty() ? "" : "\n") + full_text(column, width);
  if (text.empty()) return listing(reference, key, width);
  const std::string below_it = listing(reference, key + ".", width);
  return below_it.empty() ? text : text + "\n" + below_it;
}

void print_reference(const std::string& model_name) {
  print(reference_markdown(Reference(chosen_model(model_name))));
}

void describe(const std::string& model_name, const std::string& key) {
  const Reference reference(chosen_model(model_name));
  const int width = terminal_width(stdout);
  std::string text = known_by(reference, key, width);
  // Within a scenario or a design, keys are written without that word
  for (const char* table : {"scenario.", "design."})
    if (text.empty()) text = known_by(reference, table + key, width);
  if (text.empty()) {
    const auto near = nearest_word(key, reference.names());
    throw InvalidInput("'" + key + "' is neither a parameter nor a column of the model " + reference.model().name +
                       (near.empty() ? "; `streetlight describe` lists them all" : "; did you mean '" + near + "'?"));
  }
  print(text);
}

}  // namespace

void add_describe(CLI::App& program, int& exit_code) {
  struct Arguments {
    std::string key, model;
    bool markdown = false;
  };
  auto arguments = std::make_shared<Arguments>();
  auto* command =
      program.add_subcommand("describe", "Say what a parameter or a column means, or list those below a prefix");
  command->add_option("KEY", arguments->key, "A key, a column or the beginning of keys, as in casework");
  command->add_option("--model", arguments->model, "Whose parameters (default " + default_model_name() + ")")
      ->type_name("NAME");
  command->add_flag("--markdown", arguments->markdown, "Write the whole reference as a Markdown page");
  command->callback([arguments, &exit_code] {
    if (arguments->markdown)
      print_reference(arguments->model);
    else
      describe(arguments->model, arguments->key);
    exit_code = exit_done;
  });
}

}  // namespace streetlight
