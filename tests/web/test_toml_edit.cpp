#include <catch2/catch.hpp>
#include <span>
#include <vector>

#include "sim/config/chosen_model.hpp"
#include "sim/config/reference.hpp"
#include "sim/io/diagnostics.hpp"
#include "sim/io/toml_document.hpp"
#include "web/engine/toml_edit.hpp"

using namespace streetlight;
using namespace streetlight::page;

namespace {

const Parameter& parameter(const std::string& key) {
  static const Reference reference(chosen_model(""));
  for (const auto all : {reference.model_parameters(), std::span<const Parameter>(reference.file_parameters())})
    for (const Parameter& each : all)
      if (each.doc.key == key) return each;
  throw std::runtime_error("no parameter " + key);
}

std::string put(const std::string& text, const std::string& key, const std::string& value) {
  return with_setting(text, "a text", key, value).text;
}

}  // namespace

TEST_CASE("a setting goes where a person would put it") {
  // Over what is there, in each of the forms that TOML has; what stands beside it stays.
  CHECK(put("a.b = 1 # old\n", "a.b", "2") == "a.b = 2 # old\n");
  CHECK(put("[a]\n  b = 1\nc = 2\n", "a.b", "3") == "[a]\n  b = 3\nc = 2\n");
  CHECK(put("a = { b = 1, c = 2 }\n", "a.b", "3") == "a = { b = 3, c = 2 }\n");
  CHECK(put("a = { b.c = 1 }\n", "a.b.c", "3") == "a = { b.c = 3 }\n");
  CHECK(put("[a]\nb = [\n  1,  # one\n  2,\n]\nc = 1\n", "a.b", "[3]") == "[a]\nb = [3]\nc = 1\n");
  CHECK(put("[a]\n\"b\" = \"\"\"x\n[c]\n\"\"\"\n", "a.b", "\"y\"") == "[a]\n\"b\" = \"y\"\n");
  CHECK(put("t = \"\xc3\xa4\"\na = { t = \"\xc3\xa4\xc3\xb6\", b = 1 }", "a.b", "2") ==
        "t = \"\xc3\xa4\"\na = { t = \"\xc3\xa4\xc3\xb6\", b = 2 }");
  // Into the table that is there, also below a list of tables.
  CHECK(put("[[s]]\nn = 1\n[a]\nc = 1\n", "a.b", "2") == "[[s]]\nn = 1\n[a]\nb = 2\nc = 1\n");
  CHECK(put("[a]", "a.b", "2") == "[a]\nb = 2\n");
  CHECK(put("a = { c = 1 }\n", "a.b.d", "2") == "a = { c = 1, b.d = 2 }\n");
  CHECK(put("a = {}\n", "a.b", "2") == "a = { b = 2 }\n");
  CHECK(put("[a]\nc = 1\n[a.b.d]\ne = 1\n", "a.b.f", "2") == "[a]\nb.f = 2\nc = 1\n[a.b.d]\ne = 1\n");
  // Above the first table, below what stands there.
  CHECK(put("t = 1\n\n# of s\n[[s]]\nn = 1\n", "a.b", "2") == "t = 1\na.b = 2\n\n# of s\n[[s]]\nn = 1\n");
  CHECK(put("# of s\n[[s]]\nn = 1\n", "a.b", "2") == "a.b = 2\n# of s\n[[s]]\nn = 1\n");
  CHECK(put("m = [\n  1,\n]\n", "a.b", "2") == "m = [\n  1,\n]\na.b = 2\n");
  CHECK(put("[a.c]\nd = 1\n", "a.b", "2") == "a.b = 2\n[a.c]\nd = 1\n");
  CHECK(put("", "a.b", "2") == "a.b = 2\n");
}

TEST_CASE("a setting knows the line that it went to") {
  CHECK(with_setting("t = 1\n[a]\nc = 1\n", "", "a.b", "2").line == 3);
  CHECK(with_setting("t = 1\n[a]\nc = 1\n", "", "t", "2").line == 1);
}

TEST_CASE("a table of numbers is set as the text has it: in braces, or one by one") {
  CHECK(put("a.b = { x = 1 }\n", "a.b", "{ y = 2 }") == "a.b = { y = 2 }\n");
  CHECK(put("[a.b]\nx = 1\ny = 2  # two\nz = 3\n", "a.b", "{ y = 0.5, w = 4 }") == "[a.b]\nw = 4\ny = 0.5  # two\n");
  CHECK(put("a.b.x = 1\n[c]\n", "a.b", "{ y = 2 }") == "a.b.y = 2\n[c]\n");
  CHECK(put("[a.b]\nx = 1\n", "a.b", "{}") == "[a.b]\n");
}

TEST_CASE("a setting is not put into what is no TOML, or has no place for it") {
  CHECK_THROWS_AS(put("a = [\n", "b", "1"), ConfigErrors);
  CHECK_THROWS_AS(put("a = 1\n", "a.b", "1"), ConfigErrors);
  CHECK_THROWS_AS(put("[[a]]\n", "a.b", "1"), ConfigErrors);
  CHECK_THROWS_AS(put("[a]\nb = 1\n", "a", "1"), ConfigErrors);
}

TEST_CASE("what a person types becomes TOML of the parameter's type") {
  const auto typed = [](const std::string& key, const std::string& text) { return typed_value(parameter(key), text); };
  CHECK(typed("programme.transparency", " register ") == "\"register\"");
  CHECK(typed("title", "") == "\"\"");
  CHECK(typed("title", "Of \"trust\"") == "\"Of \\\"trust\\\"\"");
  CHECK(typed("services.school.cost", "none") == "\"none\"");
  CHECK(typed("services.school.cost", "") == "\"none\"");
  CHECK(typed("services.school.cost", "2.5") == "2.5");
  CHECK(typed("need.attributes", "lone = 0.35") == "{ lone = 0.35 }");
  CHECK(typed("need.attributes", "") == "{}");
  CHECK(typed("need.attributes", "{ lone = 0.35 }") == "{ lone = 0.35 }");
  CHECK(typed("output.metrics", "\"harm\", \"trust\"") == "[\"harm\", \"trust\"]");
  CHECK(typed("output.metrics", "[]") == "[]");
  CHECK(typed("programme.enabled", "true") == "true");
  CHECK(typed("population.families", "1_000") == "1_000");
  for (const auto& [key, text] : std::vector<std::pair<std::string, std::string>>{{"population.families", ""},
                                                                                  {"population.families", "0.5"},
                                                                                  {"population.families", "1 000"},
                                                                                  {"need.prevalence", "0,5"},
                                                                                  {"need.prevalence", "some"},
                                                                                  {"need.prevalence", "2"},
                                                                                  {"need.attributes", "lone"},
                                                                                  {"need.attributes", "lone = \"x\""},
                                                                                  {"programme.transparency", "coverd"},
                                                                                  {"programme.enabled", "yes"},
                                                                                  {"output.metrics", "[harm]"}}) {
    INFO(key << " = " << text);
    try {
      typed_value(parameter(key), text);
      FAIL("nothing is said");
    } catch (const ConfigErrors& errors) {
      CHECK(std::string(errors.what()).find(key) != std::string::npos);
    }
  }
}

TEST_CASE("every parameter's default can be typed, put in, and read again") {
  const Reference reference(chosen_model(""));
  std::size_t count = 0;
  for (const auto all : {reference.model_parameters(), std::span<const Parameter>(reference.file_parameters())})
    for (const Parameter& each : all) {
      const std::string& key = each.doc.key;
      if (key.starts_with("scenario.") || key.starts_with("mechanism.") || key.starts_with("design.parameter"))
        continue;
      ++count;
      INFO(key);
      const std::string text = put("[[scenario]]\nname = \"A\"\n", key, typed_value(each, typed_default(each)));
      std::string again;
      REQUIRE_NOTHROW(parse_toml(text, ""));
      REQUIRE(find_typed(text, each, again));
      CHECK(again == typed_default(each));
    }
  CHECK(count > 280);
}
