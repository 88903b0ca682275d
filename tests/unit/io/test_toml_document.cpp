#include "sim/io/toml_document.hpp"

#include <catch2/catch.hpp>

#include "tests/support/files.hpp"

using namespace streetlight;
using streetlight::test::TemporaryFolder;

namespace {

std::string error_of(const std::string& text) {
  try {
    parse_toml(text, "f.toml");
  } catch (const ConfigErrors& errors) {
    return errors.what();
  }
  return "no error";
}

std::string setting_error(const std::string& text) {
  try {
    parse_setting(text, "--set " + text);
  } catch (const ConfigErrors& errors) {
    return errors.what();
  }
  return "no error";
}

std::string read_error(const std::filesystem::path& path) {
  try {
    read_toml(path);
  } catch (const ConfigErrors& errors) {
    return errors.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("Headers, dotted keys and inline tables give the same entries") {
  const auto expected = parse_toml("a.b.c = 1\na.b.d = 2", "f");
  for (const char* text :
       {"[a.b]\nc = 1\nd = 2", "a = { b = { c = 1, d = 2 } }", "[a]\nb.c = 1\nb.d = 2", "'a'.\"b\".c = 1\na.b.d = 2"}) {
    const auto document = parse_toml(text, "f");
    REQUIRE(document.entries().size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(document.entries()[i].key == expected.entries()[i].key);
      CHECK(document.entries()[i].value.value == expected.entries()[i].value.value);
    }
  }
}

TEST_CASE("Values keep their kind") {
  const auto document = parse_toml(
      "flag = true\nwhole = 3\nreal = 3.0\ntext = \"x\"\nreals = [1, 2.5]\ntexts = ['a', 'b']\nempty = []\nbig = "
      "9223372036854775807\n",
      "f");
  const auto value = [&](const char* key) { return document.find(key)->value.value; };
  CHECK(value("flag") == Value(true));
  CHECK(value("whole") == Value(std::int64_t{3}));
  CHECK(value("real") == Value(3.0));
  CHECK(value("text") == Value(std::string("x")));
  CHECK(value("reals") == Value(std::vector<double>{1, 2.5}));
  CHECK(value("texts") == Value(std::vector<std::string>{"a", "b"}));
  CHECK(value("empty") == Value(std::vector<double>{}));
  CHECK(value("big") == Value(std::int64_t{9223372036854775807}));
  // The elements of a list by themselves keep their whole numbers.
  CHECK(document.find("reals")->value.items[0].value == Value(std::int64_t{1}));
}

TEST_CASE("What no parameter can take has a fault, not an error: its key decides what to say") {
  for (const char* text : {"x = 2020-01-01", "x = 07:32:00", "x = 2020-01-01T07:32:00Z", "x = [1, 'a']", "x = [true]",
                           "x = [[1], [2]]", "x = [1, {a = 1}]"}) {
    const auto document = parse_toml(text, "f");
    INFO(text);
    CHECK_FALSE(document.find("x")->value.fault.empty());
  }
}

TEST_CASE("Each key and value knows where it stands") {
  const auto document = parse_toml("[run]\n  seed = 7\n\n[a]\nlist = [1,\n  22]\n", "f.toml");
  CHECK(document.find("run.seed")->key_at == Position{"f.toml", 2, 3});
  CHECK(document.find("run.seed")->value.at == Position{"f.toml", 2, 10});
  CHECK(document.find("a.list")->value.items[1].at == Position{"f.toml", 6, 3});
  CHECK(document.find("a.list")->value.items[1].at.to_text() == "f.toml:6:3");
  CHECK(document.find("a") == nullptr);
}

TEST_CASE("A dotted key stands where its first segment does") {
  const auto at = [](const std::string& text, const std::string& key) {
    return parse_toml(text, "f").find(key)->key_at.to_text();
  };
  CHECK(at("a.b.c = 1\na.b.d = 1\n", "a.b.c") == "f:1:1");
  CHECK(at("a.b.c = 1\n  a.b.d = 1\n", "a.b.d") == "f:2:3");
  CHECK(at("x = { a.b = 1, \"c . d\" . 'e'.f = 2 }", "x.a.b") == "f:1:7");
  CHECK(at("x = { a.b = 1, \"c . d\" . 'e'.f = 2 }", "x.c . d.e.f") == "f:1:16");
  CHECK(at("x = { \"é\".b = 1, 'ü'.c = 2 }", "x.ü.c") == "f:1:18");
  CHECK(parse_toml("[a. b]\n", "f").empty_tables().front().key_at.to_text() == "f:1:2");
}

TEST_CASE("Entries stand in the order of the file, not of the alphabet") {
  const auto document = parse_toml("z = 1\nb = 2\n[y]\nq = 1\na = 2\n[x]\nk = 1\n", "f");
  std::string order;
  for (const auto& entry : document.entries()) order += entry.key + " ";
  CHECK(order == "z b y.q y.a x.k ");
}

TEST_CASE("Arrays of tables are documents of their own, nested") {
  const auto document = parse_toml(
      "[[s]]\nname = 'a'\n[[s.t]]\nmonth = 1\nset = { k.l = 2 }\n[[s.t]]\nmonth = 2\n[[s]]\nname = 'b'\n", "f");
  const auto* array = document.find_array("s");
  REQUIRE(array);
  REQUIRE(array->tables.size() == 2);
  CHECK(array->tables[1].at == Position{"f", 8, 1});
  const auto* inner = array->tables[0].find_array("t");
  REQUIRE(inner);
  CHECK(inner->tables[0].find("set.k.l")->value.value == Value(std::int64_t{2}));
  // The same as inline tables.
  const auto inlined = parse_toml("s = [{ name = 'a' }, { name = 'b' }]", "f");
  REQUIRE(inlined.find_array("s"));
  CHECK(inlined.find_array("s")->tables[1].find("name")->value.value == Value(std::string("b")));
}

TEST_CASE("An empty table is remembered: its name may be wrong") {
  const auto document = parse_toml("[run]\n[a]\nb = 1\n", "f");
  REQUIRE(document.empty_tables().size() == 1);
  CHECK(document.empty_tables()[0].key == "run");
  CHECK(document.mentions("run"));
  CHECK_FALSE(document.mentions("ru"));
}

TEST_CASE("What is not TOML is refused where it goes wrong") {
  CHECK_THAT(error_of("a = 1\nb = = 2\n"), Catch::StartsWith("f.toml:2:5: not valid TOML: "));
  CHECK_THAT(error_of("a = 1\na = 2\n"), Catch::StartsWith("f.toml:2:"));
  CHECK_THAT(error_of("x = 99999999999999999999"), Catch::StartsWith("f.toml:1:"));
  CHECK_THAT(error_of("x = \"\xff\xfe\""), Catch::StartsWith("f.toml:1:"));
  CHECK_THAT(error_of(std::string("x = \"a\0b\"", 9)), Catch::StartsWith("f.toml:1:"));
  CHECK_THAT(error_of("[a\n"), Catch::StartsWith("f.toml:1:"));
  CHECK_THAT(error_of(std::string("x = ").append(5000, '[').append(5000, ']')), Catch::StartsWith("f.toml:1:"));
  CHECK_THAT(error_of("a.b = 1\n\"a.b\" = 2\n"), Catch::Contains("key 'a.b' is set twice"));
  CHECK(error_of("") == "no error");
  CHECK(error_of("\xef\xbb\xbfx = 1\r\ny = 2\r\n") == "no error");
}

TEST_CASE("Files that cannot be read say why") {
  const TemporaryFolder folder;
  CHECK_THAT(read_error(folder.path() / "none.toml"), Catch::EndsWith("none.toml: there is no such file"));
  CHECK_THAT(read_error(folder.path()), Catch::Contains("is a folder"));
  CHECK_THAT(read_error("/dev/zero"), Catch::Contains("is larger than 16 MB"));
  const auto large = folder.write("large.toml", "");
  std::filesystem::resize_file(large, std::uintmax_t{1} << 30);  // 1 GB of nothing: not read to its end
  CHECK_THAT(read_error(large), Catch::Contains("is larger than 16 MB"));
  CHECK(read_error(folder.write("empty.toml", "")) == "no error");
}

TEST_CASE("A setting of the command line is TOML, or a bare word") {
  const auto value = [](const std::string& text) { return parse_setting(text, "--set").front().value.value; };
  CHECK(value("a.b=2") == Value(std::int64_t{2}));
  CHECK(value("a.b = 2.5") == Value(2.5));
  CHECK(value("a.b=true") == Value(true));
  CHECK(value("a.b=covert") == Value(std::string("covert")));
  CHECK(value("a.b=\"covert\"") == Value(std::string("covert")));
  CHECK(value("a.b=two words") == Value(std::string("two words")));
  CHECK(value("a.b=it's") == Value(std::string("it's")));
  CHECK(value("a.b= covert") == Value(std::string("covert")));
  CHECK(value("a.b=[1, 2]") == Value(std::vector<double>{1, 2}));
  CHECK(value("a.b=\"\"") == Value(std::string()));
  CHECK(parse_setting("a={ b = 1, c = 2 }", "--set")[1].key == "a.c");
  CHECK(parse_setting("a.b=2", "--set a.b=2").front().value.at.to_text() == "--set a.b=2");
}

TEST_CASE("A setting that cannot be read is refused") {
  CHECK(setting_error("a") == "--set a: must be KEY=VALUE, as in casework.capacity=2");
  CHECK_THAT(setting_error("a="), Catch::Contains("has no value"));
  CHECK_THAT(setting_error("=1"), Catch::Contains("'' is not a key"));
  CHECK_THAT(setting_error("a b=1"), Catch::Contains("is not a key"));
  CHECK_THAT(setting_error("a=[1,"), Catch::Contains("is not a TOML value"));
  CHECK_THAT(setting_error("a=1\nb=2"), Catch::Contains("must be one line"));
  CHECK_THAT(setting_error("scenario=[{name='x'}]"), Catch::Contains("list of tables"));
  CHECK_THAT(setting_error("a={}"), Catch::Contains("sets nothing"));
}

TEST_CASE("All problems are told once, in the order of the file, with nothing that a terminal obeys") {
  Diagnostics problems;
  problems.add({"b.toml", 9, 1}, "second");
  problems.add({"a.toml", 10, 1}, "first \x1b[31m");
  problems.add({"b.toml", 9, 1}, "second");
  try {
    problems.raise_if_any();
    FAIL("nothing was thrown");
  } catch (const ConfigErrors& errors) {
    CHECK(std::string(errors.what()) == "a.toml:10:1: first \\u001B[31m\nb.toml:9:1: second");
  }
}
