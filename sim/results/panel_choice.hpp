#pragma once
/// What a user chose of a panel, by name. A name that does not exist is refused with the one it resembles
/// and the list of those that do.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/panel.hpp"

namespace streetlight {

/// Index of `name` among `known`. Throws InvalidInput: `what` says what kind of name it is ("scenario").
std::size_t choose_one(const std::string& name, const std::vector<std::string>& known, const std::string& what);
/// Indices of several names, each once, in the order given; "*" means all of them.
std::vector<std::size_t> choose_all(const std::vector<std::string>& names, const std::vector<std::string>& known,
                                    const std::string& what);
/// The same of names that an option --WHAT was given; a list of names with commas between them is refused.
std::vector<std::size_t> choose(const std::vector<std::string>& names, const std::vector<std::string>& known,
                                const std::string& what);

/// Throws InvalidInput when `text`, given to an option that may be repeated, is a list of names with commas between
/// them.
void refuse_list(const std::string& text, const std::vector<std::string>& known, const std::string& option);

std::vector<std::string> column_names(const PanelShape& shape);

/// Whole intervals that a window of time covers.
struct Window {
  std::size_t first = 0;  ///< interval
  std::size_t count = 0;
};
/// "A:B" is the time from the start of A up to, and without, B; either may be left out. "" is all that was
/// written. Throws InvalidInput when it is not of that form, leaves the written time, or cuts an interval.
Window choose_window(const std::string& text, const PanelShape& shape);
/// The same of two months, either of which may be left out. `what` begins a message: "--window 3:7".
Window whole_intervals(std::optional<std::int64_t> first, std::optional<std::int64_t> end, const PanelShape& shape,
                       const std::string& what);
/// The last month of the window.
std::int64_t last_time(const Window& window, const PanelShape& shape);
/// "months 24 to 35".
std::string to_text(const Window& window, const PanelShape& shape);

}  // namespace streetlight
