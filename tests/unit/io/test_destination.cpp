// What others have at the output's name, or beside it, stays; what a killed process of ours has left does not.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>

#include "sim/core/check.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/io/panel_writer.hpp"
#include "tests/support/panel/sample_panel.hpp"
#include "tests/support/panel/scratch_folder.hpp"

using namespace streetlight;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

const std::string thesis = "my thesis";

Provenance provenance_with(std::uint64_t seed) {
  Provenance provenance = test::sample_provenance();
  provenance.seed = seed;
  return provenance;
}

/// A writer that has made its runs, the first `most` of them.
std::unique_ptr<PanelWriter> worked(const fs::path& path, std::uint64_t seed = 1, std::size_t most = 1000,
                                    Start start = Start::fresh) {
  const PanelShape shape = test::sample_shape();
  auto writer = std::make_unique<PanelWriter>(path, shape, provenance_with(seed), start);
  for (const RunKey& key : test::all_runs(shape))
    if (most > 0 && !writer->already_done(key)) --most, writer->write(test::sample_run(shape, key));
  return writer;
}

std::string result(const test::ScratchFolder& folder, const std::string& name, std::uint64_t seed = 1) {
  worked(folder / name, seed)->finish();
  return test::content_of(folder / name);
}

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// Does something as a process that is killed, which `work` plays with _exit: nothing is tidied up.
template <class Work>
void killed_after(Work work) {
  const pid_t process = ::fork();
  if (process == 0) {
    work();
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(process, &status, 0) == process);
  REQUIRE(status == 0);
}

}  // namespace

TEST_CASE("A file that appears at the output's name during the work stays, and so do the runs") {
  test::ScratchFolder folder;
  const std::string wanted = result(folder, "wanted.h5");
  const auto writer = worked(folder / "a.h5");
  test::write_content(folder / "a.h5", thesis);
  CHECK_THROWS_WITH(writer->finish(), Contains("another program has made or changed a file of this name") &&
                                          Contains("safe in") && Contains("a.h5.partial"));
  CHECK(test::content_of(folder / "a.h5") == thesis);
  CHECK_FALSE(fs::exists(folder / "a.h5.finishing"));
  fs::remove(folder / "a.h5");
  CHECK(writer->finish());
  CHECK(test::content_of(folder / "a.h5") == wanted);
}

TEST_CASE("An earlier result that is changed, replaced or removed during the work") {
  test::ScratchFolder folder;
  const std::string wanted = result(folder, "wanted.h5"), earlier = result(folder, "a.h5", 2);
  const auto writer = worked(folder / "a.h5");
  SECTION("changed in place") {
    std::fstream(folder / "a.h5", std::ios::in | std::ios::out | std::ios::binary).write("note", 4);
    CHECK_THROWS_WITH(writer->finish(), Contains("another program has made or changed"));
    CHECK(test::content_of(folder / "a.h5") == "note" + earlier.substr(4));
  }
  SECTION("replaced by the same bytes") {
    test::write_content(folder / "b.h5", earlier);
    fs::rename(folder / "b.h5", folder / "a.h5");
    CHECK_THROWS_WITH(writer->finish(), Contains("another program has made or changed"));
    CHECK(test::content_of(folder / "a.h5") == earlier);
  }
  SECTION("removed: there is nothing to lose") {
    fs::remove(folder / "a.h5");
    CHECK(writer->finish());
    CHECK(test::content_of(folder / "a.h5") == wanted);
  }
  SECTION("left alone") {
    CHECK(writer->finish());
    CHECK(test::content_of(folder / "a.h5") == wanted);
  }
}

TEST_CASE("A result that was edited in place, or that is protected, is not replaced") {
  test::ScratchFolder folder;
  std::string edited = result(folder, "a.h5");
  edited[edited.size() / 2] = static_cast<char>(edited[edited.size() / 2] ^ 1);
  test::write_content(folder / "a.h5", edited);
  CHECK_THROWS_WITH(worked(folder / "a.h5"), Contains("has been changed since this program wrote it"));
  CHECK(test::content_of(folder / "a.h5") == edited);
  test::write_content(folder / "b.h5", thesis);
  CHECK_THROWS_WITH(worked(folder / "b.h5"), Contains("is not a result file as this program leaves it"));
  result(folder, "c.h5");
  REQUIRE(::chmod((folder / "c.h5").c_str(), 0444) == 0);
  CHECK_THROWS_WITH(worked(folder / "c.h5"), Contains("protected against writing"));
  CHECK(files_in(folder / ".") == 3);
}

TEST_CASE("A link as the output's name is followed, once") {
  test::ScratchFolder folder;
  const std::string wanted = result(folder, "wanted.h5");
  fs::create_directory(folder / "scratch");
  if (GENERATE(true, false)) result(folder, "scratch/r.h5", 2);
  fs::create_symlink("scratch/r.h5", folder / "b.h5");
  fs::create_symlink("b.h5", folder / "a.h5");
  {
    const auto writer = worked(folder / "a.h5");
    CHECK(fs::exists(folder / "scratch/r.h5.partial"));
    fs::remove(folder / "b.h5");
    fs::create_symlink("elsewhere.h5", folder / "b.h5");
    writer->finish();
  }
  CHECK(fs::is_symlink(folder / "a.h5"));
  CHECK(test::content_of(folder / "scratch/r.h5") == wanted);
  CHECK(files_in(folder / "scratch") == 1);

  fs::create_symlink("circle.h5", folder / "circle.h5");
  CHECK_THROWS_WITH(worked(folder / "circle.h5"), Contains("circles"));
  fs::create_symlink("none/r.h5", folder / "nowhere.h5");
  CHECK_THROWS_WITH(worked(folder / "nowhere.h5"), Contains("there is no such folder"));
}

TEST_CASE("What others have beside the output is never touched") {
  test::ScratchFolder folder;
  const std::string wanted = result(folder, "wanted.h5");
  test::write_content(folder / "target", thesis);
  test::write_content(folder / "a.h5.finishing", thesis);
  fs::create_symlink("target", folder / "b.h5.finishing");
  fs::create_directory(folder / "c.h5.finishing");
  result(folder, "d.h5.finishing", 3);  // a whole result that somebody chose to call so
  test::write_content(folder / "d.h5.2.finishing", "");
  const std::string third = test::content_of(folder / "d.h5.finishing");
  const std::size_t files = files_in(folder / ".");
  for (const std::string name : {"a.h5", "b.h5", "c.h5", "d.h5"}) {
    worked(folder / name)->finish();
    CHECK(test::content_of(folder / name) == wanted);
  }
  CHECK(test::content_of(folder / "target") == thesis);
  CHECK(test::content_of(folder / "a.h5.finishing") == thesis);
  CHECK(fs::is_symlink(folder / "b.h5.finishing"));
  CHECK(fs::is_directory(folder / "c.h5.finishing"));
  CHECK(test::content_of(folder / "d.h5.finishing") == third);
  CHECK(files_in(folder / ".") == files + 4);

  // Nor is a journal's name that is a link followed.
  fs::create_symlink("target", folder / "e.h5.partial");
  CHECK_THROWS_WITH(worked(folder / "e.h5"), Contains("e.h5.partial: is in the way: it is a link"));
  REQUIRE(::mkfifo((folder / "f.h5.partial").c_str(), 0600) == 0);
  CHECK_THROWS_WITH(worked(folder / "f.h5"), Contains("f.h5.partial: is in the way: it is not a regular file"));
  CHECK(test::content_of(folder / "target") == thesis);
}

TEST_CASE("What a killed process was making is known by its journal's note, and nothing else is") {
  test::ScratchFolder folder;
  const std::string wanted = result(folder, "wanted.h5");
  const std::string identity = "{}";
  const auto killed = [&](const std::string& content) {
    killed_after([&] {
      const Destination place(folder / "a.h5");
      PanelJournal journal(folder / "a.h5.partial", identity, Start::resume);
      if (!journal.contains({0, 0, 0})) journal.append({0, 0, 0}, Bytes(10, 7));
      const MadeAside aside(place);
      journal.note(aside.which());
      test::write_content(folder / aside.which().name, content);
      ::_exit(0);
    });
  };
  const std::string half = wanted.substr(0, wanted.size() / 2);
  for (const std::string& content : {std::string(), half, std::string(2000, '\0'), wanted}) {
    killed(content);
    REQUIRE(fs::exists(folder / "a.h5.finishing"));
    const PanelJournal journal(folder / "a.h5.partial", identity, Start::resume);
    CHECK(journal.records().size() == 1);
    CHECK_FALSE(fs::exists(folder / "a.h5.finishing"));
  }
  // Again and again: they do not pile up.
  for (int time = 0; time < 3; ++time) killed(half);
  CHECK(files_in(folder / ".") == 3);
  // Another file that has been given the name meanwhile is somebody else's.
  fs::rename(folder / "a.h5.finishing", folder / "mine");
  test::write_content(folder / "a.h5.finishing", half);
  { PanelJournal(folder / "a.h5.partial", identity, Start::resume); }
  CHECK(test::content_of(folder / "a.h5.finishing") == half);
  // So is one that no journal tells of, whatever is in it.
  fs::remove(folder / "a.h5.partial");
  { PanelJournal(folder / "a.h5.partial", identity, Start::resume); }
  CHECK(fs::exists(folder / "a.h5.finishing"));
}

TEST_CASE("An earlier result that holds more is not replaced") {
  test::ScratchFolder folder;
  const std::string wanted = result(folder, "a.h5");
  {
    // Of another experiment: it stays when runs of this one failed.
    const auto writer = worked(folder / "a.h5", 2, 5);
    CHECK_FALSE(writer->finish(3));
    CHECK(test::content_of(folder / "a.h5") == wanted);
    CHECK(writer->runs_done() == 5);
  }
  fs::remove(folder / "a.h5.partial");
  {
    // None was done: nothing is left beside it either.
    const auto writer = worked(folder / "a.h5", 2, 0);
    CHECK_FALSE(writer->finish(24));
    CHECK(files_in(folder / ".") == 1);
  }
  {
    // Of this experiment: it stays whenever it has a run that the new one lacks.
    const auto writer = worked(folder / "a.h5", 1, 5);
    CHECK_THROWS_WITH(writer->check_replaces([](const RunKey& key) { return key.scenario == 0; }),
                      Contains("of this very experiment") && Contains("--resume"));
    CHECK_NOTHROW(writer->check_replaces([](const RunKey&) { return true; }));
    CHECK_FALSE(writer->finish());
    CHECK(test::content_of(folder / "a.h5") == wanted);
  }
  {
    // With what is missing added it takes its place.
    const auto writer = worked(folder / "a.h5", 1, 1000, Start::resume);
    CHECK(writer->finish());
    CHECK(test::content_of(folder / "a.h5") == wanted);
  }
  CHECK(files_in(folder / ".") == 1);
}

TEST_CASE("A name that leaves no room for the files beside it is refused before anything runs") {
  test::ScratchFolder folder;
  CHECK_NOTHROW(worked(folder / (std::string(237, 'a') + ".h5"))->finish());
  CHECK_THROWS_WITH(worked(folder / (std::string(243, 'a') + ".h5")), Contains("the name is too long"));
  CHECK(files_in(folder / ".") == 1);
}
