// Text that is not TOML that we read: in another encoding, too deep for the parser, or with a common mistake in it.
#include "sim/io/toml_text.hpp"

#include <catch2/catch.hpp>

#include "sim/io/toml_document.hpp"

using namespace streetlight;

namespace {

std::string text_error(const std::string& text) {
  try {
    parse_toml(text, "f");
  } catch (const ConfigErrors& errors) {
    return errors.what();
  }
  return "no error";
}

std::string text_setting_error(const std::string& text) {
  try {
    parse_setting(text, "--set");
  } catch (const ConfigErrors& errors) {
    return errors.what();
  }
  return "no error";
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("other encodings are named, with the place") {
  CHECK(text_error("a = 1\nb = \"Caf\xe9\"\n") ==
        "f:2:9: the byte 0xE9 is not UTF-8, as in a file saved as Latin-1 or Windows-1252: save the file as UTF-8");
  CHECK(text_error("a = \"\u00e9\xe9\"") ==
        "f:1:7: the byte 0xE9 is not UTF-8, as in a file saved as Latin-1 or Windows-1252: save the file as UTF-8");
  CHECK_THAT(text_error(std::string("\xff\xfe"
                                    "a\0=\0",
                                    6)),
             Catch::StartsWith("f:1:1: the file is saved as UTF-16"));
  CHECK_THAT(text_error(std::string("\xfe\xff\0a\0=", 6)), Catch::StartsWith("f:1:1: the file is saved as UTF-16"));
  CHECK_THAT(text_error(std::string("a\0=\0", 4)), Catch::StartsWith("f:1:2: a byte of 0"));
  CHECK(text_error("\xef\xbb\xbf"
                   "a = 1\n") == "no error");
  CHECK_THAT(text_setting_error("title=Caf\xe9"), Catch::Contains("is not UTF-8"));
}

TEST_CASE("keys, brackets and braces that would use up the stack are refused with their place") {
  const std::string key = repeated("a.", 12'000) + "a";
  CHECK_THAT(text_error("x = 1\n" + key + " = 1\n"), Catch::StartsWith("f:2:64: this key has more than 32 parts"));
  CHECK_THAT(text_error("[" + key + "]\n"), Catch::StartsWith("f:1:65: this key has"));
  CHECK_THAT(text_error("[[" + key + "]]\n"), Catch::StartsWith("f:1:66: this key has"));
  CHECK_THAT(text_error("a = { " + key + " = 1 }\n"), Catch::StartsWith("f:1:70: this key has"));
  CHECK_THAT(text_error(repeated("\"a.b\" . 'c' .", 6'000) + "a = 1"), Catch::Contains("this key has"));
  CHECK_THAT(text_setting_error(key + "=1"), Catch::StartsWith("--set: this key has"));
  CHECK_THAT(text_setting_error("a={" + key + "=1}"), Catch::StartsWith("--set: "));
  CHECK_THAT(text_error("a = " + repeated("[", 100'000)), Catch::StartsWith("f:1:21: more than 16 brackets"));
  CHECK_THAT(text_error("a = " + repeated("{a=", 100'000)), Catch::Contains("more than 16 brackets"));
}

TEST_CASE("what only looks deep is read") {
  const std::string dots = repeated(".", 100), brackets = repeated("[", 100);
  for (const std::string& inside : {dots, brackets}) {
    CHECK(text_error("# " + inside + "\na = 1") == "no error");
    CHECK(text_error("a = \"" + inside + "\"") == "no error");
    CHECK(text_error("a = '" + inside + "'") == "no error");
    CHECK(text_error("a = \"\"\"\n" + inside + "\n\"\" \\\" \"\"\"\"\"\nb = 1") == "no error");
    CHECK(text_error("a = '''\n" + inside + " '' '''\nb = \"\"\nc = ''") == "no error");
    CHECK(text_error("\"" + inside + "\" = 1") == "no error");
  }
  CHECK(text_error("a.b.c.d.e.f.g.h = [[[[1.5, 2.5]]]]") == "no error");
  CHECK(text_setting_error("network.file=" + repeated("../", 20) + "net.txt") == "no error");
}

TEST_CASE("typographic quotation marks, dashes and spaces are named") {
  CHECK(text_error("a = 1\nb = “x”\n") ==
        "f:2:5: not valid TOML: this is the quotation mark U+201C (LEFT DOUBLE QUOTATION MARK): write a plain one, \"");
  CHECK_THAT(text_error("a = ‘x’"), Catch::StartsWith("f:1:5: not valid TOML: this is the quotation mark U+2018"));
  CHECK_THAT(text_error("a = –5"),
             Catch::StartsWith("f:1:5: not valid TOML: this is the dash U+2013 (EN DASH): write a minus as -"));
  CHECK_THAT(text_error("a = −5"), Catch::Contains("U+2212 (MINUS SIGN)"));
  CHECK_THAT(text_error("a\u00a0= 5"),
             Catch::StartsWith("f:1:2: not valid TOML: this is a space that is not a plain one, U+00A0"));
  CHECK_THAT(text_error("a =\u200b 5"),
             Catch::StartsWith("f:1:4: not valid TOML: this is the invisible character U+200B"));
  CHECK_THAT(text_error("größe = 5"),
             Catch::StartsWith("f:1:3: not valid TOML: a name or text with the letter U+00F6"));
  CHECK(text_error("a = \"“x” – ‘y’\"\n# “”\n") == "no error");
  CHECK_THAT(text_setting_error("title=“x”"), Catch::Contains("quotation mark U+201C"));
}

TEST_CASE("a list that is legal, and was probably meant to have decimal commas, is refused") {
  const std::string begin = "f:1:5: numbers have a decimal point, not a comma: write ";
  CHECK(text_error("a = [0,5, 1,0]") == begin + "[0.5, 1.0], or [0, 5, 1, 0] if these are 4 whole numbers");
  CHECK(text_error("a = [0,5 , -1,25,]") == begin + "[0.5, -1.25], or [0, 5, -1, 25] if these are 4 whole numbers");
  CHECK(text_error("a = [0,5, 1]") == begin + "[0.5, 1], or [0, 5, 1] if these are 3 whole numbers");
  CHECK(text_error("a = [\n  0,5,\n  1,5\n]") == begin + "[0.5, 1.5], or [0, 5, 1, 5] if these are 4 whole numbers");
  CHECK_THAT(text_error("t = { a = [0,5, 1,0] }"), Catch::StartsWith("f:1:11: numbers have a decimal point"));
  CHECK_THAT(text_error("[[t]]\nvalues = [0,5, 1,0]"), Catch::StartsWith("f:2:10: numbers have a decimal point"));
  CHECK_THAT(text_setting_error("a=[0,5, 1,0]"), Catch::StartsWith("--set: numbers have a decimal point"));
  CHECK_THAT(text_error("a = [0,5; 1,0]"), Catch::Contains("separated by commas, not semicolons"));
  for (const char* plain : {"[0,5]", "[0, 5, 1, 0]", "[0,5,1,0]", "[ 0,5 ]", "[0.5, 1.0]", "[0,5.5, 1]", "[]", "[ ]",
                            "[1]", "[0,5,1, 2]", "[\"0,5\", \"1,0\"]", "[[0,5], [1,0]]", "\"[0,5, 1,0]\" # [0,5, 1,0]"})
    CHECK(text_error(std::string("a = ") + plain) == "no error");
}

TEST_CASE("decimal commas are named") {
  CHECK(text_error("a = 0,5\n") == "f:1:5: not valid TOML: numbers have a decimal point, not a comma: write 0.5");
  CHECK_THAT(text_error("s = { a = -0,5 }\n"),
             Catch::StartsWith("f:1:11: not valid TOML: numbers have a decimal point"));
  CHECK(text_error("a = [0,5]\n") == "no error");
  CHECK(number_meant("0,5") == "write 0.5, with a decimal point");
  CHECK(number_meant("1,000") == "write 1.000, with a decimal point, or 1000 if it parts thousands");
  CHECK(number_meant("1,000,000") == "write 1000000, without commas");
  CHECK_THAT(error_of("a = 1,000\n"), Catch::EndsWith("write 1.000, or 1000 if it parts thousands"));
  CHECK_THAT(error_of("a = [0,05, 1,0]\n"), Catch::EndsWith("write 0.05"));
  const auto any = [](const auto&) { return true; };
  CHECK_THAT(list_meant({0, 5, 1, 0}, any), Catch::EndsWith("did you mean [0.5, 1.0]?"));
  CHECK(list_meant({0, 5, 1}, any).empty());
  CHECK(list_meant({0, 0.5}, any).empty());
  CHECK(list_meant({0, 5, 1, 0}, [](const auto& meant) { return meant[0] > 1; }).empty());
  CHECK(number_meant("2.5e3") == "write it without quotation marks");
  CHECK(number_meant("–3") == "it begins with the dash U+2013 (EN DASH): write a minus as -");
  CHECK(number_meant("1,run.seed=2") == "one --set for each key: --set KEY=VALUE --set KEY=VALUE");
  CHECK(number_meant("many") == "");
}
