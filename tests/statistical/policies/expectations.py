"""What each file of configs/policies/ is expected to show, when it is run small.

A row: scenario, baseline, measure, direction, and where it differs from all families over the months from 24 on, the group,
the authority and the window. A measure is a column, or a pair of columns: the first over the second, both gathered over the window. A
direction is

    "+" or "-"   the scenario's value lies above (below) the baseline's: one-sided paired t test over the replicates;
    "same"       no difference to the last bit, in every replicate;
    "none"       no difference worth the name: the interval of the relative change lies within MARGIN of zero.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Expectation:
    scenario: str
    baseline: str
    measure: str | tuple[str, str]
    direction: str
    group: str = "all"
    authority: str = "all"
    beside: str | None = None  # the baseline's authority, where it is another one
    window: tuple[int, int] = (24, 96)


def row(scenario, baseline, measure, direction, **where):
    return Expectation(scenario, baseline, measure, direction, **where)


TRUST = ("trust_sum", "families")
LICENCE = ("licensed", "families")
PRECISION_TRUE = ("flags_in_need", "flags")
PRECISION_RECORDED = ("flags_confirmed", "flags_judged")
RECALL_TRUE = ("need_flagged", "need")
HARM_FLAGGED = ("harm_flagged", "harm")
PAST_NEED = ("flags_past_need", "flags")
LATE = (60, 96)

EXPECTED = {
    "feeds": [
        row("Without benefits", "All feeds", "flags", "-", group="decile_10"),
        row("Without police", "All feeds", PRECISION_TRUE, "-"),
    ],
    "label_source": [
        row("Truth", "Findings", PRECISION_TRUE, "+"),
        row("Truth", "Survey", PRECISION_TRUE, "+"),
    ],
    "retraining_loop": [
        row("Retrained each year", "Trained once", "flags", "same", window=(24, 36)),
        row("Retrained each year", "Trained once", PRECISION_RECORDED, "none", window=LATE),
        row("Retrained each year", "Trained once", RECALL_TRUE, "none", window=LATE),
    ],
    "deterrence": [
        row("None", "As in England", "deterred", "-"),
        row("Strong", "As in England", "deterred", "+"),
        row("Weak", "As in England", "deterred", "-"),
        row("None", "As in England", "need", "-"),
    ],
    "concealment": [
        row("Hiding", "Nothing hidden", "concerns", "-"),
        row("Hiding more", "Hiding", "concerns", "-"),
        row("Hiding more", "Hiding", "deterred", "same"),
        row("Hiding more", "Nothing hidden", "need", "+"),
    ],
    "stigma": [
        row("Stigma", "As in England", TRUST, "-"),
        row("No word gets round", "As in England", TRUST, "+"),
        row("Stigma", "As in England", "deterred", "+"),
    ],
    "payment_by_results": [
        row("By results", "By risk", PRECISION_TRUE, "-"),
        row("By results", "By points", PRECISION_TRUE, "-"),
        row("By results", "By risk", "income", "+"),
        row("By points", "By risk", PRECISION_TRUE, "-"),
    ],
    "purpose_shift": [
        row("Turns to protection", "Support", LICENCE, "same", window=(24, 60)),
        row("Turns to protection", "Support", LICENCE, "-", window=LATE),
        row("Turns to protection", "Support", TRUST, "-", window=LATE),
    ],
    "operator": [
        row("Private", "In-house", TRUST, "-"),
        row("Private", "In-house", LICENCE, "-"),
        row("Private", "In-house", "cost_programme", "+"),
    ],
    "evasive": [
        row("Evasive, exposed", "Covert, not exposed", TRUST, "-", window=LATE),
        row("Evasive, exposed", "Register, asked about", LICENCE, "-", window=LATE),
        row("Evasive, exposed", "Covert, not exposed", "incidents", "+"),
    ],
    "public_register": [
        row("Register", "Covert", "aware", "+"),
        row("Register", "Notice", LICENCE, "+"),
    ],
    "pause": [
        row("Cancelled", "Goes on", "programme_visits", "-", window=LATE),
        row("Paused", "Goes on", "programme_visits", "-", window=(60, 84)),
        row("Cancelled", "No programme", TRUST, "-", window=(61, 73)),
        row("Cancelled", "No programme", "open_cases", "+", window=(60, 66)),
        row("Paused", "Cancelled", "need", "same", window=(60, 84)),
    ],
    "national_mandate": [
        row("Mandate", "Half adopt", "programme_visits", "+", window=(48, 96)),
        row("Mandate with a standard", "Mandate", "programme_visits", "-"),
        row("Mandate with a standard", "Mandate", "standing_still", "+"),
    ],
    "consortium": [
        row("Pooled", "Each its own", PRECISION_TRUE, "+"),
        row("Pooled", "Each its own", "programme_visits", "none"),
    ],
    "consent": [
        row("Opt-in", "Nobody asked", "linked", "-"),
        row("Opt-out", "Nobody asked", "opted_out", "+"),
        row("Designed together", "Opt-in", "linked", "+"),
        row("Opt-in", "Nobody asked", LICENCE, "+"),
        row("Opt-in", "Nobody asked", RECALL_TRUE, "-"),
    ],
    "system_types": [
        row("Vendor's model", "Vendor's model", PRECISION_TRUE, "-", authority="Here", beside="Elsewhere"),
        row("Vendor's model", "Vendor's model", PRECISION_RECORDED, "-", authority="Here", beside="Elsewhere"),
        row("Vendor's model", "The vendor's, trained here", "flags", "same", authority="Here"),
        row("Vendor's model", "Points list", PRECISION_TRUE, "+", authority="Here"),
        row("Public partnership", "Matching and rules", PRECISION_TRUE, "+", authority="Here"),
        row("Social enterprise", "Points list", PRECISION_TRUE, "+", authority="Here"),
        row("Vendor's model", "No programme", TRUST, "-"),
        row("Matching and rules", "Vendor's model", "aware", "+"),
        row("Vendor's model", "Public partnership", "cost_programme", "+"),
    ],
    "readiness": [
        row("Half ready", "Ready", "linked", "-"),
        row("Half ready", "Ready", PRECISION_TRUE, "-"),
    ],
    "predeployment_audit": [
        row("High bar", "No audit", "flags", "-"),
        row("High bar", "No audit", "standing_still", "+"),
        row("Low bar", "No audit", "flags", "same"),
    ],
    "root_cause": [
        row("Root causes", "No programme", "need", "-"),
        row("Root causes", "No programme", "harm", "-"),
    ],
    "prospects": [
        row("Prospects, offered", "Risk, investigated", TRUST, "+"),
        row("Prospects, offered", "Risk, offered", PRECISION_TRUE, "-"),
        row("Risk, offered", "Risk, investigated", TRUST, "+"),
    ],
    "adversity": [
        row("Harm lasts, short records", "Harm passes, short records", "need", "+"),
        row("Harm lasts, long records", "Harm passes, long records", HARM_FLAGGED, "+"),
        row("Harm lasts, long records", "Harm passes, long records", PRECISION_TRUE, "+"),
        row("Harm lasts, long records", "Harm passes, long records", PAST_NEED, "-"),
        row("Harm passes, long records", "Harm passes, short records", PAST_NEED, "+"),
    ],
    "data_quality": [
        row("Trained", "As it is", "false_concerns", "-"),
        row("Trained", "As it is", PRECISION_TRUE, "+", window=LATE),
    ],
    "austerity": [
        row("Austerity", "No programme", "need", "+"),
        row("Austerity", "No programme", "unmet_need", "+"),
        row("Austerity", "No programme", "harm", "+", window=LATE),
    ],
    "biased_reporting": [
        row("Bias", "No bias", "flags", "+", group="black"),
        row("Bias", "No bias", PRECISION_TRUE, "-", group="black"),
        row("Bias", "No bias", "need", "none", group="black"),
    ],
    "human_override": [
        row("Own view", "Two in three", "overrides", "+"),
        row("Every flag followed", "Two in three", "overrides", "-"),
        row("Own view", "Every flag followed", ("unwarranted_visits", "visits"), "-"),
    ],
    "stop_rule": [
        row("Stop rule", "No rule", "programme_visits", "-"),
        row("Stop rule", "No rule", "halted", "+"),
    ],
    "notice_quality": [
        row("Plain words", "As in England", "aware", "+"),
        row("Small print", "As in England", "aware", "-"),
        row("Plain words", "Small print", TRUST, "-"),
    ],
    "retention": [
        row("One year", "Six years", "records", "-"),
        row("For good", "Six years", "records", "+"),
        row("One year", "Six years", "known", "-"),
    ],
    "access_fee": [
        row("Fee", "No fee", "corrections", "-", group="not_working"),
        row("No fee", "No access", "corrections", "+"),
        row("No fee", "No access", "records", "-"),
    ],
    "breach_and_reuse": [
        row("Breach", "Nothing happens", TRUST, "-", window=(60, 72)),
        row("Breach", "Nothing happens", TRUST, "same", window=(24, 60)),
        row("Commercial reuse", "Nothing happens", TRUST, "-", window=(60, 72)),
        row("Stop order", "Nothing happens", "programme_visits", "-", window=(60, 72)),
        row("Stop order", "Nothing happens", "halted", "+", window=(60, 72)),
    ],
    "appeals": [
        row("Appeals", "No appeals", "appeals_upheld", "+"),
        row("Easy appeals", "Appeals", "appeals_upheld", "+"),
        row("Easy appeals", "No appeals", PRECISION_RECORDED, "-"),
        row("Easy appeals", "No appeals", "open_cases", "-"),
    ],
    "edtech_feed": [
        row("Uneven coverage", "Even coverage", "records_edtech", "-", group="not_working"),
        row("Uneven coverage", "Even coverage", "contacts_edtech", "none"),
    ],
    "pandemic": [
        row("Pandemic", "No pandemic", "need", "+", window=(54, 66)),
        row("Pandemic", "No pandemic", "referrals_school", "-", window=(48, 60)),
        row("Pandemic", "No pandemic", ("harm_unseen", "harm"), "none", window=(24, 48)),
        row("Pandemic", "No pandemic", "unmet_need", "+", window=(54, 66)),
    ],
    "campaign": [
        row("Campaign", "Neither", TRUST, "+", group="managerial", window=(36, 60)),
        row("Campaign", "Neither", TRUST, "-", group="not_working", window=(36, 60)),
        row("Dialogue", "Neither", TRUST, "+", group="not_working", window=(36, 96)),
    ],
    "childrens_voice": [
        row("Children heard", "Parents alone", LICENCE, "-"),
        row("Half are asked", "Parents alone", "linked", "-"),
    ],
    "online_harm": [
        row("Programme twice the size", "No programme", ("harm_unseen", "harm"), "none"),
        row("Programme", "No programme", "harm", "none"),
        row("Programme twice the size", "No programme", "harm_external", "same"),
        row("Programme twice the size", "No programme", "harm_external_unseen", "-"),
        row("Programme twice the size", "No programme", ("harm_external_unseen", "harm_external"), "none"),
    ],
    "multi_agency": [
        row("Fast", "Slow", "need", "-"),
        row("Fast", "Slow", "need", "same", window=(0, 24)),
    ],
    "outreach": [
        row("Outreach", "No programme", "need", "-"),
        row("Outreach", "No programme", TRUST, "+"),
        row("Outreach", "No programme", "unmet_need", "-"),
    ],
    "survey_observer": [
        row("The trusting answer", "Non-response at random", ("survey_licensed", "survey_answered"), "+"),
        row("The trusting answer", "Nobody asked", "trust_sum", "same"),
        row("The trusting answer", "Nobody asked", "findings", "same"),
    ],
}
