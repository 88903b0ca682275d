#include <catch2/catch.hpp>
#include <fstream>
#include <optional>
#include <thread>

#include "tests/library/england.hpp"

using namespace streetlight;
using namespace streetlight::test;

namespace {

/// A file of its own, removed at the end.
class TextFile {
 public:
  TextFile(const char* name, const std::string& text) : path_(std::filesystem::temp_directory_path() / name) {
    std::ofstream(path_) << text;
  }
  ~TextFile() { std::filesystem::remove(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

template <class Work>
Error error_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return error;
  }
  FAIL("nothing was thrown");
  return {Fault::bug, "", {}};
}

}  // namespace

TEST_CASE("Every mistake of a file comes with its place and the nearest name") {
  const TextFile file(
      "streetlight_library_mistakes.toml",
      "schema = 1\nmodel = \"targeting\"\n[casework]\ncapasity = 3\n[programme]\ntransparency = \"covrt\"\n");
  const Error error = error_of([&] { Experiment experiment(file.path()); });
  CHECK(error.fault() == Fault::input);
  REQUIRE(error.problems().size() == 2);
  const Problem &key = error.problems()[0], &word = error.problems()[1];
  CHECK(key.place == file.path().string());
  CHECK(std::pair(key.line, key.column) == std::pair(4, 1));
  CHECK(key.nearest == "casework.capacity");
  CHECK(key.message == "unknown key 'casework.capasity'; did you mean 'casework.capacity'?");
  CHECK(std::pair(word.line, word.column) == std::pair(6, 16));
  CHECK(word.nearest == "covert");
  CHECK(std::string(error.what()).find(file.path().string() + ":4:1: " + key.message + "\n") == 0);
}

TEST_CASE("A file that is not there, another model and another layout are refused") {
  CHECK(error_of([] { Experiment experiment("no/such/file.toml"); }).problems().front().place == "no/such/file.toml");
  const TextFile model("streetlight_library_model.toml", "schema = 1\nmodel = \"targetting\"\n");
  CHECK(error_of([&] { Experiment experiment(model.path()); }).problems().front().nearest == "targeting");
  const TextFile layout("streetlight_library_layout.toml", "schema = 99\n");
  CHECK(error_of([&] { Experiment experiment(layout.path()); }).problems().front().line == 1);
}

TEST_CASE("Keys are set by value and by text, and read back") {
  Experiment england(england_file());
  england.set("population.families", 20000).set_text("casework.capacity = 2.5").set("programme.enabled", true);
  CHECK(england.value("population.families") == Value(20000));
  CHECK(england.value("casework.capacity") == Value(2.5));
  CHECK(england.set("run.seed", std::uint32_t{7}).toml().find("run.seed = 7\n") != std::string::npos);
  CHECK(england.value("run.seed") == Value(7));  // the program's own keys too
  CHECK_THROWS_AS(england.value("run.sead"), Error);
  england.set("population.families", 30000);
  CHECK(england.value("population.families") == Value(30000));
  CHECK(england.set("title", "A \"quoted\" title").title() == "A \"quoted\" title");
}

TEST_CASE("A setting that is refused changes nothing") {
  Experiment england = small_england();
  const std::string before = england.toml();
  const Error error = error_of([&] { england.set({{"run.months", 40}, {"casework.capacity", -3}}); });
  CHECK(error.problems().front().place == "set(\"casework.capacity\", -3)");
  CHECK(error.problems().front().message == "casework.capacity = -3 must be between 0 and 1000");
  CHECK(error_of([&] { england.set("casework.capasity", 3); }).problems().front().nearest == "casework.capacity");
  CHECK(error_of([&] { england.set_text("casework.capacity"); }).fault() == Fault::input);
  CHECK(error_of([&] { england.value("casework.capasity"); }).problems().front().nearest == "casework.capacity");
  CHECK(england.toml() == before);
}

TEST_CASE("An experiment stays what it was read from when the file changes, is gone, or another folder is current") {
  const auto before = std::filesystem::current_path();
  std::string text;
  std::optional<Experiment> one;
  {
    const TextFile base("streetlight_library_base.toml", small_england().toml());
    const TextFile file("streetlight_library_kept.toml", "extends = \"streetlight_library_base.toml\"\nrun.seed = 3\n");
    std::filesystem::current_path(file.path().parent_path());
    one.emplace(file.path().filename());
    text = one->toml();
    std::ofstream(base.path()) << "schema = 1\nmodel = \"targeting\"\n";
    std::ofstream(file.path()) << "schema = 1\nmodel = \"targeting\"\nrun.seed = 4\n";
    CHECK(Experiment(*one).set("run.seed", 3).toml() == text);
    CHECK(Experiment(file.path()).toml() != text);
  }
  std::filesystem::current_path(before);
  CHECK(Experiment(*one).set("run.seed", 3).toml() == text);
  CHECK(Experiment::from_saved(one->saved()).toml() == text);
  Experiment changed = Experiment::from_saved(Experiment(*one).set("run.seed", 5).saved());
  CHECK(changed.value("run.seed") == Value(5));
  CHECK(changed.set("run.seed", 3).toml() == text);
  CHECK(error_of([] { Experiment::from_saved("no bytes of ours"); }).fault() == Fault::input);
}

TEST_CASE("A copy is changed without the original") {
  const Experiment one = small_england();
  Experiment other = one;
  other.set("run.replicates", 5);
  CHECK(one.shape().replicates == 2);
  CHECK(other.shape().replicates == 5);
}

TEST_CASE("Progress is told, whole at the end") {
  std::size_t calls = 0;
  Progress last;
  const Results results = small_england().run({.threads = 2, .progress = [&](const Progress& progress) {
                                                 ++calls;
                                                 last = progress;
                                               }});
  CHECK(results.complete());
  CHECK(calls >= 1);
  CHECK(last.runs_done == 12);
  CHECK(last.runs_total == 12);
  CHECK(last.share() == Approx(1));
}

TEST_CASE("A run is cancelled from outside and from its progress, and keeps what was finished") {
  std::stop_source stop;
  stop.request_stop();
  const Results none = small_england().run({.stop = stop.get_token()});
  CHECK(none.stopped());
  CHECK(none.runs_completed() == 0);

  std::stop_source later;
  Experiment england = small_england();
  england.set({{"population.families", 20000}, {"run.replicates", 50}});
  const Results some = england.run({.threads = 2,
                                    .progress =
                                        [&](const Progress& progress) {
                                          if (progress.runs_done > 0) later.request_stop();
                                        },
                                    .stop = later.get_token()});
  CHECK(some.stopped());
  CHECK(some.runs_completed() > 0);
  CHECK_FALSE(some.complete());
}

TEST_CASE("What progress throws ends the run and comes out as it is") {
  CHECK_THROWS_AS(small_england().run({.progress = [](const Progress&) { throw 42; }}), int);
}

TEST_CASE("Two experiments run at the same time without touching each other") {
  const Experiment england = small_england();
  Experiment other = england;
  other.set("run.seed", 8);
  const auto expected = england.run().column("need").values, expected_other = other.run().column("need").values;
  std::vector<double> values, values_other;
  std::thread first([&] { values = england.run({.threads = 1}).column("need").values; });
  std::thread second([&] { values_other = other.run({.threads = 2}).column("need").values; });
  first.join();
  second.join();
  CHECK(values == expected);
  CHECK(values_other == expected_other);
  CHECK(values != values_other);
}

TEST_CASE("Work that no memory can hold is refused before it begins") {
  Experiment england = small_england();
  england.set({{"run.replicates", 1000000}});
  const Error error = error_of([&] { england.run(); });
  CHECK(error.fault() == Fault::input);
  CHECK(error.problems().front().message.find("fewer replicates") != std::string::npos);
}
