#include "sim/io/panel_writer.hpp"

#include <algorithm>
#include <cstring>
#include <set>

#include "sim/core/check.hpp"
#include "sim/io/panel_apart.hpp"
#include "sim/io/panel_file.hpp"
#include "sim/io/panel_identity.hpp"
#include "sim/io/panel_seal.hpp"

namespace streetlight {

namespace {

/// Generous guesses of what HDF5 needs beside the data: an entry in the index of chunks, and all the rest.
constexpr std::uint64_t index_bytes = 250;
constexpr std::uint64_t head_bytes = 500'000;

// A run in the journal: for each column and each of its chunks, then for each table, a size and the bytes.

void add_sized(Bytes& to, const void* bytes, std::uint64_t size) {
  const std::size_t end = to.size();
  to.resize(end + sizeof size + size);
  std::memcpy(to.data() + end, &size, sizeof size);
  if (size > 0) std::memcpy(to.data() + end + sizeof size, bytes, size);
}

class Unpacker {
 public:
  explicit Unpacker(const Bytes& bytes) : rest_(bytes) {}
  std::span<const unsigned char> next() {
    std::uint64_t size = 0;
    EXPECT(rest_.size() >= sizeof size);
    std::memcpy(&size, rest_.data(), sizeof size);
    EXPECT(rest_.size() - sizeof size >= size);
    const auto part = rest_.subspan(sizeof size, size);
    rest_ = rest_.subspan(sizeof size + size);
    return part;
  }

 private:
  std::span<const unsigned char> rest_;
};

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

}  // namespace

std::filesystem::path aside_path(const std::filesystem::path& final_path) {
  std::filesystem::path path = final_path;
  return path += ".partial";
}

PanelWriter::PanelWriter(const std::filesystem::path& final_path, const PanelShape& shape, const Provenance& provenance,
                         Start start)
    : final_path_(final_path), shape_(shape), provenance_(provenance), grid_(shape) {
  EXPECT(!shape.scenarios.empty() && shape.points > 0 && shape.replicates > 0);
  check_names(shape);
  check_place(final_path);
  journal_ = std::make_unique<PanelJournal>(aside_path(final_path), panel_identity(shape, provenance), start);
}

PanelWriter::~PanelWriter() = default;

void PanelWriter::write(const RunResult& run) {
  EXPECT(run.key.scenario < shape_.scenarios.size() && run.key.point < shape_.points &&
         run.key.replicate < shape_.replicates);
  EXPECT(run.tables.size() == shape_.tables.size());
  Bytes payload;
  for (std::size_t column = 0; column < shape_.columns.size(); ++column)
    for (std::size_t chunk = 0; chunk < grid_.count(); ++chunk) {
      const Bytes bytes = encode_chunk(shape_, grid_, column, chunk, run.values);
      add_sized(payload, bytes.data(), bytes.size());
    }
  for (std::size_t table = 0; table < run.tables.size(); ++table) {
    EXPECT(run.tables[table].size() % shape_.tables[table].columns.size() == 0);
    add_sized(payload, run.tables[table].data(), run.tables[table].size() * sizeof(double));
  }
  journal_->append(run.key, payload);
}

void PanelWriter::assemble(const std::filesystem::path& path) const {
  PanelFile file(path, shape_, provenance_);
  const std::uint64_t chunks = journal_->records().size() * shape_.columns.size() * grid_.count();
  file.reserve(journal_->size() + chunks * index_bytes + head_bytes);
  for (const auto& [key, place] : journal_->records()) {
    const Bytes payload = journal_->read(key);
    Unpacker parts(payload);
    for (std::size_t column = 0; column < shape_.columns.size(); ++column)
      for (std::size_t chunk = 0; chunk < grid_.count(); ++chunk) file.put_chunk(key, column, chunk, parts.next());
    for (std::size_t table = 0; table < shape_.tables.size(); ++table) {
      const auto bytes = parts.next();
      std::vector<double> rows(bytes.size() / sizeof(double));
      if (!rows.empty()) std::memcpy(rows.data(), bytes.data(), bytes.size());
      file.put_rows(key, table, rows);
    }
    file.put_done(key);
  }
  file.close();
}

void PanelWriter::finish() {
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
                             aside_path(final_path_).string() + "; --resume goes on from there.");
  }
  journal_->discard();
}

}  // namespace streetlight
