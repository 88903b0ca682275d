"""A small world in which money is spent, and the program."""


import h5py
import numpy as np
from program import streetlight

HEAD = """schema = 1
model = "targeting"
[run]
months = 48
spin_up = 12
replicates = 3
seed = 5
[population]
families = 4000
[programme]
start = 12
capacity = 0.01
"""
SCENARIOS = """[[scenario]]
name = "No programme"
[[scenario]]
name = "Covert programme"
set = { programme.enabled = true }
"""
EARLY_HELP = """[[scenario]]
name = "Early help"
match = { scenario = "Covert programme", column = "cost_policy", by = "services.early_help.reach", range = [0.015, 0.2], from = 12 }
"""


def run(folder, text, *options, name="x", threads=2):
    (folder / f"{name}.toml").write_text(text)
    done = streetlight("run", f"{name}.toml", "-o", f"{name}.h5", "--quiet", "--threads", threads, *options, folder=folder)
    assert done.returncode == 0, done.stderr
    return Result(folder / f"{name}.h5")


class Result:
    def __init__(self, path):
        with h5py.File(path) as file:
            panel = file["panel"]
            self.scenarios = [name.decode() for name in panel["scenario"][()]]
            self.columns = {name: panel[name][()] for name in panel if panel[name].ndim == 6}
            self.matches = {}
            if "matches" in file:
                self.matches = {name: variable[()] for name, variable in file["matches"].items()}

    def total(self, column, scenario, point=0):
        """Over the whole run, [replicate]."""
        return self.columns[column][self.scenarios.index(scenario), point, :, :, 0, 0].sum(axis=1)

    def mean(self, column, scenario, point=0):
        return float(np.mean(self.total(column, scenario, point)))
