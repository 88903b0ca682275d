#include "sim/network/edge_list.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/core/input_files.hpp"

namespace streetlight {

namespace {

constexpr std::string_view blanks = " \t\v\f";
constexpr std::string_view separators = ",;";
constexpr std::string_view comment_signs = "#%";
/// A longer line is not a tie: the file has no line ends that we know, or is not a text.
constexpr std::size_t longest_line = 10'000;

std::string position_text(const std::string& name, std::size_t line, std::size_t at) {
  return name + ":" + std::to_string(line) + ":" + std::to_string(at + 1) + ": ";
}

/// The word as it can be printed: short, and without control characters.
std::string shown(std::string_view word) {
  std::string text(word.substr(0, 40));
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return text + (word.size() > 40 ? "..." : "");
}

/// Hands out the lines of a stream, whatever ends them: LF, CR LF or CR. Comments are left out.
class Lines {
 public:
  Lines(std::istream& in, const std::string& name) : in_(*in.rdbuf()), name_(name) {}

  /// The next line, or nothing at the end. It is valid until the next call.
  std::optional<std::string_view> next() {
    line_.clear();
    bool comment = false;
    std::size_t column = 0;
    int c = in_.sbumpc();
    if (c == end) return std::nullopt;
    ++number_;
    for (; c != end && c != '\n' && c != '\r'; c = in_.sbumpc()) {
      comment = comment || comment_signs.find(static_cast<char>(c)) != std::string_view::npos;
      if (!comment) line_ += static_cast<char>(c);
      ++column;
      if (c == 0 && number_ == 1) read_over_mark();
      if (c == 0)
        throw InvalidInput(position_text(name_, number_, column - 1) +
                           "a byte of 0, as in text saved as UTF-16 (\"Unicode\") or in no text at all: save the list "
                           "as plain text or UTF-8");
      if (line_.size() > longest_line)
        throw InvalidInput(position_text(name_, number_, 0) + "this line is longer than " +
                           std::to_string(longest_line) + " bytes, and a tie is two entity numbers on a line");
    }
    if (c == '\r' && in_.sgetc() == '\n') in_.sbumpc();
    if (number_ == 1) read_over_mark();
    return line_;
  }

  std::size_t number() const { return number_; }

 private:
  static constexpr int end = std::char_traits<char>::eof();

  /// Says by a file's first bytes that it is not a list of ties.
  void read_over_mark() {
    struct Sign {
      std::string_view bytes;
      const char* problem;
    };
    constexpr Sign signs[] = {
        {"\xff\xfe", "the file is saved as UTF-16 (\"Unicode\"): save it as plain text or UTF-8"},
        {"\xfe\xff", "the file is saved as UTF-16 (\"Unicode\"): save it as plain text or UTF-8"},
        {"\x1f\x8b", "the file is compressed by gzip: unpack it first (gunzip)"},
        {"BZh", "the file is compressed by bzip2: unpack it first (bunzip2)"},
        {"\xfd"
         "7zXZ",
         "the file is compressed by xz: unpack it first (unxz)"},
        {"\x28\xb5\x2f\xfd", "the file is compressed by zstd: unpack it first (unzstd)"},
        {"PK\x03\x04", "the file is a zip archive or a spreadsheet: save the list as plain text"},
        {"\x89HDF", "the file is an HDF5 file: save the list as plain text"},
    };
    for (const auto& [bytes, problem] : signs)
      if (line_.starts_with(bytes)) throw InvalidInput(position_text(name_, 1, 0) + problem);
    if (line_.starts_with("\xef\xbb\xbf")) line_.erase(0, 3);
  }

  std::streambuf& in_;
  const std::string& name_;
  std::string line_;
  std::size_t number_ = 0;
};

/// One line of the file, read word by word.
class LineReader {
 public:
  LineReader(const std::string& name, std::size_t line, std::string_view text) : name_(name), line_(line), text_(text) {
    skip_blanks();
  }

  bool at_end() const { return at_ == text_.size(); }

  /// The number as it is written, so far as 64 bits hold it.
  std::uint64_t number() {
    if (at_end()) refuse(at_, "one number stands alone, and a tie needs two: \"0 1\"");
    const std::size_t begin = at_;
    const std::string_view word = word_at(begin);
    std::uint64_t value = 0;
    const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (word.empty() || stop != word.data() + word.size() || error == std::errc::invalid_argument)
      refuse(begin, '"' + shown(word.empty() ? text_.substr(begin, 1) : word) +
                        "\" is not an entity number: write whole numbers from 0, and begin a line of headings with #");
    at_ = begin + word.size();
    skip_blanks();
    return error == std::errc::result_out_of_range ? ~std::uint64_t{0} : value;
  }
  void skip_separator() {
    if (at_end() || separators.find(text_[at_]) == std::string_view::npos) return;
    ++at_;
    skip_blanks();
  }

  [[noreturn]] void refuse(std::size_t at, const std::string& problem) const {
    throw InvalidInput(position_text(name_, line_, at) + problem);
  }

  std::size_t at() const { return at_; }
  std::string_view word_at(std::size_t at) const {
    const auto end = std::find_if(text_.begin() + static_cast<std::ptrdiff_t>(at), text_.end(), [](char c) {
      return blanks.find(c) != std::string_view::npos || separators.find(c) != std::string_view::npos;
    });
    return text_.substr(at, static_cast<std::size_t>(end - text_.begin()) - at);
  }

 private:
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size()); }

  const std::string& name_;
  std::size_t line_;
  std::string_view text_;
  std::size_t at_ = 0;
};

/// Reads the file and hands each tie to `visit`. A number out of range is told at the end, when it is known whether
/// the list seems to be numbered from 1.
template <class Visit>
void scan(std::istream& in, const std::string& name, std::uint32_t entities, Visit visit) {
  std::string out_of_range;
  std::uint64_t lowest = ~std::uint64_t{0}, highest = 0;
  Lines lines(in, name);
  while (const auto line = lines.next()) {
    LineReader reader(name, lines.number(), *line);
    if (reader.at_end()) continue;
    std::size_t at[2]{};
    std::uint64_t ends[2]{};
    for (int i = 0; i < 2; ++i) {
      if (i == 1) reader.skip_separator();
      at[i] = reader.at();
      ends[i] = reader.number();
      lowest = std::min(lowest, ends[i]);
      highest = std::max(highest, ends[i]);
      if (ends[i] >= entities && out_of_range.empty())
        out_of_range = position_text(name, lines.number(), at[i]) + shown(reader.word_at(at[i])) +
                       " is out of range: the entities are numbered 0 to " +
                       std::to_string(entities == 0 ? 0 : entities - 1) + " (from 0, not from 1)";
    }
    if (!reader.at_end())
      reader.refuse(reader.at(),
                    "more than two entries on a line: a tie is two entity numbers, and weights are not read");
    if (ends[0] == ends[1] && ends[0] < entities)
      reader.refuse(at[1], "entity " + std::string(reader.word_at(at[1])) + " is tied to itself: remove the line");
    if (out_of_range.empty()) visit(static_cast<std::uint32_t>(ends[0]), static_cast<std::uint32_t>(ends[1]));
  }
  VALIDATE(out_of_range.empty(), out_of_range + (lowest >= 1 && highest == entities
                                                     ? "; the list seems to be numbered from 1 to " +
                                                           std::to_string(entities) + ": subtract 1 from each number"
                                                     : ""));
}

}  // namespace

EdgeList read_edge_list(std::istream& in, const std::string& name, std::uint32_t entities) {
  std::vector<Tie> ties;
  scan(in, name, entities, [&](std::uint32_t a, std::uint32_t b) { ties.emplace_back(a, b); });
  EdgeList result{network_of(entities, ties), 0};
  result.repeats = ties.size() - result.network.ties();
  return result;
}

EdgeList read_edge_list(const std::filesystem::path& path, std::uint32_t entities) {
  return InputFiles().read(
      path.string(), [&](std::istream& in, const std::string& name) { return read_edge_list(in, name, entities); });
}

EdgeListSummary summarise_edge_list(std::istream& in, const std::string& name, std::uint32_t entities) {
  EdgeListSummary summary{.lowest = entities};
  std::vector<bool> tied(entities);
  scan(in, name, entities, [&](std::uint32_t a, std::uint32_t b) {
    ++summary.lines;
    for (const std::uint32_t end : {a, b}) {
      summary.tied += !tied[end];
      tied[end] = true;
      summary.lowest = std::min(summary.lowest, end);
      summary.highest = std::max(summary.highest, end);
    }
  });
  VALIDATE(summary.lines > 0, name + ": has no ties: each is a line with two entity numbers, such as \"0 1\"");
  return summary;
}

}  // namespace streetlight
