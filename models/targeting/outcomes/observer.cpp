#include "models/targeting/outcomes/observer.hpp"

#include "models/targeting/policy/running.hpp"
#include "models/targeting/trust/licence.hpp"
#include "sim/core/elementary.hpp"

namespace streetlight::targeting {

void survey_parents(World& world) {
  const auto& observer = world.parameters.observer;
  if (observer.share <= 0.0) return;
  const auto& families = world.families;
  const auto share = static_cast<float>(observer.share), response = static_cast<float>(observer.response);
  const auto slope = static_cast<float>(observer.trust);
  const auto& first_family = world.society->neighbourhoods.first_family;
  for (std::uint32_t authority = 0; authority + 1 < first_family.size(); ++authority) {
    const bool running = programme_running(world, authority);
    for (std::uint32_t i = first_family[authority]; i < first_family[authority + 1]; ++i) {
      const RandomWords words = world.words(Draw::observer, i);
      if (uniform_float(words[0]) >= share) continue;
      world.count(Count::survey_asked, i);
      if (uniform_float(words[1]) >= logistic_of(response + slope * families.trust[i])) continue;
      world.count(Count::survey_answered, i);
      const bool knows = running && (families.status[i] & aware);
      if (licence_log_odds(families.trust[i], knows, running ? world.rates.licence_all : 0.0f,
                           world.rates.licence_aware) >= 0.0f)
        world.count(Count::survey_licensed, i);
    }
  }
}

}  // namespace streetlight::targeting
