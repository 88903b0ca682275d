"""From the command line: `python3 -m streetlight_analysis figures|briefing|assurance|evaluate FILE.h5 -o DIR`."""

import argparse
import os
import sys
from pathlib import Path

from . import glyphs
from .catalogue import FIGURES, OF_WORLDS, draw_all
from .errors import CannotDraw, CannotWrite, UnreadableFile, printable
from .reading import open_panel
from .saving import FORMATS
from .worlds.table import is_worlds, open_worlds
from .writing import folder_name, make_folder, write_whole


def main(arguments=None, program="streetlight_analysis"):
    """Exit codes: 0 something was written, 1 nothing could be, 2 the command line or the file is wrong.

    Args:
        arguments: those of the command line, unless given.
        program: what the command is called in its help.
    """
    options = _parser(program).parse_args(arguments)
    try:
        return options.command(options)
    except UnreadableFile as problem:
        _complain(problem)
        return 2
    except CannotWrite as problem:
        _complain(problem)
        return 1
    except BrokenPipeError:  # nobody reads what is said any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as problem:
        place = problem.filename2 or problem.filename or options.output
        _complain(f"{place}: cannot be written: {problem.strerror or problem}.")
        return 1
    except MemoryError:
        _complain(f"{options.file}: there is not enough memory for it. Fewer columns (output.metrics) need less.")
        return 1
    except KeyboardInterrupt:
        _complain("Stopped.")
        return 130
    except Exception as problem:
        _complain(
            f"{options.file}: what it holds is not understood ({type(problem).__name__}: {problem}). If no other program"
            " has changed it, this is a bug of streetlight_analysis: please report it with the file."
        )
        return 1


def _complain(message):
    print(printable(str(message)), file=sys.stderr)


def _tell_what_cannot_be_drawn(panel):
    note = glyphs.note(glyphs.words_of(panel))
    if note:
        _complain(f"note: {note}")


def _figures(options):
    panel = open_worlds(options.file) if is_worlds(options.file) else open_panel(options.file)
    _tell_what_cannot_be_drawn(panel)
    written = draw_all(
        panel, options.output, only=options.only, formats=options.format, widths=options.width, report=_report
    )
    if not written:
        _complain(f"{options.file}: no figure could be drawn")
        return 1
    return 0


def _report(line):
    print(printable(line))


def _briefing(options):
    # What only a briefing needs is asked for here, so that figures can be had without it.
    try:
        from .briefing import pdf
        from .briefing.write import write_briefing
    except ModuleNotFoundError as missing:
        _complain(f"a briefing needs the Python module {missing.name} (Debian: python3-{missing.name})")
        return 1
    if options.format == ("pdf",) and not pdf.available():
        _complain("a PDF needs WeasyPrint (Debian: weasyprint); --format html does without it")
        return 1
    panel = open_panel(options.file)
    _tell_what_cannot_be_drawn(panel)
    try:
        written = write_briefing(panel, options.output or Path(options.file).parent, options.format, options.worlds)
    except CannotDraw as reason:
        _complain(f"{options.file}: no briefing can be made, {reason}")
        return 1
    for path in written:
        _report(str(path))
    if "pdf" in options.format and not pdf.available():
        _complain("No PDF: that needs WeasyPrint (Debian: weasyprint).")
    return 0


def _assurance(options):
    from .assurance import assurance_pack

    panel = open_panel(options.file)
    try:
        text = assurance_pack(panel, options.worlds, options.tests)
    except CannotDraw as reason:
        _complain(f"{options.file}: no assurance pack can be made, {reason}")
        return 1
    folder = Path(options.output or Path(options.file).parent)
    make_folder(folder)
    _report(str(write_whole(folder / f"{Path(options.file).stem}_assurance.md", text.encode())))
    return 0


def _evaluate(options):
    try:
        from .evaluation.command import run
    except ModuleNotFoundError as missing:
        _complain(f"an evaluation needs the Python module {missing.name} (Debian: python3-{missing.name})")
        return 1
    panel = open_panel(options.file)
    if options.output:
        _tell_what_cannot_be_drawn(panel)
    return run(panel, options, _report, _complain)


class _Parser(argparse.ArgumentParser):
    """What it says of a command line does not steer the terminal."""

    def _print_message(self, message, file=None):
        super()._print_message("\n".join(printable(line) for line in message.split("\n")) if message else message, file)


def _parser(program):
    parser = _Parser(
        prog=program, description="Figures and briefings from a Streetlight result file."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    figures = commands.add_parser(
        "figures",
        help="draw the figures of a result file or of worlds",
        description="Draws every figure that the file has the columns for; of a file of worlds, how they were found.",
    )
    figures.add_argument("file", metavar="FILE", help="FILE.h5 of a run, or worlds (FILE.toml or FILE.h5)")
    figures.add_argument(
        "-o", "--output", type=folder_name, default="figures", metavar="DIR", help="folder for the files (default: figures)"
    )
    figures.add_argument(
        "--only",
        action="append",
        default=[],
        choices=sorted([*FIGURES, *OF_WORLDS]),
        metavar="NAME",
        help="this figure only; may be repeated: " + ", ".join([*FIGURES, *OF_WORLDS]),
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
    briefing.add_argument(
        "--worlds",
        metavar="FILE",
        help="of a result of run --worlds: the worlds that were run, for what the published figures inform",
    )
    briefing.set_defaults(command=_briefing)

    assurance = commands.add_parser(
        "assurance",
        help="write what a review of the model asks for",
        description="Puts assumptions, targets, decisions, tests, limits and a reporting checklist together as Markdown.",
    )
    assurance.add_argument("file", metavar="FILE.h5")
    assurance.add_argument("--worlds", metavar="FILE", help="a file of worlds; of a result of run --worlds, those that were run")
    assurance.add_argument("--tests", metavar="FILE.xml", help="the tests’ record, as ./dev test leaves it")
    assurance.add_argument(
        "-o", "--output", type=folder_name, default=None, metavar="DIR", help="folder for the file (default: that of FILE.h5)"
    )
    assurance.set_defaults(command=_assurance)

    evaluate = commands.add_parser(
        "evaluate",
        help="compare what evaluations would have found with the truth",
        description="Runs the usual designs of evaluations on the simulated records, over replicates, and compares each with"
        " the effect by the twin, in which nobody adopts: bias, coverage, power, wrong signs.",
    )
    evaluate.add_argument("file", metavar="FILE.h5", help="of an experiment such as those of configs/evaluation")
    evaluate.add_argument(
        "-o", "--output", type=folder_name, default=None, metavar="DIR", help="folder for tables and figures (default: a table on screen)"
    )
    evaluate.add_argument("--scenario", metavar="NAME", help="in which authorities adopt (default: the second)")
    evaluate.add_argument("--twin", metavar="NAME", help="in which nobody does (default: the first)")
    evaluate.add_argument(
        "--format", choices=("table", "markdown", "csv", "json"), default="table", help="on screen; with -o all are written"
    )
    evaluate.add_argument(
        "--figures", type=_list_of(FORMATS), default=("pdf", "png"), metavar="LIST", help="of pdf, png, svg (default: pdf,png)"
    )
    evaluate.set_defaults(command=_evaluate)
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
