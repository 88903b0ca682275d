#pragma once
/// What each random draw of the targeting model is for. A number is never used twice; the draws of one purpose at
/// one (family, generation, month) share a Philox counter and differ by quad and word.

#include "sim/random/streams.hpp"

namespace streetlight::targeting {

enum class Draw : Purpose {
  network = 1,
  authority_deprivation,
  neighbourhood_deprivation,
  entry_attributes,  ///< quad k / 4, word k % 4: attribute k
  entry_state,       ///< words: need set-point, trust set-point, need, age
  linkage,           ///< quad s / 4, word s % 4: service s
  false_link,        ///< the same, and one more quad for the other family
  month,             ///< words: shock, harm, external harm, (free)
  contact,           ///< quad s / 4, word s % 4: contact and recording at service s
  contact_seat,      ///< lottery for limited services
  loss,              ///< quad s / 4, word s % 4
  referral,          ///< quad s / 4, word s % 4
  referral_seat,     ///< lottery for visits
  programme,         ///< words: ties of the score, audit, awareness, leaving
  consent,           ///< once a generation: asked, answer
  access,            ///< words: asking, correction
  review,            ///< words: deference, noise
  offer,
  finding,
  case_closure,
  campaign,  ///< words: campaign, dialogue, scandal awareness
  adoption,  ///< authority: words: lottery, delay, readiness
  seats,     ///< authority: rounding of seats
  scandal,   ///< authority
  survey,    ///< families sampled for unbiased labels
  appeal,    ///< words: appealing, outcome
  outreach,
  observer,       ///< words: asked, answering; of the survey of parents alone
  predeployment,  ///< families looked up by the audit before use
  incidents,      ///< authority: words: breach, reuse, stop order
  reaction,       ///< words: told of a breach, hearing of reuse
  learner,        ///< authority: the seed of a learner that is not ours
};

constexpr Purpose purpose(Draw draw) { return static_cast<Purpose>(draw); }

}  // namespace streetlight::targeting
