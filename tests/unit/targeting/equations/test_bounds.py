"""Somebody changes an equation by the book and forgets the bound beside it: a build that checks itself says so, and
names the header. A change that its bound follows passes, and so does no change."""

import pytest

from changed import Change, compile_process, run_months, write_header

KEPT = "every promise was kept"
CONTACT, RECORDING = "services/contact.hpp", "services/recording.hpp"
MEETINGS = "services/contacts.cpp"


def months_with(change: Change, folder):
    write_header(change, folder)
    compiled = compile_process(change.process, folder)
    assert compiled.returncode == 0, compiled.stderr
    return run_months(folder)


def test_equations_as_they_are_pass(tmp_path):
    run = months_with(Change(RECORDING, MEETINGS, "#pragma once", "#pragma once"), tmp_path)
    assert run.stdout.strip() == KEPT


def test_a_change_that_the_bound_follows_passes(tmp_path):
    """The exponent of the contact rate: it stands once, and its bound is made of it."""
    change = Change(
        CONTACT, MEETINGS,
        "return log_reach + need_slope * theta + deprivation_slope * d;",
        "return log_reach + need_slope * theta + deprivation_slope * d + 0.1f * theta * theta;",
    )
    assert months_with(change, tmp_path).stdout.strip() == KEPT


BROKEN = {
    "concealment that draws attention": Change(
        RECORDING, MEETINGS, "(1.0f - concealment * deterrence)", "(1.0f + concealment * deterrence)"
    ),
    "a contact rate beside its exponent": Change(
        CONTACT, MEETINGS,
        "return exp_of(log_contact_rate(log_reach, need_slope, theta, deprivation_slope, d));",
        "return (1.0f + 0.2f * d * d) * exp_of(log_contact_rate(log_reach, need_slope, theta, deprivation_slope, d));",
    ),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_a_bound_that_no_longer_holds_is_named(change, tmp_path):
    run = months_with(change, tmp_path)
    assert run.returncode == 3, run.stdout
    assert f"models/targeting/{change.header}" in run.stdout
    assert "docs/decisions/sieves.md" in run.stdout


def test_a_seventeenth_fact_of_the_sweep_does_not_compile(tmp_path):
    change = Change("outcomes/tally.hpp", "outcomes/sweep.cpp", "  unfound_flagged,\n", "  unfound_flagged,\n  seen,\n")
    write_header(change, tmp_path)
    compiled = compile_process(change.process, tmp_path, "-fsyntax-only")
    assert compiled.returncode != 0
    assert "a 17th needs a second word a family" in compiled.stderr
