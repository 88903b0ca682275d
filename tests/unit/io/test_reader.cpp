// Files that are not what they should be: always an error that names the file, never a crash, never
// wrong numbers.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <random>

#include "sim/core/check.hpp"
#include "sim/io/panel_apart.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/io/panel_seal.hpp"
#include "sim/io/panel_store.hpp"
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

TEST_CASE("A file that was changed and sealed again is read with the same care") {
  test::ScratchFolder folder;
  std::string whole = sample_file(folder / "a.h5");
  whole.resize(whole.size() - 32);
  std::mt19937 random(3);
  int refused = 0;
  for (int trial = 0; trial < 200; ++trial) {
    std::string forged = whole;
    for (int flips = 0; flips < 20; ++flips) forged[random() % forged.size()] = static_cast<char>(random());
    test::write_content(folder / "b.h5", forged);
    const int file = ::open((folder / "b.h5").c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(file >= 0);
    seal(file);
    ::close(file);
    REQUIRE(inspect_seal(folder / "b.h5") == SealState::whole);
    try {
      read_everything(folder / "b.h5");
      PanelStore store(folder / "b.h5");
      for (const RunKey& key : store.runs()) store.packed(key);
    } catch (const InvalidInput& error) {
      CHECK_THAT(error.what(), Contains("b.h5: "));
      ++refused;
    }
  }
  CHECK(refused > 0);
}

TEST_CASE("A process apart answers until it dies, with its own limits and none of our files") {
  using Bytes = AnswersApart::Bytes;
  int asked = 0;
  const auto answer = [&asked](std::span<const unsigned char> question) -> Bytes {
    ++asked;  // there, not here
    switch (question[0]) {
      case 'n':
        return {static_cast<unsigned char>(asked)};
      case 'e':
        throw InvalidInput("no");
      case 'r':
        throw std::runtime_error("went wrong");
      case 'f':  // of the files that this process has open, only its channel and what the streams became
        return {static_cast<unsigned char>(::fcntl(question[1], F_GETFD) >= 0)};
      case 'c':
        while (::getpid() > 0) {
        }
        return {};
      default:
        ::raise(SIGSEGV);
        return {};
    }
  };
  const auto ask = [](AnswersApart& process, Bytes question) { return process.ask(question); };
  test::ScratchFolder folder;
  const int opened = ::open((folder / "ours").c_str(), O_CREAT | O_RDWR, 0600);
  const int ours = ::fcntl(opened, F_DUPFD, 100);
  AnswersApart process(answer, "died", {.seconds = 60, .cpu_seconds = 1});
  CHECK(ask(process, {'n'}) == Bytes{1});
  CHECK_THROWS_WITH(ask(process, {'e'}), "no");
  CHECK_THROWS_AS(ask(process, {'e'}), InvalidInput);
  CHECK_THROWS_WITH(ask(process, {'r'}), "went wrong");
  CHECK(ask(process, {'f', static_cast<unsigned char>(ours)}) == Bytes{0});
  CHECK(ask(process, {'n'}) == Bytes{6});
  CHECK_THROWS_WITH(ask(process, {'c'}), "died");
  CHECK_THROWS_WITH(ask(process, {'n'}), "died");
  CHECK(asked == 0);
  AnswersApart another(answer, "died too", {});
  CHECK_THROWS_WITH(ask(another, {'s'}), "died too");
  ::close(ours);
  ::close(opened);
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
