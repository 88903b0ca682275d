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
  refused("0 1\n2 x\n", "ties.txt:2:3: \"x\" is no entity number");
  refused("0 1\n\n  2.5 1\n", "ties.txt:3:3: \"2.5\" is no entity number");
  refused("-1 1\n", "ties.txt:1:1: \"-1\" is no entity number");
  refused("0,1\n", "ties.txt:1:1: \"0,1\" is no entity number");
  refused("0 5\n", "ties.txt:1:3: 5 is out of range: the entities are numbered 0 to 4");
  refused("99999999999999999999999 1\n", "ties.txt:1:1: 99999999999999999999999 is out of range");
  refused("4294967296 1\n", "ties.txt:1:1: 4294967296 is out of range");
  refused("0 1\n3 3\n", "ties.txt:2:3: entity 3 is tied to itself");
  refused("0 1\n3 # 4\n", "ties.txt:2:3: one number stands alone");
  refused("0 1 7\n", "ties.txt:1:5: more than two entries");
  refused("0 \x01\x02\n", "ties.txt:1:3: \"??\" is no entity number");
  refused("0 0\n", "ties.txt:1:1: 0 is out of range", 0);
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
