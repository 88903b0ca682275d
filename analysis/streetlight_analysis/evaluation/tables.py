"""An evaluation as text: a table for the screen, Markdown, CSV, JSON."""

import csv
import io
import json
import math

from ..digits import MISSING, number

HEADS = ("design", "n", "estimate", "se", "truth", "bias", "coverage", "power", "wrong sign")
LEGEND = (
    "estimate, se: means over replicates of the estimates and of the standard errors that the design states (clustered by"
    " authority; the one-adopter designs state their own). truth: mean effect on the treated by the twin, the same families with the"
    " same luck where nobody adopts. bias: estimate less truth, ± two standard errors of that mean. coverage: 95 % intervals that"
    " hold the truth. power: estimates with p < 0.05. wrong sign: of all estimates, those with p < 0.05 and the other sign than"
    " the mean truth (a dash where the truth has no sign that so many replicates tell). Brackets: 95 % interval of a share (Wilson)."
)
EXACT = "0 exactly"


def is_recorded(found):
    return "on the records" if found.outcome.recorded else "in truth"


def heading(found):
    return f"{found.outcome.title}, {is_recorded(found)} ({found.outcome.unit})"


def cells(found):
    """A verdict as the texts of a row, in the order of HEADS."""
    if not found.estimates:
        return (found.design.title, f"0 of {found.replicates}", *[MISSING] * (len(HEADS) - 2))
    size = max(abs(value) for value in (found.mean, found.truth, found.error) if math.isfinite(value))
    decimals = max(0, 2 - math.floor(math.log10(size))) if size else 0
    few = "" if found.estimates == found.replicates else f" of {found.replicates}"
    return (
        found.design.title,
        f"{found.estimates}{few}",
        number(found.mean, decimals, sign=True),
        number(found.error, decimals),
        EXACT if found.exact else number(found.truth, decimals, sign=True),
        f"{number(found.bias, decimals, sign=True)} ± {number(2 * found.bias_error, decimals)}",
        share(found.covered),
        share(found.significant),
        share(found.wrong) if found.wrong else MISSING,
    )


def share(one):
    """ "94 % [88, 97]" """
    if not one.of:
        return MISSING
    low, high = one.interval
    return f"{100 * one.value:.0f} % [{100 * low:.0f}, {100 * high:.0f}]"


def by_outcome(evaluation):
    """[(heading, [verdict])]."""
    made = {}
    for found in evaluation.verdicts:
        made.setdefault(heading(found), []).append(found)
    return list(made.items())


def opening(evaluation):
    """What was compared with what, in a sentence."""
    if evaluation.adopters:
        who = (
            f"{evaluation.adopters} of {evaluation.authorities} authorities of {number(evaluation.families, 0)} families adopt (in the first"
            " replicate)"
        )
    else:
        who = f"one round of flags in {evaluation.authorities} authorities"
    return f"“{evaluation.scenario}” against its twin “{evaluation.twin}”: {who}; {evaluation.replicates} replicates."


def notes(evaluation):
    """Sentences under the tables: what is missing, pre-trends, spill-over, how large it would have to be."""
    made = [LEGEND]
    reasons = {}
    for found in evaluation.verdicts:
        for why, count in found.missing.items():
            reasons.setdefault((found.design.title, why), []).append(f"{found.outcome.title} ({count})")
    for (design, why), where in reasons.items():
        made.append(f"No estimate (not counted as zero): {design}: {why}: {', '.join(where)}.")
    titles = {found.outcome.column: found.outcome.title for found in evaluation.verdicts}
    if evaluation.pre_trends:
        said = [f"{titles[name]} {share(one) if one.of else 'cannot be made'}" for name, one in evaluation.pre_trends.items()]
        made.append("Joint test of pre-trends (quarters −4 to −2 before the launch) with p < 0.05: " + "; ".join(said) + ".")
    spill_over = {name: value for name, value in evaluation.spill_over.items() if math.isfinite(value)}
    if spill_over:
        said = [f"{titles[name]} {number(value, sign=True) if value else EXACT}" for name, value in spill_over.items()]
        made.append("Effect by the twin on authorities that never adopt, from the first launch on: " + "; ".join(said) + ".")
    if evaluation.needed:
        said = [
            f"{titles[name]} {_authorities(value, evaluation.replicates)}"
            for name, value in evaluation.needed.items()
        ]
        made.append(
            f"Authorities of this size, {adopting(evaluation)}, for a power of 80 % (Callaway and Sant’Anna, from the stated standard"
            " errors, which shrink with the root of their number): " + "; ".join(said) + "."
        )
    made.append("Simulated records of simulated families: no estimate for a real place or programme.")
    return made


def adopting(evaluation):
    """ "51 % of them adopters", as in the first replicate."""
    return f"{number(100 * evaluation.adopters / evaluation.authorities, 0)} % of them adopters"


def _authorities(value, replicates):
    if math.isnan(value):
        return f"not known ({replicates_words(replicates)} not tell the effect from 0)"
    if math.isinf(value):
        return "no number is enough (the effect is 0 exactly)"
    return "fewer than 10" if value < 10 else number(rounded_up(value), 0)


def replicates_words(replicates):
    return "1 replicate does" if replicates == 1 else f"{replicates} replicates do"


def rounded_up(value):
    """To two digits, upwards."""
    step = 10 ** max(0, math.floor(math.log10(value)) - 1)
    return math.ceil(value / step) * step


def as_table(evaluation):
    lines = [opening(evaluation)]
    for title, verdicts in by_outcome(evaluation):
        rows = [HEADS, *(cells(found) for found in verdicts)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
        lines += ["", title]
        for place, row in enumerate(rows):
            parts = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
            lines.append("  " + "  ".join(parts).rstrip())
            if place == 0:
                lines.append("  " + "-" * (sum(widths) + 2 * len(widths) - 2))
    return "\n".join(lines + [""] + notes(evaluation)) + "\n"


def as_markdown(evaluation):
    lines = [opening(evaluation), ""]
    for title, verdicts in by_outcome(evaluation):
        lines += [f"**{title}**", "", "| " + " | ".join(HEADS) + " |", "|:--" + "|--:" * (len(HEADS) - 1) + "|"]
        lines += ["| " + " | ".join(cells(found)) + " |" for found in verdicts]
        lines.append("")
    return "\n".join(lines + [f"{note}\n" for note in notes(evaluation)])


COLUMNS = (
    "design", "assumes", "outcome", "recorded", "unit", "replicates", "estimates", "estimate", "stated_error", "spread", "truth",
    "truth_error", "truth_exactly_zero", "bias", "bias_error", "covered", "covered_low", "covered_high", "significant",
    "significant_low", "significant_high", "wrong_sign", "wrong_sign_low", "wrong_sign_high", "missing",
)  # fmt: skip


def record(found):
    """A verdict as {column: value}; None where there is none. Shares are counts over `estimates`."""
    made = {
        "design": found.design.name,
        "assumes": found.design.assumes,
        "outcome": found.outcome.column,
        "recorded": found.outcome.recorded,
        "unit": found.outcome.unit,
        "replicates": found.replicates,
        "estimates": found.estimates,
        "estimate": found.mean,
        "stated_error": found.error,
        "spread": found.spread,
        "truth": found.truth,
        "truth_error": found.truth_error,
        "truth_exactly_zero": found.exact,
        "bias": found.bias,
        "bias_error": found.bias_error,
        "missing": "; ".join(f"{why} ({count})" for why, count in found.missing.items()),
    }
    for name, one in (("covered", found.covered), ("significant", found.significant), ("wrong_sign", found.wrong)):
        low, high = one.interval if one else (math.nan, math.nan)
        made |= {name: one.value if one else math.nan, f"{name}_low": low, f"{name}_high": high}
    return {name: None if isinstance(made[name], float) and not math.isfinite(made[name]) else made[name] for name in COLUMNS}


def as_csv(evaluation):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(record(found) for found in evaluation.verdicts)
    return text.getvalue()


def as_json(evaluation):
    attributes = evaluation.panel.attrs
    made = {
        "title": attributes.get("title"),
        "program_version": attributes.get("version"),
        "seed": attributes.get("seed"),
        "scenario": evaluation.scenario,
        "twin": evaluation.twin,
        "replicates": evaluation.replicates,
        "authorities": evaluation.authorities,
        "adopters": evaluation.adopters or None,
        "confidence": 0.95,
        "verdicts": [record(found) for found in evaluation.verdicts],
        "events": {
            name: [{key: _finite(getattr(one, key)) for key in ("event", "mean", "low", "high", "truth")} for one in events]
            for name, events in evaluation.events.items()
        },
        "pre_trends_rejected": {name: _finite(one.value) for name, one in evaluation.pre_trends.items()},
        "spill_over": {name: _finite(value) for name, value in evaluation.spill_over.items()},
        "authorities_for_power_80": {name: _finite(value) for name, value in evaluation.needed.items()},
        "power_by_size": [
            {
                "outcome": one.outcome.column,
                "authorities": one.authorities,
                "years": one.years,
                "power": _finite(one.significant.value),
                "replicates": one.significant.of,
                "stated_error": _finite(one.error),
            }
            for one in evaluation.sizes
        ],
        "notes": notes(evaluation),
    }
    return json.dumps(made, indent=1, ensure_ascii=False, default=_plain) + "\n"


def _finite(value):
    return value if not isinstance(value, float) or math.isfinite(value) else None


def _plain(value):
    return value.item() if hasattr(value, "item") else str(value)


FORMATS = {"table": as_table, "markdown": as_markdown, "csv": as_csv, "json": as_json}
ENDINGS = {"table": "txt", "markdown": "md", "csv": "csv", "json": "json"}
