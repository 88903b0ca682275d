#include "sim/io/panel_writer.hpp"

#include <algorithm>
#include <set>

#include "sim/core/check.hpp"
#include "sim/io/panel_apart.hpp"
#include "sim/io/panel_file.hpp"
#include "sim/io/panel_identity.hpp"
#include "sim/io/panel_seal.hpp"
#include "sim/io/panel_store.hpp"

namespace streetlight {

namespace {

/// Generous guesses of what HDF5 needs beside the data: an entry in the index of chunks, and all the rest.
constexpr std::uint64_t index_bytes = 250;
constexpr std::uint64_t head_bytes = 500'000;

void check_names(const PanelShape& shape) {
  std::set<std::string> names;
  for (const Column& column : shape.columns) {
    EXPECT(!column.name.empty() && column.name.find('/') == std::string::npos);
    EXPECT(names.insert(column.name).second);
  }
  // A ratio is never stored alone: its counts are what it can be gathered from.
  for (const Column& column : shape.columns)
    if (column.kind == ColumnKind::ratio || column.kind == ColumnKind::relative)
      EXPECT(names.contains(column.numerator) && names.contains(column.denominator));
}

void check_place(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  VALIDATE(path.has_filename(), path.string() + ": is no name for a file. Name the output with -o FILE.h5.");
  VALIDATE(std::filesystem::is_directory(folder, ignored),
           folder.string() + ": there is no such folder. Make it, or choose another output with -o.");
  VALIDATE(!std::filesystem::is_directory(path, ignored),
           path.string() + ": is a folder. Name a file in it with -o, such as " + (path / "results.h5").string() + ".");
}

/// FILE.h5.1.partial, FILE.h5.2.partial, ...: what other processes that worked on the output have left.
std::vector<std::filesystem::path> asides_of_others(const std::filesystem::path& final_path) {
  const std::string start = final_path.filename().string() + ".", end = ".partial";
  const auto folder = final_path.has_parent_path() ? final_path.parent_path() : std::filesystem::path(".");
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.size() <= start.size() + end.size() || !name.starts_with(start) || !name.ends_with(end)) continue;
    const std::string number = name.substr(start.size(), name.size() - start.size() - end.size());
    if (std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; }))
      found.push_back(entry.path());
  }
  return found;
}

}  // namespace

std::filesystem::path aside_path(const std::filesystem::path& final_path, unsigned process) {
  std::string name = final_path.string();
  if (process > 0) name.append(1, '.').append(std::to_string(process));
  return name.append(".partial");
}

PanelWriter::PanelWriter(const std::filesystem::path& final_path, const PanelShape& shape, const Provenance& provenance,
                         Start start, unsigned process)
    : final_path_(final_path), shape_(shape), provenance_(provenance), grid_(shape) {
  EXPECT(!shape.scenarios.empty() && shape.points > 0 && shape.replicates > 0);
  check_names(shape);
  check_place(final_path);
  journal_ = std::make_unique<PanelJournal>(aside_path(final_path, process), panel_identity(shape, provenance), start);
  if (process == 0) take_in_others(start);
}

PanelWriter::~PanelWriter() = default;

void PanelWriter::write(const RunResult& run) {
  EXPECT(run.key.scenario < shape_.scenarios.size() && run.key.point < shape_.points &&
         run.key.replicate < shape_.replicates);
  journal_->append(run.key, pack(shape_, grid_, run));
}

void PanelWriter::take_in_others(Start start) {
  for (const auto& path : asides_of_others(final_path_)) {
    PanelJournal other(path, panel_identity(shape_, provenance_), start);
    for (const auto& [key, place] : other.records())
      if (!journal_->contains(key)) journal_->append(key, other.read(key));
    journal_->sync();
    other.discard();
  }
}

void PanelWriter::keep_finished() {
  std::error_code ignored;
  if (!std::filesystem::exists(final_path_, ignored) || std::filesystem::file_size(final_path_, ignored) == 0) return;
  const bool replaces = !journal_->records().empty();
  try {
    finished_ = std::make_unique<PanelStore>(final_path_);
    const std::string there = panel_identity(finished_->shape(), finished_->provenance());
    const std::string here = panel_identity(shape_, provenance_);
    VALIDATE(there == here,
             final_path_.string() +
                 ": is the finished result of another experiment or program, so it cannot be resumed:\n" +
                 identity_difference(there, here) +
                 "Undo the change, leave out --resume to replace the file, or choose another output "
                 "with -o.");
  } catch (const InvalidInput&) {
    finished_.reset();
    if (!replaces) throw;
  }
}

void PanelWriter::take_in_finished() {
  for (const RunKey& key : finished_->runs())
    if (!journal_->contains(key)) journal_->append(key, finished_->packed(key));
}

bool PanelWriter::already_done(const RunKey& key) const {
  return journal_->contains(key) || (finished_ && finished_->contains(key));
}

std::size_t PanelWriter::runs_done() const {
  std::size_t runs = journal_->records().size();
  if (finished_)
    for (const RunKey& key : finished_->runs()) runs += !journal_->contains(key);
  return runs;
}

void PanelWriter::assemble(const std::filesystem::path& path) const {
  PanelFile file(path, shape_, provenance_);
  const std::uint64_t chunks = journal_->records().size() * shape_.columns.size() * grid_.count();
  file.reserve(journal_->size() + chunks * index_bytes + head_bytes);
  for (const auto& [key, place] : journal_->records()) {
    const Bytes packed = journal_->read(key);
    PackedParts parts(packed);
    for (std::size_t column = 0; column < shape_.columns.size(); ++column)
      for (std::size_t chunk = 0; chunk < grid_.count(); ++chunk) file.put_chunk(key, column, chunk, parts.next());
    for (std::size_t table = 0; table < shape_.tables.size(); ++table) file.put_rows(key, table, parts.next_rows());
    file.put_done(key);
  }
  file.close();
}

void PanelWriter::finish() {
  take_in_others(Start::resume);
  if (finished_) {
    if (journal_->records().empty()) return journal_->discard();
    take_in_finished();
    finished_.reset();
  }
  journal_->sync();
  std::filesystem::path unnamed = final_path_;
  unnamed += ".finishing";
  try {
    const auto error = apart([&] { assemble(unnamed); }, "the results could not be written: is the disk full?");
    if (error) throw std::runtime_error(*error);
    seal(unnamed);
    replace_durably(unnamed, final_path_);
  } catch (const std::runtime_error& error) {
    std::error_code ignored;
    std::filesystem::remove(unnamed, ignored);
    throw std::runtime_error(final_path_.string() + ": " + error.what() + " Finished runs are safe in " +
                             aside_path(final_path_).string() +
                             ". Once the cause is gone (on a full disk: make room), the same command goes on from "
                             "there (`run` with --resume).");
  }
  journal_->discard();
}

}  // namespace streetlight
