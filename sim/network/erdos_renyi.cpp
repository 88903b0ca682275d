#include "sim/network/erdos_renyi.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/core/elementary.hpp"
#include "sim/core/format.hpp"
#include "sim/network/symmetrise.hpp"

namespace streetlight {

Network erdos_renyi(const ErdosRenyiOptions& options, const Streams& streams, Purpose purpose, BlockRunner& blocks) {
  if (options.entities == 0) return Network();
  const std::uint32_t entities = options.entities;
  const double others = entities - 1.0;
  VALIDATE(options.degree >= 0 && options.degree <= others,
           "network degree = " + shortest(options.degree) + " must be between 0 and " + shortest(others) +
               ": nobody can be tied to more entities than there are others. Lower the degree or add entities");
  const double p = options.degree == 0 ? 0 : options.degree / others;

  // Entity e decides about the entities after it, so each can be computed by itself. The number of pairs that are
  // skipped is geometric: floor(log(u) / log(1 - p)), with u from two words, since p may be small. Where p is so small
  // that 1 - p loses it, log(1 - p) = -p - p^2 / 2 to double precision; the scale is then at most -1e300: finite.
  const double log_none = p < 1e-8 ? -p * (1.0 + 0.5 * p) : log_of(1.0 - p);
  const double scale = p > 0 && p < 1 ? std::max(1.0 / log_none, -1e300) : 0.0;
  return Network(symmetrise(entities, [&](auto&& visit) {
    for (std::uint32_t e = 0; e + 1 < entities && p > 0; ++e) {
      if (e % block_size == 0) blocks.check_wanted();
      RandomWords words{};
      double other = e;
      for (std::uint32_t draw = 0;; ++draw) {
        if (draw % 2 == 0) words = streams.words({.entity = e, .purpose = purpose, .quad = draw / 2});
        const double u = (words[2 * (draw % 2)] + uniform_double(words[2 * (draw % 2) + 1])) * 0x1p-32;
        other += 1 + std::floor(log_of(u) * scale);
        if (other >= entities) break;
        visit(e, static_cast<std::uint32_t>(other));
      }
    }
  }));
}

Network erdos_renyi(const ErdosRenyiOptions& options, const Streams& streams, Purpose purpose) {
  BlockRunner alone;
  return erdos_renyi(options, streams, purpose, alone);
}

}  // namespace streetlight
