#include "models/targeting/records/consent.hpp"

#include "models/targeting/policy/running.hpp"
#include "models/targeting/trust/licence.hpp"
#include "models/targeting/world.hpp"

namespace streetlight::targeting {

void ask_consent(World& world) {
  auto& families = world.families;
  const auto& consent = world.parameters.consent;
  if (consent.mode == ConsentMode::none || !world.parameters.programme.enabled) return;
  const auto& first_family = world.society->neighbourhoods.first_family;
  const auto coverage = static_cast<float>(consent.coverage), appeal = static_cast<float>(consent.appeal);
  const auto exit_rate = static_cast<float>(consent.exit_rate);
  for (std::uint32_t authority = 0; authority + 1 < first_family.size(); ++authority) {
    if (!programme_running(world, authority)) continue;
    const std::uint32_t first = first_family[authority], count = first_family[authority + 1] - first;
    world.blocks->for_each_block(count, [&](const Block& block) {
      for (std::size_t i = first + block.begin; i < first + block.end; ++i) {
        const auto family = static_cast<std::uint32_t>(i);
        auto& status = families.status[i];
        const float licence =
            licence_log_odds(families.trust[i], status & aware, world.rates.licence_all, world.rates.licence_aware);
        if (consent.mode == ConsentMode::opt_in && !(status & asked)) {
          const RandomWords words = world.streams.words({family, families.generation[i], 0, purpose(Draw::consent), 0});
          status |= asked;  // or passed over, for good
          if (uniform_float(words[0]) < coverage) {
            families.events[i] |= became_aware;
            if (uniform_float(words[1]) < logistic_of(licence + appeal)) status |= consented;
          }
        }
        if (consent.mode == ConsentMode::opt_out && (status & aware) && !(status & opted_out)) {
          const float leave = exit_rate * (1.0f - logistic_of(licence));
          if (uniform_float(world.words(Draw::programme, family)[3]) < leave) status |= opted_out;
        }
      }
    });
  }
}

}  // namespace streetlight::targeting
