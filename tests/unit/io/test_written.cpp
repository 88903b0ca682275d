// A result is read back and compared with the journal that it was made from.
#include <catch2/catch.hpp>
#include <filesystem>

#include "sim/core/check.hpp"
#include "sim/io/panel_check.hpp"
#include "sim/io/panel_identity.hpp"
#include "sim/io/panel_writer.hpp"
#include "tests/support/panel/sample_panel.hpp"
#include "tests/support/panel/scratch_folder.hpp"

using namespace streetlight;
using Catch::Matchers::Contains;

namespace {

/// A journal that holds `runs`, and the same runs' bytes as a result at `folder / "a.h5"`.
struct Written {
  test::ScratchFolder folder;
  PanelShape shape = test::sample_shape();
  Provenance provenance = test::sample_provenance();

  Written() {
    PanelWriter writer(folder / "a.h5", shape, provenance);
    for (const RunKey& key : test::all_runs(shape)) writer.write(test::sample_run(shape, key));
    writer.finish();
  }

  /// Compares the result with a journal of runs that `change` has changed first.
  template <class Change>
  void check(Change change) const {
    std::filesystem::remove(folder / "j");
    PanelJournal journal(folder / "j", panel_identity(shape, provenance), Start::fresh);
    for (const RunKey& key : test::all_runs(shape)) {
      RunResult run = test::sample_run(shape, key);
      if (change(run)) journal.append(key, pack(shape, ChunkGrid(shape), run));
    }
    check_result(folder / "a.h5", shape, provenance, journal);
  }
};

}  // namespace

TEST_CASE("What was written is what the journal holds, run for run and cell for cell") {
  const Written written;
  CHECK_NOTHROW(written.check([](RunResult&) { return true; }));
  const RunKey last = test::all_runs(written.shape).back();
  SECTION("a cell") {
    CHECK_THROWS_WITH(written.check([&](RunResult& run) {
      if (run.key == last) run.values.back() = run.values.back() == 3 ? 4 : 3;
      return true;
    }),
                      Contains("a run's values differ"));
  }
  SECTION("a cell of a table") {
    CHECK_THROWS_WITH(written.check([&](RunResult& run) {
      if (run.key == last) run.tables.back().back() += 1;
      return true;
    }),
                      Contains("a run's values differ"));
  }
  SECTION("a row of a table") {
    CHECK_THROWS_WITH(written.check([&](RunResult& run) {
      if (run.key == last) run.tables.back().clear();
      return true;
    }),
                      Contains("a run's values differ"));
  }
  SECTION("a run too many") {
    CHECK_THROWS_WITH(written.check([&](RunResult& run) { return run.key != last; }), Contains("list of runs differs"));
  }
}

TEST_CASE("What a result says of its experiment is compared too") {
  const Written written;
  const PanelJournal journal(written.folder / "j", panel_identity(written.shape, written.provenance), Start::fresh);
  const auto differs = Contains("the description of the experiment differs");
  Provenance provenance = written.provenance;
  provenance.title += "!";
  CHECK_THROWS_WITH(check_result(written.folder / "a.h5", written.shape, provenance, journal), differs);
  provenance = written.provenance;
  provenance.parameters.back().source += "!";
  CHECK_THROWS_WITH(check_result(written.folder / "a.h5", written.shape, provenance, journal), differs);
  PanelShape shape = written.shape;
  shape.columns.back().meaning += "!";
  CHECK_THROWS_WITH(check_result(written.folder / "a.h5", shape, written.provenance, journal), differs);
}

TEST_CASE("A result with one changed byte is not what was written, wherever it is") {
  const Written written;
  const PanelJournal journal(written.folder / "j", panel_identity(written.shape, written.provenance), Start::fresh);
  const std::string whole = test::content_of(written.folder / "a.h5");
  for (std::size_t place = 0; place < whole.size(); place += 1 + whole.size() / 23) {
    std::string damaged = whole;
    damaged[place] = static_cast<char>(damaged[place] ^ 4);
    test::write_content(written.folder / "a.h5", damaged);
    CHECK_THROWS(check_result(written.folder / "a.h5", written.shape, written.provenance, journal));
  }
}
