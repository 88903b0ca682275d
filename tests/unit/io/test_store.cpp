// Runs that are carried from finished files into another one leave no trace of the way they went.
#include <catch2/catch.hpp>

#include "sim/core/check.hpp"
#include "sim/io/panel_identity.hpp"
#include "sim/io/panel_store.hpp"
#include "sim/io/panel_writer.hpp"
#include "tests/support/panel/sample_panel.hpp"
#include "tests/support/panel/scratch_folder.hpp"

using namespace streetlight;
using Catch::Matchers::Contains;

namespace {

using Chosen = bool (*)(const RunKey&);

/// A finished file with the chosen runs of the sample.
void write_file(const std::filesystem::path& path, Chosen chosen) {
  const PanelShape shape = test::sample_shape();
  PanelWriter writer(path, shape, test::sample_provenance());
  for (const RunKey& key : test::all_runs(shape))
    if (chosen(key)) writer.write(test::sample_run(shape, key));
  writer.finish();
}

bool every(const RunKey&) { return true; }
bool even(const RunKey& key) { return (key.point + key.replicate) % 2 == 0; }
bool odd(const RunKey& key) { return !even(key); }

}  // namespace

TEST_CASE("Runs carried over from two files make the file that has always had them") {
  test::ScratchFolder folder;
  write_file(folder / "whole.h5", every);
  write_file(folder / "even.h5", even);
  write_file(folder / "odd.h5", odd);
  {
    const PanelStore first(folder / "even.h5");
    PanelWriter writer(folder / "m.h5", first.shape(), first.provenance());
    for (const char* name : {"odd.h5", "even.h5"}) {
      PanelStore store(folder / name);
      for (const RunKey& key : store.runs()) writer.write_packed(key, store.packed(key));
    }
    writer.finish();
  }
  CHECK(test::content_of(folder / "m.h5") == test::content_of(folder / "whole.h5"));
}

TEST_CASE("Runs may be passed over: the tables keep pace") {
  test::ScratchFolder folder;
  write_file(folder / "whole.h5", every);
  write_file(folder / "odd.h5", odd);
  {
    PanelStore store(folder / "whole.h5");
    PanelWriter writer(folder / "m.h5", store.shape(), store.provenance());
    for (const RunKey& key : store.runs())
      if (odd(key)) writer.write_packed(key, store.packed(key));
    writer.finish();
  }
  CHECK(test::content_of(folder / "m.h5") == test::content_of(folder / "odd.h5"));
}

TEST_CASE("A layout and the one its file gives back have one identity") {
  test::ScratchFolder folder;
  PanelShape shape = test::sample_shape();
  shape.columns.front().unit = "";
  shape.design = {{"number", "word", "mixed"}, {}, {}};
  for (std::size_t point = 0; point < shape.points; ++point) {
    const double number = 0.1 * static_cast<double>(point + 1);
    shape.design.text.push_back({"0.10", "\"covert\"", point == 0 ? "3" : "\"none\""});
    shape.design.number.push_back({number, fill_real, point == 0 ? 3.0 : fill_real});
  }
  PanelWriter(folder / "a.h5", shape, test::sample_provenance()).finish();
  const PanelStore store(folder / "a.h5");
  CHECK(panel_identity(store.shape(), store.provenance()) == panel_identity(shape, test::sample_provenance()));
  PanelShape other = shape;
  other.design.number[1][0] += 1e-12;
  CHECK(panel_identity(store.shape(), store.provenance()) != panel_identity(other, test::sample_provenance()));
}

TEST_CASE("A finished file is kept and added to, or left as it is") {
  test::ScratchFolder folder;
  const PanelShape shape = test::sample_shape();
  write_file(folder / "whole.h5", every);
  write_file(folder / "a.h5", even);
  const std::string before = test::content_of(folder / "a.h5");
  {
    PanelWriter writer(folder / "a.h5", shape, test::sample_provenance(), Start::resume);
    writer.keep_finished();
    CHECK(writer.runs_done() == test::all_runs(shape).size() / 2);
    writer.finish();
  }
  CHECK(test::content_of(folder / "a.h5") == before);
  {
    PanelWriter writer(folder / "a.h5", shape, test::sample_provenance(), Start::resume);
    writer.keep_finished();
    for (const RunKey& key : test::all_runs(shape))
      if (!writer.already_done(key)) writer.write(test::sample_run(shape, key));
    CHECK(writer.runs_done() == test::all_runs(shape).size());
    writer.finish();
  }
  CHECK(test::content_of(folder / "a.h5") == test::content_of(folder / "whole.h5"));
}

TEST_CASE("A finished file of another experiment is kept only out of the way of runs that replace it") {
  test::ScratchFolder folder;
  const PanelShape shape = test::sample_shape();
  write_file(folder / "a.h5", even);
  Provenance other = test::sample_provenance();
  other.seed = 2;
  {
    PanelWriter writer(folder / "a.h5", shape, other, Start::resume);
    CHECK_THROWS_WITH(writer.keep_finished(), Contains("finished result of another experiment") && Contains("2 here"));
  }
  CHECK_FALSE(std::filesystem::exists(folder / "a.h5.partial"));
  {
    PanelWriter writer(folder / "a.h5", shape, other, Start::fresh);
    writer.write(test::sample_run(shape, {0, 0, 0}));
  }
  PanelWriter writer(folder / "a.h5", shape, other, Start::resume);
  CHECK_NOTHROW(writer.keep_finished());
  CHECK(writer.runs_done() == 1);
}

TEST_CASE("What other processes of an output left is taken in, once") {
  test::ScratchFolder folder;
  const PanelShape shape = test::sample_shape();
  const auto keys = test::all_runs(shape);
  const auto write_as = [&](unsigned process, std::size_t first, std::size_t last) {
    PanelWriter writer(folder / "a.h5", shape, test::sample_provenance(), Start::fresh, process);
    for (std::size_t i = first; i < last; ++i) writer.write(test::sample_run(shape, keys[i]));
  };
  write_as(1, 0, 5);
  write_as(12, 3, 9);  // runs 3 and 4 are in both, as after a kill between taking in and deleting
  CHECK_THROWS_WITH(write_as(0, 0, 1), Contains("holds") && Contains("finished before it was interrupted"));
  PanelWriter writer(folder / "a.h5", shape, test::sample_provenance(), Start::resume);
  CHECK(writer.runs_done() == 9);
  CHECK_FALSE(std::filesystem::exists(folder / "a.h5.1.partial"));
  CHECK_FALSE(std::filesystem::exists(folder / "a.h5.12.partial"));
  CHECK(std::filesystem::exists(folder / "a.h5.partial"));
}
