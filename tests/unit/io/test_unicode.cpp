// What Unicode says of names: which characters nobody sees, and which names look the same.
#include "sim/io/unicode.hpp"

#include <catch2/catch.hpp>

using namespace streetlight;

namespace {

bool alike(const std::string& a, const std::string& b) {
  CHECK(hidden_difference(a, b).has_value() == hidden_difference(b, a).has_value());
  return hidden_difference(a, b).has_value();
}

}  // namespace

TEST_CASE("names that look the same are found") {
  CHECK(alike("Caf\u00e9", "Cafe\u0301"));            // one letter, or a letter and an accent
  CHECK(alike("Pause", "P\u0430use"));                // Cyrillic a
  CHECK(alike("Covert", "C\u03bfvert"));              // Greek omicron
  CHECK(alike("Covert", "\uff23overt"));              // full-width C
  CHECK(alike("Pause", "Pau\u200bse"));               // a space without width
  CHECK(alike("Pause", "Pau\u00adse"));               // a soft hyphen
  CHECK(alike("No programme", "No\u00a0programme"));  // a space that does not break
  CHECK(alike("\ufb01ne", "fine"));                   // a ligature
  CHECK(alike("❤️", "❤"));                        // the style of an emoji
  CHECK(alike("K\u00e4se", "\u039aa\u0308se"));       // both at once
}

TEST_CASE("names that differ for a reader are left alone") {
  CHECK_FALSE(alike("Pause", "Pause"));
  CHECK_FALSE(alike("Pause", "pause"));
  CHECK_FALSE(alike("Phase 1", "Phase I"));
  CHECK_FALSE(alike("burn", "bum"));
  CHECK_FALSE(alike("Caf\u00e9 1", "Caf\u00e9 l"));
  CHECK_FALSE(alike("Caf\u00e9", "Cafe"));
  CHECK_FALSE(alike("政策一", "政策二"));
  CHECK_FALSE(alike("👩‍👧", "👨‍👧"));
  CHECK_FALSE(alike("👩‍👧", "👩👧"));
  CHECK_FALSE(alike("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"));
}

TEST_CASE("a difference is told by its characters") {
  CHECK(hidden_difference("P\u0430use", "Pause") ==
        "U+0430 (CYRILLIC SMALL LETTER A) where the other has U+0061 (LATIN SMALL LETTER A)");
  CHECK(hidden_difference("Pause\u200b", "Pause") == "U+200B (ZERO WIDTH SPACE) where the other ends");
}

TEST_CASE("characters that nobody sees are found with their place") {
  CHECK(unseen_character("Pau\u200bse") == "the invisible character U+200B (ZERO WIDTH SPACE), its 4th character");
  CHECK(unseen_character("\ufeffPause") ==
        "the invisible character U+FEFF (ZERO WIDTH NO-BREAK SPACE), its 1st character");
  CHECK(unseen_character("a\u00a0b") == "a space that is not a plain one, U+00A0 (NO-BREAK SPACE), its 2nd character");
  CHECK(unseen_character("ab\u202ec") ==
        "the character that turns the direction of text, U+202E (RIGHT-TO-LEFT OVERRIDE), its 3rd character");
  for (const char* name : {"a\u00ad", "a\u200db", "a\u2060b", "a\u3000b", "\u2800", "a\u2028b", "a\x1b[31m", "a\tb",
                           "a\x7f", "a\u009b", "a\u3164", "a\ufe0f", "a\U000e0041", "a\u115f"})
    CHECK(unseen_character(name).has_value());
}

TEST_CASE("emoji and every script may be in a name") {
  for (const char* name : {"No programme", "无计划", "プログラムなし", "Без программы", "👩‍👧 families",
                           "❤️", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👍🏽", "می‌خواهم",
                           "क्‍ष", "Café", "Cafe\u0301", "葛󠄀城"}) {
    CAPTURE(name);
    CHECK(unseen_character(name) == std::nullopt);
  }
}

TEST_CASE("text for people cannot steer a terminal") {
  CHECK(printable("plain\n\ttext, é 无 👩‍👧") == "plain\n\ttext, é 无 👩‍👧");
  CHECK(printable("\x1b[31mred\x07\r") == "\\u001B[31mred\\u0007\\u000D");
  CHECK(printable("\u009b31m\x7f") == "\\u009B31m\\u007F");
  CHECK(printable("a\u202eb\u2028") == "a\\u202Eb\\u2028");
  CHECK(printable("\x9b\xff") == "\\x9B\\xFF");
  CHECK(printable("caf\xe9!") == "caf\\xE9!");
}

TEST_CASE("bytes that are not UTF-8 are found") {
  CHECK(first_invalid_byte("é无👩") == std::string::npos);
  CHECK(first_invalid_byte("ab\xe9") == 2);
  CHECK(first_invalid_byte("a\xc3") == 1);
  CHECK(first_invalid_byte("\xed\xa0\x80") == 0);  // half of a pair of UTF-16
  CHECK(first_invalid_byte("\xc0\xaf") == 0);      // longer than needed
}
