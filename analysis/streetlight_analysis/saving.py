"""Writes figures as files that are the same bytes whenever the same numbers are drawn."""

import io
from pathlib import Path

import matplotlib
from matplotlib.text import Text

from . import glyphs
from .sheet import caption_of, title_of
from .style import STYLE
from .writing import make_folder, write_whole

FORMATS = ("pdf", "png", "svg")


def save(figure, stem, formats=("pdf", "png")):
    """Writes `stem.pdf`, `stem.png`, ... at the figure's own size, 300 dots an inch, fonts embedded.

    No time of writing is stored. Each file is written aside and renamed, so none is ever half there.

    Returns:
        list of pathlib.Path.

    Raises:
        CannotWrite: with the path and the reason.
    """
    stem = Path(stem)
    make_folder(stem.parent)
    written = []
    families = {family for text in figure.findobj(Text) for family in text.get_fontfamily()}
    with matplotlib.rc_context(), glyphs.quiet():
        matplotlib.rcdefaults()
        matplotlib.style.use(STYLE)
        if glyphs.has_outlines_of_postscript(families):
            matplotlib.rcParams["pdf.fonttype"] = 3
        for format in formats:
            path = stem.with_name(f"{stem.name}.{format}")
            content = io.BytesIO()
            figure.savefig(content, format=format, metadata=_metadata(figure, format))
            written.append(write_whole(path, content.getvalue()))
    return written


def _metadata(figure, format):
    if format == "pdf":
        return {
            "Title": title_of(figure),
            "Subject": caption_of(figure),
            "Creator": "Streetlight",
            "CreationDate": None,
        }
    if format == "png":
        return {"Title": title_of(figure), "Description": caption_of(figure), "Software": "Streetlight"}
    return {"Title": title_of(figure), "Date": None}
