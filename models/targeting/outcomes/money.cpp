#include "models/targeting/outcomes/money.hpp"

namespace streetlight::targeting {

namespace {

/// Prices of the contacts counted by `count`. Services without a price of their own are added up before they are
/// priced: so the sum is the same, to the last bit, as before a service could have one.
double price_contacts(const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g,
                      ServiceCount count) {
  double contacts = 0, early_help = 0, priced = 0;
  for (std::size_t s = 0; s < parameters.services.size(); ++s) {
    const auto& service = parameters.services.list[s];
    const auto number = static_cast<double>(tally.get(a, g, tally.column(count, s)));
    if (service.cost)
      priced += number * *service.cost;
    else
      (service.name == "early_help" ? early_help : contacts) += number;
  }
  return contacts * parameters.cost.contact + early_help * parameters.cost.early_help_contact + priced;
}

}  // namespace

double cost_of_service(const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g,
                       std::size_t s) {
  const auto& service = parameters.services.list[s];
  const double otherwise = service.name == "early_help" ? parameters.cost.early_help_contact : parameters.cost.contact;
  return static_cast<double>(tally.get(a, g, tally.column(ServiceCount::contacts, s))) *
         service.cost.value_or(otherwise);
}

double cost_of_outreach(const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g) {
  return count_of(tally, a, g, Count::outreach) * parameters.cost.outreach;
}

double cost_of_contacts(const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g) {
  return price_contacts(parameters, tally, a, g, ServiceCount::contacts) + cost_of_outreach(parameters, tally, a, g);
}

double cost_of_deterred(const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g) {
  return price_contacts(parameters, tally, a, g, ServiceCount::deterred);
}

double cost_of_visits(const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g) {
  return count_of(tally, a, g, Count::visits) * parameters.cost.visit +
         count_of(tally, a, g, Count::findings) * parameters.cost.finding;
}

double cost_of_support(const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g) {
  return count_of(tally, a, g, Count::support) * parameters.cost.support;
}

double cost_of_cases(const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g) {
  return count_of(tally, a, g, Count::open_cases) * parameters.cost.open_case_month;
}

double cost_of_harm(const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g) {
  return count_of(tally, a, g, Count::harm) * parameters.cost.harm;
}

double cost_of_programme(const TargetingParameters&, const Tally& tally, std::size_t a, std::size_t g) {
  return count_of(tally, a, g, Count::fixed_cost);
}

double income_of_results(const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g) {
  return count_of(tally, a, g, Count::attachments) * parameters.cost.attachment_income +
         count_of(tally, a, g, Count::results) * parameters.cost.result_income;
}

double money_spent(const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g) {
  return cost_of_contacts(parameters, tally, a, g) + cost_of_visits(parameters, tally, a, g) +
         cost_of_support(parameters, tally, a, g) + cost_of_cases(parameters, tally, a, g) +
         cost_of_harm(parameters, tally, a, g) + cost_of_programme(parameters, tally, a, g) -
         income_of_results(parameters, tally, a, g);
}

double cost_of_policy(const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g) {
  const auto early_help = parameters.services.index_of("early_help");
  return cost_of_visits(parameters, tally, a, g) + cost_of_support(parameters, tally, a, g) +
         cost_of_programme(parameters, tally, a, g) + cost_of_outreach(parameters, tally, a, g) +
         (early_help ? cost_of_service(parameters, tally, a, g, *early_help) : 0.0);
}

}  // namespace streetlight::targeting
