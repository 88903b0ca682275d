#pragma once
/// TOML as plain text: what makes it unfit for the parser, and what its author probably meant where the parser stops.

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streetlight {

struct TextProblem {
  std::size_t at = 0;  ///< byte
  std::string message;
};

/// Most parts of a dotted key, and most brackets and braces inside each other. Real files have five and three; the
/// parser calls itself for each, and a file of some kilobytes could use up the stack.
inline constexpr int most_key_parts = 32;
inline constexpr int most_nested_brackets = 16;

/// Text in another encoding than UTF-8, or nested too deeply.
std::optional<TextProblem> unfit_text(std::string_view text);

/// A common mistake in the line in which the parser found one: typographic quotation marks and dashes, characters that
/// cannot be seen, decimal commas. `at` is any byte of the line.
std::optional<TextProblem> likely_mistake(std::string_view text, std::size_t at);

/// A list of whole numbers that was probably meant to have decimal commas, which TOML takes for a longer list:
/// [0,5, 1,0], with a space after some commas only.
std::optional<TextProblem> doubtful_list(std::string_view text);

/// Whether it begins with a typographic quotation mark.
bool begins_with_quotation_mark(std::string_view text);

/// What to write for a text that stands where a number should: "0,5" -> "write 0.5, with a decimal point"; or "".
std::string number_meant(std::string_view text);

/// What a refused list of whole numbers may have been meant for: 0, 5, 1, 0 -> "... did you mean [0.5, 1.0]?"; or "",
/// also where that does not fit either.
std::string list_meant(const std::vector<double>& numbers, const std::function<bool(const std::vector<double>&)>& fits);

}  // namespace streetlight
