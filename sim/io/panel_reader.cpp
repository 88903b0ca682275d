#include "sim/io/panel_reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <system_error>
#include <type_traits>

#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/core/run_index.hpp"
#include "sim/core/wording.hpp"
#include "sim/io/hdf5_device.hpp"
#include "sim/io/panel_apart.hpp"
#include "sim/io/panel_chunks.hpp"
#include "sim/io/panel_content.hpp"
#include "sim/io/panel_head.hpp"
#include "sim/io/panel_inputs.hpp"
#include "sim/io/panel_netcdf.hpp"
#include "sim/io/panel_parameters.hpp"
#include "sim/io/panel_read_netcdf.hpp"
#include "sim/io/panel_seal.hpp"
#include "sim/io/panel_writer.hpp"
#include "sim/io/toml_kind.hpp"

namespace streetlight {

namespace {

/// What an answer about a file may take (at most, reading it through), lest the HDF5 library goes round in circles over
/// a damaged one or asks for gigabytes. No processor is slower, no disk and no crowded machine so much slower, and
/// hardly more than a chunk is in memory at a time.
ApartLimits limits_of_reading(std::uintmax_t size) {
  const auto seconds = static_cast<unsigned>(size / 5'000'000);
  return {.seconds = 600 + 10 * seconds, .cpu_seconds = 10 + seconds, .bytes = (std::uint64_t{1} << 30) + 16 * size};
}

constexpr const char* foreign = "is an HDF5 file, but not a Streetlight panel: ";

/// `sealed`: its checksum is right, so the cause is not in the file.
std::string crashed(const std::filesystem::path& path, bool sealed) {
  return path.string() +
         (sealed ? ": cannot be read here, though it is as it was written (its checksum is right): there is too "
                   "little memory for it (ulimit -v), or it takes too long."
                 : ": is damaged so badly that the HDF5 library cannot read it.");
}

/// Calls `reading` and turns what can go wrong into one error that names the file.
template <class Reading>
auto guarded(const std::filesystem::path& path, bool sealed, Reading reading) {
  const auto asks_too_much = [&] {
    return sealed ? crashed(path, sealed) : path.string() + ": is damaged: it asks for more memory than there is.";
  };
  try {
    if constexpr (std::is_void_v<decltype(reading())>) {
      reading();
      check_device(path);
    } else {
      auto read = reading();
      check_device(path);
      return read;
    }
  } catch (const H5::Exception&) {
    check_device(path);
    throw InvalidInput(crashed(path, sealed));
  } catch (const std::bad_alloc&) {
    throw InvalidInput(asks_too_much());
  } catch (const std::length_error&) {
    throw InvalidInput(asks_too_much());
  } catch (const InvalidInput& error) {
    check_device(path);
    const std::string message = error.what();
    throw InvalidInput(message.starts_with(path.string()) ? message : path.string() + ": " + foreign + message + ".");
  }
}

/// What is asked of the process that reads the file.
struct Question {
  enum class About : std::uint64_t { head, values, rows, run } about = About::head;
  std::size_t column = 0;  ///< of values; of rows: the table
  PanelSlice slice{};      ///< of rows and of a run: its key only
};

Bytes as_bytes(const std::vector<double>& values) {
  Bytes bytes(values.size() * sizeof(double));
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

/// Answers in that process. The first question opens the file for HDF5.
class Answering {
 public:
  /// `bytes`: the size of the file, which that process is given open.
  Answering(std::filesystem::path path, std::uint64_t bytes, bool read_through)
      : path_(std::move(path)), bytes_(bytes), read_through_(read_through) {}

  Bytes operator()(std::span<const unsigned char> bytes) {
    Question question;
    EXPECT(bytes.size() == sizeof question);
    std::memcpy(&question, bytes.data(), sizeof question);
    return guarded(path_, !read_through_, [&] { return answer(question); });
  }

 private:
  Bytes answer(const Question& question) {
    if (!content_) open();
    switch (question.about) {
      case Question::About::head:
        return to_bytes(content_->head());
      case Question::About::values:
        return as_bytes(content_->values(question.column, question.slice));
      case Question::About::rows:
        return as_bytes(content_->rows(question.column, question.slice.run));
      case Question::About::run:
        return content_->packed(question.slice.run);
    }
    return {};
  }

  void open() {
    content_ = std::make_unique<PanelContent>(path_, AnswersApart::given_file, bytes_);
    if (read_through_) content_->read_through();
  }

  std::filesystem::path path_;
  std::uint64_t bytes_;
  bool read_through_;
  std::unique_ptr<PanelContent> content_;
};

/// A file that begins as results do, opened once: what is found out about it holds for what HDF5 reads, whatever stands
/// at its name by then.
class OpenResult {
 public:
  /// Throws InvalidInput.
  explicit OpenResult(const std::filesystem::path& path);
  ~OpenResult() {
    if (file_ >= 0) ::close(file_);
  }
  OpenResult(const OpenResult&) = delete;
  OpenResult& operator=(const OpenResult&) = delete;

  int file() const { return file_; }
  std::uint64_t size() const { return size_; }

 private:
  int file_ = -1;
  std::uint64_t size_ = 0;
};

void check_is_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    const std::filesystem::path aside = aside_path(path);
    const bool unfinished = std::filesystem::exists(aside, ignored);
    throw InvalidInput(path.string() + ": there is no such file" +
                       (unfinished ? " yet: it is not finished, and its runs so far are in " + aside.string() +
                                         ". Go on with `streetlight run ... --resume`."
                                   : "."));
  }
  VALIDATE(!std::filesystem::is_directory(path, ignored), path.string() + ": is a folder, not a file.");
  VALIDATE(std::filesystem::is_regular_file(path, ignored), path.string() + ": is not a regular file.");
}

/// What a TOML file is that was given for a result, and what to do with it.
std::string no_result(const std::filesystem::path& path) {
  const TomlKind kind = kind_of_file(path);
  if (kind == TomlKind::worlds)
    return "is a file of worlds, not a result. Run an experiment in them first" +
           worded(": streetlight run EXPERIMENT.toml --worlds " + path.string(), ".");
  if (kind == TomlKind::calibration || kind == TomlKind::targets)
    return "is " + name_of(kind) + ", not a result: " + use_of(kind) + ".";
  return "is an experiment, not its result. Run it first" +
         worded(": streetlight run " + path.string() + " -o results/" + path.stem().string() + ".h5", ".");
}

void check_beginning(const std::filesystem::path& path, const std::string& start) {
  VALIDATE(!start.empty(), path.string() + ": is empty.");
  VALIDATE(!start.starts_with("SLJOUR"),
           path.string() + ": is an output that is not finished. Go on with `streetlight run ... --resume`.");
  const bool hdf5 = start == "\x89HDF\r\n\x1a\n";
  VALIDATE(hdf5 || path.extension() != ".toml", path.string() + ": " + no_result(path));
  VALIDATE(hdf5, path.string() + ": is not an HDF5 file.");
}

OpenResult::OpenResult(const std::filesystem::path& path) {
  check_is_file(path);
  file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat status {};
  std::array<char, 8> head{};
  ssize_t got = -1;
  if (file_ >= 0 && ::fstat(file_, &status) == 0) do
      got = ::pread(file_, head.data(), head.size(), 0);
    while (got < 0 && errno == EINTR);
  const int reason = errno;
  try {
    VALIDATE(got >= 0, path.string() + ": cannot be read: " + std::generic_category().message(reason) + ".");
    VALIDATE(S_ISREG(status.st_mode), path.string() + ": is not a regular file.");
    check_beginning(path, {head.data(), static_cast<std::size_t>(got)});
  } catch (...) {
    if (file_ >= 0) ::close(file_);
    throw;
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

std::vector<double> as_doubles(const Bytes& bytes, const std::filesystem::path& path) {
  VALIDATE(bytes.size() % sizeof(double) == 0, crashed(path, false));
  std::vector<double> values(bytes.size() / sizeof(double));
  if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

/// Without the columns that name the run.
TableShape own_columns(TableShape table) {
  auto& columns = table.columns;
  columns.erase(columns.begin(), columns.begin() + std::min<std::ptrdiff_t>(run_columns, std::ssize(columns)));
  return table;
}

}  // namespace

namespace {

std::unique_ptr<AnswersApart> started(const std::filesystem::path& path, const OpenResult& result,
                                      const std::shared_ptr<Answering>& answering, bool sealed) try {
  return std::make_unique<AnswersApart>(
      [answering](std::span<const unsigned char> question) { return (*answering)(question); }, crashed(path, sealed),
      limits_of_reading(result.size()), result.file());
} catch (const std::runtime_error& error) {
  throw std::runtime_error(path.string() + ": " + error.what());
}

}  // namespace

struct PanelReader::Parts {
  std::filesystem::path path;
  bool sealed;
  std::shared_ptr<Answering> answering;  ///< used in the other process only
  std::unique_ptr<AnswersApart> process;
  PanelHead head;

  // Whether the file is sealed says whether its values are those that were written, and so whether they are read
  // through first. It says nothing about who wrote it: HDF5 opens it in the other process either way.
  Parts(const std::filesystem::path& where, const OpenResult& result, bool is_sealed)
      : path(where),
        sealed(is_sealed),
        answering(std::make_shared<Answering>(where, result.size(), !is_sealed)),
        process(started(where, result, answering, is_sealed)) {
    head = guarded(path, is_sealed, [&] { return head_from(ask({})); });
    head.shape.tables.clear();
    for (const TableSummary& table : head.tables) head.shape.tables.push_back(own_columns(table.shape));
  }

  Bytes ask(const Question& question) {
    return process->ask({reinterpret_cast<const unsigned char*>(&question), sizeof question});
  }

  std::size_t index(const RunKey& run) const {
    EXPECT(has_run(head.shape, run));
    return run_index(head.shape, run);
  }
};

PanelReader::PanelReader(const std::filesystem::path& path) {
  const OpenResult result(path);
  const SealState state = inspect_seal(result.file(), path);
  VALIDATE(state != SealState::broken,
           path.string() + ": is damaged: its content is not what was written (the checksum differs).");
  parts_ = std::make_unique<Parts>(path, result, state == SealState::whole);
}

PanelReader::~PanelReader() = default;

const std::filesystem::path& PanelReader::path() const { return parts_->path; }
const PanelShape& PanelReader::shape() const { return parts_->head.shape; }
const Provenance& PanelReader::provenance() const { return parts_->head.provenance; }
const std::vector<TableSummary>& PanelReader::tables() const { return parts_->head.tables; }
bool PanelReader::completed(const RunKey& key) const { return parts_->head.done[parts_->index(key)]; }
bool PanelReader::sealed() const { return parts_->sealed; }

std::vector<double> PanelReader::read(std::size_t column, const PanelSlice& slice) const {
  const PanelShape& shape = parts_->head.shape;
  EXPECT(column < shape.columns.size() && slice.times > 0 && slice.first_time + slice.times <= shape.times.size() &&
         slice.authority < shape.authorities.size());
  auto values = as_doubles(parts_->ask({Question::About::values, column, slice}), parts_->path);
  VALIDATE(values.size() == slice.times * shape.groups.size(), crashed(parts_->path, parts_->sealed));
  return values;
}

Bytes PanelReader::packed(const RunKey& key) const {
  EXPECT(completed(key));
  return parts_->ask({Question::About::run, 0, {.run = key}});
}

std::vector<double> PanelReader::rows(std::size_t table, const RunKey& run) const {
  EXPECT(table < parts_->head.tables.size());
  return completed(run) ? as_doubles(parts_->ask({Question::About::rows, table, {.run = run}}), parts_->path)
                        : std::vector<double>{};
}

}  // namespace streetlight
