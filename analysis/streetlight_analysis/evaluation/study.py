"""What an evaluator sees of a result, by replicate, and the twin that the evaluator never sees.

The evaluator sees each authority's outcomes by quarter and the quarter in which its programme came into use. The twin is the
same authority in the scenario in which nobody adopts: the same families with the same random draws.
"""

import difflib
from dataclasses import dataclass

import numpy as np

from ..errors import CannotDraw, MissingColumns

NEVER = np.iinfo(np.int64).max
QUARTER = 3  # months


@dataclass(frozen=True)
class Outcome:
    """A column of the panel as evaluators use it.

    Attributes:
        recorded: whether authorities have it in their files (otherwise only the simulation knows it).
    """

    column: str
    title: str
    unit: str
    recorded: bool
    by_families: bool = True


OUTCOMES = (
    Outcome("referrals", "Referrals", "per 1,000 families and quarter", True),
    Outcome("referral_findings", "Findings after a referral", "per 1,000 families and quarter", True),
    Outcome("findings", "Findings", "per 1,000 families and quarter", True),
    Outcome("open_cases", "Open cases", "per 1,000 families", True),
    Outcome("need", "Families in need", "per 1,000 families", False),
    Outcome("harm", "Harm", "per 1,000 families and quarter", False),
    Outcome("trust", "Trust", "log-odds", False, by_families=False),
)


@dataclass(frozen=True)
class Sample:
    """One replicate.

    Attributes:
        seen: [outcome][authority, quarter] with the programme, as it is adopted.
        twin: the same where nobody adopts.
        launch: [authority] place of the quarter in which the programme came into use, or NEVER.
    """

    seen: dict
    twin: dict
    launch: np.ndarray

    @property
    def adopters(self):
        return self.launch < NEVER

    @property
    def treated(self):
        """[authority, quarter]: in use."""
        quarters = next(iter(self.seen.values())).shape[1]
        return np.arange(quarters)[None, :] >= self.launch[:, None]

    def truth(self, outcome):
        """The average effect on the treated: over authority-quarters in use, with the programme less without it."""
        effect = self.seen[outcome] - self.twin[outcome]
        return float(effect[self.treated].mean()) if self.treated.any() else np.nan

    def truth_of(self, outcome, authority):
        effect = (self.seen[outcome] - self.twin[outcome])[authority]
        return float(effect[self.launch[authority] :].mean())

    def truth_by_event(self, outcome, events):
        """The same by quarter since launch, over the adopters that have such a quarter."""
        effect = self.seen[outcome] - self.twin[outcome]
        return np.array([_mean_at(effect, self.launch, event) for event in events])

    def spill_over(self, outcome):
        """The average effect on authorities that never adopt, from the first launch on."""
        if self.adopters.all() or not self.adopters.any():
            return np.nan
        effect = self.seen[outcome] - self.twin[outcome]
        return float(effect[~self.adopters, self.launch.min() :].mean())

    def part(self, authorities, quarters):
        """The first so many authorities and quarters. Who has not adopted by their end counts as never."""
        def cut(values):
            return {name: value[:authorities, :quarters] for name, value in values.items()}

        launch = np.where(self.launch[:authorities] < quarters, self.launch[:authorities], NEVER)
        return Sample(cut(self.seen), cut(self.twin), launch)


def _mean_at(effect, launch, event):
    at = launch + event if event < 0 else np.where(launch < NEVER, launch + event, NEVER)
    with_it = (launch < NEVER) & (at >= 0) & (at < effect.shape[1])
    return effect[np.flatnonzero(with_it), at[with_it]].mean() if with_it.any() else np.nan


@dataclass(frozen=True)
class Study:
    """What a result holds for an evaluation.

    Attributes:
        scenario, twin: names of the scenarios compared.
        first: month in which the first quarter begins.
        families: families in an authority, on average.
    """

    panel: object
    scenario: str
    twin: str
    outcomes: tuple
    replicates: list
    months: np.ndarray
    families: float

    def sample(self, replicate):
        seen, twin = (self._outcomes(name, replicate) for name in (self.scenario, self.twin))
        in_use = self._values("in_use", self.scenario, replicate)
        launch = np.where((in_use > 0).any(axis=1), (in_use > 0).argmax(axis=1), NEVER)
        return Sample(seen, twin, launch)

    def _outcomes(self, scenario, replicate):
        families = self._values("families", scenario, replicate)
        made = {}
        for outcome in self.outcomes:
            values = self._values(outcome.column, scenario, replicate)
            made[outcome.column] = 1000 * values / families if outcome.by_families else values
        return made

    def _values(self, column, scenario, replicate):
        data = self.panel[column].sel(scenario=scenario, group="all").isel(point=0).sel(replicate=replicate)
        return np.asarray(data.isel(authority=slice(1, None)).transpose("authority", "time").values, float)


def scenarios_of(panel, scenario=None, twin=None):
    """The names of the scenario and of its twin, the second and the first by default.

    Raises:
        CannotDraw: there are no two such scenarios, or the twin is none.
    """
    names = [str(name) for name in panel["scenario"].values]
    if len(names) < 2:
        raise CannotDraw("it has one scenario, and the truth is the difference of two: one in which authorities adopt and one in which nobody does")
    for name in (scenario, twin):
        if name is not None and name not in names:
            near = next(iter(difflib.get_close_matches(name, names, 1)), None)
            hint = f"; did you mean {near!r}?" if near else f"; it has {', '.join(map(repr, names))}"
            raise CannotDraw(f"it has no scenario {name!r}{hint}")
    twin = twin or next(name for name in names if name != scenario)
    scenario = scenario or next(name for name in names[1:] + names[:1] if name != twin)
    if scenario == twin:
        raise CannotDraw(f"--scenario and --twin are both {twin!r}: the twin is a scenario in which nobody adopts")
    if panel.sizes["point"] > 1:
        raise CannotDraw(f"it has {panel.sizes['point']} design points, and an evaluation is of one: run the experiment without [design] and without worlds")
    if "in_use" in panel and (panel["in_use"].sel(scenario=twin, group="all") > 0).any():
        raise CannotDraw(f"authorities adopt in {twin!r}, so it cannot be the twin: name a scenario in which nobody does (--twin)")
    return scenario, twin


def study_of(panel, scenario=None, twin=None):
    """The study of a result.

    Args:
        panel: dataset of `open_panel`.
        scenario, twin: as in `scenarios_of`.

    Raises:
        CannotDraw: the result lacks what an evaluation needs; the message says what to write into the experiment.
    """
    scenario, twin = scenarios_of(panel, scenario, twin)
    if panel.sizes["authority"] < 3:
        raise CannotDraw("it has no rows by authority: set output.by_authority = true and authorities.count")
    if (months := panel.attrs["interval"]) != QUARTER:
        raise CannotDraw(
            f"its intervals have {months} month{'s' if months > 1 else ''}, and an evaluation of authorities needs those of {QUARTER}: set"
            ' output.interval = "quarter"'
        )
    absent = [name for name in ("families", "in_use") if name not in panel]
    if absent:
        raise MissingColumns(absent)
    outcomes = tuple(one for one in OUTCOMES if one.column in panel)
    if not outcomes:
        raise CannotDraw("it has none of the columns " + ", ".join(one.column for one in OUTCOMES))
    have = []
    for replicate in panel["replicate"].values:
        both = panel["families"].sel(scenario=[scenario, twin], replicate=replicate, group="all").isel(point=0)
        if np.isfinite(np.asarray(both.values, float)).all():
            have.append(replicate)
    if not have:
        raise CannotDraw(f"it has no replicate of both {scenario!r} and {twin!r}")
    months = np.asarray(panel["time"].values, int)
    families = float(np.asarray(panel["families"].sel(scenario=twin, replicate=have[0], group="all").isel(point=0, time=0, authority=slice(1, None)).values, float).mean())
    return Study(panel, scenario, twin, outcomes, have, months, families)
