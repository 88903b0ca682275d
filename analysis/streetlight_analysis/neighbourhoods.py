"""What happened in each neighbourhood: the table that a run with `output.by_neighbourhood` writes, over its years."""

from .cards import read_table
from .errors import CannotDraw

STOCKS = ("families", "need", "open_cases", "trust")
PLACE = ["authority", "neighbourhood", "deprivation", "decile"]


def read_neighbourhoods(panel, point=0):
    """Neighbourhoods of every run, years put together: flows added up, stocks as means over the months.

    Args:
        panel: dataset of `open_panel` of a run with `output.by_neighbourhood`.
        point: of the design.

    Returns:
        pandas.DataFrame, a row a scenario, replicate and neighbourhood; `scenario` by name.

    Raises:
        CannotDraw: the file has no such table.
    """
    results = panel.attrs.get("results")
    table = results.ask(read_table, "neighbourhoods") if results is not None else None
    if table is None:
        raise CannotDraw("the file has no table of neighbourhoods (output.by_neighbourhood = false)")
    table = table[table["point"] == point].drop(columns=["point", "month"])
    names = panel["scenario"].values
    table["scenario"] = [names[int(place)] for place in table["scenario"]]
    for name in STOCKS:
        table[name] *= table["months"]
    keys = ["scenario", "replicate", *PLACE]
    # The same name may be in two authorities, and a place drawn anew has another deprivation in each replicate
    together = table.groupby(keys, sort=False, as_index=False).sum()
    for name in STOCKS:
        together[name] /= together["months"]
    return together


def over_replicates(table, column, per="families"):
    """A column per family and neighbourhood, mean over replicates.

    Returns:
        pandas.DataFrame of authority, neighbourhood, scenario and `value`; deprivation is the mean over replicates.
    """
    table = table.assign(value=table[column] / table[per])
    keys = ["scenario", "authority", "neighbourhood"]
    return table.groupby(keys, sort=False, as_index=False)[["value", "deprivation"]].mean()
