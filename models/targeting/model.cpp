#include "models/targeting/model.hpp"

#include <algorithm>

#include "models/targeting/memory.hpp"
#include "models/targeting/outcomes/columns.hpp"
#include "models/targeting/outcomes/sampled.hpp"
#include "models/targeting/policy/adoption.hpp"
#include "models/targeting/policy/cards.hpp"
#include "models/targeting/population/places.hpp"
#include "models/targeting/population/settling.hpp"
#include "models/targeting/population/turnover.hpp"
#include "models/targeting/records/filing.hpp"
#include "models/targeting/records/linkage.hpp"
#include "models/targeting/start.hpp"
#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/network/edge_list.hpp"
#include "sim/network/erdos_renyi.hpp"
#include "sim/network/neighbourhood_network.hpp"
#include "sim/network/watts_strogatz.hpp"

namespace streetlight::targeting {

namespace {

Network make_network(const TargetingParameters& parameters, const AttributeModel& attributes,
                     const Neighbourhoods& neighbourhoods, std::span<const Profile> profiles,
                     const ModelContext& context) {
  const auto& network = parameters.network;
  const auto entities = static_cast<std::uint32_t>(parameters.population.families);
  switch (network.kind) {
    case NetworkKind::neighbourhood: {
      EntityKinds kinds{.of = profiles, .levels = {}};
      for (std::size_t k = 0; k < attributes.attributes(); ++k) {
        auto& levels = kinds.levels.emplace_back(attributes.profiles());
        for (std::size_t p = 0; p < levels.size(); ++p) levels[p] = attributes.level(static_cast<Profile>(p), k);
      }
      return neighbourhood_network(
          {.entities = entities,
           .neighbourhood_size = static_cast<std::uint32_t>(parameters.population.neighbourhood_size),
           .degree = network.degree,
           .local = network.local,
           .homophily = network.homophily,
           .home = neighbourhoods.home,
           .first = neighbourhoods.first},
          kinds, context.streams, purpose(Draw::network), *context.blocks);
    }
    case NetworkKind::watts_strogatz:
      return watts_strogatz({.entities = entities,
                             .neighbours = static_cast<std::uint32_t>(network.nearest()),
                             .rewiring = network.rewiring},
                            context.streams, purpose(Draw::network), *context.blocks);
    case NetworkKind::erdos_renyi:
      return erdos_renyi({.entities = entities, .degree = network.degree}, context.streams, purpose(Draw::network),
                         *context.blocks);
    case NetworkKind::edge_list:
      return context.inputs.read(network.file, [&](std::istream& in, const std::string& name) {
        return read_edge_list(in, name, entities).network;
      });
  }
  return {};
}

/// Months stand in families' files as 16-bit stamps: the run's, and those in which its last flags are judged.
void check_months(const ModelContext& context) {
  constexpr Month last = last_stamp - static_cast<Month>(most_horizon);
  VALIDATE(context.first_month >= first_stamp && context.months - 1 <= last,
           "the run goes from month " + std::to_string(context.first_month) + " to month " +
               std::to_string(context.months - 1) + ", but the targeting model has room for months " +
               std::to_string(first_stamp) + " to " + std::to_string(last) + " only. Lower run.months or run.spin_up");
}

std::vector<float> trust_by_profile(const TrustParameters& trust, const AttributeModel& attributes) {
  std::vector<float> made;
  for (double part : attributes.sum_of(trust.attributes)) made.push_back(static_cast<float>(trust.base + part));
  return made;
}

}  // namespace

Settlement::Settlement(const TargetingParameters& parameters, const ModelContext& context)
    : attributes(parameters.population),
      neighbourhoods(settle(parameters, attributes, context)),
      groups(context.groups, attributes),
      population_(parameters.population),
      places_(parameters.places),
      network_(parameters.network),
      authorities_(parameters.authorities) {
  VALIDATE(!attributes.objection(), attributes.objection()->key + " " + attributes.objection()->message);
  first_profiles =
      targeting::first_profiles(attributes, neighbourhoods, context.streams, context.first_month, *context.blocks);
  network = make_network(parameters, attributes, neighbourhoods, first_profiles, context);
}

bool Settlement::is_of(const TargetingParameters& parameters) const {
  const auto& authorities = parameters.authorities;
  return parameters.population == population_ && parameters.places == places_ && parameters.network == network_ &&
         authorities.count == authorities_.count && authorities.names == authorities_.names &&
         authorities.deprivation == authorities_.deprivation;
}

std::shared_ptr<const Settlement> settlement_for(const TargetingParameters& parameters, const ModelContext& context) {
  if (context.shared == nullptr) return std::make_shared<const Settlement>(parameters, context);
  auto known = std::static_pointer_cast<const Settlement>(context.shared->built);
  if (known && known->is_of(parameters)) return known;
  known.reset();
  context.shared->built.reset();  // before the next is built: there is never more than one
  const auto built = std::make_shared<const Settlement>(parameters, context);
  context.shared->built = built;
  return built;
}

Society::Society(const TargetingParameters& parameters, std::shared_ptr<const Settlement> built)
    : settlement(std::move(built)),
      attributes(settlement->attributes),
      neighbourhoods(settlement->neighbourhoods),
      groups(settlement->groups),
      network(settlement->network),
      need(need_scale(parameters.need, attributes)),
      trust_profile(trust_by_profile(parameters.trust, attributes)) {
  const auto objection = objection_to(need, parameters.need);
  VALIDATE(!objection, objection->key + " " + objection->message);
}

TargetingModel::TargetingModel(const Parameters& parameters, const ModelContext& context) {
  check_months(context);
  world_.followed.family = sampled_families(parameters.population.families, context.sample);
  if (context.by_neighbourhood) neighbourhoods_.emplace(context.months);
  world_.society = std::make_shared<const Society>(parameters, settlement_for(parameters, context));
  world_.streams = context.streams;
  world_.blocks = context.blocks;
  world_.month = context.first_month;
  const auto families = static_cast<std::size_t>(parameters.population.families);
  world_.families = Families(families, parameters.services.size());
  world_.scratch.column.resize(families);
  world_.scratch.filed.resize(block_count(families));
  world_.scratch.learnt.resize(block_count(families));
  world_.tally = Tally(context.by_authority ? world_.society->neighbourhoods.authorities() : 1,
                       world_.society->groups.groups(), parameters.services.size());
  world_.parameters = parameters;
  world_.rates = Rates(parameters, *world_.society);
  world_.remains =
      Remains(parameters.records.half_life, static_cast<Month>(parameters.records.retention), context.first_month - 1);
  // The tables beside the panel look at families too
  world_.wanted = wanted_for(parameters, context.read);
  if (context.sample > 0 || context.by_neighbourhood) world_.wanted.distrust = true;
  world_.wanted.from = context.read_from;
  arrange_programmes(world_);
  world_.families.profile = world_.society->settlement->first_profiles;
  enter_first_families(world_);
}

std::vector<Column> TargetingModel::columns(const Parameters& parameters) { return panel_columns(parameters); }

std::vector<InputUse> TargetingModel::inputs(const Parameters& parameters) {
  std::vector<InputUse> used;
  const auto& network = parameters.network;
  if (network.kind == NetworkKind::edge_list && !network.file.empty()) used.push_back({"network.file", network.file});
  const auto& places = parameters.population.places_file;
  if (!places.empty()) used.push_back({"population.places", places});
  return used;
}

std::vector<std::string> TargetingModel::examine_input(const Parameters& parameters, const InputUse& use,
                                                       std::istream& in, const std::string& name) {
  if (use.key == "population.places") return examine_places(parameters, in, name);
  const auto families = static_cast<std::uint32_t>(parameters.population.families);
  const EdgeListSummary list = summarise_edge_list(in, name, families);
  std::vector<std::string> notes;
  if (list.lowest > 0)
    notes.push_back(name + ": family 0 has no tie, and the numbers go from " + std::to_string(list.lowest) + " to " +
                    std::to_string(list.highest) +
                    ". They are read as counted from 0: if the list counts from 1, subtract 1 from each");
  if (list.tied < families / 2)
    notes.push_back(name + ": only " + std::to_string(list.tied) + " of the " + std::to_string(families) +
                    " families have a tie; the others know nobody");
  return notes;
}

std::vector<std::string> TargetingModel::authorities(const Parameters& parameters) {
  return parameters.authorities.all_names();
}

std::vector<TableShape> TargetingModel::tables(const Parameters& parameters, const ModelContext& context) {
  check_months(context);  // here too, before a run begins
  auto tables = card_tables(parameters, context);
  if (context.sample > 0) tables.push_back(sampled_table());
  if (context.by_neighbourhood) tables.push_back(neighbourhood_table(parameters, authorities(parameters), context));
  return tables;
}

void TargetingModel::check_groups(const Parameters& parameters, const std::vector<GroupSpec>& groups,
                                  Complaints& complaints) {
  targeting::check_groups(parameters.population, groups, complaints);
}

double TargetingModel::bytes_per_entity(const Parameters& parameters) { return bytes_per_family(parameters); }

std::vector<std::string> TargetingModel::pointless(const Parameters& parameters, const Settings& set) {
  std::vector<std::string> notes;
  for (const auto& service : parameters.services.list)
    if (!service.keeps_records() && service.voluntary > 0 && set.contains("services." + service.name + ".voluntary"))
      notes.push_back("services." + service.name + ".voluntary = " + shortest(service.voluntary) +
                      " has no effect: the service keeps no records (its detection and false_alarm are 0), and such a "
                      "service is never avoided");
  const LearnerKind learner = parameters.risk.learner;
  if (!parameters.risk.trained_on.empty() && set.contains("risk.trained_on") &&
      (learner == LearnerKind::points || learner == LearnerKind::known || learner == LearnerKind::random))
    notes.push_back(
        "risk.trained_on teaches nothing here: risk.learner is a rule or a lottery, which learns from no records");
  return notes;
}

std::vector<std::string> TargetingModel::empty_groups(const Parameters& parameters,
                                                      const std::vector<GroupSpec>& groups) {
  return groups_without_families(parameters.population, !parameters.authorities.deprivation.empty(), groups);
}

std::optional<TargetingParameters> TargetingModel::smaller(const Parameters& parameters, double share) {
  if (parameters.network.kind == NetworkKind::edge_list) return std::nullopt;  // its ties name every family
  const auto& population = parameters.population;
  // So many that there is something in each block, neighbourhood and authority
  const std::int64_t least =
      std::max<std::int64_t>(block_size, population.neighbourhood_size * parameters.authorities.count);
  if (!population.places_file.empty()) return std::nullopt;  // as many families as the smallest place needs
  if (least >= population.families) return std::nullopt;
  Parameters fewer = parameters;
  fewer.population.families = std::clamp(static_cast<std::int64_t>(share * static_cast<double>(population.families)),
                                         least, population.families);
  return fewer;
}

void TargetingModel::apply(const Parameters& parameters) {
  const bool relink = parameters.linkage != world_.parameters.linkage ||
                      parameters.programme.enabled != world_.parameters.programme.enabled ||
                      parameters.programme.readiness != world_.parameters.programme.readiness ||
                      parameters.authorities != world_.parameters.authorities;
  const bool other_decay = parameters.records.half_life != world_.parameters.records.half_life ||
                           parameters.records.retention != world_.parameters.records.retention;
  world_.parameters = parameters;
  world_.rates = Rates(parameters, *world_.society);
  arrange_programmes(world_);
  if (relink) draw_all_links(world_);
  if (other_decay) settle_files(world_);
}

void TargetingModel::observe(std::span<double> row) const {
  add_to_row(world_.parameters, world_.tally, world_.society->groups.groups(), row);
}

void TargetingModel::emit(Month month, std::span<std::vector<double>> tables) {
  tables[0].insert(tables[0].end(), world_.tables.models.begin(), world_.tables.models.end());
  tables[1].insert(tables[1].end(), world_.tables.coefficients.begin(), world_.tables.coefficients.end());
  if (!world_.followed.family.empty()) append_sampled(world_, month, tables[2]);
  if (neighbourhoods_) neighbourhoods_->add(world_, tables.back());
}

}  // namespace streetlight::targeting

namespace streetlight {

ModelType targeting_model() {
  ModelType type = model_type<targeting::TargetingModel>(
      "targeting", "Families, services and trust when a public authority targets families with a risk algorithm", 144,
      120, "month", "family");
  type.most_months = targeting::most_months;
  return type;
}

}  // namespace streetlight
