#include "sim/network/edge_list.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <string_view>
#include <vector>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

constexpr std::string_view blanks = " \t\r\v\f";

/// One line of the file, read word by word.
class LineReader {
 public:
  LineReader(const std::string& name, std::size_t line, std::string_view text, std::uint32_t entities)
      : name_(name), line_(line), text_(text.substr(0, text.find('#'))), entities_(entities) {
    skip_blanks();
  }

  bool at_end() const { return at_ == text_.size(); }

  std::uint32_t entity() {
    if (at_end()) refuse(at_, "one number stands alone, and a tie needs two: \"0 1\"");
    const std::size_t begin = at_, end = std::min(text_.find_first_of(blanks, at_), text_.size());
    const std::string_view word = text_.substr(begin, end - begin);
    std::uint64_t number = 0;
    const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    const bool whole = stop == word.data() + word.size() && error != std::errc::invalid_argument;
    if (!whole) refuse(begin, "\"" + shown(word) + "\" is no entity number: write whole numbers from 0");
    if (error == std::errc::result_out_of_range || number >= entities_)
      refuse(begin, shown(word) + " is out of range: the entities are numbered 0 to " +
                        std::to_string(entities_ == 0 ? 0 : entities_ - 1) + " (from 0, not from 1)");
    at_ = end;
    skip_blanks();
    return static_cast<std::uint32_t>(number);
  }

  [[noreturn]] void refuse(std::size_t at, const std::string& problem) const {
    throw InvalidInput(name_ + ":" + std::to_string(line_) + ":" + std::to_string(at + 1) + ": " + problem);
  }

  std::size_t at() const { return at_; }

 private:
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size()); }

  /// The word as it can be printed: short, and without control characters.
  static std::string shown(std::string_view word) {
    std::string text(word.substr(0, 40));
    for (char& c : text)
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return text + (word.size() > 40 ? "..." : "");
  }

  const std::string& name_;
  std::size_t line_;
  std::string_view text_;
  std::uint32_t entities_;
  std::size_t at_ = 0;
};

}  // namespace

EdgeList read_edge_list(std::istream& in, const std::string& name, std::uint32_t entities) {
  std::vector<Tie> ties;
  std::string text;
  for (std::size_t line = 1; std::getline(in, text); ++line) {
    LineReader reader(name, line, text, entities);
    if (reader.at_end()) continue;
    const std::uint32_t a = reader.entity();
    const std::size_t second = reader.at();
    const std::uint32_t b = reader.entity();
    if (!reader.at_end())
      reader.refuse(reader.at(),
                    "more than two entries on a line: a tie is two entity numbers, and weights are not read");
    if (a == b) reader.refuse(second, "entity " + std::to_string(a) + " is tied to itself: remove the line");
    ties.emplace_back(a, b);
  }
  VALIDATE(!in.bad(), name + ": could not be read to its end");
  EdgeList result{network_of(entities, ties), 0};
  result.repeats = ties.size() - result.network.ties();
  return result;
}

EdgeList read_edge_list(const std::filesystem::path& path, std::uint32_t entities) {
  std::error_code error;
  VALIDATE(!std::filesystem::is_directory(path, error), path.string() + ": is a folder, and a file of ties is needed");
  std::ifstream in(path, std::ios::binary);
  VALIDATE(in.is_open(),
           path.string() + ": cannot be opened (" + std::strerror(errno) + "). Check the path of the edge list");
  return read_edge_list(in, path.string(), entities);
}

}  // namespace streetlight
