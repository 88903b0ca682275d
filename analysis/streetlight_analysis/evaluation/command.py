"""The command `evaluate`."""

import sys
from pathlib import Path

from ..errors import CannotDraw
from ..saving import save
from ..writing import make_folder, write_whole
from .evaluate import evaluate
from .figures import FIGURES
from .tables import ENDINGS, FORMATS


def run(panel, options, report, complain):
    """Prints the evaluation, or writes it in every format with its figures into a folder. The exit code."""
    try:
        evaluation = evaluate(panel, scenario=options.scenario, twin=options.twin)
    except CannotDraw as reason:
        complain(f"{options.file}: no evaluation can be made, {reason}")
        return 1
    if not options.output:
        sys.stdout.write(FORMATS[options.format](evaluation))
        return 0
    make_folder(Path(options.output))
    stem = Path(options.output) / f"{Path(options.file).stem}_evaluation"
    for name, write in FORMATS.items():
        report(str(write_whole(stem.with_name(f"{stem.name}.{ENDINGS[name]}"), write(evaluation).encode())))
    for name, draw in FIGURES.items():
        try:
            for path in save(draw(panel, evaluation), stem.with_name(f"{stem.name}_{name}"), options.figures):
                report(str(path))
        except CannotDraw as reason:
            report(f"{name}: skipped, {reason}")
    return 0
