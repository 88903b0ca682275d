// Chunks: how a run's cells are cut, and that what is cut can be put together again by HDF5's own filters'
// inverse, done here by hand.
#include <zlib.h>

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "sim/core/check.hpp"
#include "sim/io/panel_chunks.hpp"
#include "tests/support/panel/sample_panel.hpp"

using namespace streetlight;

namespace {

std::vector<std::uint64_t> decode(const Bytes& chunk, std::size_t cells) {
  std::vector<unsigned char> raw(cells * 8);
  uLongf size = raw.size();
  REQUIRE(uncompress(raw.data(), &size, chunk.data(), chunk.size()) == Z_OK);
  REQUIRE(size == raw.size());
  std::vector<std::uint64_t> out(cells, 0);
  for (std::size_t byte = 0; byte < 8; ++byte)
    for (std::size_t i = 0; i < cells; ++i) out[i] |= std::uint64_t{raw[byte * cells + i]} << (8 * byte);
  return out;
}

}  // namespace

TEST_CASE("A small run is one chunk a column") {
  const ChunkGrid grid(test::sample_shape());
  CHECK(grid.count() == 1);
  CHECK(grid.chunk == grid.cells);
}

TEST_CASE("A large run is cut into chunks of at most 4 MiB that cover every cell once") {
  const auto size = GENERATE(test::SampleSize{1, 1, 1, 7001, 10, 11}, test::SampleSize{1, 1, 1, 3, 60'000, 10},
                             test::SampleSize{1, 1, 1, 2, 2, 600'000});
  const PanelShape shape = test::sample_shape(size);
  const ChunkGrid grid(shape);
  CHECK(grid.chunk_cells() * 8 <= std::size_t{4} << 20);
  CHECK(grid.count() > 1);
  std::size_t covered = 0;
  for (std::size_t chunk = 0; chunk < grid.count(); ++chunk) {
    const Extent origin = grid.origin(chunk);
    std::size_t cells = 1;
    for (int d = 0; d < 3; ++d) {
      REQUIRE(origin[d] < grid.cells[d]);
      REQUIRE(origin[d] % grid.chunk[d] == 0);
      cells *= std::min(grid.chunk[d], grid.cells[d] - origin[d]);
    }
    covered += cells;
  }
  CHECK(covered == shape.cells());
}

TEST_CASE("A chunk holds the column's cells as integers or floats, time slowest") {
  const PanelShape shape = test::sample_shape();
  const ChunkGrid grid(shape);
  const RunKey key{2, 1, 3};
  const RunResult run = test::sample_run(shape, key);
  for (std::size_t column = 0; column < shape.columns.size(); ++column) {
    const auto cells = decode(encode_chunk(shape, grid, column, 0, run.values), shape.cells());
    std::size_t cell = 0;
    for (std::size_t t = 0; t < shape.times.size(); ++t)
      for (std::size_t a = 0; a < shape.authorities.size(); ++a)
        for (std::size_t g = 0; g < shape.groups.size(); ++g, ++cell) {
          const double expected = test::sample_value(key, t, a, g, column);
          if (stored_as_count(shape.columns[column]))
            CHECK(static_cast<double>(static_cast<std::int64_t>(cells[cell])) == expected);
          else if (std::isnan(expected))
            CHECK(cells[cell] == std::bit_cast<std::uint64_t>(fill_real));
          else
            CHECK(std::bit_cast<double>(cells[cell]) == expected);
        }
  }
}

TEST_CASE("A count that is not a whole number is our bug; a missing one is the fill value") {
  const PanelShape shape = test::sample_shape();
  const ChunkGrid grid(shape);
  RunResult run = test::sample_run(shape, {0, 0, 0});
  run.values[0] = 0.5;
  CHECK_THROWS_AS(encode_chunk(shape, grid, 0, 0, run.values), BrokenPromise);
  run.values[0] = std::nan("");
  CHECK(static_cast<std::int64_t>(decode(encode_chunk(shape, grid, 0, 0, run.values), shape.cells())[0]) == fill_count);
  run.values.pop_back();
  CHECK_THROWS_AS(encode_chunk(shape, grid, 0, 0, run.values), BrokenPromise);
}
