#include "sim/results/panel_choice.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "sim/core/check.hpp"
#include "sim/core/parameters.hpp"

namespace streetlight {

namespace {

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 60;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) text += (i ? ", " : "") + names[i];
  if (names.size() > most) text += ", and " + std::to_string(names.size() - most) + " more";
  return text;
}

std::optional<std::int64_t> whole_number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The interval that starts at `time`, where the end of the last one counts as the start of a next.
std::size_t boundary(std::int64_t time, const PanelShape& shape, const std::string& what) {
  if (time == shape.end) return shape.times.size();
  const auto found = std::lower_bound(shape.times.begin(), shape.times.end(), time);
  const std::string span = std::to_string(shape.times.front()) + ":" + std::to_string(shape.end);
  VALIDATE(time >= shape.times.front() && time < shape.end, what + ": leaves the written time, which is " + span + ".");
  if (found == shape.times.end() || *found != time) {
    const std::int64_t after = found == shape.times.end() ? shape.end : *found;
    throw InvalidInput(what + ": " + std::to_string(time) + " cuts an interval in two. The file has one value for " +
                       std::to_string(*(found - 1)) + ":" + std::to_string(after) + ": choose one of its ends.");
  }
  return static_cast<std::size_t>(found - shape.times.begin());
}

}  // namespace

namespace {

/// What stands between commas and semicolons.
std::vector<std::string> pieces_of(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find_first_of(",;", begin), text.size());
    std::string name = text.substr(begin, end - begin);
    name.erase(0, name.find_first_not_of(' '));
    name.erase(name.find_last_not_of(' ') + 1);
    if (!name.empty()) names.push_back(std::move(name));
    begin = end + 1;
  }
  return names;
}

}  // namespace

void refuse_list(const std::string& text, const std::vector<std::string>& known, const std::string& option) {
  const auto is_known = [&](const std::string& name) {
    return std::find(known.begin(), known.end(), name) != known.end();
  };
  const auto pieces = pieces_of(text);
  const bool some = std::any_of(pieces.begin(), pieces.end(),
                                [&](const std::string& piece) { return is_known(piece.substr(0, piece.find(':'))); });
  if (is_known(text) || !some || text.find_first_of(",;") == std::string::npos) return;
  std::string options;
  for (const std::string& piece : pieces)
    options += " " + option + " " + (piece.find(' ') == std::string::npos ? piece : '"' + piece + '"');
  throw InvalidInput(option + " " + text + ": names are given one by one:" + options + ".");
}

std::size_t choose_one(const std::string& name, const std::vector<std::string>& known, const std::string& what) {
  const auto found = std::find(known.begin(), known.end(), name);
  if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
  const std::string near = nearest_word(name, known);
  throw InvalidInput("there is no " + what + " \"" + name + "\"" +
                     (near.empty() ? "" : " (did you mean \"" + near + "\"?)") + ". There are: " + listed(known) + ".");
}

std::vector<std::size_t> choose_all(const std::vector<std::string>& names, const std::vector<std::string>& known,
                                    const std::string& what) {
  std::vector<std::size_t> indices;
  const auto add = [&](std::size_t index) {
    if (std::find(indices.begin(), indices.end(), index) == indices.end()) indices.push_back(index);
  };
  for (const std::string& name : names) {
    if (name == "*")
      for (std::size_t i = 0; i < known.size(); ++i) add(i);
    else
      add(choose_one(name, known, what));
  }
  return indices;
}

std::vector<std::size_t> choose(const std::vector<std::string>& names, const std::vector<std::string>& known,
                                const std::string& what) {
  for (const std::string& name : names)
    if (name != "*") refuse_list(name, known, "--" + what);
  return choose_all(names, known, what);
}

std::vector<std::string> column_names(const PanelShape& shape) {
  std::vector<std::string> names;
  for (const Column& column : shape.columns) names.push_back(column.name);
  return names;
}

Window choose_window(const std::string& text, const PanelShape& shape) {
  if (text.empty()) return {0, shape.times.size()};
  const std::size_t colon = text.find(':');
  VALIDATE(colon != std::string::npos, "--window " + text + ": must be A:B, such as 24:36 for the months 24 to 35.");
  const std::string from = text.substr(0, colon), to = text.substr(colon + 1);
  const auto first = whole_number(from), end = whole_number(to);
  VALIDATE((from.empty() || first) && (to.empty() || end),
           "--window " + text + ": must be two whole numbers, such as 24:36 for the months 24 to 35.");
  return whole_intervals(first, end, shape, "--window " + text);
}

Window whole_intervals(std::optional<std::int64_t> first, std::optional<std::int64_t> end, const PanelShape& shape,
                       const std::string& what) {
  Window window{first ? boundary(*first, shape, what) : 0, 0};
  const std::size_t stop = end ? boundary(*end, shape, what) : shape.times.size();
  VALIDATE(stop > window.first, what + ": is empty: its end must be later than its beginning.");
  window.count = stop - window.first;
  return window;
}

std::int64_t last_time(const Window& window, const PanelShape& shape) {
  return std::min(shape.times[window.first + window.count - 1] + shape.interval, shape.end) - 1;
}

std::string to_text(const Window& window, const PanelShape& shape) {
  const std::int64_t first = shape.times[window.first], last = last_time(window, shape);
  if (first == last) return shape.time_unit + " " + std::to_string(first);
  return shape.time_unit + "s " + std::to_string(first) + " to " + std::to_string(last);
}

}  // namespace streetlight
