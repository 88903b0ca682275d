// The edge-list reader: what it takes, and where it says a file is wrong.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/core/check.hpp"
#include "sim/network/edge_list.hpp"
#include "tests/support/networks.hpp"

using namespace streetlight;

namespace {

EdgeList read(const std::string& text, std::uint32_t entities = 5) {
  std::istringstream in(text);
  return read_edge_list(in, "ties.txt", entities);
}

void refused(const std::string& text, const std::string& message, std::uint32_t entities = 5) {
  CHECK_THROWS_AS(read(text, entities), InvalidInput);
  CHECK_THROWS_WITH(read(text, entities), Catch::StartsWith(message));
}

}  // namespace

TEST_CASE("comments, blanks, tabs, empty lines and Windows line ends are read over") {
  const EdgeList list = read("# who knows whom\n\n0 1\n\t1\t 2 # close\r\n   \n4 0\r\n3 4");
  CHECK(flaw(list.network) == "");
  CHECK(list.network.entities() == 5);
  CHECK(list.network.ties() == 4);
  CHECK(list.repeats == 0);
  CHECK(list.network.tied(3, 4));
}

TEST_CASE("repeats are merged and counted") {
  const EdgeList list = read("0 1\n1 0\n0 1\n2 3\n");
  CHECK(list.network.ties() == 2);
  CHECK(list.repeats == 2);
}

TEST_CASE("an empty file is a network without ties") { CHECK(read("# nobody\n").network.ties() == 0); }

TEST_CASE("a wrong file is refused with the place") {
  refused("0 1\n2 x\n", "ties.txt:2:3: \"x\" is not an entity number");
  refused("0 1\n\n  2.5 1\n", "ties.txt:3:3: \"2.5\" is not an entity number");
  refused("-1 1\n", "ties.txt:1:1: \"-1\" is not an entity number");
  refused("0,,1\n", "ties.txt:1:3: \",\" is not an entity number");
  refused("0, 1,\n", "ties.txt:1:5: more than two entries");
  refused("source target\n0 1\n",
          "ties.txt:1:1: \"source\" is not an entity number: write whole numbers from 0, and begin");
  refused("0 5\n", "ties.txt:1:3: 5 is out of range: the entities are numbered 0 to 4");
  refused("99999999999999999999999 1\n", "ties.txt:1:1: 99999999999999999999999 is out of range");
  refused("4294967296 1\n", "ties.txt:1:1: 4294967296 is out of range");
  refused("0 1\n3 3\n", "ties.txt:2:3: entity 3 is tied to itself");
  refused("0 1\n3 # 4\n", "ties.txt:2:3: one number stands alone");
  refused("0 1 7\n", "ties.txt:1:5: more than two entries");
  refused("0 \x01\x02\n", "ties.txt:1:3: \"??\" is not an entity number");
  refused("0 0\n", "ties.txt:1:1: 0 is out of range", 0);
}

TEST_CASE("however lines end, the list is the same") {
  const std::string text = "# From\tTo\n0 1\n\n1 2 # near\n3 4\n";
  const auto with_ends = [&](const std::string& end) {
    std::string out;
    for (const char c : text) out += c == '\n' ? end : std::string(1, c);
    return out;
  };
  const PlainRows rows = read(text).network.plain_rows();
  CHECK(rows.targets.size() == 6);
  for (const std::string end : {"\r", "\r\n", "\n\r"}) CHECK(read(with_ends(end)).network.plain_rows() == rows);
  CHECK(read("\xef\xbb\xbf" + text).network.plain_rows() == rows);
  CHECK(read("% a list\r0;1\r1,2\r3 ,\t4").network.plain_rows() == rows);
  refused("0 1\r\r2 x\r", "ties.txt:3:3: \"x\" is not an entity number");
}

TEST_CASE("files that are not plain text are refused in words") {
  refused(std::string("\xff\xfe"
                      "0\0 \0001\0",
                      8),
          "ties.txt:1:1: the file is saved as UTF-16");
  refused(std::string("\xfe\xff\0"
                      "0\0 \0001",
                      8),
          "ties.txt:1:1: the file is saved as UTF-16");
  refused(std::string("0\0 \0001\0\n\0", 8), "ties.txt:1:2: a byte of 0");
  refused("\x1f\x8b\x08\x01\x02", "ties.txt:1:1: the file is compressed by gzip");
  refused(std::string("\x1f\x8b\x08\0\0\0", 6), "ties.txt:1:1: the file is compressed by gzip");
  refused("PK\x03\x04", "ties.txt:1:1: the file is a zip archive or a spreadsheet");
  refused(std::string(100'000, '7'), "ties.txt:1:1: this line is longer");
}

TEST_CASE("a list that is numbered from 1 is refused as such") {
  refused("1 2\n4 5\n",
          "ties.txt:2:3: 5 is out of range: the entities are numbered 0 to 4 (from 0, not from 1); the list "
          "seems to be numbered from 1 to 5: subtract 1 from each number");
  CHECK_THROWS_WITH(read("0 5\n"), !Catch::Contains("seems"));
  CHECK_THROWS_WITH(read("1 6\n"), !Catch::Contains("seems"));
}

TEST_CASE("a summary says what is in a list") {
  std::istringstream in("1 2\n2 3\n3 1\n");
  const EdgeListSummary list = summarise_edge_list(in, "ties.txt", 10);
  CHECK(list.lines == 3);
  CHECK(list.tied == 3);
  CHECK(list.lowest == 1);
  CHECK(list.highest == 3);
  std::istringstream none("# nobody\n\n");
  CHECK_THROWS_WITH(summarise_edge_list(none, "ties.txt", 10), Catch::StartsWith("ties.txt: has no ties"));
}

TEST_CASE("files are read from disk, and what cannot be read is said") {
  const auto folder = std::filesystem::temp_directory_path();
  const auto path = folder / "streetlight_edge_list_test.txt";
  std::ofstream(path) << "0 1\n1 2\n";
  CHECK(read_edge_list(path, 3).network.ties() == 2);
  std::filesystem::remove(path);
  CHECK_THROWS_WITH(read_edge_list(path, 3), Catch::Contains("cannot be opened"));
  CHECK_THROWS_WITH(read_edge_list(folder, 3), Catch::Contains("is a folder"));
}
