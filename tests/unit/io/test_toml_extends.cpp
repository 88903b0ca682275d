#include "sim/io/toml_extends.hpp"

#include <catch2/catch.hpp>

#include "tests/support/files.hpp"

using namespace streetlight;
using streetlight::test::TemporaryFolder;

namespace {

const ExtendRules rules{{"groups"}, {{"scenario", "extends_scenarios"}}};

std::string extends_error(const std::filesystem::path& path) {
  try {
    read_toml_with_extends(path, rules);
  } catch (const ConfigErrors& errors) {
    return errors.what();
  }
  return "no error";
}

std::vector<std::string> scenario_names(const TomlDocument& document) {
  std::vector<std::string> names;
  if (const auto* array = document.find_array("scenario"))
    for (const auto& table : array->tables) names.push_back(std::get<std::string>(table.find("name")->value.value));
  return names;
}

}  // namespace

TEST_CASE("Later keys win through a chain, and each keeps the place it came from") {
  const TemporaryFolder folder;
  folder.write("base.toml", "a.x = 1\na.y = 1\na.z = 1\n");
  folder.write("sub/middle.toml", "extends = '../base.toml'\na.y = 2\na.z = 2\n");
  const auto top = folder.write("sub/top.toml", "extends = 'middle.toml'\na.z = 3\nb = 3\n");
  const auto document = read_toml_with_extends(top, rules);
  CHECK(document.find("a.x")->value.value == Value(std::int64_t{1}));
  CHECK(document.find("a.y")->value.value == Value(std::int64_t{2}));
  CHECK(document.find("a.z")->value.value == Value(std::int64_t{3}));
  CHECK(document.find("a.x")->value.at == Position{(folder.path() / "base.toml").string(), 1, 7});
  CHECK(document.find("a.z")->value.at == Position{top.string(), 2, 7});
  CHECK(document.at.input == top.string());
}

TEST_CASE("A file's own scenarios replace those of the file it extends, or follow them when asked") {
  const TemporaryFolder folder;
  folder.write("base.toml", "[[scenario]]\nname = 'a'\n[[scenario]]\nname = 'b'\n");
  using Names = std::vector<std::string>;
  const auto names = [&](const std::string& text) {
    return scenario_names(read_toml_with_extends(folder.write("top.toml", "extends = 'base.toml'\n" + text), rules));
  };
  CHECK(names("") == Names{"a", "b"});
  CHECK(names("[[scenario]]\nname = 'c'\n") == Names{"c"});
  CHECK(names("extends_scenarios = true\n[[scenario]]\nname = 'c'\n") == Names{"a", "b", "c"});
  CHECK(names("extends_scenarios = false\n[[scenario]]\nname = 'c'\n") == Names{"c"});
}

TEST_CASE("A group redefined has only its new conditions") {
  const TemporaryFolder folder;
  folder.write("base.toml", "[groups]\nlone = { household = ['lone'], tenure = ['owner'] }\nother = { x = [1] }\n");
  const auto top = folder.write("top.toml", "extends = 'base.toml'\n[groups]\nlone = { household = ['lone'] }\n");
  const auto document = read_toml_with_extends(top, rules);
  CHECK(document.find("groups.lone.household"));
  CHECK_FALSE(document.find("groups.lone.tenure"));
  CHECK(document.find("groups.other.x"));
}

TEST_CASE("Missing and circular files are refused where extends stands") {
  const TemporaryFolder folder;
  const auto lost = folder.write("lost.toml", "\nextends = 'nowhere.toml'\n");
  CHECK_THAT(extends_error(lost), Catch::StartsWith(lost.string() + ":2:11: extends = \"nowhere.toml\" was not found"));
  const auto self = folder.write("self.toml", "extends = 'self.toml'\n");
  CHECK_THAT(extends_error(self), Catch::Contains("closes a circle"));
  const auto a = folder.write("a.toml", "extends = 'b.toml'\n");
  folder.write("b.toml", "extends = './c/../a.toml'\n");
  std::filesystem::create_directory(folder.path() / "c");
  CHECK_THAT(extends_error(a), Catch::StartsWith((folder.path() / "b.toml").string() + ":1:11: extends") &&
                                   Catch::Contains("closes a circle: " + a.string()));
  CHECK_THAT(extends_error(folder.write("n.toml", "extends = 3\n")), Catch::Contains("extends must be a text"));
  CHECK_THAT(extends_error(folder.write("e.toml", "extends = ''\n")), Catch::Contains("must name a file"));
  CHECK_THAT(extends_error(folder.write("d.toml", "extends = '.'\n")), Catch::Contains("is a folder"));
  folder.write("broken.toml", "x = = 1\n");
  CHECK_THAT(extends_error(folder.write("over.toml", "extends = 'broken.toml'\n")),
             Catch::StartsWith((folder.path() / "broken.toml").string() + ":1:5: not valid TOML"));
}
