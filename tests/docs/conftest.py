import pytest

from workplace import Workplace


@pytest.fixture(scope="session")
def workplace(tmp_path_factory):
    """With results/england.h5, which many pages take as given."""
    place = Workplace(tmp_path_factory.mktemp("project") / "streetlight")
    done = place.shell("streetlight run configs/england.toml -o results/england.h5 --quiet")
    assert done.returncode == 0, done.stderr
    return place


def pytest_terminal_summary(terminalreporter):
    from test_pages import not_run

    for where, what, why in not_run:
        terminalreporter.write_line(f"not run: {where}: {what} ({why})")
