#include "sim/io/panel_writer.hpp"

#include <fcntl.h>

#include <algorithm>
#include <set>

#include "sim/core/check.hpp"
#include "sim/core/wording.hpp"
#include "sim/io/panel_apart.hpp"
#include "sim/io/panel_check.hpp"
#include "sim/io/panel_file.hpp"
#include "sim/io/panel_identity.hpp"
#include "sim/io/panel_seal.hpp"
#include "sim/io/panel_store.hpp"

namespace streetlight {

namespace {

/// Generous guesses of what HDF5 needs beside the data: an entry in the index of chunks, and all the rest.
constexpr std::uint64_t index_bytes = 250;
constexpr std::uint64_t head_bytes = 500'000;

/// Of reading a result back, lest it goes on for ever. No disk worth the name is slower.
ApartLimits limits_of_check(std::uint64_t bytes) { return {.seconds = 300 + static_cast<unsigned>(bytes / 500'000)}; }

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

/// FILE.h5.1.partial, FILE.h5.2.partial, ...: what other processes that worked on the output have left.
std::vector<std::filesystem::path> asides_of_others(const std::filesystem::path& final_path) {
  const std::string start = final_path.filename().string() + ".", end = ".partial";
  const auto folder = final_path.has_parent_path() ? final_path.parent_path() : std::filesystem::path(".");
  std::vector<std::filesystem::path> found;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.size() <= start.size() + end.size() || !name.starts_with(start) || !name.ends_with(end)) continue;
    const std::string number = name.substr(start.size(), name.size() - start.size() - end.size());
    if (std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; }))
      found.push_back(entry->path());
  }
  // Where a folder may not be listed, nobody can tell what others have left in it.
  VALIDATE(!error, folder.string() + ": the folder cannot be listed: " + error.message() +
                       ". Choose an output in another folder" + worded(" with -o") + ".");
  return found;
}

}  // namespace

std::filesystem::path aside_path(const std::filesystem::path& final_path, unsigned process) {
  std::string name = behind_links(final_path).string();
  if (process > 0) name.append(1, '.').append(std::to_string(process));
  return name.append(".partial");
}

PanelWriter::PanelWriter(const std::filesystem::path& final_path, const PanelShape& shape, const Provenance& provenance,
                         Start start, unsigned process)
    : destination_(final_path), shape_(shape), provenance_(provenance), grid_(shape) {
  EXPECT(!shape.scenarios.empty() && shape.points > 0 && shape.replicates > 0);
  check_names(shape);
  journal_ = std::make_unique<PanelJournal>(aside_path(destination_.path(), process), panel_identity(shape, provenance),
                                            start);
  if (process > 0) return;
  try {
    look_at_earlier();
    take_in_others(start);
  } catch (const InvalidInput&) {
    discard_when_empty();
    throw;
  }
}

PanelWriter::~PanelWriter() = default;

void PanelWriter::write(const RunResult& run) {
  EXPECT(run.key.scenario < shape_.scenarios.size() && run.key.point < shape_.points &&
         run.key.replicate < shape_.replicates);
  journal_->append(run.key, pack(shape_, grid_, run));
}

/// A result that a finished run would replace. Looked at once the output is ours, so that no other run of this program
/// is about to put it there.
void PanelWriter::look_at_earlier() {
  destination_.look();
  const auto& before = destination_.before();
  if (!before || before->size == 0) return;  // an empty file is nobody's
  const std::string path = destination_.path().string();
  const std::string advice = " Choose another output" + worded(" with -o") + ", or move it away.";
  VALIDATE((before->mode & 0222) != 0, path + ": is protected against writing, so it is not replaced." + advice);
  const SealState state = inspect_seal(destination_.path());
  VALIDATE(
      state != SealState::absent,
      path + ": there is already a file of that name, and it is not a result file as this program leaves it." + advice);
  VALIDATE(
      state == SealState::whole,
      path + ": has been changed since this program wrote it (its checksum differs), so it is not replaced." + advice);
  earlier_.emplace();
  try {
    const PanelStore store(destination_.path());
    earlier_->identity = panel_identity(store.shape(), store.provenance());
    earlier_->runs = store.runs();
  } catch (const InvalidInput&) {
    // Whole, but of a program that writes otherwise than this one.
  }
}

void PanelWriter::discard_when_empty() {
  if (journal_->records().empty()) journal_->discard();
}

bool PanelWriter::of_this_experiment(const Earlier& earlier) const {
  return earlier.identity == panel_identity(shape_, provenance_);
}

void PanelWriter::check_replaces(const std::function<bool(const RunKey&)>& makes) {
  if (!earlier_ || finished_ || !of_this_experiment(*earlier_)) return;
  const auto lost = std::count_if(earlier_->runs.begin(), earlier_->runs.end(),
                                  [&](const RunKey& key) { return !makes(key) && !journal_->contains(key); });
  if (lost == 0) return;
  discard_when_empty();
  throw InvalidInput(destination_.path().string() + ": holds " + std::to_string(lost) + (lost == 1 ? " run" : " runs") +
                     " of this very experiment that this command does not make and would replace. Keep them" +
                     worded(" and add to them with --resume") + ", or choose another output" + worded(" with -o") +
                     ".");
}

/// Whether the earlier result is worth more than the one that would replace it.
bool PanelWriter::leaves_earlier(std::size_t failed) const {
  if (!earlier_) return false;
  if (!of_this_experiment(*earlier_)) return failed > 0 && (!earlier_->runs.empty() || earlier_->identity.empty());
  return std::any_of(earlier_->runs.begin(), earlier_->runs.end(),
                     [this](const RunKey& key) { return !journal_->contains(key); });
}

void PanelWriter::take_in_others(Start start) {
  for (const auto& path : asides_of_others(destination_.path())) {
    PanelJournal other(path, panel_identity(shape_, provenance_), start);
    for (const auto& [key, record] : other.records())
      if (!journal_->contains(key)) journal_->append(key, other.read(key));
    journal_->sync();
    other.discard();
  }
}

void PanelWriter::keep_finished() {
  if (!destination_.before() || destination_.before()->size == 0) return;
  const bool replaces = !journal_->records().empty();
  try {
    finished_ = std::make_unique<PanelStore>(destination_.path());
    const std::string there = panel_identity(finished_->shape(), finished_->provenance());
    const std::string here = panel_identity(shape_, provenance_);
    VALIDATE(there == here,
             destination_.path().string() +
                 ": is the finished result of another experiment or program, so it cannot be resumed:\n" +
                 identity_difference(there, here) +
                 worded("Undo the change, leave out --resume to replace the file, or choose another output with -o.",
                        "Choose another output."));
  } catch (const InvalidInput&) {
    finished_.reset();
    if (replaces) return;
    discard_when_empty();
    throw;
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

void PanelWriter::assemble(int into) const {
  PanelFile file(into, shape_, provenance_);
  const std::uint64_t chunks = journal_->records().size() * shape_.columns.size() * grid_.count();
  file.reserve(journal_->size() + chunks * index_bytes + head_bytes);
  for (const auto& [key, record] : journal_->records()) {
    const Bytes packed = journal_->read(key);
    PackedParts parts(packed);
    for (std::size_t column = 0; column < shape_.columns.size(); ++column)
      for (std::size_t chunk = 0; chunk < grid_.count(); ++chunk) file.put_chunk(key, column, chunk, parts.next());
    for (std::size_t table = 0; table < shape_.tables.size(); ++table) file.put_rows(key, table, parts.next_rows());
    file.put_done(key);
  }
  file.close();
}

/// HDF5 works in processes of its own: it writes in one, and another one, which knows nothing of the first, reads.
void PanelWriter::make_result() {
  try {
    // What was finished is safe on the disk after the note.
    const MadeAside aside(destination_, [this](const AsideFile& file) { journal_->note(file); });
    if (const auto error =
            apart([&] { assemble(aside.file()); }, "the results could not be written: is the disk full?"))
      throw std::runtime_error(*error);
    seal(aside.file());
    // So that it is the disk that answers, where the system heeds this.
    static_cast<void>(::posix_fadvise(aside.file(), 0, 0, POSIX_FADV_DONTNEED));
    const std::filesystem::path again = aside.path();
    if (auto error =
            apart([&] { check_result(again, shape_, provenance_, *journal_); },
                  "what was written cannot be read back: is the disk sound?", limits_of_check(journal_->size()))) {
      if (error->starts_with(again.string())) error->replace(0, again.string().size(), aside.which().name);
      throw std::runtime_error(*error);
    }
    destination_.put(aside.which());
  } catch (const std::runtime_error& error) {
    const std::string reason = error.what(), path = destination_.path().string();
    throw std::runtime_error((reason.starts_with(path) ? reason : path + ": " + reason) +
                             " Finished runs are safe in " + aside_path(destination_.path()).string() +
                             ". Once the cause is gone (on a full disk: make room), the same " +
                             worded("command goes on from there (`run` with --resume).", "call goes on from there."));
  }
}

bool PanelWriter::finish(std::size_t failed) {
  take_in_others(Start::resume);
  if (finished_) {
    if (journal_->records().empty()) {
      journal_->discard();
      return true;
    }
    take_in_finished();
    finished_.reset();
  } else if (leaves_earlier(failed)) {
    journal_->sync();
    discard_when_empty();
    return false;
  }
  make_result();
  try {
    journal_->discard();
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(destination_.path().string() +
                             ": is finished and whole. Only its journal could not be removed: " + error.what());
  }
  return true;
}

}  // namespace streetlight
