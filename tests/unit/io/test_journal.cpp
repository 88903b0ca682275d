// The journal alone: torn at every byte, damaged at every byte.
#include "sim/io/panel_journal.hpp"

#include <catch2/catch.hpp>
#include <memory>

#include "sim/core/check.hpp"
#include "tests/support/panel/scratch_folder.hpp"

using namespace streetlight;
using Catch::Matchers::Contains;

namespace {

const std::string identity = R"({"program version":"1","seed":1})";
constexpr std::size_t head_size = 8 + 8 + 32 + 4;
constexpr std::uint32_t runs = 4;

/// The run's payload: other bytes and another size for each run, one of them none, one with a record's first bytes in
/// it.
Bytes payload(std::uint32_t run) {
  Bytes bytes;
  for (std::uint32_t i = 0; i < 9 * run; ++i) bytes.push_back(static_cast<unsigned char>(17 * run + 5 * i));
  if (run == 2)
    for (const char letter : {'R', 'U', 'N', '1'}) bytes.push_back(static_cast<unsigned char>(letter));
  return bytes;
}

void append_missing(PanelJournal& journal) {
  for (std::uint32_t run = 0; run < runs; ++run)
    if (!journal.contains({0, run, 0})) journal.append({0, run, 0}, payload(run));
}

/// Every run has its payload.
void check_content(const PanelJournal& journal) {
  CHECK(journal.records().size() == runs);
  for (const auto& [key, place] : journal.records()) CHECK(journal.read(key) == payload(key.point));
}

std::string whole_journal(const test::ScratchFolder& folder) {
  PanelJournal journal(folder / "whole", identity, Start::fresh);
  append_missing(journal);
  return test::content_of(folder / "whole");
}

/// The ends of the head and of each record.
std::vector<std::size_t> ends() {
  std::vector<std::size_t> ends{head_size};
  for (std::uint32_t run = 0; run < runs; ++run) ends.push_back(ends.back() + 24 + payload(run).size() + 4);
  return ends;
}

}  // namespace

TEST_CASE("A journal cut off at any byte keeps its whole records and ends in the same bytes") {
  test::ScratchFolder folder;
  const std::string whole = whole_journal(folder);
  REQUIRE(whole.size() == ends().back());
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    test::write_content(folder / "a", whole.substr(0, length));
    PanelJournal journal(folder / "a", identity, Start::resume);
    std::size_t kept = 0;
    while (kept < runs && ends()[kept + 1] <= length) ++kept;
    CHECK(journal.records().size() == kept);
    append_missing(journal);
    CHECK(test::content_of(folder / "a") == whole);
  }
}

TEST_CASE("A changed byte costs one run, and of the head none: the file is refused and left alone") {
  test::ScratchFolder folder;
  const std::string whole = whole_journal(folder);
  for (std::size_t place = 0; place < whole.size(); ++place) {
    std::string damaged = whole;
    damaged[place] = static_cast<char>(damaged[place] ^ (place % 2 == 0 ? 0x81 : 0xff));
    test::write_content(folder / "a", damaged);
    if (place < head_size) {
      CHECK_THROWS_WITH(PanelJournal(folder / "a", identity, Start::resume),
                        Contains(place < 8 ? "is in the way" : "beginning is damaged"));
      CHECK(test::content_of(folder / "a") == damaged);
      continue;
    }
    PanelJournal journal(folder / "a", identity, Start::resume);
    CHECK(journal.records().size() == runs - 1);
    append_missing(journal);
    check_content(journal);
  }
}

TEST_CASE("Blocks that a power cut kept from the disk cost the runs in them, and what follows can be resumed again") {
  test::ScratchFolder folder;
  const std::string whole = whole_journal(folder);
  for (std::size_t place = head_size; place < whole.size(); ++place) {
    std::string damaged = whole;
    for (std::size_t i = place; i < std::min(place + 30, whole.size()); ++i) damaged[i] = '\0';
    test::write_content(folder / "a", damaged);
    {
      PanelJournal journal(folder / "a", identity, Start::resume);
      CHECK(journal.records().size() >= runs - 3);
      append_missing(journal);
    }
    PanelJournal again(folder / "a", identity, Start::resume);
    check_content(again);
  }
  // A head of zeros was never written: nothing can be behind it.
  test::write_content(folder / "a", std::string(head_size, '\0'));
  CHECK_NOTHROW(PanelJournal(folder / "a", identity, Start::fresh));
  // Zeros in a head that has runs behind it are damage.
  test::write_content(folder / "a", std::string(head_size, '\0') + whole.substr(head_size));
  CHECK_THROWS_AS(PanelJournal(folder / "a", identity, Start::resume), InvalidInput);
}

TEST_CASE("A short file that is not ours is left alone") {
  test::ScratchFolder folder;
  for (const std::string content : {"x", "hello", "a line of text", "SLJOUR02"}) {
    test::write_content(folder / "a", content);
    CHECK_THROWS_AS(PanelJournal(folder / "a", identity, Start::resume), InvalidInput);
    CHECK(test::content_of(folder / "a") == content);
  }
}

TEST_CASE("A fresh start is told what is there, and whether it can be gone on with") {
  test::ScratchFolder folder;
  const std::string mine = R"({"seed":1,"scenarios":["A","B"],"points":3,"replicates":4})";
  const std::string other = R"({"seed":2,"scenarios":["A","B"],"points":3,"replicates":4})";
  append_missing(*std::make_unique<PanelJournal>(folder / "a", mine, Start::fresh));
  const std::string before = test::content_of(folder / "a");
  CHECK_THROWS_WITH(PanelJournal(folder / "a", mine, Start::fresh), Contains("holds 4 of 24 runs, the last of 20") &&
                                                                        Contains("UTC, of this experiment") &&
                                                                        Contains("Go on from them with --resume"));
  CHECK_THROWS_WITH(PanelJournal(folder / "a", other, Start::fresh), Contains("holds 4 of 24 runs") &&
                                                                         Contains("--resume would not go on") &&
                                                                         Contains("seed: 1 there, 2 here"));
  CHECK(test::content_of(folder / "a") == before);
}
