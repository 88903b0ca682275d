#include "sim/io/toml_writer.hpp"

#include <rapidcheck.h>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/io/toml_document.hpp"

using namespace streetlight;

namespace {

/// A value of any kind that TOML has. Reals come from any bits, the strange ones included.
rc::Gen<Value> any_value() {
  const auto any_real =
      rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t bits) { return std::bit_cast<double>(bits); });
  const auto any_text = rc::gen::map(rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127)),
                                     [](std::string text) { return text; });
  return rc::gen::oneOf(rc::gen::map(rc::gen::arbitrary<bool>(), [](bool x) { return Value(x); }),
                        rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t x) { return Value(x); }),
                        rc::gen::map(any_real, [](double x) { return Value(x); }),
                        rc::gen::map(any_text, [](std::string x) { return Value(std::move(x)); }),
                        rc::gen::map(rc::gen::container<std::vector<double>>(any_real),
                                     [](std::vector<double> x) { return Value(std::move(x)); }),
                        rc::gen::map(rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(any_text)),
                                     [](std::vector<std::string> x) { return Value(std::move(x)); }));
}

bool same_bits(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool same(const Value& a, const Value& b) {
  if (a.index() != b.index()) return false;
  if (const auto* x = std::get_if<double>(&a)) return same_bits(*x, std::get<double>(b));
  if (const auto* x = std::get_if<std::vector<double>>(&a)) {
    const auto& y = std::get<std::vector<double>>(b);
    return std::equal(x->begin(), x->end(), y.begin(), y.end(), same_bits);
  }
  return a == b;
}

}  // namespace

TEST_CASE("Every value reads back as it was written, bit for bit") {
  CHECK(rc::check("value -> TOML -> value", [] {
    const Value value = *any_value();
    const auto text = "x = " + toml_value(value);
    RC_LOG() << text;
    RC_ASSERT(same(parse_toml(text, "f").find("x")->value.value, value));
  }));
}

TEST_CASE("Settings read back as they were written, under any names") {
  CHECK(rc::check("settings -> TOML -> settings", [] {
    const auto segment =
        rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::distinctFrom(rc::gen::inRange<char>(1, 127), '.')));
    Settings settings;
    for (int i = *rc::gen::inRange(0, 6); i > 0; --i)  // a number in each key keeps a value from being a table, too
      settings[*segment + ".k" + std::to_string(i) + "." + *segment] = *any_value();
    const auto lines = parse_toml(toml_lines(settings), "f");
    const auto inlined = parse_toml("set = " + toml_inline(settings), "f");
    RC_ASSERT(lines.entries().size() == settings.size());
    for (const auto& [key, value] : settings) {
      RC_ASSERT(lines.find(key) && same(lines.find(key)->value.value, value));
      RC_ASSERT(inlined.find("set." + key) && same(inlined.find("set." + key)->value.value, value));
    }
  }));
}

TEST_CASE("Values look like what a person writes") {
  CHECK(toml_value(0.5) == "0.5");
  CHECK(toml_value(2.0) == "2.0");
  CHECK(toml_value(100000.0) == "100000.0");
  CHECK(toml_value(std::int64_t{2}) == "2");
  CHECK(toml_value(std::string("a \"b\"\n")) == "\"a \\\"b\\\"\\u000A\"");
  CHECK(toml_value(Value{}) == "\"none\"");
  CHECK(toml_key("a.b c.d") == "a.\"b c\".d");
  CHECK(toml_inline({}) == "{}");
}
