#include "sim/network/watts_strogatz.hpp"

#include <string>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/network/keyed_choice.hpp"
#include "sim/network/symmetrise.hpp"

namespace streetlight {

namespace {

void validate(const WattsStrogatzOptions& options) {
  VALIDATE(options.neighbours % 2 == 0 && options.neighbours < options.entities,
           "a Watts-Strogatz network of " + std::to_string(options.entities) + " entities cannot have " +
               std::to_string(options.neighbours) +
               " neighbours each: the ring needs an even number, half on each side, below the number of entities");
  VALIDATE(options.rewiring >= 0 && options.rewiring <= 1,
           "network rewiring = " + shortest(options.rewiring) + " must be between 0 and 1: it is a probability");
}

}  // namespace

Network watts_strogatz(const WattsStrogatzOptions& options, const Streams& streams, Purpose purpose,
                       BlockRunner& blocks) {
  if (options.entities == 0) return Network();
  validate(options);
  const std::uint32_t entities = options.entities, half = options.neighbours / 2;
  const std::uint32_t reach = (entities - 1) / 2;  // the half of the ring ahead; of an even ring without its opposite
  constexpr std::uint32_t rewire_quads = 0xff000000u;
  VALIDATE(half < rewire_quads / quads_a_choice,
           "a Watts-Strogatz network cannot have " + std::to_string(options.neighbours) +
               " neighbours each: fewer than " + std::to_string(2 * (rewire_quads / quads_a_choice)) +
               " are supported. Lower the degree");

  return Network(symmetrise(entities, [&](auto&& visit) {
    std::vector<std::uint32_t> named(half);
    for (std::uint32_t e = 0; e < entities; ++e) {
      if (e % block_size == 0) blocks.check_wanted();
      // Ties that stay come first, so that the moved ones avoid them
      std::size_t kept = 0;
      RandomWords words{};
      for (std::uint32_t t = 0; t < half; ++t) {
        if (t % 4 == 0) words = streams.words({.entity = e, .purpose = purpose, .quad = rewire_quads + t / 4});
        const bool stays = uniform_double(words[t % 4]) >= options.rewiring;
        if (stays) named[kept++] = static_cast<std::uint32_t>((std::uint64_t{e} + t + 1) % entities);
      }
      const auto words_of = [&](std::uint32_t quad) {
        return streams.words({.entity = e, .purpose = purpose, .quad = quad});
      };
      KeyedChoice choose(words_of, 1, named, kept);
      const auto ahead = [&](std::uint32_t step) {
        return static_cast<std::uint32_t>((std::uint64_t{e} + step) % entities);
      };
      for (std::size_t t = kept; t < half; ++t) choose(reach, ahead, [](std::uint32_t, std::uint32_t) { return true; });
      for (const std::uint32_t other : named) visit(e, other);
    }
  }));
}

Network watts_strogatz(const WattsStrogatzOptions& options, const Streams& streams, Purpose purpose) {
  BlockRunner alone;
  return watts_strogatz(options, streams, purpose, alone);
}

}  // namespace streetlight
