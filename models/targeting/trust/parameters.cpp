#include "models/targeting/trust/parameters.hpp"

namespace streetlight::targeting {

void TrustParameters::declare(ParameterTable& table) {
  const std::string direction = "direction: Edwards, Gillies, Gorin, Data & Policy 3:e34; size assumed";
  table.add({.key = "trust.base",
             .unit = "log-odds",
             .range = {-20, 20},
             .grade = Grade::measured,
             .source = "comfort giving data to government services 62 % (CDEI 2021); approximate",
             .sentence = "Trust set-point of the average family.",
             .timing = Timing::structural},
            base);
  table.add({.key = "trust.deprivation",
             .unit = "log-odds per sd",
             .range = {-20, 20},
             .grade = Grade::assumed,
             .source = direction,
             .sentence = "How the trust set-point changes with neighbourhood deprivation.",
             .timing = Timing::structural},
            deprivation);
  table.add({.key = "trust.attributes",
             .unit = "log-odds",
             .range = {-20, 20},
             .grade = Grade::assumed,
             .source = direction,
             .sentence = "How the trust set-point differs for families with a level.",
             .timing = Timing::structural},
            attributes);
  table.add({.key = "trust.spread",
             .unit = "log-odds",
             .range = {0, 20},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Spread of trust set-points between families that are otherwise the same.",
             .timing = Timing::structural},
            spread);
  table.add({.key = "trust.recovery",
             .unit = "1/month",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Share of the distance to its set-point that trust closes each month."},
            recovery);
  table.add({.key = "trust.peers",
             .unit = "1/month",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Share of the distance to the mean trust of its ties that trust closes each month."},
            peers);
  table.add({.key = "trust.unwarranted",
             .unit = "log-odds",
             .range = {0, 20},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Trust lost by a visit to a family that was not in need."},
            unwarranted);
  table.add({.key = "trust.intrusive",
             .unit = "log-odds",
             .range = {0, 20},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Trust lost by an investigative visit, whatever its outcome."},
            intrusive);
  table.add({.key = "trust.help",
             .unit = "log-odds",
             .range = {0, 20},
             .grade = Grade::contested,
             .source = "contact can raise take-up of treatment for a year (Grimon); size assumed",
             .sentence = "Trust gained by support that reached a family in need."},
            help);
  table.add({.key = "trust.hearsay",
             .unit = "log-odds",
             .range = {0, 20},
             .grade = Grade::contested,
             .source = "spill-over of avoidance of 7 to 9 % to families not affected themselves (Urban Institute "
                       "2018); size assumed",
             .sentence = "Trust lost for each tie that was visited this month without being in need."},
            hearsay);
  table.add({.key = "trust.covert",
             .unit = "log-odds",
             .range = {0, 20},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Trust lost on learning of a covert programme; with other transparency it is multiplied by "
                         "programme.opacity."},
            covert);
  table.add(
      {.key = "trust.private",
       .unit = "share",
       .range = {0, 20},
       .grade = Grade::assumed,
       .source = "comfort with companies 51 % against 62 % for government services (CDEI 2021); size assumed",
       .sentence = "How much more trust is lost on learning that a private operator runs the programme, as a share."},
      private_operator);
}

void AwarenessParameters::declare(ParameterTable& table) {
  table.add({.key = "awareness.press",
             .unit = "1/month",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "set with awareness.tie so that about half the families know of a covert programme after ten "
                       "years: 52 % know little or nothing of how their data are used (CDEI 2021)",
             .sentence = "Monthly probability that a family learns of a running programme from the press."},
            press);
  table.add({.key = "awareness.notice",
             .unit = "1/month",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Monthly probability of learning of it by notice, under notice, register or consent."},
            notice);
  table.add({.key = "awareness.tie",
             .unit = "1/month",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Monthly probability of hearing of it from each aware tie."},
            tie);
}

void LicenceParameters::declare(ParameterTable& table) {
  const std::string source =
      "direction: consent matters to all, companies are trusted less (Edwards et al. 2021; CDEI 2021); size assumed";
  const auto add = [&](const char* key, double& target, const char* sentence) {
    table.add({.key = key,
               .unit = "log-odds",
               .range = {-20, 20},
               .grade = Grade::assumed,
               .source = source,
               .sentence = sentence},
              target);
  };
  add("licence.support", support, "Added to licence when the programme's purpose is support.");
  add("licence.protection", protection, "Added to licence when the programme's purpose is child protection.");
  add("licence.private", private_operator, "Added to licence when a private operator runs the programme.");
  add("licence.opt_out", opt_out, "Added to licence when families may leave.");
  add("licence.opt_in", opt_in, "Added to licence when families are asked first.");
  add("licence.covert", covert, "Added to an aware family's licence when the programme is covert.");
  add("licence.evasive", evasive, "Added to an aware family's licence when the authority is evasive about it.");
  add("licence.notice", notice, "Added to an aware family's licence when notice is given.");
  add("licence.register", open_register,
      "Added to an aware family's licence when the programme is in a public register.");
  add("licence.consent", consent,
      "Added to an aware family's licence when the programme is explained as part of asking consent.");
  add("licence.children_view", children_view, "Children's own log-odds of licence relative to their parents'.");
  table.add(
      {.key = "licence.children_weight",
       .unit = "share",
       .range = {0, 1},
       .grade = Grade::choice,
       .source = "policy",
       .sentence =
           "Weight of the children's own view in a family's licence, and so in its consent: 0 asks parents alone."},
      children_weight);
}

void ScandalParameters::declare(ParameterTable& table) {
  table.add({.key = "scandal.hazard",
             .unit = "1/month",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value: none",
             .sentence = "Monthly hazard of a scandal at an authority that runs the programme, times its opacity; set "
                         "it to 1 for one month to place the event in that month."},
            hazard);
  table.add({.key = "scandal.aware",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Share of unaware families that learn of the programme from a scandal."},
            aware);
  table.add({.key = "scandal.shock",
             .unit = "log-odds",
             .range = {0, 20},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Trust lost by every family of the authority in a scandal."},
            shock);
}

void CampaignParameters::declare(ParameterTable& table) {
  table.add({.key = "campaign.reach",
             .unit = "share/month",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "policy",
             .sentence = "Share of families reached each month by a campaign that explains the programme's merits; "
                         "they become aware."},
            reach);
  table.add({.key = "campaign.effect",
             .unit = "log-odds",
             .range = {-20, 20},
             .grade = Grade::assumed,
             .source = "explaining merits bolsters advantaged parents and pushes marginalised ones away (Edwards et "
                       "al. 2021); size assumed",
             .sentence = "Polarising effect: a reached family's trust moves by effect x (logistic(trust) - pivot)."},
            effect);
  table.add({.key = "campaign.pivot",
             .unit = "share",
             .range = {0, 1},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Trust, as a probability, at which the campaign changes nothing."},
            pivot);
}

void DialogueParameters::declare(ParameterTable& table) {
  table.add({.key = "dialogue.reach",
             .unit = "share/month",
             .range = {0, 1},
             .grade = Grade::choice,
             .source = "policy",
             .sentence = "Share of families with whom the authority talks each month."},
            reach);
  table.add({.key = "dialogue.effect",
             .unit = "log-odds",
             .range = {-20, 20},
             .grade = Grade::assumed,
             .source = "starting value",
             .sentence = "Trust gained by a family that takes part in dialogue, whatever its trust."},
            effect);
}

}  // namespace streetlight::targeting
