#include "models/targeting/trust/licence.hpp"

namespace streetlight::targeting {

float licence_of_all(const TargetingParameters& parameters) {
  if (!parameters.programme.enabled) return 0.0f;
  const auto& terms = parameters.licence;
  double sum = parameters.programme.purpose == ProgrammePurpose::support ? terms.support : terms.protection;
  if (parameters.programme.operated_by == Operator::company) sum += terms.private_operator;
  sum += terms.children_weight * terms.children_view;
  if (parameters.consent.mode == ConsentMode::opt_out) sum += terms.opt_out;
  if (parameters.consent.mode == ConsentMode::opt_in) sum += terms.opt_in;
  return static_cast<float>(sum);
}

float licence_of_aware(const TargetingParameters& parameters) {
  if (!parameters.programme.enabled) return 0.0f;
  const auto& terms = parameters.licence;
  switch (parameters.programme.transparency) {
    case Transparency::covert:
      return static_cast<float>(terms.covert);
    case Transparency::evasive:
      return static_cast<float>(terms.evasive);
    case Transparency::notice:
      return static_cast<float>(terms.notice);
    case Transparency::open_register:
      return static_cast<float>(terms.open_register);
    case Transparency::consent:
      return static_cast<float>(terms.consent);
  }
  return 0.0f;
}

}  // namespace streetlight::targeting
