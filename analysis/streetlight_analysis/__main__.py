"""Figures from the command line: `python3 -m streetlight_analysis figures FILE.h5 -o DIR`."""

import argparse
import sys

from .catalogue import FIGURES, draw_all
from .errors import UnreadableFile
from .reading import open_panel
from .saving import FORMATS


def main(arguments=None):
    """Exit codes: 0 something was drawn, 1 nothing could be, 2 the command line or the file is wrong."""
    options = _parser().parse_args(arguments)
    try:
        panel = open_panel(options.file)
    except UnreadableFile as problem:
        print(problem, file=sys.stderr)
        return 2
    written = draw_all(panel, options.output, only=options.only, formats=options.format, widths=options.width)
    if not written:
        print(f"{options.file}: no figure could be drawn", file=sys.stderr)
        return 1
    return 0


def _parser():
    parser = argparse.ArgumentParser(prog="streetlight_analysis", description="Figures from a Streetlight result file.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    figures = commands.add_parser(
        "figures",
        help="draw the figures of a result file",
        description="Draws every figure that the file has the columns for.",
    )
    figures.add_argument("file", metavar="FILE.h5")
    figures.add_argument(
        "-o", "--output", default="figures", metavar="DIR", help="folder for the files (default: figures)"
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
    return parser


def _list_of(allowed):
    def parse(text):
        words = tuple(word.strip() for word in text.split(",") if word.strip())
        unknown = [word for word in words if word not in allowed]
        if unknown or not words:
            raise argparse.ArgumentTypeError(f"{text!r} is not a list of {', '.join(allowed)}")
        return words

    return parse


if __name__ == "__main__":
    sys.exit(main())
