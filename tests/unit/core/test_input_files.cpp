// Input files: their digests, and that a change between two looks is noticed.
#include "sim/core/input_files.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <sstream>

#include "sim/core/check.hpp"
#include "tests/support/files.hpp"

using namespace streetlight;
using streetlight::test::TemporaryFolder;

namespace {

std::string all_of(std::istream& in) {
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

TEST_CASE("the digest is the one that the standard gives") {
  const TemporaryFolder folder;
  // FIPS 180-4, examples
  CHECK(digest_of(folder.write("abc", "abc")).sha256 ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(digest_of(folder.write("empty", "")).sha256 ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const FileDigest million = digest_of(folder.write("a", std::string(1'000'000, 'a')));
  CHECK(million.bytes == 1'000'000);
  CHECK(million.sha256 == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a reader that stops early does not change the digest") {
  const TemporaryFolder folder;
  const auto path = folder.write("long", std::string(1'000'000, 'a'));
  DigestedFile file(path);
  CHECK(file.stream().get() == 'a');
  CHECK(file.finish() == digest_of(path));
}

TEST_CASE("a file that changes after it was examined is refused") {
  const TemporaryFolder folder;
  folder.write("list", "0 1\n");
  InputFiles inputs(folder.path());
  inputs.examine("list", [](std::istream& in, const std::string&) { all_of(in); });
  REQUIRE(inputs.known().size() == 1);
  const auto text = [](std::istream& in, const std::string&) { return all_of(in); };
  CHECK(inputs.read("list", text) == "0 1\n");
  folder.write("list", "0 2\n");
  CHECK_THROWS_WITH(inputs.read("list", text), Catch::Contains("has changed since"));
  CHECK(InputFiles(folder.path()).read("list", text) == "0 2\n");  // of this one nothing is known
}

TEST_CASE("what is not a file is refused, and a pipe does not hang") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(digest_of(folder.path()), Catch::Contains("is a folder"));
  CHECK_THROWS_WITH(digest_of(folder.path() / "nowhere"), Catch::Contains("there is no such file"));
  const auto pipe = folder.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THROWS_WITH(digest_of(pipe), Catch::Contains("not a regular file"));
  CHECK_THROWS_WITH(digest_of("/dev/zero"), Catch::Contains("not a regular file"));
}
