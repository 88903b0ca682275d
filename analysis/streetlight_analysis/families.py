"""The sampled families of a result file: the same ones, month by month, in every scenario of a replicate."""

import xarray as xr

from .errors import CannotDraw


_NOBODY = "the file follows no families (output.family_sample = 0)"


def read_families(panel, columns):
    """Columns of the table `/families`.

    Args:
        panel: dataset of `open_panel` of a run with `output.family_sample`.
        columns: names, besides those that say which family and month a row is.

    Returns:
        pandas.DataFrame, a row a family and month; `scenario` by name.

    Raises:
        CannotDraw: the file holds no sampled families or not these columns.
    """
    results = panel.attrs.get("results")
    if results is None:
        raise CannotDraw(_NOBODY)
    rows = results.ask(_rows, columns)
    words = panel["scenario"].values
    rows["scenario"] = [words[int(place)] for place in rows["scenario"]]
    return rows


def _rows(path, columns):
    """Read in the process apart; `scenario` as a number."""
    try:
        table = xr.open_dataset(path, engine="h5netcdf", group="families")
    except (OSError, KeyError, ValueError, TypeError):
        raise CannotDraw(_NOBODY) from None
    with table:
        names = ["scenario", "point", "replicate", "month", "family", *columns]
        missing = [name for name in names if name not in table]
        if missing or table.sizes.get("row", 0) == 0:
            raise CannotDraw(f"the table of families has no {', '.join(missing) or 'rows'}")
        return table[names].to_dataframe()
