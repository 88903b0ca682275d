#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "tests/library/england.hpp"
#include "tests/support/panel/scratch_folder.hpp"

using namespace streetlight;
using namespace streetlight::test;

namespace {

std::string output_of(const std::string& arguments, const std::filesystem::path& into) {
  const std::string command = STREETLIGHT_PROGRAM " " + arguments + " >" + into.string();
  REQUIRE(std::system(command.c_str()) == 0);
  return content_of(into);
}

const Results& results() {
  static const Results all = small_england().run({.threads = 2});
  return all;
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

}  // namespace

TEST_CASE("A result in memory is the command's, to the last byte of the file and of every report") {
  const ScratchFolder folder;
  const auto ours = folder / "ours.h5", theirs = folder / "theirs.h5";
  results().write(ours);
  output_of("run " + england_file().string() + small_settings + "--quiet --threads 1 -o " + theirs.string(),
            folder / "said");
  CHECK(content_of(ours) == content_of(theirs));

  const std::pair<Form, const char*> forms[] = {
      {Form::table, "table"}, {Form::markdown, "markdown"}, {Form::csv, "csv"}, {Form::json, "json"}};
  const Results read = Results::open(theirs);
  for (const auto& [form, name] : forms) {
    const auto said = output_of("compare " + theirs.string() + " --format " + name, folder / "said");
    CHECK(results().compare().text(form) == said);
    CHECK(read.compare().text(form) == said);
  }
  const auto chosen = output_of("compare " + theirs.string() +
                                    " --baseline 'Covert programme' --scenario 'Consented support' --metric visits "
                                    "--metric trust --group '*' --window 6:18 --format json",
                                folder / "said");
  const ComparisonRequest request{.baseline = "Covert programme",
                                  .scenarios = {"Consented support"},
                                  .columns = {"visits", "trust"},
                                  .groups = {"*"},
                                  .first_month = 6,
                                  .end_month = 18};
  CHECK(results().compare(request).text(Form::json) == chosen);
}

TEST_CASE("A file gives what memory has") {
  const ScratchFolder folder;
  results().write(folder / "result.h5");
  const Results read = Results::open(folder / "result.h5");
  CHECK(read.shape().scenarios == results().shape().scenarios);
  CHECK(read.title() == results().title());
  CHECK(read.complete());
  for (const Column& column : results().shape().columns)
    CHECK(same(read.column(column.name).values, results().column(column.name).values));
  REQUIRE(read.tables() == results().tables());
  const Table cards = results().model_cards(), on_file = read.model_cards();
  REQUIRE(cards.rows > 0);
  REQUIRE(on_file.rows == cards.rows);
  for (std::size_t i = 0; i < cards.columns.size(); ++i)
    CHECK(same(on_file.columns[i].values, cards.columns[i].values));
}

TEST_CASE("The shape says what the arrays hold") {
  const Shape& shape = results().shape();
  CHECK(shape.scenarios.size() == 6);
  CHECK(shape.scenarios.front() == "No programme");
  CHECK(shape.replicates == 2);
  CHECK(shape.groups.front() == "all");
  CHECK(shape.times == std::vector<std::int64_t>{0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33});
  const Array need = results().column("need"), families = results().column("families");
  CHECK(need.shape == std::vector<std::size_t>{6, 1, 2, 12, shape.groups.size()});
  CHECK(need.values.size() == 6 * 2 * 12 * shape.groups.size());
  CHECK(need.unit == "families");
  CHECK(families[{0, 0, 0, 0, 0}] == 1500);
  CHECK(need[{0, 0, 0, 0, 0}] != need[{0, 0, 1, 0, 0}]);
}

TEST_CASE("Rows of a comparison are the differences of the columns") {
  const Array visits = results().column("visits");
  const auto rows = results().compare({.scenarios = {"Covert programme"}, .columns = {"visits"}}).rows();
  REQUIRE(rows.size() == 1);
  double difference = 0;
  for (std::size_t replicate = 0; replicate < 2; ++replicate)
    for (std::size_t time = 0; time < 12; ++time)
      difference += (visits[{1, 0, replicate, time, 0}] - visits[{0, 0, replicate, time, 0}]) / 2;
  CHECK(rows[0].difference.value() == Approx(difference));
  CHECK(rows[0].difference_low.value() < rows[0].difference.value());
  CHECK(rows[0].pairs == 2);
  CHECK(rows[0].unit == "visits");
  CHECK(rows[0].last_time == 35);
}

TEST_CASE("Unknown names come with the nearest one") {
  const auto nearest = [](auto work) -> std::string {
    try {
      work();
    } catch (const Error& error) {
      CHECK(error.fault() == Fault::input);
      CHECK(std::string(error.what()).find("--") == std::string::npos);
      return error.problems().front().nearest;
    }
    return "nothing was thrown";
  };
  CHECK(nearest([] { results().column("trusst"); }) == "trust");
  CHECK(nearest([] { results().column("trust", "al"); }) == "all");
  CHECK(nearest([] { results().table("modls"); }) == "models");
  CHECK(nearest([] { results().compare({.baseline = "No program"}); }) == "No programme");
  CHECK(nearest([] { results().compare({.columns = {"visit"}}); }) == "visits");
  CHECK(nearest([] { results().compare({.points = {1}}); }) == "");
  CHECK(nearest([] { results().compare({.first_month = 4}); }) == "");
  CHECK(nearest([] { results().compare({.columns = {"need,trust"}}); }) == "");
}

TEST_CASE("Writing leaves alone what is there") {
  const ScratchFolder folder;
  const auto file = folder / "result.h5";
  std::ofstream(file) << "a diary";
  CHECK_THROWS_AS(results().write(file), Error);
  CHECK_THROWS_AS(results().write(file, Replace::yes), Error);
  CHECK(content_of(file) == "a diary");
  std::filesystem::remove(file);

  results().write(file);
  const std::string whole = content_of(file);
  CHECK_THROWS_AS(results().write(file), Error);
  std::stop_source stop;
  stop.request_stop();
  const Results nothing = small_england().run({.stop = stop.get_token()});
  CHECK_THROWS_AS(nothing.write(file, Replace::yes), Error);
  CHECK(content_of(file) == whole);
  results().write(file, Replace::yes);
  CHECK(content_of(file) == whole);
  CHECK(std::distance(std::filesystem::directory_iterator(folder / ""), {}) == 1);
  CHECK_THROWS_AS(results().write(folder / "no/folder.h5"), Error);
  CHECK_THROWS_AS(Results::open(folder / "none.h5"), Error);
}
