"""Result files that several tests look at, written once a session."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "analysis"))
sys.path.insert(0, str(Path(__file__).parent))

import synthetic  # noqa: E402
from streetlight_analysis import open_panel  # noqa: E402


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="session")
def england_file(folder):
    return synthetic.write_england(folder / "england.h5", replicates=4)


@pytest.fixture(scope="session")
def england(england_file):
    return open_panel(england_file).load()  # read once, not by each figure


@pytest.fixture(scope="session")
def sweep(folder):
    return open_panel(synthetic.write_sweep(folder / "sweep.h5")).load()


@pytest.fixture(scope="session")
def urn_file(folder):
    return synthetic.write_urn(folder / "urn.h5")


@pytest.fixture(scope="session")
def urn(urn_file):
    return open_panel(urn_file).load()


@pytest.fixture
def tiny(tmp_path):
    """Writes a panel of given columns: {name: (kind, values[scenario][replicate][time], numerator, denominator)}."""
    import numpy as np

    def write(table, groups=("all",), **options):
        columns = {}
        for name, (kind, values, *parts) in table.items():
            values = np.asarray(values, float)
            values = values[..., None] if values.ndim == 3 else values
            columns[name] = (kind, "1", values, *(parts or ("", "")))
        shape = next(iter(columns.values()))[2].shape
        names = [f"scenario {index}" for index in range(shape[0])]
        synthetic.write_panel(tmp_path / "tiny.h5", [columns], names, range(shape[2]), groups=groups, **options)
        return open_panel(tmp_path / "tiny.h5")

    return write
