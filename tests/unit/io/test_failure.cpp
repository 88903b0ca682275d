// Places that cannot be written, and a disk that fills up (a limit on file size stands in for it).
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>

#include "sim/core/check.hpp"
#include "sim/io/panel_apart.hpp"
#include "sim/io/panel_chunks.hpp"
#include "sim/io/panel_file.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/io/panel_writer.hpp"
#include "tests/support/panel/sample_panel.hpp"
#include "tests/support/panel/scratch_folder.hpp"

using namespace streetlight;
using Catch::Matchers::Contains;

namespace {

/// While it lives, no file grows beyond `bytes`.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const struct rlimit limit { bytes, before_.rlim_max };
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  struct rlimit before_ {};
};

PanelWriter writer_at(const std::filesystem::path& path, Start start = Start::fresh) {
  return PanelWriter(path, test::sample_shape(), test::sample_provenance(), start);
}

}  // namespace

TEST_CASE("Places that cannot be written are refused before anything runs") {
  test::ScratchFolder folder;
  CHECK_THROWS_AS(writer_at(folder / "none/a.h5"), InvalidInput);
  CHECK_THROWS_WITH(writer_at(folder / "none/a.h5"), Contains("there is no such folder"));
  CHECK_THROWS_WITH(writer_at(folder / ""), Contains("is not a name for a file") || Contains("is a folder"));
  std::filesystem::create_directory(folder / "sub");
  CHECK_THROWS_WITH(writer_at(folder / "sub"), Contains("is a folder"));
  if (std::filesystem::exists("/proc/self"))  // a bare root may lack it
    CHECK_THROWS_WITH(writer_at("/proc/a.h5"), Contains("/proc/a.h5.partial: cannot be written"));
}

TEST_CASE("A run that does not fit on the disk costs only itself") {
  test::ScratchFolder folder;
  const PanelShape shape = test::sample_shape();
  const auto keys = test::all_runs(shape);
  std::size_t stored = 0;
  {
    PanelWriter writer = writer_at(folder / "a.h5");
    const FileSizeLimit limit(12'000);
    try {
      for (const RunKey& key : keys) {
        writer.write(test::sample_run(shape, key));
        ++stored;
      }
      FAIL("the limit was not felt");
    } catch (const std::runtime_error& error) {
      CHECK_THAT(error.what(), Contains("a.h5.partial: a run could not be stored"));
    }
    CHECK(writer.runs_done() == stored);
  }
  CHECK(stored > 0);
  CHECK_FALSE(std::filesystem::exists(folder / "a.h5"));
  PanelWriter writer = writer_at(folder / "a.h5", Start::resume);
  CHECK(writer.runs_done() == stored);
}

TEST_CASE("A result that does not fit on the disk leaves the runs safe and nothing that looks finished") {
  test::ScratchFolder folder;
  const PanelShape shape = test::sample_shape();
  const auto keys = test::all_runs(shape);
  const auto limit_bytes = GENERATE(0, 100, 2'000, 20'000, 60'000, 90'000, 100'000);
  {
    PanelWriter writer = writer_at(folder / "a.h5");
    for (const RunKey& key : keys) writer.write(test::sample_run(shape, key));
    const FileSizeLimit limit(static_cast<rlim_t>(limit_bytes));
    CHECK_THROWS_WITH(writer.finish(),
                      (Contains("could not be written") || Contains("MB are needed for the results")) &&
                          Contains("Finished runs are safe in"));
  }
  CHECK_FALSE(std::filesystem::exists(folder / "a.h5"));
  CHECK_FALSE(std::filesystem::exists(folder / "a.h5.finishing"));
  PanelWriter writer = writer_at(folder / "a.h5", Start::resume);
  CHECK(writer.runs_done() == keys.size());
  writer.finish();
  CHECK(PanelReader(folder / "a.h5").runs_completed() == keys.size());
}

TEST_CASE("Where no room can be reserved, a disk that fills up under HDF5 is an error and no crash") {
  test::ScratchFolder folder;
  const PanelShape shape = test::sample_shape();
  const ChunkGrid grid(shape);
  const auto limit_bytes = GENERATE(0, 100, 2'000, 20'000, 60'000, 90'000, 100'000);
  const FileSizeLimit limit(static_cast<rlim_t>(limit_bytes));
  const int device = ::open((folder / "a.h5").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  const auto write_file = [&] {
    PanelFile file(device, shape, test::sample_provenance());
    for (const RunKey& key : test::all_runs(shape)) {
      const RunResult run = test::sample_run(shape, key);
      for (std::size_t column = 0; column < shape.columns.size(); ++column)
        file.put_chunk(key, column, 0, encode_chunk(shape, grid, column, 0, run.values));
      for (std::size_t table = 0; table < run.tables.size(); ++table) file.put_rows(key, table, run.tables[table]);
      file.put_done(key);
    }
    file.close();
  };
  // In a process of its own, and here: HDF5 is none the wiser, so that it does not crash either.
  const auto error = apart(write_file, "it died");
  REQUIRE(error.has_value());
  CHECK(*error == "the results could not be written: File too large.");
  CHECK_THROWS_WITH(write_file(), "the results could not be written: File too large.");
  ::close(device);
}
