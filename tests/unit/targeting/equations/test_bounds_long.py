"""The same for every other sieve whose equation can be changed, and for every other largest number."""

import pytest

from changed import Change, compile_process, write_header
from test_bounds import CONTACT, KEPT, MEETINGS, RECORDING, months_with

PROCESSES = ["needs/need_dynamics.cpp", "records/filing.cpp", "services/contacts.cpp", "trust/trust_dynamics.cpp"]


@pytest.mark.parametrize("process", PROCESSES)
def test_equations_as_they_are_pass(process, tmp_path):
    run = months_with(Change("families.hpp", process, "#pragma once", "#pragma once"), tmp_path)
    assert run.stdout.strip() == KEPT


BROKEN = {
    "recording without any sign": Change(
        RECORDING, MEETINGS, "all_odds / (1.0f + all_odds) *", "(0.002f + all_odds / (1.0f + all_odds)) *"
    ),
    "deterrence beyond its largest level": Change(
        CONTACT, MEETINGS, "return max * logistic_of", "return 1.2f * max * logistic_of"
    ),
    "harm that rises faster": Change(
        "needs/harm.hpp", "needs/need_dynamics.cpp", "base * exp_of(slope * theta)", "2.0f * base * exp_of(slope * theta)"
    ),
    "relief without need": Change(
        "services/relief.hpp", MEETINGS,
        "if (!(events & in_need_now))", "if (!(events & (in_need_now | harmed)))",
    ),
    "what the turned away feel": Change(
        "trust/experience.hpp", "trust/trust_dynamics.cpp", "  return sum;", "  return events & turned_away ? sum - 0.1f : sum;"
    ),
    "ties that reassure": Change(
        "trust/awareness.hpp", "trust/trust_dynamics.cpp",
        "1.0f - static_cast<float>(awareness.tie)", "1.0f + static_cast<float>(awareness.tie)",
    ),
    "decay that slows down": Change(
        "records/decay.hpp", "records/filing.cpp",
        "return exp_of(-0.6931471805599453 / half_life * months);", "return 1.0 / (1.0 + months / half_life);",
    ),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_a_bound_that_no_longer_holds_is_named(change, tmp_path):
    run = months_with(change, tmp_path)
    assert run.returncode == 3, run.stdout
    assert f"models/targeting/{change.header}" in run.stdout


SERVICES, POPULATION = "services/parameters.hpp", "population/parameters.hpp"
TOO_MANY = {
    "a bit a service": Change(SERVICES, "families.cpp", "most_services = 32;", "most_services = 33;"),
    "more services need loops": Change(SERVICES, "outcomes/sweep.cpp", "most_services = 32;", "most_services = 33;"),
    "a cell": Change(POPULATION, "outcomes/groups.cpp", "most_profiles = 6000;", "most_profiles = 7000;"),
    "a level is a byte": Change(POPULATION, "population/attributes.cpp", "most_levels = 64;", "most_levels = 300;"),
    "age of the youngest child": Change(
        "population/turnover.hpp", "population/turnover.cpp", "childhood = 216;", "childhood = 300;"
    ),
}


@pytest.mark.parametrize("said, change", TOO_MANY.items(), ids=TOO_MANY.keys())
def test_more_than_the_numbers_hold_does_not_compile(said, change, tmp_path):
    write_header(change, tmp_path)
    compiled = compile_process(change.process, tmp_path, "-fsyntax-only")
    assert compiled.returncode != 0
    assert said in compiled.stderr
