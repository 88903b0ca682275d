#include "models/targeting/outcomes/columns.hpp"

#include "models/targeting/outcomes/leading.hpp"
#include "models/targeting/outcomes/money.hpp"
#include "models/targeting/outcomes/wanted.hpp"
#include "sim/core/check.hpp"

namespace streetlight::targeting {

namespace {

/// A column that is one count, or a sum of counts times their prices.
struct PlainColumn {
  const char* name;
  const char* unit;
  ColumnKind kind;
  Count count;
  const char* meaning;
};

constexpr ColumnKind flow = ColumnKind::flow, stock = ColumnKind::stock;

const PlainColumn plain_columns[] = {
    {"families", "families", stock, Count::families, "Families."},
    {"need", "families", stock, Count::need, "Families in need: theta at or above the threshold."},
    {"harm", "harms", flow, Count::harm, "Families in which a child was harmed in the month."},
    {"harm_unseen", "harms", flow, Count::harm_unseen,
     "Harm in families that are not known to social care and have no open case."},
    {"harm_external", "harms", flow, Count::harm_external,
     "Harm from outside the family (harm.external); part of harm."},
    {"harm_external_unseen", "harms", flow, Count::harm_external_unseen,
     "Harm from outside the family; part of harm_unseen."},
    {"harm_flagged", "harms", flow, Count::harm_flagged,
     "Harm in families whose last flag was made in the 12 months before; part of harm."},
    {"concerns", "concerns", flow, Count::concerns, "Concerns recorded by services."},
    {"false_concerns", "concerns", flow, Count::false_concerns, "Concerns about families neither in need nor harmed."},
    {"lost_concerns", "concerns", flow, Count::lost_concerns, "Concerns lost before they were stored."},
    {"records", "files", stock, Count::records,
     "Files held: pairs of a family and a service with a record that has not expired."},
    {"known", "families", stock, Count::known,
     "Families with a social-care referral or finding on file that has not expired."},
    {"linked", "families", stock, Count::linked,
     "Families in the programme's view: linked at a service that feeds it, and consenting."},
    {"opted_out", "families", stock, Count::opted_out, "Families that left the programme's data."},
    {"open_cases", "families", stock, Count::open_cases, "Families with an open case."},
    {"aware", "families", stock, Count::aware, "Families that know of the programme."},
    {"licensed", "families", stock, Count::licensed, "Families whose social licence is one half or more."},
    {"unmet_need", "families", stock, Count::unmet_need,
     "Families in need without relief from anyone in the last 3 months."},
    {"need_unseen", "families", stock, Count::need_unseen,
     "Families in need without a record at any service and not known to social care."},
    {"turned_away", "contacts", flow, Count::turned_away, "Families turned away by a service at its capacity."},
    {"referrals", "referrals", flow, Count::referrals, "Families referred to social care."},
    {"rereferrals", "referrals", flow, Count::rereferrals, "Referrals within 12 months of the family's last one."},
    {"referral_findings", "findings", flow, Count::referral_findings, "Findings of visits that followed a referral."},
    {"lapsed", "referrals", flow, Count::lapsed, "Referrals for which caseworkers had no capacity."},
    {"flags", "flags", flow, Count::flags, "Families flagged by the programme."},
    {"flags_in_need", "flags", flow, Count::flags_in_need, "Flags on families in need."},
    {"flags_past_need", "flags", flow, Count::flags_past_need,
     "Flags on families whose need has passed: in need once, and in none of the last 24 months."},
    {"flags_judged", "flags", flow, Count::flags_judged,
     "Flags made risk.horizon months ago, which can now be judged."},
    {"flags_confirmed", "flags", flow, Count::flags_confirmed,
     "Judged flags that were followed by a finding within risk.horizon."},
    {"audits", "flags", flow, Count::audits, "Flags drawn evenly, whatever the score."},
    {"audits_in_need", "flags", flow, Count::audits_in_need, "Audit flags on families in need."},
    {"overrides", "flags", flow, Count::overrides, "Flags that a reviewer did not follow."},
    {"visits", "visits", flow, Count::visits, "Visits, referred or flagged."},
    {"programme_visits", "visits", flow, Count::programme_visits,
     "Visits by the programme, accepted offers among them."},
    {"unwarranted_visits", "visits", flow, Count::unwarranted_visits, "Visits to families not in need."},
    {"offers_declined", "offers", flow, Count::offers_declined, "Supportive offers that families declined."},
    {"findings", "findings", flow, Count::findings, "Visits that ended in a finding."},
    {"false_findings", "findings", flow, Count::false_findings, "Findings in families neither in need nor harmed."},
    {"findings_after_flag", "findings", flow, Count::findings_after_flag,
     "Findings with a flag in the 12 months before."},
    {"support", "families", flow, Count::support, "Families given support after a finding or an accepted offer."},
    {"relieved", "families", flow, Count::relieved, "Families in need among those given support."},
    {"corrections", "families", flow, Count::corrections, "Families whose file was erased after subject access."},
    {"appeals", "appeals", flow, Count::appeals, "Appeals against findings of programme visits."},
    {"appeals_upheld", "appeals", flow, Count::appeals_upheld, "Appeals upheld: the finding left the file."},
    {"outreach", "calls", flow, Count::outreach, "Calls by trusted intermediaries."},
    {"survey_asked", "families", flow, Count::survey_asked, "Families asked by the survey of parents."},
    {"survey_answered", "families", flow, Count::survey_answered, "Of those, families that answered."},
    {"survey_licensed", "families", flow, Count::survey_licensed,
     "Of those, families whose licence is one half or more."},
    {"in_use", "families", stock, Count::in_use,
     "Families of authorities whose programme is in use: it runs and may flag (all groups together)."},
    {"halted", "families", stock, Count::halted,
     "Families of authorities whose programme a regulator or its monitoring has halted (all groups together)."},
    {"standing_still", "families", stock, Count::still,
     "Families of authorities whose programme is suspended: in preparation, below the minimum standard or before its "
     "audit (all groups together)."},
    {"incidents", "incidents", flow, Count::incidents,
     "Scandals, breaches, reuse come to light and stop orders (all groups together)."},
    {"attachments", "families", flow, Count::attachments,
     "Families attached to a payment-by-results programme: its visits."},
    {"results", "families", flow, Count::results,
     "Of those, families not in need after the visit: results that are paid for."},
    {"need_flagged", "families", stock, Count::need_flagged,
     "Families in need that were flagged in the last 12 months."},
    {"unneeded_flagged", "families", stock, Count::unneeded_flagged,
     "Families not in need that were flagged in the last 12 months."},
    {"unfound", "families", stock, Count::unfound, "Families without a finding in the last 12 months."},
    {"unfound_flagged", "families", stock, Count::unfound_flagged, "Of those, families flagged in the last 12 months."},
    {"leavers", "families", flow, Count::leavers, "Families that left because the youngest child turned 18."},
    {"leavers_referred", "families", flow, Count::leavers_referred, "Leavers that were ever referred."},
    {"leavers_found", "families", flow, Count::leavers_found,
     "Leavers that ever had a finding: in need on the records."},
    {"reached_five", "families", flow, Count::reached_five, "Families whose youngest child turned 5."},
    {"reached_five_referred", "families", flow, Count::reached_five_referred, "Of those, families ever referred."},
};

/// What a column reads of what is counted of every family. Events that are counted as they happen need nothing.
struct Reads {
  static constexpr unsigned facts = 1, files = 2, by_service = 4, sums = 8, distrust = 16;
};

unsigned reads_of(Count count) {
  switch (count) {
    case Count::need_unseen:
      return Reads::facts | Reads::files;
    case Count::records:
      return Reads::facts | Reads::by_service;
    case Count::harm_external:
    case Count::harm_external_unseen:
    case Count::harm_flagged:
    case Count::concerns:
    case Count::false_concerns:
    case Count::turned_away:
      return Reads::facts;
    default:
      return static_cast<std::size_t>(count) < swept_counts ? Reads::facts : 0U;
  }
}

/// Columns computed from several counts, in this order after the plain ones.
struct DerivedColumn {
  const char* name;
  const char* unit;
  ColumnKind kind;
  ColumnType type;
  unsigned reads;  ///< of Reads
  const char* meaning;
  double (*value)(const TargetingParameters&, const Tally&, std::size_t authority, std::size_t group);
};

/// Over all services.
double sum_over_services(const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g,
                         ServiceCount count) {
  double sum = 0;
  for (std::size_t s = 0; s < parameters.services.size(); ++s)
    sum += static_cast<double>(tally.get(a, g, tally.column(count, s)));
  return sum;
}

const DerivedColumn derived_columns[] = {
    {"contacts", "contacts", flow, ColumnType::count, Reads::facts | Reads::by_service,
     "Contacts with services: a family and a service in a month.",
     [](const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g) {
       return sum_over_services(parameters, tally, a, g, ServiceCount::contacts);
     }},
    {"deterred", "contacts", flow, ColumnType::count, Reads::facts | Reads::by_service | Reads::distrust,
     "Contacts lost because trust is below the family's own set-point: at the set-point they would have happened.",
     [](const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g) {
       return sum_over_services(parameters, tally, a, g, ServiceCount::deterred);
     }},
    {"avoided", "contacts", flow, ColumnType::count, Reads::facts | Reads::sums | Reads::distrust,
     "All contacts lost to distrust: without deterrence they would have happened.",
     [](const TargetingParameters&, const Tally& tally, std::size_t a, std::size_t g) {
       return count_of(tally, a, g, Count::avoided);
     }},
    {"regained", "contacts", flow, ColumnType::count, Reads::facts | Reads::sums | Reads::distrust,
     "Contacts that happened because trust is above the family's own set-point (before services turn families away).",
     [](const TargetingParameters&, const Tally& tally, std::size_t a, std::size_t g) {
       return count_of(tally, a, g, Count::regained);
     }},
    {"contacts_wanted", "contacts", flow, ColumnType::count,
     Reads::facts | Reads::by_service | Reads::sums | Reads::distrust,
     "Contacts that happened and contacts lost to distrust, together.",
     [](const TargetingParameters& parameters, const Tally& tally, std::size_t a, std::size_t g) {
       return sum_over_services(parameters, tally, a, g, ServiceCount::contacts) +
              count_of(tally, a, g, Count::avoided);
     }},
    {"need_absent", "families", stock, ColumnType::count, Reads::facts, "Families not in need.",
     [](const TargetingParameters&, const Tally& tally, std::size_t a, std::size_t g) {
       return count_of(tally, a, g, Count::families) - count_of(tally, a, g, Count::need);
     }},
    {"trust_sum", "log-odds", stock, ColumnType::real, Reads::facts | Reads::sums, "Sum of trust over families.",
     [](const TargetingParameters&, const Tally& tally, std::size_t a, std::size_t g) {
       return count_of(tally, a, g, Count::trust_sum) / static_cast<double>(trust_unit);
     }},
    {"need_sum", "sd", stock, ColumnType::real, Reads::facts | Reads::sums, "Sum over families of their need, theta.",
     [](const TargetingParameters&, const Tally& tally, std::size_t a, std::size_t g) {
       return count_of(tally, a, g, Count::need_sum) / static_cast<double>(need_unit);
     }},
    {"need_gap_sum", "sd", stock, ColumnType::real, Reads::facts | Reads::sums,
     "Sum over families in need of how far their need lies above the threshold.",
     [](const TargetingParameters&, const Tally& tally, std::size_t a, std::size_t g) {
       return count_of(tally, a, g, Count::need_gap_sum) / static_cast<double>(need_unit);
     }},
    {"cost", "GBP", flow, ColumnType::real, Reads::facts | Reads::by_service,
     "Contacts, visits, support, open cases, harm and (for all families together) the programme, less its income, at "
     "unit costs.",
     money_spent},
    {"cost_contacts", "GBP", flow, ColumnType::real, Reads::facts | Reads::by_service,
     "Cost of contacts with services and of outreach. A contact lost to distrust is not paid for.",
     cost_of_contacts},
    {"cost_visits", "GBP", flow, ColumnType::real, 0, "Cost of visits and findings.", cost_of_visits},
    {"cost_support", "GBP", flow, ColumnType::real, 0, "Cost of support after visits.", cost_of_support},
    {"cost_cases", "GBP", flow, ColumnType::real, Reads::facts, "Cost of open cases.", cost_of_cases},
    {"cost_harm", "GBP", flow, ColumnType::real, Reads::facts, "Cost that harm causes to services later.",
     cost_of_harm},
    {"cost_programme", "GBP", flow, ColumnType::real, 0,
     "Cost of the programme: set-up, running and operator's fee (all groups together).", cost_of_programme},
    {"income", "GBP", flow, ColumnType::real, 0, "Income from payment by results; it is subtracted from the cost.",
     income_of_results},
    {"cost_outreach", "GBP", flow, ColumnType::real, 0, "Cost of outreach; part of cost_contacts.", cost_of_outreach},
    {"cost_deterred", "GBP", flow, ColumnType::real, Reads::facts | Reads::by_service | Reads::distrust,
     "What the deterred contacts (lost because trust is below the family's own set-point) would have cost. It is not "
     "part of the cost: nobody decided to save it.",
     cost_of_deterred},
    {"cost_policy", "GBP", flow, ColumnType::real, Reads::facts | Reads::by_service,
     "What an authority spends to find and help families: visits and findings, support, the programme, outreach, and "
     "contacts with early help. Policies of equal money have the same cost_policy.",
     cost_of_policy},
};

struct RatioColumn {
  const char* name;
  const char* unit;
  ColumnKind kind;
  const char* numerator;
  const char* denominator;
  const char* meaning;
};

const RatioColumn ratio_columns[] = {
    {"trust", "log-odds", ColumnKind::ratio, "trust_sum", "families", "Mean trust."},
    {"licence", "share", ColumnKind::ratio, "licensed", "families",
     "Social licence: share of families whose licence is one half or more."},
    {"licence_survey", "share", ColumnKind::ratio, "survey_licensed", "survey_answered",
     "The survey's estimate of social licence: the share among families that answered."},
    {"survey_response", "share", ColumnKind::ratio, "survey_answered", "survey_asked",
     "Share of families asked that answered."},
    {"need_mean", "sd", ColumnKind::ratio, "need_sum", "families", "Mean need, theta, of all families."},
    {"need_gap", "sd", ColumnKind::ratio, "need_gap_sum", "families",
     "Depth of need: how far need lies above the threshold, 0 for families below it, mean over all families (as a "
     "poverty gap is measured)."},
    {"avoided_share", "share", ColumnKind::ratio, "avoided", "contacts_wanted",
     "All contacts lost to distrust, as a share of the contacts wanted."},
    {"deterred_share", "share", ColumnKind::ratio, "deterred", "contacts_wanted",
     "Contacts lost to distrust below the family's own set-point, of the contacts wanted."},
    {"prevalence_true", "share", ColumnKind::ratio, "need", "families", "Share of families in need."},
    {"prevalence_recorded", "share", ColumnKind::ratio, "open_cases", "families",
     "Share of families with an open case."},
    {"precision_true", "share", ColumnKind::ratio, "flags_in_need", "flags",
     "Flags on families in need, of all flags."},
    {"precision_recorded", "share", ColumnKind::ratio, "flags_confirmed", "flags_judged",
     "Flags followed by a finding within risk.horizon, of flags that can be judged; counted in the month in which they "
     "are judged."},
    {"precision_audit", "share", ColumnKind::ratio, "audits_in_need", "audits",
     "Families in need among those drawn for the audit."},
    {"recall_true", "share", ColumnKind::ratio, "need_flagged", "need",
     "Families in need flagged in the last 12 months, of families in need."},
    {"recall_recorded", "share", ColumnKind::ratio, "findings_after_flag", "findings",
     "Findings with a flag in the 12 months before, of findings."},
    {"fpr_true", "share", ColumnKind::ratio, "unneeded_flagged", "need_absent",
     "Families not in need flagged in the last 12 months, of families not in need."},
    {"fpr_recorded", "share", ColumnKind::ratio, "unfound_flagged", "unfound",
     "Families without a finding in the last 12 months that were flagged in them, of families without one."},
    {"flag_ratio", "ratio", ColumnKind::relative, "flags", "need",
     "The group's share of flags over its share of need: above 1 the group is flagged more often than its need "
     "explains."},
};

struct ServiceColumn {
  const char* stem;
  const char* unit;
  ColumnKind kind;
  unsigned reads;  ///< of Reads
  const char* meaning;
};
const ServiceColumn service_columns[] = {
    {"contacts", "contacts", flow, Reads::facts | Reads::by_service, "Families in contact with "},
    {"deterred", "contacts", flow, Reads::facts | Reads::by_service | Reads::distrust,
     "Contacts lost to distrust below the family's own set-point, with "},
    {"records", "files", stock, Reads::facts | Reads::by_service,
     "Families with a record that has not expired, held by "},
    {"concerns", "concerns", flow, Reads::facts, "Concerns recorded by "},
    {"referrals", "referrals", flow, 0, "Families referred by "},
};
static_assert(std::size(service_columns) == service_counts, "a column for each count of ServiceCount, in its order");

constexpr std::size_t columns_a_service = service_counts + 1;  // and the price of the contacts

}  // namespace

std::vector<Column> panel_columns(const TargetingParameters& parameters) {
  std::vector<Column> columns;
  for (const auto& from : plain_columns)
    columns.push_back(
        {.name = from.name, .unit = from.unit, .meaning = from.meaning, .kind = from.kind, .type = ColumnType::count});
  for (const auto& from : derived_columns)
    columns.push_back(
        {.name = from.name, .unit = from.unit, .meaning = from.meaning, .kind = from.kind, .type = from.type});
  for (const auto& service : parameters.services.list) {
    for (const auto& from : service_columns)
      columns.push_back({.name = std::string(from.stem) + "_" + service.name,
                         .unit = from.unit,
                         .meaning = from.meaning + service.name + ".",
                         .kind = from.kind,
                         .type = ColumnType::count});
    columns.push_back({.name = "cost_contacts_" + service.name,
                       .unit = "GBP",
                       .meaning = "Cost of contacts with " + service.name + ".",
                       .kind = flow,
                       .type = ColumnType::real});
  }
  for (const auto& from : ratio_columns)
    columns.push_back({.name = from.name,
                       .unit = from.unit,
                       .meaning = from.meaning,
                       .kind = from.kind,
                       .type = ColumnType::real,
                       .numerator = from.numerator,
                       .denominator = from.denominator});
  mark_leading(columns);
  return columns;
}

Wanted wanted_for(const TargetingParameters& parameters, std::span<const std::uint8_t> read) {
  if (read.empty()) return {};
  unsigned reads = 0;
  std::size_t at = 0;
  const auto next = [&](unsigned of_column) { reads |= read[at++] != 0 ? of_column : 0U; };
  for (const auto& plain : plain_columns) next(reads_of(plain.count));
  for (const auto& derived : derived_columns) next(derived.reads);
  for (std::size_t s = 0; s < parameters.services.size(); ++s) {
    for (const auto& of_service : service_columns) next(of_service.reads);
    next(Reads::facts | Reads::by_service);  // the price of its contacts
  }
  EXPECT(at + std::size(ratio_columns) == read.size());  // ratios are made of other columns, which are read then
  return {.families = reads != 0,
          .files = (reads & (Reads::files | Reads::by_service)) != 0,
          .by_service = (reads & Reads::by_service) != 0,
          .sums = (reads & (Reads::sums | Reads::distrust)) != 0,
          .distrust = (reads & Reads::distrust) != 0};
}

void add_to_row(const TargetingParameters& parameters, const Tally& tally, std::size_t groups, std::span<double> row) {
  const std::size_t services = parameters.services.size();
  const std::size_t columns =
      std::size(plain_columns) + std::size(derived_columns) + services * columns_a_service + std::size(ratio_columns);
  const std::size_t kept = tally.authorities();
  const bool apart = row.size() > groups * columns;  // authorities have rows of their own, were there only one
  EXPECT(row.size() == (apart ? kept + 1 : 1) * groups * columns && (apart || kept == 1));
  const auto put_rows = [&](const Tally& from, std::size_t a, double* to) {
    for (std::size_t g = 0; g < groups; ++g, to += columns) {
      std::size_t at = 0;
      for (const auto& plain : plain_columns) to[at++] += count_of(from, a, g, plain.count);
      for (const auto& derived : derived_columns) to[at++] += derived.value(parameters, from, a, g);
      for (std::size_t s = 0; s < services; ++s) {
        for (std::size_t c = 0; c < service_counts; ++c)
          to[at++] += static_cast<double>(from.get(a, g, from.column(static_cast<ServiceCount>(c), s)));
        to[at++] += cost_of_service(parameters, from, a, g, s);
      }
    }
  };
  if (!apart) return put_rows(tally, 0, row.data());
  // The nation's row is priced from the nation's counts: reporting authorities must not change how its money rounds.
  put_rows(tally.total(), 0, row.data());
  for (std::size_t a = 0; a < kept; ++a) put_rows(tally, a, row.data() + (a + 1) * groups * columns);
}

}  // namespace streetlight::targeting
