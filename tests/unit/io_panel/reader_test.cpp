// Files that are not what they should be: always an error that names the file, never a crash, never
// wrong numbers.
#include <sys/mman.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <random>

#include "sim/core/check.hpp"
#include "sim/io/panel_apart.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/io/panel_seal.hpp"
#include "sim/io/panel_writer.hpp"
#include "tests/support/panel/sample_panel.hpp"
#include "tests/support/panel/scratch_folder.hpp"

using namespace streetlight;
using Catch::Matchers::Contains;

namespace {

std::string sample_file(const std::filesystem::path& path) {
  const PanelShape shape = test::sample_shape();
  PanelWriter writer(path, shape, test::sample_provenance());
  for (const RunKey& key : test::all_runs(shape)) writer.write(test::sample_run(shape, key));
  writer.finish();
  return test::content_of(path);
}

void read_everything(const std::filesystem::path& path) {
  const PanelReader reader(path);
  for (const RunKey& key : test::all_runs(reader.shape()))
    for (std::size_t c = 0; c < reader.shape().columns.size(); ++c)
      reader.read(c, {key, 0, reader.shape().times.size(), 0});
}

}  // namespace

TEST_CASE("What is not a panel is refused with the reason") {
  test::ScratchFolder folder;
  CHECK_THROWS_WITH(PanelReader(folder / "none.h5"), Contains("none.h5: there is no such file"));
  CHECK_THROWS_WITH(PanelReader(folder / ""), Contains("is a folder"));
  CHECK_THROWS_WITH(PanelReader("/dev/null"), Contains("not a regular file"));
  test::write_content(folder / "empty.h5", "");
  CHECK_THROWS_WITH(PanelReader(folder / "empty.h5"), Contains("is empty"));
  test::write_content(folder / "text.h5", "month,visits\n1,2\n");
  CHECK_THROWS_WITH(PanelReader(folder / "text.h5"), Contains("is not an HDF5 file"));
}

TEST_CASE("Every changed byte of a sealed file is noticed") {
  test::ScratchFolder folder;
  const std::string whole = sample_file(folder / "a.h5");
  REQUIRE(inspect_seal(folder / "a.h5") == SealState::whole);
  std::mt19937 random(1);
  for (int trial = 0; trial < 300; ++trial) {
    std::string damaged = whole;
    // Not in the seal's own name: without it the file counts as another program's.
    const std::size_t place = random() % (whole.size() - 32);
    damaged[place] = static_cast<char>(damaged[place] ^ (1u << (random() % 8)));
    test::write_content(folder / "b.h5", damaged);
    REQUIRE(inspect_seal(folder / "b.h5") == SealState::broken);
    CHECK_THROWS_AS(PanelReader(folder / "b.h5"), InvalidInput);
  }
}

TEST_CASE("A truncated file is refused") {
  test::ScratchFolder folder;
  const std::string whole = sample_file(folder / "a.h5");
  for (std::size_t length = 1; length + 32 < whole.size(); length += whole.size() / 41) {
    test::write_content(folder / "b.h5", whole.substr(0, length));
    CHECK_THROWS_AS(PanelReader(folder / "b.h5"), InvalidInput);
  }
}

TEST_CASE("A damaged file without a seal is read or refused, and never brings us down") {
  test::ScratchFolder folder;
  std::string whole = sample_file(folder / "a.h5");
  whole.resize(whole.size() - 32);
  test::write_content(folder / "b.h5", whole);
  CHECK_FALSE(PanelReader(folder / "b.h5").sealed());
  std::mt19937 random(2);
  int refused = 0;
  for (int trial = 0; trial < 200; ++trial) {
    std::string damaged = whole;
    for (int flips = 0; flips < 20; ++flips) damaged[random() % damaged.size()] = static_cast<char>(random());
    test::write_content(folder / "b.h5", damaged);
    try {
      read_everything(folder / "b.h5");
    } catch (const InvalidInput& error) {
      CHECK_THAT(error.what(), Contains("b.h5: "));
      ++refused;
    }
  }
  CHECK(refused > 0);
}

TEST_CASE("Work that fails, crashes or never ends is seen from outside") {
  CHECK_FALSE(apart([] {}, "died").has_value());
  CHECK(apart([] { throw InvalidInput("no"); }, "died") == "no");
  CHECK(apart([] { ::raise(SIGKILL); }, "died") == "died");
  CHECK(apart([] { std::abort(); }, "died") == "died");
  CHECK(apart([] { ::_exit(1); }, "died") == "died");
  const auto for_ever = [] {
    for (;;) ::pause();
  };
  CHECK(apart(for_ever, "died", {.seconds = 1}) == "died");
  const auto in_circles = [] {
    while (::getpid() > 0) {
    }
  };
  CHECK(apart(in_circles, "died", {.cpu_seconds = 1}) == "died");
  const auto two_gigabytes = [] {
    if (::mmap(nullptr, std::size_t{2} << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
      throw InvalidInput("no room");
  };
  CHECK_FALSE(apart(two_gigabytes, "died", {.bytes = std::uint64_t{3} << 30}).has_value());
  CHECK(apart(two_gigabytes, "died", {.bytes = std::uint64_t{1} << 30}) == "no room");
}
