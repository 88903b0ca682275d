"""The briefing of policies in worlds: it leads with in how many worlds which policy is better."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .. import figures
from ..briefing import origin
from ..briefing.pictures import data_uri
from ..errors import CannotDraw
from ..sheet import caption_of, title_of
from . import sentences
from .answers import answers, said_of
from .table import open_worlds

TEMPLATES = Path(__file__).parent
STYLES = TEMPLATES.parent / "briefing" / "briefing.css"
OF_RESULT = (figures.win_shares, figures.regret_strips, figures.deciding_box, figures.measure_next)
OF_WORLDS = (figures.worlds_targets, figures.worlds_waves, figures.worlds_parameters, figures.worlds_pairs)


@dataclass(frozen=True)
class Picture:
    """A figure as two pictures (data URIs), for a page and for a phone."""

    name: str
    title: str
    caption: str
    wide: str
    narrow: str


def worlds_html(panel, worlds=None):
    """The page.

    Args:
        panel: dataset of `open_panel` of a result of `run --worlds`.
        worlds: path of the file of worlds that were run: adds what the figures inform, how they were found, and how
            counts hang on priors and discrepancies.

    Raises:
        CannotDraw: the program refuses, for instance because these are not the worlds that were run.
    """
    found = answers(panel, worlds=worlds)
    said = said_of(panel, worlds=worlds)
    table = open_worlds(worlds) if worlds else None
    digest = origin.sha256_of(panel.attrs["results"].path)
    pictures = _pictures(OF_RESULT, panel)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    return environment.get_template("worlds.html.j2").render(
        style=STYLES.read_text(encoding="utf-8"),
        title=origin.title_of(panel),
        program=origin.program_of(panel),
        count=len(found[0].worlds),
        replicates=panel.sizes["replicate"],
        baseline=found[0].policies[0].name,
        short=sentences.in_short(found),
        first_picture=pictures[0] if pictures else None,
        pictures=pictures[1:],
        answers=found,
        table_of=sentences.table_of,
        deciders_of=sentences.deciders_of,
        is_informed=said["informed"],
        sensitivity_of=sentences.sensitivity_of,
        weights=sentences.weights_of(found[0]),
        informed=sentences.grouped([key for key, told in said["informed"].items() if told], said["informed"]),
        not_informed=sentences.grouped([key for key, told in said["informed"].items() if not told], said["informed"]),
        worlds=table.attrs["worlds"] if table is not None else None,
        worlds_pictures=_pictures(OF_WORLDS, table) if table is not None else [],
        not_for=origin.not_for(panel),
        citation=origin.citation_of(panel, digest),
        provenance=origin.provenance_of(panel, digest, ""),
    )


def _pictures(draws, panel):
    found = []
    for draw in draws:
        try:
            wide, narrow = (draw(panel, width=width, caption=False) for width in ("wide", "column"))
        except CannotDraw:
            continue
        name = draw.__name__
        caption = caption_of(wide).rsplit("\n", 1)[0]
        found.append(Picture(name, title_of(wide), caption, data_uri(wide, f"{name}-wide"), data_uri(narrow, f"{name}-narrow")))
    return found
