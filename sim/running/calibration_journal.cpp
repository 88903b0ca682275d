#include "sim/running/calibration_journal.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/core/text_mark.hpp"
#include "sim/io/locked_file.hpp"
#include "sim/io/whole_io.hpp"

namespace streetlight {

namespace {

// Before what is not a point
const std::string work_word = "work ", budget_word = "budget ";

/// A line with its own mark, by which a half-written one is known.
std::string marked(const std::string& text) { return text + " " + text_mark(text) + "\n"; }

}  // namespace

std::filesystem::path CalibrationJournal::beside(const std::filesystem::path& output) {
  return output.string() + ".partial";
}

CalibrationJournal::CalibrationJournal(const std::filesystem::path& output, const std::string& identity, bool resume)
    : path_(beside(output)) {
  file_ = open_locked(path_);
  const std::string head = "streetlight calibration " + text_mark(identity);
  try {
    struct stat about {};
    if (::fstat(file_, &about) != 0)
      throw std::runtime_error(path_.string() + " cannot be read: " + std::strerror(errno));
    const bool there = about.st_size > 0;
    VALIDATE(!there || resume, path_.string() +
                                   ": holds an unfinished calibration. The same command with --resume goes on with "
                                   "it; remove the file to begin anew.");
    if (there) take_over(head, static_cast<std::size_t>(about.st_size));
    if (end_ == 0) write(marked(head));
  } catch (...) {
    ::close(file_);
    throw;
  }
}

CalibrationJournal::~CalibrationJournal() {
  if (file_ >= 0) ::close(file_);
}

void CalibrationJournal::take_over(const std::string& head, std::size_t size) {
  std::string content(size, '\0');
  if (!read_whole(file_, content.data(), size, 0))
    throw std::runtime_error(path_.string() + " cannot be read: " + std::strerror(errno));
  std::istringstream in(content);
  std::string line;
  for (bool first = true; std::getline(in, line) && !in.eof(); first = false) {
    if (line.size() <= digits_of_mark + 1) break;
    const std::string text = line.substr(0, line.size() - digits_of_mark - 1);
    if (line.substr(text.size() + 1) != text_mark(text)) break;
    VALIDATE(!first || text == head, path_.string() +
                                         ": is of another calibration (another file, or values changed in it or in the "
                                         "experiment). Remove it to begin anew, or choose another output with -o.");
    end_ += line.size() + 1;
    if (!first) take(text);
  }
  // What a kill left half written goes
  if (::ftruncate(file_, static_cast<off_t>(end_)) != 0)
    throw std::runtime_error(path_.string() + " cannot be written: " + std::strerror(errno));
}

void CalibrationJournal::take(const std::string& line) {
  std::istringstream words(line);
  if (line.starts_with(budget_word)) {
    words.ignore(std::ssize(budget_word));
    words >> budget_.emplace();
  } else if (line.starts_with(work_word)) {
    words.ignore(std::ssize(work_word));
    words >> work_.points >> work_.seconds;
  } else {
    std::uint32_t stage = 0, batch = 0;
    std::size_t index = 0;
    words >> stage >> batch >> index;
    std::vector<double> values;
    for (std::string word; words >> word;) {
      double value = std::numeric_limits<double>::quiet_NaN();
      std::from_chars(word.data(), word.data() + word.size(), value);
      values.push_back(value);
    }
    known_[{stage, batch, index}] = std::move(values);
  }
}

void CalibrationJournal::add_work(const Work& all) {
  write(marked(work_word + std::to_string(all.points) + " " + shortest(all.seconds)));
  work_ = all;
}

void CalibrationJournal::add_budget(std::size_t runs) {
  write(marked(budget_word + std::to_string(runs)));
  budget_ = runs;
}

const std::vector<double>* CalibrationJournal::find(const Key& key) const {
  const auto found = known_.find(key);
  return found == known_.end() ? nullptr : &found->second;
}

void CalibrationJournal::add(const Key& key, const std::vector<double>& values) {
  const auto& [stage, batch, index] = key;
  std::string text = std::to_string(stage) + " " + std::to_string(batch) + " " + std::to_string(index);
  for (const double value : values) text.append(1, ' ').append(shortest(value));
  write(marked(text));
  known_[key] = values;
}

void CalibrationJournal::write(const std::string& text) {
  if (!write_whole(file_, text.data(), text.size(), end_))
    throw std::runtime_error(path_.string() + " cannot be written: " + std::strerror(errno));
  end_ += text.size();
}

void CalibrationJournal::sync() {
  if (::fsync(file_) != 0) throw std::runtime_error(path_.string() + " cannot be written: " + std::strerror(errno));
}

void CalibrationJournal::remove() {
  std::error_code error;
  std::filesystem::remove(path_, error);
  if (error)
    throw std::runtime_error(path_.string() + " cannot be removed: " + error.message() +
                             ". The worlds were written, so it is not needed any more.");
}

}  // namespace streetlight
