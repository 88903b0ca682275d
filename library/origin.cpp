#include "library/origin.hpp"

#include <charconv>
#include <string_view>

#include "sim/core/check.hpp"
#include "sim/io/worlds_store.hpp"

namespace streetlight::library {

namespace {

namespace fs = std::filesystem;

/// What saved bytes begin with. The number is that of their layout.
constexpr std::string_view mark = "Streetlight experiment 2\n";

fs::path current_folder() {
  std::error_code gone;
  return fs::current_path(gone);
}

/// What to set now that the current folder may be another one: the same, and its paths as they are seen from there.
void add_seen_from(const fs::path& folder, const SetKeys& set, std::vector<CommandLineSetting>& settings) {
  settings.push_back(set.setting);
  if (set.folder == folder) return;
  for (const auto& [key, input] : set.inputs) {
    const fs::path absolute = set.folder / input,
                   path = folder.empty() ? absolute : absolute.lexically_relative(folder);
    settings.push_back({key + "=" + to_text(streetlight::Value(path.string())), set.setting.option});
  }
}

class Writer {
 public:
  void put(const std::string& text) {
    bytes_ += std::to_string(text.size()) + ":";
    bytes_ += text;
  }
  void put(std::uint64_t number) { put(std::to_string(number)); }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_{mark};
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {
    check(rest_.starts_with(mark));
    rest_.remove_prefix(mark.size());
  }

  std::string text() {
    const std::size_t colon = rest_.find(':');
    check(colon != std::string_view::npos);
    const std::uint64_t size = number_in(rest_.substr(0, colon));
    rest_.remove_prefix(colon + 1);
    check(size <= rest_.size());
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }
  std::uint64_t number() { return number_in(text()); }
  void end() const { check(rest_.empty()); }

 private:
  static void check(bool fits) {
    VALIDATE(fits, "this is no experiment that this version of Streetlight saved: load it from its file anew.");
  }
  static std::uint64_t number_in(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    check(error == std::errc() && end == text.data() + text.size());
    return number;
  }

  std::string_view rest_;
};

}  // namespace

LoadedExperiment load(Origin& origin) {
  const fs::path now = current_folder();
  if (origin.folder.empty()) origin.folder = now;
  const fs::path file = origin.folder == now ? origin.file : origin.folder / origin.file;
  std::vector<CommandLineSetting> settings;
  for (const SetKeys& set : origin.settings) add_seen_from(now, set, settings);

  const KeepTomlTexts keep(origin.texts);
  auto loaded = origin.text ? load_experiment_text(*origin.text, file, settings) : load_experiment(file, settings);
  for (const auto& [name, digest] : loaded.experiment.inputs.known()) {
    const auto [before, is_new] = origin.inputs.try_emplace(name, digest);
    if (!is_new) check_same_input(loaded.experiment.inputs.path_of(name).string(), before->second, digest);
  }
  if (origin.worlds)
    take_worlds(loaded, some_of(origin.worlds->file, origin.number_of_worlds, origin.worlds->name),
                origin.worlds->name);
  return loaded;
}

SetKeys set_now(const streetlight::Experiment& experiment, CommandLineSetting setting) {
  SetKeys set{std::move(setting)};
  const auto table = experiment.model->table(experiment.keys_in_use);
  for (const TomlEntry& entry : parse_setting(set.setting.text, set.setting.option)) {
    set.keys.insert(entry.key);
    const auto* parameter = table->find(entry.key);
    const auto* path = std::get_if<std::string>(&entry.value.value);
    if (!parameter || !parameter->doc.input_file || !path || path->empty() || fs::path(*path).is_absolute()) continue;
    set.inputs[entry.key] = *path;
    set.folder = current_folder();
  }
  return set;
}

std::shared_ptr<const Worlds> worlds_in(const fs::path& file) {
  auto worlds = std::make_shared<Worlds>();
  worlds->name = file.string();
  worlds->text = is_worlds_store(file) ? read_worlds_store(file) : toml_text(file);
  worlds->file = parse_worlds(worlds->text, worlds->name);
  return worlds;
}

std::string saved(const Origin& origin) {
  Writer writer;
  writer.put(origin.file.string());
  writer.put(origin.text ? 1 : 0);
  writer.put(origin.text.value_or(""));
  writer.put(origin.folder.string());
  writer.put(origin.texts.size());
  for (const auto& [path, text] : origin.texts) {
    writer.put(path);
    writer.put(text);
  }
  writer.put(origin.settings.size());
  for (const SetKeys& set : origin.settings) {
    for (const std::string& part : {set.setting.text, set.setting.option, set.folder.string()}) writer.put(part);
    writer.put(set.keys.size());
    for (const std::string& key : set.keys) writer.put(key);
    writer.put(set.inputs.size());
    for (const auto& [key, input] : set.inputs) {
      writer.put(key);
      writer.put(input);
    }
  }
  writer.put(origin.worlds ? 1 : 0);
  writer.put(origin.worlds ? origin.worlds->name : "");
  writer.put(origin.worlds ? origin.worlds->text : "");
  writer.put(origin.number_of_worlds);
  writer.put(origin.inputs.size());
  for (const auto& [name, digest] : origin.inputs) {
    writer.put(name);
    writer.put(digest.bytes);
    writer.put(digest.sha256);
  }
  return writer.take();
}

Origin origin_of(const std::string& saved) {
  Reader reader(saved);
  Origin origin;
  origin.file = reader.text();
  const bool has_text = reader.number() != 0;
  const std::string text = reader.text();
  if (has_text) origin.text = text;
  origin.folder = reader.text();
  for (std::uint64_t left = reader.number(); left > 0; --left) {
    const std::string path = reader.text();
    origin.texts[path] = reader.text();
  }
  for (std::uint64_t left = reader.number(); left > 0; --left) {
    SetKeys& set = origin.settings.emplace_back();
    set.setting.text = reader.text();
    set.setting.option = reader.text();
    set.folder = reader.text();
    for (std::uint64_t keys = reader.number(); keys > 0; --keys) set.keys.insert(reader.text());
    for (std::uint64_t inputs = reader.number(); inputs > 0; --inputs) {
      const std::string key = reader.text();
      set.inputs[key] = reader.text();
    }
  }
  const bool has_worlds = reader.number() != 0;
  auto worlds = std::make_shared<Worlds>();
  worlds->name = reader.text();
  worlds->text = reader.text();
  if (has_worlds) {
    worlds->file = parse_worlds(worlds->text, worlds->name);
    origin.worlds = std::move(worlds);
  }
  origin.number_of_worlds = reader.number();
  for (std::uint64_t left = reader.number(); left > 0; --left) {
    const std::string name = reader.text();
    FileDigest& digest = origin.inputs[name];
    digest.bytes = reader.number();
    digest.sha256 = reader.text();
  }
  reader.end();
  return origin;
}

}  // namespace streetlight::library
