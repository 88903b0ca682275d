#include "sim/io/toml_kind.hpp"

#include "sim/core/wording.hpp"

namespace streetlight {

TomlKind kind_of(const TomlDocument& document) {
  if (document.find("made_by")) return TomlKind::worlds;
  if (document.find("experiment")) return document.find("targets") ? TomlKind::calibration : TomlKind::targets;
  return document.find("schema") ? TomlKind::experiment : TomlKind::unknown;
}

TomlKind kind_of_file(const std::filesystem::path& path) {
  try {
    return kind_of(read_toml(path));
  } catch (const ConfigErrors&) {
    return TomlKind::unknown;
  }
}

std::string name_of(TomlKind kind) {
  switch (kind) {
    case TomlKind::experiment:
      return "an experiment";
    case TomlKind::calibration:
      return "a calibration";
    case TomlKind::targets:
      return "a file of targets";
    case TomlKind::worlds:
      return "a file of worlds";
    case TomlKind::unknown:
      break;
  }
  return "a file of an unknown kind";
}

std::string use_of(TomlKind kind) {
  switch (kind) {
    case TomlKind::experiment:
      return worded("streetlight run runs it", "load reads it");
    case TomlKind::calibration:
      return "streetlight calibrate reads it";
    case TomlKind::targets:
      return "streetlight targets reads it";
    case TomlKind::worlds:
      return worded("streetlight run EXPERIMENT.toml --worlds reads it", "an experiment can be run in them");
    case TomlKind::unknown:
      break;
  }
  return "no command reads it";
}

void refuse_other_kind(const TomlDocument& document, TomlKind wanted) {
  const TomlKind kind = kind_of(document);
  if (kind == wanted || kind == TomlKind::unknown) return;
  const std::string name = name_of(wanted);
  throw ConfigErrors(
      {{document.at, "this is " + name_of(kind) + " and no " + name.substr(name.find(' ') + 1) + ": " + use_of(kind)}});
}

}  // namespace streetlight
