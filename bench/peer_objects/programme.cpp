/// What the authority does: links, learns, flags, refers, visits; and what families make of it.

#include <algorithm>
#include <cmath>

#include "bench/peer_objects/nation.hpp"
#include "models/targeting/trust/licence.hpp"

namespace streetlight::peer {

using enum Tallied;

bool Nation::in_scope(const Family& family) const {
  for (std::size_t s = 0; s < family.files.size(); ++s)
    if (family.files[s].linked && parameters_.services.list[s].linked) return true;
  return false;
}

double Nation::seen(const Family& family, std::size_t service) const {
  const File& file = family.files[service];
  double sum = file.linked ? file.concerns : 0.0;
  if (file.taken_for >= 0) sum += families_[static_cast<std::size_t>(file.taken_for)].files[service].concerns;
  return sum;
}

std::vector<double> Nation::features(const Family& family) const {
  std::vector<double> made;
  for (std::size_t s = 0; s < family.files.size(); ++s)
    if (parameters_.services.list[s].linked) made.push_back(seen(family, s));
  made.push_back(family.care);
  made.push_back(family.deprivation);
  const auto& attributes = society_.attributes;
  const auto& wanted = parameters_.risk.features;
  for (std::size_t k = 0; k < attributes.attributes(); ++k) {
    if (std::find(wanted.begin(), wanted.end(), attributes.name(k)) == wanted.end()) continue;
    for (std::size_t l = 1; l < attributes.levels(k).size(); ++l)
      made.push_back(attributes.level(family.profile, k) == l ? 1.0 : 0.0);
  }
  return made;
}

void Nation::train() {
  if (!parameters_.programme.enabled) return;
  const auto start = static_cast<int>(parameters_.programme.start),
             horizon = static_cast<int>(parameters_.risk.horizon);
  const auto due = [&](int month) { return month >= start && (month - start) % parameters_.risk.retrain == 0; };
  if (due(month_) && !snapshot_.empty()) {
    std::vector<std::vector<double>> rows;
    std::vector<int> labels;
    for (std::size_t i = 0; i < families_.size(); ++i) {
      const Family& family = families_[i];
      if (family.generation != snapshot_[i].generation || !in_scope(family)) continue;
      rows.push_back(snapshot_[i].features);
      labels.push_back(family.last_finding >= month_ - horizon);
    }
    const auto found = std::count(labels.begin(), labels.end(), 1);
    if (found > 0 && found < static_cast<std::ptrdiff_t>(labels.size()))
      risk_.fit(rows, labels, parameters_.risk.ridge);
  }
  if (due(month_ + horizon)) {
    snapshot_.clear();
    for (const Family& family : families_) snapshot_.push_back({features(family), family.generation});
  }
}

std::vector<Family*> Nation::select() {
  if (!running() || !risk_.fitted()) return {};
  struct Candidate {
    double score, lot;
    Family* family;
  };
  std::vector<Candidate> candidates;
  std::size_t scope = 0;
  for (Family& family : families_) {
    if (!in_scope(family)) continue;
    ++scope;
    if (within(family.last_visit, month_, static_cast<int>(parameters_.programme.cool_down))) continue;
    candidates.push_back({risk_.score(features(family)), uniform(), &family});
  }
  const auto wanted = static_cast<std::size_t>(parameters_.programme.capacity * static_cast<double>(scope) + uniform());
  const std::size_t seats = std::min(wanted, candidates.size());
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return a.score != b.score ? a.score > b.score : a.lot < b.lot;
  });
  std::vector<Family*> flagged;
  for (std::size_t k = 0; k < seats; ++k) {
    Family& family = *candidates[k].family;
    flagged.push_back(&family);
    family.last_flag = month_;
    count(flags, family);
    if (in_need(family)) count(flags_in_need, family);
  }
  return flagged;
}

std::vector<Family*> Nation::refer() {
  std::vector<Family*> referred;
  for (Family& family : families_) {
    for (const Meeting& meeting : family.meetings)
      if (meeting.concern && uniform() < parameters_.casework.referral) family.referred = true;
    if (!family.referred) continue;
    referred.push_back(&family);
    count(referrals, family);
    family.last_referral = family.last_care = month_;
  }
  return referred;
}

void Nation::review(const std::vector<Family*>& flagged, std::vector<Family*>& followed) {
  for (Family* family : flagged) {
    const bool agreed =
        uniform() < parameters_.review.deference || family->need + parameters_.review.noise * normal() >= threshold_;
    if (agreed)
      followed.push_back(family);
    else
      count(overrides, *family);
  }
}

void Nation::visit(Family& family, bool by_programme) {
  const bool needy = in_need(family), warranted = needy || family.harmed;
  family.visited = true;
  family.last_visit = month_;
  family.scrutiny = 1.0;
  count(visits, family);
  if (by_programme) {
    count(programme_visits, family);
    family.becomes_aware = true;
  }
  if (!needy) {
    family.unwarranted = true;
    count(unwarranted_visits, family);
    family.need += parameters_.need.strain;
  }
  if (uniform() >= (warranted ? parameters_.casework.hit : parameters_.casework.false_finding)) return;

  family.care += 1;
  family.last_care = family.last_finding = month_;
  family.open_case = true;
  count(findings, family);
  if (!warranted) count(false_findings, family);
  count(support, family);
  if (!in_need(family)) return;
  const double relief = parameters_.support.relief * parameters_.casework.speed;
  family.need -= relief;
  family.need_setpoint -= parameters_.support.lasting * relief;
  family.last_relief = month_;
  family.helped = true;
  count(relieved, family);
}

void Nation::move_trust() {
  for (const Family& family : families_)
    if (family.unwarranted)
      for (Family* tie : family.ties) ++tie->hearsay;

  const auto& p = parameters_.trust;
  std::vector<Family*> learned;
  for (Family& family : families_) {
    double sum = 0;
    int aware_ties = 0;
    for (const Family* tie : family.ties) {
      sum += tie->trust;
      aware_ties += tie->aware;
    }
    const double others = family.ties.empty() ? family.trust : sum / static_cast<double>(family.ties.size());
    double next =
        family.trust + p.recovery * (family.trust_setpoint - family.trust) + p.peers * (others - family.trust);
    if (family.unwarranted) next -= p.unwarranted;
    if (family.visited) next -= p.intrusive;
    if (family.helped) next += p.help;
    next -= p.hearsay * std::min(family.hearsay, 255);
    if (running() && !family.aware) {
      const double unheard =
          (1.0 - parameters_.awareness.press) * std::pow(1.0 - parameters_.awareness.tie, aware_ties);
      if (family.becomes_aware || uniform() < 1.0 - unheard) {
        learned.push_back(&family);
        next -= p.covert * parameters_.programme.opacity();
      }
    }
    family.trust_next = next;
  }
  for (Family& family : families_) family.trust = family.trust_next;
  for (Family* family : learned) family->aware = true;
}

void Nation::observe() {
  const auto of_all = running() ? static_cast<double>(targeting::licence_of_all(parameters_)) : 0.0;
  const auto of_aware = running() ? static_cast<double>(targeting::licence_of_aware(parameters_)) : 0.0;
  const auto retention = static_cast<int>(parameters_.records.retention);
  for (const Family& family : families_) {
    count(families, family);
    const bool needy = in_need(family);
    if (needy) count(need, family);
    if (family.harmed) count(harm, family);
    for (std::size_t s = 0; s < family.meetings.size(); ++s) {
      if (family.meetings[s].contact) count(contacts, family);
      if (family.meetings[s].deterred) count(deterred, family);
      if (family.meetings[s].concern) count(concerns, family);
      if (family.files[s].concerns > 0) count(records, family);
    }
    if (within(family.last_care, month_, retention)) count(known, family);
    if (in_scope(family)) count(linked, family);
    if (family.open_case) count(open_cases, family);
    if (family.aware) count(aware, family);
    if (family.trust + of_all + (family.aware ? of_aware : 0.0) >= 0) count(licensed, family);
    if (needy && !within(family.last_relief, month_, 3)) count(unmet_need, family);
    count(trust, family, family.trust);
  }
}

}  // namespace streetlight::peer
