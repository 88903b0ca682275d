// What each type of parameter accepts, and the words in which it refuses.
#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/core/parameters.hpp"

using namespace streetlight;
using Reals = std::vector<double>;
using Texts = std::vector<std::string>;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Declares one parameter over `start` and gives the table's objection to a value, "" when it fits.
template <class T>
std::string objection(T start, const Value& value, Range range = {}) {
  T place = std::move(start);
  ParameterTable table;
  table.add({.key = "p", .range = range}, place);
  return table.find("p")->objection(value).value_or("");
}

enum class Openness { covert, notice, consent };

}  // namespace

TEST_CASE("a switch takes true and false only") {
  CHECK(objection(false, true).empty());
  CHECK(objection(false, std::int64_t{1}) == "= 1 must be true or false");
  CHECK(objection(false, std::string("true")) == "= \"true\" must be true or false");
}

TEST_CASE("a whole number takes whole numbers in its range") {
  const Range range{0, 10};
  CHECK(objection(std::int64_t{1}, std::int64_t{0}, range).empty());
  CHECK(objection(std::int64_t{1}, std::int64_t{10}, range).empty());
  CHECK(objection(std::int64_t{1}, std::int64_t{-3}, range) == "= -3 must be between 0 and 10");
  CHECK(objection(std::int64_t{1}, 2.5, range) == "= 2.5 must be a whole number");
  CHECK(objection(std::int64_t{1}, not_a_number, range) == "= nan must be a whole number");
  CHECK(objection(std::int64_t{1}, true, range) == "= true must be a whole number");
}

TEST_CASE("a whole number written as a real is told how to be written") {
  CHECK(objection(std::int64_t{1}, 1e5) == "must be a whole number (write 100000)");
  CHECK(objection(std::int64_t{1}, 1e300) == "= 1e+300 must be a whole number");
}

TEST_CASE("a whole number too large for a double is shown as it is") {
  CHECK(objection(std::int64_t{1}, std::int64_t{9007199254740993}, {0, 10}) ==
        "= 9007199254740993 must be between 0 and 10");
}

TEST_CASE("a real takes any finite number, whole ones too") {
  CHECK(objection(0.5, 0.25).empty());
  CHECK(objection(0.5, std::int64_t{3}).empty());
  CHECK(objection(0.5, not_a_number) == "= nan must be a finite number");
  CHECK(objection(0.5, -not_a_number) == "= nan must be a finite number");
  CHECK(objection(0.5, infinity) == "= inf must be a finite number");
  CHECK(objection(0.5, not_a_number, {0, 1}) == "= nan must be between 0 and 1");
  CHECK(objection(0.5, infinity, {0, infinity}) == "= inf must be 0 or more");
  CHECK(objection(0.5, std::string("much")) == "= \"much\" must be a number");
  CHECK(objection(0.5, true) == "= true must be a number");
  CHECK(objection(0.5, Reals{1}) == "= [1] must be a number");
}

TEST_CASE("ranges: ends belong to them unless they are open, and the words say which") {
  const auto says = [](Range range) { return range.to_text(); };
  CHECK(says({}) == "a finite number");
  CHECK(says({0, 1}) == "between 0 and 1");
  CHECK(says({.low = 0}) == "0 or more");
  CHECK(says({.low = 0, .low_open = true}) == "more than 0");
  CHECK(says({.high = 1}) == "1 or less");
  CHECK(says({.high = 1, .high_open = true}) == "less than 1");
  CHECK(says({0, 1, true, false}) == "more than 0 and at most 1");
  CHECK(says({0, 1, false, true}) == "at least 0 and less than 1");
  CHECK(says({0, 1, true, true}) == "more than 0 and less than 1");

  CHECK(Range{0, 1}.contains(0));
  CHECK(Range{0, 1}.contains(1));
  CHECK_FALSE(Range{0, 1, true, false}.contains(0));
  CHECK_FALSE(Range{0, 1, false, true}.contains(1));
  CHECK_FALSE(Range{0, 1}.contains(-0.001));
  CHECK_FALSE(Range{0, 1}.contains(1.001));
  CHECK_FALSE(Range{}.contains(not_a_number));
}

TEST_CASE("an optional number takes a number, nothing, or the word none") {
  using Optional = std::optional<double>;
  const Range range{0, infinity};
  CHECK(objection(Optional{}, 2.5, range).empty());
  CHECK(objection(Optional{}, std::int64_t{2}, range).empty());
  CHECK(objection(Optional{}, std::monostate{}, range).empty());
  CHECK(objection(Optional{}, std::string("none"), range).empty());
  CHECK(objection(Optional{}, -1.0, range) == "= -1 must be 0 or more");
  CHECK(objection(Optional{}, not_a_number, range) == "= nan must be 0 or more");
  CHECK(objection(Optional{}, std::string("unlimited"), range) == "= \"unlimited\" must be a number, or \"none\"");
}

TEST_CASE("nothing is not a value of the other types") {
  CHECK_FALSE(objection(0.5, std::monostate{}).empty());
  CHECK_FALSE(objection(false, std::monostate{}).empty());
  CHECK_FALSE(objection(std::string("a"), std::monostate{}).empty());
  CHECK_FALSE(objection(Reals{}, std::monostate{}).empty());
}

TEST_CASE("a list of numbers is checked element by element") {
  CHECK(objection(Reals{}, Reals{0, 0.5, 1}, {0, 1}).empty());
  CHECK(objection(Reals{}, Reals{0, 1.5}, {0, 1}) == "has the element 1.5, and each must be between 0 and 1");
  CHECK(objection(Reals{}, Reals{not_a_number}) == "has the element nan, and each must be a finite number");
  CHECK(objection(Reals{}, Texts{"a"}) == "= [\"a\"] must be a list of numbers");
  CHECK(objection(Reals{}, 0.5) == "= 0.5 must be a list of numbers");
}

TEST_CASE("a list of texts") {
  CHECK(objection(Texts{}, Texts{"a", "b"}).empty());
  CHECK(objection(Texts{}, Reals{1}) == "= [1] must be a list of texts");
  CHECK(objection(Texts{}, std::int64_t{1}) == "= 1 must be a list of texts");
}

TEST_CASE("a text alone is a list of one") {
  CHECK(objection(Texts{}, std::string("a")).empty());
  Texts names{"left"};
  ParameterTable table;
  table.add({.key = "names"}, names);
  table.assign("names", std::string("right"));
  CHECK(names == Texts{"right"});
}

TEST_CASE("lists of numbers do not take texts") {
  CHECK(objection(Reals{}, std::string("a")) == "= \"a\" must be a list of numbers");
}

TEST_CASE("an empty list has no type of its own") {
  CHECK(objection(Reals{}, Texts{}).empty());
  CHECK(objection(Texts{}, Reals{}).empty());
}

TEST_CASE("a text takes any text") {
  CHECK(objection(std::string("a"), std::string("")).empty());
  CHECK(objection(std::string("a"), std::int64_t{3}) == "= 3 must be a text");
}

TEST_CASE("a choice takes its words only and guesses which was meant") {
  Openness place = Openness::notice;
  ParameterTable table;
  table.add_choice({.key = "programme.transparency"}, place,
                   {{"covert", Openness::covert}, {"notice", Openness::notice}, {"consent", Openness::consent}});
  const Parameter& parameter = *table.find("programme.transparency");
  CHECK(std::get<std::string>(parameter.default_value) == "notice");
  CHECK(parameter.choices == Texts{"covert", "notice", "consent"});
  CHECK_FALSE(parameter.objection(std::string("covert")));
  CHECK(parameter.objection(std::string("covret")) ==
        "= \"covret\" must be \"covert\", \"notice\" or \"consent\" (did you mean \"covert\"?)");
  CHECK(parameter.objection(std::string("bright")) == "= \"bright\" must be \"covert\", \"notice\" or \"consent\"");
  CHECK(parameter.objection(std::int64_t{1}) == "= 1 must be \"covert\", \"notice\" or \"consent\"");

  table.assign("programme.transparency", std::string("consent"));
  CHECK(place == Openness::consent);
  CHECK(table.current().at("programme.transparency") == Value(std::string("consent")));
}

TEST_CASE("values are written as TOML") {
  CHECK(to_text(Value(true)) == "true");
  CHECK(to_text(Value(std::int64_t{-12})) == "-12");
  CHECK(to_text(Value(0.1)) == "0.1");
  CHECK(to_text(Value(Reals{1, 2.5})) == "[1, 2.5]");
  CHECK(to_text(Value(Texts{"a", "b"})) == "[\"a\", \"b\"]");
  CHECK(to_text(Value(Texts{})) == "[]");
  CHECK(to_text(Value(std::string("say \"no\" to C:\\\n\t\x01"))) == R"("say \"no\" to C:\\\n\t\u0001")");
  CHECK(to_text(Value(std::string("Ségolène"))) == "\"Ségolène\"");
}

TEST_CASE("a declaration that its own default breaks is our bug") {
  double share = 1.5;
  std::int64_t size = 0;
  std::map<std::string, double> slopes{{"white", not_a_number}};
  auto word = static_cast<Openness>(7);
  ParameterTable table;
  CHECK_THROWS_AS(table.add({.key = "a", .range = {0, 1}}, share), BrokenPromise);
  CHECK_THROWS_AS(table.add({.key = "b", .range = {1, 10}}, size), BrokenPromise);
  CHECK_THROWS_AS(table.add({.key = "c"}, slopes), BrokenPromise);
  CHECK_THROWS_AS(table.add_choice({.key = "d"}, word, {{"covert", Openness::covert}}), BrokenPromise);
}
