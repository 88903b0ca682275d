#include "models/targeting/families.hpp"

namespace streetlight::targeting {

Families::Families(std::size_t families, std::size_t services)
    : profile(families),
      cell(families),
      generation(families),
      need_setpoint(families),
      trust_setpoint(families),
      links(families),
      false_links(families),
      age(families),
      need(families),
      trust(families),
      care(families),
      scrutiny(families),
      records(families * services),
      last_entry(families * services, never),
      status(families),
      last_need(families, never),
      last_care(families, never),
      last_referral(families, never),
      last_relief(families, never),
      last_flag(families, never),
      last_visit(families, never),
      last_finding(families, never),
      contacts(families),
      deterred(families),
      distrust(families),
      concerns(families),
      events(families),
      hearsay(families) {}

}  // namespace streetlight::targeting
