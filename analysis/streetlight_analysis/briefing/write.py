"""Puts a briefing together and writes it as HTML and PDF."""

import re
from pathlib import Path

import h5py
import xarray as xr
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ..caption import has_intervals, window_words
from ..certainty import LADDER, LARGE_FROM
from ..comparison import compare, comparison_window, is_policy_panel
from ..digits import listed, number, plain
from ..errors import CannotDraw
from ..parameters import value_text
from ..reading import open_panel
from ..runs import missing_words, replicates_words
from ..windows import window_why
from ..worlds.answers import is_of_worlds
from ..worlds.briefing import worlds_html
from ..writing import make_folder, write_whole
from . import origin, pdf
from .assumptions import assumptions_of, together
from .card import cards_of
from .in_short import in_short
from .pictures import pictures_of
from .summary import noun, summary_of
from .tables import margins_of, tables_of

TEMPLATES = Path(__file__).parent
FORMATS = ("html", "pdf")


def briefing_html(path, worlds=None):
    """The briefing of a result file as one self-contained page.

    Args:
        path: the HDF5 file that `streetlight run` wrote, or its panel as `open_panel` gives it.
        worlds: of a result of `run --worlds`, the path of the file of worlds that were run.

    Returns:
        str, HTML that loads nothing: styles and pictures are inside.

    Raises:
        UnreadableFile: the file is not a result; CannotDraw: it holds no numbers at all.
    """
    panel = path if isinstance(path, xr.Dataset) else open_panel(path)
    if is_of_worlds(panel):
        return worlds_html(panel, worlds)
    if worlds:
        raise CannotDraw("it is not a result of run --worlds, and a file of worlds says nothing about it")
    rows = compare(panel)
    results = panel.attrs["results"]
    config, digest = results.ask(_config), origin.sha256_of(results.path)
    pictures = pictures_of(panel, rows)
    statements = summary_of(panel, rows)
    window = comparison_window(panel)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"number": number, "breakable": _breakable, "together": together}
    return environment.get_template("briefing.html.j2").render(
        style=(TEMPLATES / "briefing.css").read_text(encoding="utf-8"),
        title=origin.title_of(panel),
        program=origin.program_of(panel),
        sizes=dict(panel.sizes),
        baseline=str(panel["scenario"].values[0]),
        noun=noun(panel),
        policies=is_policy_panel(panel),
        setting=statements[0].text,
        short=in_short(panel, rows),
        sure=statements[-1].text,
        summary=statements[1:-1],
        replicates=replicates_words(panel),
        has_intervals=has_intervals(panel),
        missing=missing_words(panel),
        window=window_words(panel, window),
        window_why=window_why(panel),
        ladder=LADDER,
        large_from=LARGE_FROM,
        margins=margins_of(rows),
        tables=tables_of(panel, rows),
        units={row.unit for row in rows},
        first_picture=pictures[0] if pictures else None,
        pictures=pictures[1:],
        first_setting=listed(f"{key} = {value}" for key, value in _first_setting(panel)),
        cards=cards_of(panel),
        assumptions=assumptions_of(panel),
        not_for=origin.not_for(panel),
        citation=origin.citation_of(panel, digest),
        file=panel.attrs["file"],
        stem=Path(panel.attrs["file"]).stem,
        provenance=origin.provenance_of(panel, digest, config),
        config=config,
    )


def write_briefing(path, folder, formats=FORMATS, worlds=None):
    """Writes NAME_briefing.html and NAME_briefing.pdf, NAME being the result file's.

    Args:
        folder: made where it is not there.
        formats: "html" and "pdf", or one of them.
        worlds: as for `briefing_html`.

    Returns:
        list of pathlib.Path. Files appear whole or not at all; without WeasyPrint there is no PDF among them.

    Raises:
        CannotWrite: with the path and the reason.
    """
    panel = path if isinstance(path, xr.Dataset) else open_panel(path)
    text = briefing_html(panel, worlds)
    folder = Path(folder)
    make_folder(folder)
    stem = f"{Path(panel.attrs['file']).stem}_briefing"
    written = []
    if "html" in formats:
        written.append(write_whole(folder / f"{stem}.html", text.encode()))
    if "pdf" in formats and pdf.available():
        written.append(write_whole(folder / f"{stem}.pdf", pdf.printed(text)))
    return written


def _first_setting(panel):
    """(parameter, value) of the design's first point, whose models the card shows."""
    design = panel.attrs["design"]
    first = {key: design[key].tolist()[0] for key in design.columns}
    return [(key, plain(value) if isinstance(value, float) else value_text(value)) for key, value in first.items()]


def _breakable(key):
    """A dotted key that may be broken after its dots and underscores, and copies as it is written."""
    return Markup(re.sub(r"([._])", r"\1<wbr>", str(escape(key))))


def _config(path):
    """The experiment that made the file, as TOML; empty where the file does not say."""
    with h5py.File(path, "r") as file:
        if "provenance" not in file or "config" not in file["provenance"]:
            return ""
        text = file["provenance"]["config"][()]
        return text.decode() if isinstance(text, bytes) else str(text)
