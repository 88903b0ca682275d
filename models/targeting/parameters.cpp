#include "models/targeting/parameters.hpp"

#include <algorithm>

#include "models/targeting/population/places.hpp"
#include "models/targeting/start.hpp"

namespace streetlight::targeting {

namespace {

/// Complains of members of a level map that are not a level of any attribute.
void check_levels(const std::string& key, const std::map<std::string, double>& map,
                  const PopulationParameters& population, Complaints& complaints) {
  const auto known = population.level_names();
  for (const auto& [level, value] : map) {
    // A default of a level that the experiment removed is not a mistake of the user's; an effect of 0 is none at all.
    if (value == 0.0 || std::find(known.begin(), known.end(), level) != known.end()) continue;
    const std::string near = nearest_word(level, known);
    complaints.push_back({key + "." + level, "names no level of any attribute" +
                                                 (near.empty() ? "" : "; did you mean \"" + near + "\"?")});
  }
}

}  // namespace

void TargetingParameters::declare(ParameterTable& table) {
  population.declare(table);
  places.declare(table);
  authorities.declare(table);
  network.declare(table);
  need.declare(table);
  harm.declare(table);
  services.declare(table);
  deterrence.declare(table);
  scrutiny.declare(table);
  records.declare(table);
  linkage.declare(table);
  consent.declare(table);
  access.declare(table);
  risk.declare(table);
  programme.declare(table);
  review.declare(table);
  casework.declare(table);
  support.declare(table);
  approach.declare(table);
  trust.declare(table);
  awareness.declare(table);
  licence.declare(table);
  scandal.declare(table);
  campaign.declare(table);
  dialogue.declare(table);
  cost.declare(table);
  predeployment.declare(table);
  monitoring.declare(table);
  regulator.declare(table);
  breach.declare(table);
  reuse.declare(table);
  appeals.declare(table);
  outreach.declare(table);
  observer.declare(table);
}

void TargetingParameters::check(Complaints& complaints) const {
  const std::size_t before = complaints.size();
  population.check(complaints);
  check_places(*this, complaints);
  authorities.check(complaints);
  network.check(complaints);
  services.check(complaints);
  programme.check(complaints);
  check_levels("need.attributes", need.attributes, population, complaints);
  check_levels("trust.attributes", trust.attributes, population, complaints);
  check_levels("records.missing", records.missing, population, complaints);
  check_levels("linkage.missed_by", linkage.missed_by, population, complaints);
  check_levels("review.bias", review.bias, population, complaints);
  check_levels("access.fee_effect", access.fee_effect, population, complaints);
  for (const auto& service : services.list) {
    check_levels("services." + service.name + ".bias", service.bias, population, complaints);
    check_levels("services." + service.name + ".missing", service.missing, population, complaints);
  }

  std::vector<std::string> attributes, columns{"care"};
  for (const auto& attribute : population.attributes)
    if (!attribute.levels.empty()) attributes.push_back(attribute.name);
  for (const auto& service : services.list) columns.push_back(service.name);
  risk.check(attributes, columns, complaints);
  risk.check_trained_on(authorities.all_names(), complaints);
  if (!risk.trained_on.empty() && consent.mode == ConsentMode::opt_in &&
      (authorities.adoption < 1 || authorities.start_window > 0))
    complaints.push_back(
        {"risk.trained_on",
         "needs records to train on at programme.start, and under consent.mode = \"opt_in\" an authority has them only "
         "once its own programme asks families: set authorities.adoption = 1 and authorities.start_window = 0"});

  if (programme.displaces > 0 && !casework.capacity)
    complaints.push_back(
        {"programme.displaces", "takes visits from casework.capacity, which has no limit here; set casework.capacity"});
  const auto early_help = services.index_of("early_help");
  if (programme.cost_from_early_help > 0 && (!early_help || !services.list[*early_help].capacity))
    complaints.push_back(
        {"programme.cost_from_early_help", "takes from services.early_help.capacity, which has no limit here; set it"});

  const auto neighbourhoods = (population.families + population.neighbourhood_size - 1) /
                              std::max<std::int64_t>(1, population.neighbourhood_size);
  if (authorities.count > neighbourhoods && population.places_file.empty())
    complaints.push_back(
        {"authorities.count", "= " + std::to_string(authorities.count) + " is more than the " +
                                  std::to_string(neighbourhoods) +
                                  " neighbourhoods (population.families over population.neighbourhood_size)"});
  if (network.kind == NetworkKind::neighbourhood && network.degree > static_cast<double>(population.families - 1) / 2)
    complaints.push_back({"network.degree", "is more ties than there are families to be tied to"});
  if (network.kind == NetworkKind::erdos_renyi && network.degree > static_cast<double>(population.families - 1))
    complaints.push_back({"network.degree", "is more ties than there are other families"});
  if (network.kind == NetworkKind::watts_strogatz && network.nearest() >= population.families)
    complaints.push_back({"network.degree", "makes " + std::to_string(network.nearest()) +
                                                " neighbours on the ring, which takes more families than that"});
  if (complaints.size() == before) check_start(*this, complaints);
}

TargetingParameters TargetingParameters::without_programme() const {
  TargetingParameters effective = *this;
  effective.consent = {};
  effective.access = {};
  effective.risk = {};
  effective.programme = {};
  effective.review = {};
  effective.approach = {};
  effective.awareness = {};
  effective.licence = {};
  effective.scandal = {};
  effective.campaign = {};
  effective.dialogue = {};
  effective.predeployment = {};
  effective.monitoring = {};
  effective.regulator = {};
  effective.breach = {};
  effective.reuse = {};
  effective.appeals = {};
  effective.trust.covert = TrustParameters{}.covert;
  effective.trust.private_operator = TrustParameters{}.private_operator;
  return effective;
}

TargetingParameters TargetingParameters::observed_in_effect(Month month) const {
  if (programme_runs(month)) return *this;
  TargetingParameters effective = without_programme();
  effective.authorities.adoption = AuthorityParameters{}.adoption;
  effective.authorities.adoption_order = AuthorityParameters{}.adoption_order;
  effective.authorities.start_window = AuthorityParameters{}.start_window;
  effective.authorities.readiness_spread = AuthorityParameters{}.readiness_spread;
  return effective;
}

TargetingParameters TargetingParameters::in_effect(Month month) const {
  if (programme_runs(month)) return *this;
  TargetingParameters effective = without_programme();
  if (programme.enabled && month >= programme.start - risk.horizon) {
    effective.preparing = true;
    effective.programme.start = programme.start;
    effective.risk.horizon = risk.horizon;
    effective.risk.retrain = risk.retrain;
    effective.risk.pooled = risk.pooled;
    effective.risk.trained_on = risk.trained_on;
  } else {
    effective.authorities.adoption = AuthorityParameters{}.adoption;
    effective.authorities.adoption_order = AuthorityParameters{}.adoption_order;
    effective.authorities.start_window = AuthorityParameters{}.start_window;
    effective.authorities.readiness_spread = AuthorityParameters{}.readiness_spread;
  }
  return effective;
}

}  // namespace streetlight::targeting
