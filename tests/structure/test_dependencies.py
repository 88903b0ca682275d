"""The house keeps its rules, and each rule sees a fault that is planted for it."""

from pathlib import Path

import pytest

import rules
from sources import ROOT, includes

ALL = [rules.direction, rules.confinement, rules.learner, rules.cycles, rules.engine_words, rules.public_headers]


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.__name__)
def test_the_project_keeps_the_rule(rule):
    assert rule(ROOT) == []


def test_the_rules_see_the_project():
    found = includes(ROOT, "sim/", "models/")
    assert any(include.name == "sim/core/month.hpp" for include in found)
    assert len({include.file for include in found}) > 5


PLANTED = [
    (rules.direction, "sim/core/a.hpp", '#include "sim/random/streams.hpp"'),
    (rules.direction, "sim/random/a.hpp", '#include "sim/network/network.hpp"'),
    (rules.direction, "sim/network/a.cpp", '  #  include "sim/experiment/model.hpp"'),
    (rules.direction, "sim/experiment/a.cpp", '#include "models/urn/urn.hpp"'),
    (rules.direction, "sim/experiment/a.cpp", '#include "sim/io/panel_file.hpp"'),
    (rules.direction, "sim/experiment/a.cpp", '#include "sim/results/run_source.hpp"'),
    (rules.direction, "sim/results/a.cpp", '#include "sim/io/panel_reader.hpp"'),
    (rules.direction, "sim/io/a.cpp", '#include "sim/config/load_experiment.hpp"'),
    (rules.direction, "sim/report/a.cpp", '#include "sim/io/panel_reader.hpp"'),
    (rules.direction, "sim/config/a.cpp", '#include "sim/running/run_plan.hpp"'),
    (rules.direction, "sim/running/a.cpp", '#include "sim/app/program.hpp"'),
    (rules.direction, "sim/io/a.cpp", '#include "sim/app/main.hpp"'),
    (rules.direction, "sim/app/a.cpp", '#include "models/urn/urn.hpp"'),
    (rules.direction, "models/urn/a.cpp", '#include "sim/io/panel_file.hpp"'),
    (rules.direction, "models/urn/a.cpp", '#include "models/targeting/month.hpp"'),
    (rules.direction, "sim/running/a.cpp", '#include "library/guarded.hpp"'),
    (rules.direction, "library/a.cpp", '#include "sim/app/program.hpp"'),
    (rules.direction, "library/a.cpp", '#include "models/urn/urn.hpp"'),
    (rules.confinement, "library/a.cpp", "#include <CLI/CLI.hpp>"),
    (rules.public_headers, "library/include/streetlight/a.hpp", '#include "sim/core/panel.hpp"'),
    (rules.public_headers, "library/include/streetlight/a.hpp", "#include <nlohmann/json.hpp>"),
    (rules.direction, "sim/new_part/a.cpp", '#include "sim/core/month.hpp"'),
    (rules.confinement, "models/urn/a.cpp", "#include <toml++/toml.h>"),
    (rules.confinement, "models/urn/a.cpp", "#include <thread>"),
    (rules.confinement, "models/targeting/month.cpp", "#include <oneapi/tbb/parallel_for.h>"),
    (rules.confinement, "sim/network/a.cpp", "#include <mutex>"),
    (rules.confinement, "sim/random/a.cpp", "#include <mpi.h>"),
    (rules.confinement, "sim/core/a.cpp", "#include <H5Cpp.h>"),
    (rules.confinement, "sim/experiment/a.cpp", "#include <toml++/toml.hpp>"),
    (rules.confinement, "sim/app/a.cpp", "#include <hdf5.h>"),
    (rules.confinement, "sim/io/a.cpp", "#include <CLI/CLI.hpp>"),
    (rules.confinement, "sim/config/a.cpp", "#include <CLI/CLI.hpp>"),
    (rules.confinement, "sim/config/a.cpp", "#include <mpi.h>"),
    (rules.confinement, "sim/running/a.cpp", "#include <CLI/CLI.hpp>"),
    (rules.confinement, "models/targeting/month.cpp", "#include <xgboost/c_api.h>"),
    (rules.learner, "models/targeting/risk/a.cpp", '#include "models/targeting/needs/needs.hpp"'),
    (rules.learner, "models/targeting/risk/a.cpp", '#include "models/targeting/population/families.hpp"'),
    (rules.engine_words, "sim/core/a.hpp", "int family_count = 0;"),
    (rules.engine_words, "sim/app/a.cpp", 'say("Families simulated");'),
]


@pytest.mark.parametrize("rule, file, line", PLANTED, ids=lambda value: getattr(value, "__name__", str(value)))
def test_a_planted_fault_is_seen_where_it_stands(tmp_path, rule, file, line):
    plant(tmp_path, file, "// a comment first\n" + line + "\n")
    assert [complaint for complaint in rule(tmp_path) if complaint.startswith(file)]


FINE = [
    ("sim/random/a.hpp", '#include "sim/core/month.hpp"\n#include "sim/random/streams.hpp"\n#include <Random123/philox.h>'),
    ("sim/experiment/a.cpp", "#include <oneapi/tbb/parallel_for.h>\n#include <mutex>"),
    ("sim/io/a.cpp", "#include <H5Cpp.h>\n#include <toml++/toml.h>"),
    ("models/targeting/month.cpp", '#include "models/targeting/needs/needs.hpp"\n#include "sim/experiment/model.hpp"'),
    ("models/targeting/risk/a.cpp", '#include "models/targeting/records/observation.hpp"\n#include <xgboost/c_api.h>'),
    ("library/include/streetlight/a.hpp", '#include <string>\n#include "streetlight/error.hpp"'),
    ("library/a.cpp", '#include "library/guarded.hpp"\n#include "sim/running/run_plan.hpp"\n#include <mutex>'),
    ("sim/app/a.cpp", 'read("output.family_sample");\nwrite("/families");'),
]


@pytest.mark.parametrize("file, text", FINE)
def test_what_is_allowed_is_not_complained_about(tmp_path, file, text):
    plant(tmp_path, file, text + "\n")
    assert [complaint for rule in ALL for complaint in rule(tmp_path)] == []


def test_the_learner_is_followed_through_what_it_includes(tmp_path):
    plant(tmp_path, "models/targeting/risk/a.cpp", '#include "models/targeting/records/records.hpp"\n')
    plant(tmp_path, "models/targeting/records/records.hpp", '#include "models/targeting/needs/needs.hpp"\n')
    assert rules.learner(tmp_path) == [
        "models/targeting/records/records.hpp:1: includes models/targeting/needs/needs.hpp, "
        "but the learner would see past the records"
    ]


def test_a_cycle_is_shown_whole(tmp_path):
    plant(tmp_path, "sim/core/a.hpp", '#include "sim/core/b.hpp"\n')
    plant(tmp_path, "sim/core/b.hpp", '#include "sim/core/a.hpp"\n')
    assert rules.cycles(tmp_path) == ["sim/core/a.hpp -> sim/core/b.hpp -> sim/core/a.hpp"]


def plant(root: Path, file: str, text: str) -> None:
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(text, encoding="utf-8")
