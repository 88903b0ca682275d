// What is written is what is read, whatever the order of runs, and identical runs leave identical files.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/io/panel_reader.hpp"
#include "sim/io/panel_writer.hpp"
#include "tests/support/panel/sample_panel.hpp"
#include "tests/support/panel/scratch_folder.hpp"

using namespace streetlight;

namespace {

void write_all(const std::filesystem::path& path, const PanelShape& shape, const std::vector<RunKey>& keys) {
  PanelWriter writer(path, shape, test::sample_provenance());
  for (const RunKey& key : keys) writer.write(test::sample_run(shape, key));
  writer.finish();
}

void check_values(const PanelReader& reader, const std::vector<RunKey>& keys) {
  const PanelShape& shape = reader.shape();
  std::size_t wrong = 0;
  for (const RunKey& key : keys)
    for (std::size_t c = 0; c < shape.columns.size(); ++c)
      for (std::size_t a = 0; a < shape.authorities.size(); ++a) {
        const auto values = reader.read(c, {key, 0, shape.times.size(), a});
        for (std::size_t t = 0; t < shape.times.size(); ++t)
          for (std::size_t g = 0; g < shape.groups.size(); ++g) {
            const double got = values[t * shape.groups.size() + g], expected = test::sample_value(key, t, a, g, c);
            wrong += !(got == expected || (std::isnan(got) && std::isnan(expected)));
          }
      }
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("Every cell reads back as it was written, and the layout with it") {
  test::ScratchFolder folder;
  const PanelShape shape = test::sample_shape();
  write_all(folder / "a.h5", shape, test::all_runs(shape));
  CHECK_FALSE(std::filesystem::exists(folder / "a.h5.partial"));
  CHECK_FALSE(std::filesystem::exists(folder / "a.h5.finishing"));

  const PanelReader reader(folder / "a.h5");
  const PanelShape& read = reader.shape();
  CHECK(read.scenarios == shape.scenarios);
  CHECK(read.points == shape.points);
  CHECK(read.replicates == shape.replicates);
  CHECK(read.times == shape.times);
  CHECK(read.interval == shape.interval);
  CHECK(read.end == shape.end);
  CHECK(read.time_unit == shape.time_unit);
  CHECK(read.authorities == shape.authorities);
  CHECK(read.groups == shape.groups);
  REQUIRE(read.columns.size() == shape.columns.size());
  for (std::size_t c = 0; c < shape.columns.size(); ++c) {
    CHECK(read.columns[c].name == shape.columns[c].name);
    CHECK(read.columns[c].unit == shape.columns[c].unit);
    CHECK(read.columns[c].meaning == shape.columns[c].meaning);
    CHECK(read.columns[c].kind == shape.columns[c].kind);
    CHECK(read.columns[c].type == shape.columns[c].type);
    CHECK(read.columns[c].numerator == shape.columns[c].numerator);
    CHECK(read.columns[c].denominator == shape.columns[c].denominator);
  }
  CHECK(read.design.keys == shape.design.keys);
  CHECK(read.design.number[1][0] == shape.design.number[1][0]);
  CHECK(read.design.text[1][1] == "notice");
  CHECK(reader.provenance().seed == test::sample_provenance().seed);
  CHECK(reader.provenance().config_text_resolved == test::sample_provenance().config_text_resolved);
  CHECK(reader.provenance().scenario_toml == test::sample_provenance().scenario_toml);
  CHECK(reader.provenance().parameters == test::sample_provenance().parameters);
  CHECK(reader.provenance().title == "A sample");
  CHECK(reader.sealed());
  CHECK(reader.runs_completed() == reader.runs());
  REQUIRE(reader.tables().size() == 2);
  CHECK(reader.tables()[0].shape.name == "models");
  CHECK(reader.tables()[0].rows == 8 * (0 + 2 + 4));
  CHECK(reader.tables()[1].rows == 24 * 2);
  CHECK(reader.tables()[0].shape.columns[4].labels == std::vector<std::string>{"intercept", "police records"});
  check_values(reader, test::all_runs(shape));
}

TEST_CASE("The order in which runs are written changes no byte of the file") {
  test::ScratchFolder folder;
  const PanelShape shape = test::sample_shape();
  auto keys = test::all_runs(shape);
  write_all(folder / "a.h5", shape, keys);
  std::rotate(keys.begin(), keys.begin() + 5, keys.end());
  std::swap(keys[3], keys[17]);
  write_all(folder / "b.h5", shape, keys);
  CHECK(test::content_of(folder / "a.h5") == test::content_of(folder / "b.h5"));
}

TEST_CASE("Runs cut into several chunks read back whole") {
  test::ScratchFolder folder;
  const PanelShape shape = test::sample_shape({1, 1, 2, 401, 101, 14});
  const auto keys = test::all_runs(shape);
  write_all(folder / "a.h5", shape, keys);
  check_values(PanelReader(folder / "a.h5"), keys);
}

TEST_CASE("Runs that were never written are marked missing and read as NaN") {
  test::ScratchFolder folder;
  const PanelShape shape = test::sample_shape();
  const std::vector<RunKey> keys{{0, 1, 2}, {2, 0, 0}};
  write_all(folder / "a.h5", shape, keys);
  const PanelReader reader(folder / "a.h5");
  CHECK(reader.runs_completed() == 2);
  CHECK(reader.completed({0, 1, 2}));
  CHECK_FALSE(reader.completed({1, 0, 0}));
  check_values(reader, keys);
  for (std::size_t c = 0; c < shape.columns.size(); ++c)
    for (const double value : reader.read(c, {{1, 0, 0}, 0, shape.times.size(), 0})) CHECK(std::isnan(value));
}

TEST_CASE("A slice is the part of the run that was asked for") {
  test::ScratchFolder folder;
  const PanelShape shape = test::sample_shape();
  write_all(folder / "a.h5", shape, test::all_runs(shape));
  const auto values = PanelReader(folder / "a.h5").read(3, {{1, 1, 2}, 2, 3, 1});
  REQUIRE(values.size() == 3 * shape.groups.size());
  CHECK(values[0] == test::sample_value({1, 1, 2}, 2, 1, 0, 3));
  CHECK(values.back() == test::sample_value({1, 1, 2}, 4, 1, 2, 3));
}
