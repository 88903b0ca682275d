#include "models/targeting/population/settling.hpp"

#include <algorithm>

#include "models/targeting/population/places.hpp"

namespace streetlight::targeting {

namespace {

Places places_of(const TargetingParameters& parameters, const InputFiles& inputs) {
  return inputs.read(parameters.population.places_file,
                     [&](std::istream& in, const std::string& name) { return read_places(in, name, parameters); });
}

/// Authorities' own deprivation, by number; empty where none has one.
std::vector<std::optional<DeprivationParameters>> fixed_deprivation(const AuthorityParameters& authorities) {
  std::vector<std::optional<DeprivationParameters>> fixed;
  if (authorities.deprivation.empty()) return fixed;
  for (const auto& name : authorities.names) {
    const auto found = authorities.deprivation.find(name);
    fixed.push_back(found == authorities.deprivation.end() ? std::nullopt : std::optional(found->second));
  }
  return fixed;
}

Neighbourhoods from_file(const Places& places, const TargetingParameters& parameters,
                         const AttributeModel& attributes) {
  Neighbourhoods made;
  made.families = static_cast<std::uint32_t>(parameters.population.families);
  made.deprivation.assign(places.deprivation.begin(), places.deprivation.end());
  for (const double d : places.deprivation) made.decile.push_back(national_decile(d));

  const auto authorities = static_cast<std::size_t>(parameters.authorities.count);
  std::vector<double> members(authorities, 0.0);
  made.authority_deprivation.assign(authorities, 0.0);
  const auto sizes = places.sizes(made.families);
  made.first.push_back(0);
  made.home.reserve(made.families);
  for (std::size_t h = 0; h < places.size(); ++h) {
    while (made.first_family.size() <= places.authority[h]) made.first_family.push_back(made.first.back());
    made.home.insert(made.home.end(), sizes[h], static_cast<std::uint32_t>(h));
    made.first.push_back(made.first.back() + sizes[h]);
    made.authority_deprivation[places.authority[h]] += places.deprivation[h];
    members[places.authority[h]] += 1;
  }
  made.first_family.push_back(made.families);
  for (std::size_t a = 0; a < authorities; ++a) made.authority_deprivation[a] /= members[a];

  if (places.shares.empty()) return made;
  for (std::size_t h = 0; h < places.size(); ++h) {
    std::vector<std::vector<double>> shares(attributes.attributes());
    for (const auto& of : places.shares) {
      const auto levels = attributes.levels(of.attribute).size();
      const auto from = of.share.begin() + static_cast<std::ptrdiff_t>(h * levels);
      shares[of.attribute].assign(from, from + static_cast<std::ptrdiff_t>(levels));
    }
    made.level_shift.push_back(attributes.shift_for(static_cast<double>(made.deprivation[h]), shares));
  }
  return made;
}

}  // namespace

Neighbourhoods settle(const TargetingParameters& parameters, const AttributeModel& attributes,
                      const ModelContext& context) {
  if (parameters.population.places_file.empty())
    return make_neighbourhoods(parameters.population, parameters.authorities.count, context.streams,
                               fixed_deprivation(parameters.authorities));
  return from_file(places_of(parameters, context.inputs), parameters, attributes);
}

std::vector<std::string> neighbourhood_names(const TargetingParameters& parameters, const InputFiles& inputs) {
  const auto& population = parameters.population;
  if (!population.places_file.empty()) return places_of(parameters, inputs).code;
  std::vector<std::string> names;
  for (std::int64_t h = 0; h * population.neighbourhood_size < population.families; ++h) {
    std::string number = std::to_string(h + 1);
    number.insert(0, number.size() < 4 ? 4 - number.size() : 0, '0');
    names.push_back("N" + number);
  }
  return names;
}

}  // namespace streetlight::targeting
