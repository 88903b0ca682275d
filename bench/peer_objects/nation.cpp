#include "bench/peer_objects/nation.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "models/targeting/purposes.hpp"
#include "models/targeting/trust/licence.hpp"

namespace streetlight::peer {

using enum Tallied;

namespace {

double logistic(double x) { return 1.0 / (1.0 + std::exp(-x)); }

/// Everything that this implementation leaves out must be off.
void check(const targeting::TargetingParameters& p) {
  targeting::TargetingParameters expected;
  expected.population.families = p.population.families;
  expected.population.neighbourhood_size = p.population.neighbourhood_size;
  expected.programme.enabled = p.programme.enabled;
  expected.programme.start = p.programme.start;
  if (!(expected == p))
    throw std::invalid_argument("the object peer runs England's defaults with a covert programme, and nothing else");
}

}  // namespace

const std::vector<std::string>& column_names() {
  static const std::vector<std::string> names{
      "families",      "need",           "harm",       "contacts",         "deterred",
      "concerns",      "records",        "known",      "linked",           "open_cases",
      "aware",         "licensed",       "unmet_need", "referrals",        "flags",
      "flags_in_need", "overrides",      "visits",     "programme_visits", "unwarranted_visits",
      "findings",      "false_findings", "support",    "relieved",         "leavers",
      "trust_sum"};
  return names;
}

Nation::Nation(const targeting::TargetingParameters& parameters, const ModelContext& context, std::uint32_t seed)
    : parameters_(parameters), society_(parameters, targeting::settlement_for(parameters, context)), random_(seed) {
  check(parameters);
  threshold_ = static_cast<double>(society_.need.threshold);
  stationary_sd_ = static_cast<double>(society_.need.stationary_sd);
  for (const float part : society_.trust_profile) trust_of_profile_.push_back(static_cast<double>(part));
  counts_.assign(society_.groups.groups(), std::vector<double>(tallied));

  families_.resize(static_cast<std::size_t>(parameters.population.families));
  for (std::size_t i = 0; i < families_.size(); ++i) {
    Family& family = families_[i];
    const auto slot = static_cast<std::uint32_t>(i);
    const auto neighbourhood = society_.neighbourhoods.of(slot);
    family.slot = static_cast<int>(i);
    family.deprivation = static_cast<double>(society_.neighbourhoods.deprivation[neighbourhood]);
    family.decile = society_.neighbourhoods.decile[neighbourhood];
    for (const auto tie : society_.network.neighbours(slot)) family.ties.push_back(&families_[tie]);
    family.meetings.resize(parameters.services.size());
    enter(family);
    family.age = static_cast<int>(uniform() * 216);

    // The network was formed with these attributes.
    std::vector<std::uint32_t> words;
    for (std::uint32_t k = 0; k < society_.attributes.attributes(); k += 4)
      for (const auto word : context.streams.words(
               {slot, 0, context.first_month, targeting::purpose(targeting::Draw::entry_attributes), k / 4}))
        words.push_back(word);
    words.resize(society_.attributes.attributes());
    const Profile drawn = family.profile;
    family.profile = society_.attributes.draw(family.deprivation, words);
    const double shift = static_cast<double>(society_.need.profile[family.profile] - society_.need.profile[drawn]);
    const double trust_shift = trust_of_profile_[family.profile] - trust_of_profile_[drawn];
    family.need_setpoint += shift;
    family.need += shift;
    family.trust_setpoint += trust_shift;
    family.trust += trust_shift;
    const auto groups =
        society_.groups.groups_of(society_.groups.cell_of(family.profile, static_cast<std::uint8_t>(family.decile)));
    family.groups.assign(groups.begin(), groups.end());
  }
}

void Nation::step(int month) {
  month_ = month;
  for (auto& group : counts_) std::fill(group.begin(), group.end(), 0.0);

  age_and_replace();
  move_needs();
  for (Family& family : families_) meet_services(family);
  for (Family& family : families_) relieve(family);
  for (Family& family : families_) keep_records(family);
  train();
  const auto flagged = select();

  for (Family& family : families_)
    if (family.open_case && uniform() < 1.0 / parameters_.casework.duration) family.open_case = false;
  const auto referred = refer();
  std::vector<Family*> followed;
  review(flagged, followed);
  for (Family* family : referred) visit(*family, false);
  for (Family* family : followed)
    if (!family->referred) visit(*family, true);

  move_trust();
  observe();
}

bool Nation::running() const { return parameters_.programme.enabled && month_ >= parameters_.programme.start; }

void Nation::age_and_replace() {
  for (Family& family : families_) {
    if (++family.age < 216) continue;
    count(leavers, family);
    ++family.generation;
    enter(family);
  }
}

void Nation::enter(Family& family) {
  // Who they are.
  const auto chances = society_.attributes.probabilities(family.deprivation);
  double u = uniform();
  std::size_t profile = 0;
  while (profile + 1 < chances.size() && u >= chances[profile]) u -= chances[profile++];
  family.profile = static_cast<Profile>(profile);
  const auto groups =
      society_.groups.groups_of(society_.groups.cell_of(family.profile, static_cast<std::uint8_t>(family.decile)));
  family.groups.assign(groups.begin(), groups.end());
  family.age = 0;

  // Set-points, and a state around them.
  const auto& scale = society_.need;
  family.need_setpoint = static_cast<double>(scale.deprivation) * family.deprivation +
                         static_cast<double>(scale.profile[profile]) + static_cast<double>(scale.spread) * normal();
  family.need = family.need_setpoint + stationary_sd_ * normal();
  family.trust_setpoint = trust_of_profile_[profile] + parameters_.trust.deprivation * family.deprivation +
                          parameters_.trust.spread * normal();
  family.trust = family.trust_setpoint;
  family.aware = family.open_case = false;
  family.care = family.scrutiny = 0;
  family.last_care = family.last_referral = family.last_relief = family.last_flag = family.last_visit =
      family.last_finding = never;

  // Their files: empty, linked or not, taken for somebody else's or not.
  family.files.assign(parameters_.services.size(), File());
  for (File& file : family.files) {
    file.linked = uniform() < 1.0 - parameters_.linkage.missed;
    if (uniform() < parameters_.linkage.wrong)
      file.taken_for = static_cast<int>(uniform() * static_cast<double>(families_.size()));
  }
}

void Nation::move_needs() {
  const auto& p = parameters_.need;
  for (Family& family : families_) {
    family.need += p.reversion * (family.need_setpoint - family.need) + p.shock * normal() + p.shift;
    family.harmed = uniform() < 1.0 - std::exp(-parameters_.harm.base * std::exp(parameters_.harm.slope * family.need));
    family.in_need_bit = in_need(family);
    family.flagged = family.referred = family.visited = family.unwarranted = family.helped = family.becomes_aware =
        false;
    family.hearsay = 0;
  }
}

double Nation::deterrence(double trust) const {
  const auto& p = parameters_.deterrence;
  return p.max * logistic((p.midpoint - trust) / p.width);
}

void Nation::meet_services(Family& family) {
  const double now = deterrence(family.trust), usual = deterrence(family.trust_setpoint);
  for (std::size_t s = 0; s < family.meetings.size(); ++s) {
    const auto& service = parameters_.services.list[s];
    Meeting& meeting = family.meetings[s];
    const double voluntary = service.detection > 0 || service.false_alarm > 0 ? service.voluntary : 0.0;
    const double rate =
        *service.reach * std::exp(service.need * family.need + service.deprivation * family.deprivation);
    const double p = 1.0 - std::exp(-rate * (1.0 - voluntary * now));
    const double p_usual = 1.0 - std::exp(-rate * (1.0 - voluntary * usual));
    const double u = uniform();
    meeting.contact = u < p;
    meeting.deterred = !meeting.contact && u < p_usual;
    meeting.concern = false;
    if (!meeting.contact) continue;
    const double base = family.in_need_bit || family.harmed ? service.detection : service.false_alarm;
    if (base <= 0) continue;
    const double odds = base / (1.0 - base) * std::exp(parameters_.scrutiny.strength * family.scrutiny);
    meeting.concern = uniform() < (1.0 - parameters_.deterrence.concealment * now) * odds / (1.0 + odds);
  }
}

void Nation::relieve(Family& family) {
  if (!family.in_need_bit) return;
  double relief = 0;
  for (std::size_t s = 0; s < family.meetings.size(); ++s)
    if (family.meetings[s].contact) relief += parameters_.services.list[s].relief;
  if (relief <= 0) return;
  relief *= 1.0 - parameters_.deterrence.concealment_cost * deterrence(family.trust);
  family.need -= relief;
  family.need_setpoint -= parameters_.support.lasting * relief;
  family.last_relief = month_;
}

void Nation::keep_records(Family& family) {
  const double kept = std::exp2(-1.0 / parameters_.records.half_life);
  const auto retention = static_cast<int>(parameters_.records.retention);
  for (std::size_t s = 0; s < family.files.size(); ++s) {
    File& file = family.files[s];
    if (family.meetings[s].concern) {
      file.concerns += 1;
      file.last_entry = month_;
    }
    file.concerns = within(file.last_entry, month_, retention) ? file.concerns * kept : 0.0;
  }
  family.care = within(family.last_care, month_, retention) ? family.care * kept : 0.0;
  family.scrutiny *= std::exp2(-1.0 / parameters_.scrutiny.half_life);
}

}  // namespace streetlight::peer
