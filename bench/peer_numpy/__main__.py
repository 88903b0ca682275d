"""Runs a result file's experiment again, in NumPy."""

import argparse
import sys

import numpy as np

from .run import PLANTS, simulate
from .settings import Experiment


def main():
    parser = argparse.ArgumentParser(prog="peer_numpy", description=__doc__)
    parser.add_argument("experiment", help="a result of `streetlight run`, whose provenance has every parameter")
    parser.add_argument("-o", "--output", help="where the panel goes, as .npz; each column scenario x replicate x time x group")
    parser.add_argument("--set", nargs="*", action="extend", default=[], metavar="KEY=NUMBER", help="a number over the experiment's")
    parser.add_argument("--replicates", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--scenario", action="append", help="only this scenario (may be repeated)")
    parser.add_argument("--plant", choices=sorted(PLANTS), help="a fault, to see it noticed")
    arguments = parser.parse_args()

    experiment = Experiment.from_result(arguments.experiment)
    experiment.replicates = arguments.replicates or experiment.replicates
    experiment.seed = experiment.seed if arguments.seed is None else arguments.seed
    for change in arguments.set:
        key, _, value = change.partition("=")
        if key not in experiment.base:
            parser.error(f"{key} is not a parameter of the experiment")
        experiment.base[key] = type(experiment.base[key])(float(value))
    if arguments.scenario:
        experiment.scenarios = [one for one in experiment.scenarios if one.name in arguments.scenario]
        if len(experiment.scenarios) < len(arguments.scenario):
            parser.error(f"the experiment has no such scenario: {', '.join(arguments.scenario)}")

    def report(done, run):
        rate = run.family_months / run.seconds
        print(f"replicate {done} of {experiment.replicates}: {rate / 1e6:.2f} million family-months a second", file=sys.stderr)

    columns, run = simulate(experiment, arguments.plant, report)
    print(f"{run.family_months} family-months in {run.seconds:.2f} s: {run.seconds / run.family_months * 1e9:.0f} ns each")
    if arguments.output:
        names = {"scenario": [one.name for one in experiment.scenarios], "group": list(experiment.groups)}
        np.savez_compressed(arguments.output, **columns, **{name: np.array(value) for name, value in names.items()})


if __name__ == "__main__":
    main()
