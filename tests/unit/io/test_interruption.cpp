// Nothing that happens to a writer loses a finished run or leaves something that looks finished.
#include <algorithm>
#include <catch2/catch.hpp>

#include "sim/core/check.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/io/panel_writer.hpp"
#include "tests/support/panel/sample_panel.hpp"
#include "tests/support/panel/scratch_folder.hpp"

using namespace streetlight;
using Catch::Matchers::Contains;

namespace {

/// Writes runs [first, last) and goes away without finishing, as a killed process does.
void write_some(const std::filesystem::path& path, std::size_t first, std::size_t last, Start start = Start::fresh) {
  const PanelShape shape = test::sample_shape();
  const auto keys = test::all_runs(shape);
  PanelWriter writer(path, shape, test::sample_provenance(), start);
  for (std::size_t i = first; i < last; ++i) writer.write(test::sample_run(shape, keys[i]));
}

/// Resumes, writes what is missing, finishes; says how many runs were there already.
std::size_t finish_rest(const std::filesystem::path& path) {
  const PanelShape shape = test::sample_shape();
  PanelWriter writer(path, shape, test::sample_provenance(), Start::resume);
  const std::size_t already = writer.runs_done();
  for (const RunKey& key : test::all_runs(shape))
    if (!writer.already_done(key)) writer.write(test::sample_run(shape, key));
  writer.finish();
  return already;
}

std::string unbroken(const test::ScratchFolder& folder) {
  write_some(folder / "unbroken.h5", 0, 0);
  finish_rest(folder / "unbroken.h5");
  return test::content_of(folder / "unbroken.h5");
}

}  // namespace

TEST_CASE("An unfinished writer leaves the aside file and touches nothing else") {
  test::ScratchFolder folder;
  write_some(folder / "a.h5", 0, 0);
  finish_rest(folder / "a.h5");
  const std::string yesterday = test::content_of(folder / "a.h5");
  write_some(folder / "a.h5", 0, 3);
  CHECK(test::content_of(folder / "a.h5") == yesterday);
  CHECK(std::filesystem::exists(folder / "a.h5.partial"));
  CHECK_THROWS_WITH(PanelReader(folder / "a.h5.partial"), Contains("not finished"));
  std::filesystem::remove(folder / "a.h5");
  CHECK_THROWS_WITH(PanelReader(folder / "a.h5"), Contains("there is no such file yet") && Contains("a.h5.partial"));
  CHECK_THROWS_WITH(PanelReader(folder / "b.h5"), Contains("b.h5: there is no such file."));
}

TEST_CASE("A resumed output has the bytes of an unbroken one, wherever it was torn") {
  test::ScratchFolder folder;
  const std::string whole = unbroken(folder);
  write_some(folder / "a.h5", 0, 7);
  const std::string journal = test::content_of(folder / "a.h5.partial");
  // Lengths spread over the file; near its end the last record is torn, near its start the head is.
  for (std::size_t length = 0; length <= journal.size(); length += 1 + journal.size() / 29) {
    test::write_content(folder / "a.h5.partial", journal.substr(0, length));
    CHECK(finish_rest(folder / "a.h5") <= 7);
    CHECK(test::content_of(folder / "a.h5") == whole);
  }
  test::write_content(folder / "a.h5.partial", journal);
  CHECK(finish_rest(folder / "a.h5") == 7);
}

TEST_CASE("A byte that changed in the journal costs its run, not the result") {
  test::ScratchFolder folder;
  const std::string whole = unbroken(folder);
  write_some(folder / "a.h5", 0, 7);
  const std::string journal = test::content_of(folder / "a.h5.partial");
  write_some(folder / "none.h5", 0, 0);
  const auto head = static_cast<std::size_t>(std::filesystem::file_size(folder / "none.h5.partial"));
  for (std::size_t place = head; place < journal.size(); place += journal.size() / 19) {
    std::string damaged = journal;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x10);
    test::write_content(folder / "a.h5.partial", damaged);
    CHECK(finish_rest(folder / "a.h5") == 6);
    CHECK(test::content_of(folder / "a.h5") == whole);
  }
}

TEST_CASE("Finished runs are not thrown away unasked") {
  test::ScratchFolder folder;
  write_some(folder / "a.h5", 0, 2);
  CHECK_THROWS_WITH(write_some(folder / "a.h5", 0, 1), Contains("holds 2 of 24 runs") && Contains("--resume"));
  CHECK(finish_rest(folder / "a.h5") == 2);
  // An aside file in which no run was finished is not a loss.
  write_some(folder / "b.h5", 0, 0);
  CHECK_NOTHROW(write_some(folder / "b.h5", 0, 1));
}

TEST_CASE("Resuming another experiment is refused with the difference") {
  test::ScratchFolder folder;
  write_some(folder / "a.h5", 0, 2);
  const auto resumed = [&](auto change) {
    PanelShape shape = test::sample_shape();
    Provenance provenance = test::sample_provenance();
    change(shape, provenance);
    PanelWriter writer(folder / "a.h5", shape, provenance, Start::resume);
  };
  CHECK_THROWS_WITH(resumed([](auto&, auto& provenance) { provenance.seed = 2; }),
                    Contains("seed: 18446744073709551615 there, 2 here"));
  CHECK_THROWS_WITH(resumed([](auto&, auto& provenance) { provenance.program_version = "0.2.0"; }),
                    Contains("program version: \"0.1.0\" there, \"0.2.0\" here"));
  CHECK_THROWS_WITH(
      resumed([](auto&, auto& provenance) { provenance.scenario_toml[1] = "programme.enabled = false\n"; }),
      Contains("scenario 2, only there: programme.enabled = true") &&
          Contains("scenario 2, only here: programme.enabled = false"));
  CHECK_THROWS_WITH(resumed([](auto& shape, auto&) { shape.replicates = 5; }), Contains("replicates: 4 there, 5 here"));
  CHECK_THROWS_WITH(resumed([](auto& shape, auto&) { shape.columns.pop_back(); }),
                    Contains("columns, only there: unwarranted_share"));
  CHECK_NOTHROW(resumed([](auto&, auto&) {}));
}

TEST_CASE("A second writer on one output is refused while the first is alive") {
  test::ScratchFolder folder;
  {
    PanelWriter first(folder / "a.h5", test::sample_shape(), test::sample_provenance());
    CHECK_THROWS_WITH(write_some(folder / "a.h5", 0, 1), Contains("another process is writing this output"));
    CHECK_THROWS_WITH(write_some(folder / "a.h5", 0, 1, Start::resume), Contains("another process"));
  }
  CHECK_NOTHROW(write_some(folder / "a.h5", 0, 1));
}

TEST_CASE("A file that is not ours in the aside file's place is left alone") {
  test::ScratchFolder folder;
  const std::string diary = "Dear diary, this is longer than the head of a journal.";
  test::write_content(folder / "a.h5.partial", diary);
  CHECK_THROWS_WITH(write_some(folder / "a.h5", 0, 1), Contains("is in the way"));
  CHECK(test::content_of(folder / "a.h5.partial") == diary);
}
