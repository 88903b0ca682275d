#include "models/attention/attention.hpp"

#include <algorithm>
#include <numeric>

#include "sim/random/counts.hpp"

namespace streetlight::attention {

namespace {
enum class Draw : Purpose { units = 1, incidents = 2 };
}

void Parameters::declare(ParameterTable& table) {
  table.add({.key = "sites.rates",
             .unit = "incidents/step",
             .range = {0, 1e6},
             .grade = Grade::choice,
             .source = "D'Amour et al. 2020",
             .sentence = "Mean incidents of each site in a step; as many sites as elements.",
             .timing = Timing::structural},
            rates);
  table.add({.key = "sites.response",
             .unit = "incidents/step",
             .range = {0, 1e6},
             .grade = Grade::choice,
             .source = "D'Amour et al. 2020; 0 for none",
             .sentence = "How far a site's rate falls for every unit sent in a step, and rises in a step without one; "
                         "it stays between 0 and 1,000,000."},
            response);
  table.add({.key = "attention.units",
             .unit = "units",
             .range = {0, 1e6},
             .grade = Grade::choice,
             .source = "D'Amour et al. 2020",
             .sentence = "Units to send in a step."},
            units);
  table.add_choice(
      {.key = "attention.allocation",
       .grade = Grade::choice,
       .source = "experimenter",
       .sentence = "How units are dealt: evenly by lot, by fixed weights, or in proportion to what was found so far."},
      allocation,
      {{"uniform", Allocation::uniform}, {"fixed", Allocation::fixed}, {"discovered", Allocation::discovered}});
  table.add({.key = "attention.weights",
             .unit = "weight",
             .range = {0, 1e9},
             .grade = Grade::choice,
             .source = "experimenter",
             .sentence = "Weight of each site under the fixed allocation."},
            weights);
  table.add({.key = "attention.memory",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "experimenter; 1 never forgets",
             .sentence = "Share of what was found that still counts a step later, under the discovered allocation."},
            memory);
}

void Parameters::check(Complaints& complaints) const {
  if (rates.empty()) complaints.push_back({"sites.rates", "must have at least one site"});
  if (allocation != Allocation::fixed) return;
  if (weights.size() != rates.size())
    complaints.push_back({"attention.weights", "must have one weight a site: " + std::to_string(rates.size()) +
                                                   ", not " + std::to_string(weights.size())});
  else if (std::accumulate(weights.begin(), weights.end(), 0.0) <= 0)
    complaints.push_back({"attention.weights", "must not all be 0: the units have to go somewhere"});
}

std::vector<std::string> Parameters::sites() const {
  std::vector<std::string> names;
  for (std::size_t site = 1; site <= rates.size(); ++site) names.push_back(std::to_string(site));
  return names;
}

Model::Model(const Parameters& parameters, const ModelContext& context)
    : parameters_(parameters),
      context_(context),
      groups_(context.groups, "site", parameters.sites()),
      sites_(parameters.rates.size()) {
  for (std::size_t k = 0; k < sites_.size(); ++k) sites_[k].rate = parameters.rates[k];
}

void Model::apply(const Parameters& parameters) { parameters_ = parameters; }

void Model::send_units(Month step) {
  std::vector<double> weights;
  for (std::size_t k = 0; k < sites_.size(); ++k)
    weights.push_back(parameters_.allocation == Allocation::fixed        ? parameters_.weights[k]
                      : parameters_.allocation == Allocation::discovered ? 1.0 + sites_[k].remembered
                                                                         : 1.0);
  std::partial_sum(weights.begin(), weights.end(), weights.begin());
  UniformSequence uniforms(context_.streams, {.month = step, .purpose = Purpose(Draw::units)});
  for (std::int64_t unit = 0; unit < parameters_.units; ++unit) {
    const auto found = std::upper_bound(weights.begin(), weights.end(), uniforms() * weights.back());
    // Weights near 0 may round the product up to their sum
    ++sites_[std::min(static_cast<std::size_t>(found - weights.begin()), sites_.size() - 1)].units;
  }
}

void Model::step(Month step) {
  for (Site& site : sites_) site.units = 0;
  send_units(step);
  for (std::size_t k = 0; k < sites_.size(); ++k) {
    Site& site = sites_[k];
    UniformSequence uniforms(
        context_.streams,
        {.entity = static_cast<std::uint32_t>(k), .month = step, .purpose = Purpose(Draw::incidents)});
    site.incidents = PoissonDistribution(site.rate)(uniforms);
    site.found = std::min(site.units, site.incidents);
    site.remembered = parameters_.memory * site.remembered + static_cast<double>(site.found);
    const double change = site.units > 0 ? -static_cast<double>(site.units) : 1.0;
    site.rate = std::clamp(site.rate + parameters_.response * change, 0.0, 1e6);
  }
}

std::vector<Column> Model::columns(const Parameters&) {
  using enum ColumnKind;
  using enum ColumnType;
  return {{"sites", "sites", "Sites.", stock, count},
          {"units", "units", "Units sent.", flow, count},
          {"incidents", "incidents", "Incidents.", flow, count},
          {"found", "incidents", "Incidents found.", flow, count},
          {"missed", "incidents", "Incidents that nobody found.", flow, count},
          {"rate", "incidents/step", "Sum over sites of the mean incidents, after the step's response.", stock, real},
          {"share_found", "share", "Incidents found, of all.", ratio, real, "found", "incidents"},
          {"found_a_unit", "share", "Incidents found, of units sent.", ratio, real, "found", "units"}};
}

void Model::check_groups(const Parameters& parameters, const std::vector<GroupSpec>& groups, Complaints& complaints) {
  LevelGroups::check(groups, "site", parameters.sites(), complaints);
}

void Model::observe(std::span<double> row) const {
  const std::size_t columns = row.size() / groups_.size();
  for (std::size_t g = 0; g < groups_.size(); ++g)
    for (std::size_t k = 0; k < sites_.size(); ++k) {
      if (!groups_.holds(g, k)) continue;
      const Site& site = sites_[k];
      const double values[] = {
          1,        double(site.units), double(site.incidents), double(site.found), double(site.incidents - site.found),
          site.rate};
      for (std::size_t column = 0; column < std::size(values); ++column) row[g * columns + column] += values[column];
    }
}

}  // namespace streetlight::attention

namespace streetlight {

ModelType attention_model() {
  return model_type<attention::Model>("attention", "Units sent to sites find only what happens where they are", 1000, 0,
                                      "step", "site");
}

}  // namespace streetlight
