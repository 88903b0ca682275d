"""Figures and briefings from the command line: `python3 -m streetlight_analysis figures|briefing FILE.h5 -o DIR`."""

import argparse
import os
import sys
from pathlib import Path

from .catalogue import FIGURES, draw_all
from .errors import CannotDraw, CannotWrite, UnreadableFile
from .reading import open_panel
from .saving import FORMATS
from .writing import folder_name


def main(arguments=None):
    """Exit codes: 0 something was written, 1 nothing could be, 2 the command line or the file is wrong."""
    options = _parser().parse_args(arguments)
    try:
        return options.command(options)
    except UnreadableFile as problem:
        print(problem, file=sys.stderr)
        return 2
    except CannotWrite as problem:
        print(problem, file=sys.stderr)
        return 1


def _figures(options):
    panel = open_panel(options.file)
    written = draw_all(panel, options.output, only=options.only, formats=options.format, widths=options.width)
    if not written:
        print(f"{options.file}: no figure could be drawn", file=sys.stderr)
        return 1
    return 0


def _briefing(options):
    # What only a briefing needs is asked for here, so that figures can be had without it.
    try:
        from .briefing import pdf
        from .briefing.write import write_briefing
    except ModuleNotFoundError as missing:
        print(f"a briefing needs the Python module {missing.name} (Debian: python3-{missing.name})", file=sys.stderr)
        return 1
    if options.format == ("pdf",) and not pdf.available():
        print("a PDF needs WeasyPrint (Debian: weasyprint); --format html does without it", file=sys.stderr)
        return 1
    try:
        written = write_briefing(options.file, options.output or Path(options.file).parent, options.format)
    except CannotDraw as reason:
        print(f"{options.file}: no briefing can be made, {reason}", file=sys.stderr)
        return 1
    for path in written:
        print(path)
    if "pdf" in options.format and not pdf.available():
        print("No PDF: that needs WeasyPrint (Debian: weasyprint).", file=sys.stderr)
    return 0


def _parser():
    parser = argparse.ArgumentParser(
        prog="streetlight_analysis", description="Figures and briefings from a Streetlight result file."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    figures = commands.add_parser(
        "figures",
        help="draw the figures of a result file",
        description="Draws every figure that the file has the columns for.",
    )
    figures.add_argument("file", metavar="FILE.h5")
    figures.add_argument(
        "-o", "--output", type=folder_name, default="figures", metavar="DIR", help="folder for the files (default: figures)"
    )
    figures.add_argument(
        "--only",
        action="append",
        default=[],
        choices=sorted(FIGURES),
        metavar="NAME",
        help="this figure only; may be repeated: " + ", ".join(FIGURES),
    )
    figures.add_argument(
        "--format",
        type=_list_of(FORMATS),
        default=("pdf", "png"),
        metavar="LIST",
        help="of pdf, png, svg (default: pdf,png)",
    )
    figures.add_argument(
        "--width",
        type=_list_of(("column", "wide")),
        default=("column",),
        metavar="LIST",
        help="column (88 mm), wide (180 mm) or both: column,wide",
    )
    figures.set_defaults(command=_figures)

    briefing = commands.add_parser(
        "briefing",
        help="write the briefing of a result file",
        description="Writes a result as pages to print and hand on: one HTML file that loads nothing, and a PDF.",
    )
    briefing.add_argument("file", metavar="FILE.h5")
    briefing.add_argument(
        "-o", "--output", type=folder_name, default=None, metavar="DIR", help="folder for the files (default: that of FILE.h5)"
    )
    briefing.add_argument(
        "--format", type=_list_of(("html", "pdf")), default=("html", "pdf"), metavar="LIST", help="html, pdf or both (default)"
    )
    briefing.set_defaults(command=_briefing)
    return parser


def _list_of(allowed):
    def parse(text):
        words = tuple(word.strip() for word in text.split(",") if word.strip())
        unknown = [word for word in words if word not in allowed]
        if unknown or not words:
            raise argparse.ArgumentTypeError(f"{text!r} is not a list of {', '.join(allowed)}")
        return words

    return parse


def _keep_standard_streams():
    """Takes the places of those of the three standard streams that are closed, so that no file gets one and messages."""
    for stream in range(3):
        try:
            os.fstat(stream)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


if __name__ == "__main__":
    _keep_standard_streams()
    sys.exit(main())
