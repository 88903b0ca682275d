// Edge lists: any bytes are a network, with as many ties on one side as on the other, or an error with its place.
#include "sim/network/edge_list.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "sim/core/check.hpp"

using namespace streetlight;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint32_t entities = 50;
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
  try {
    const EdgeList read = read_edge_list(in, "fuzz.txt", entities);
    std::size_t ends = 0;
    for (std::uint32_t entity = 0; entity < entities; ++entity)
      for (const auto neighbour : read.network.neighbours(entity)) {
        if (neighbour >= entities || neighbour == entity) std::abort();
        ++ends;
      }
    if (ends % 2 != 0) std::abort();
  } catch (const InvalidInput& error) {
    if (!std::string(error.what()).starts_with("fuzz.txt:")) {
      std::fprintf(stderr, "no place in: %s\n", error.what());
      std::abort();
    }
  }
  return 0;
}
