from dataclasses import replace

import pytest

from core.equilibrium.chord_conductance import (
    SQUID_AT_REST,
    ChordConductanceReport,
    ChordConductanceRequest,
    ParallelBranch,
    chord_conductance,
)
from core.errors import ParameterError


def report(*branches: ParallelBranch, injected_current: float = 0.0) -> ChordConductanceReport:
    request = ChordConductanceRequest(branches=branches, injected_current=injected_current)
    found = chord_conductance(request).report
    assert isinstance(found, ChordConductanceReport)
    return found


def test_hodgkin_huxley_membrane_rests_at_minus_65() -> None:
    # The conductances are those of m, h, n at -65 mV; with E_L = -54.387 they balance within 0.01 mV of it.
    assert report(*SQUID_AT_REST).voltage == pytest.approx(-65.0, abs=1e-2)


def test_currents_balance_the_injected_one() -> None:
    found = report(*SQUID_AT_REST, injected_current=3.0)
    assert sum(branch.current for branch in found.branches) == pytest.approx(3.0, rel=1e-12)
    assert sum(branch.weight for branch in found.branches) == pytest.approx(1.0, rel=1e-15)
    assert found.voltage - report(*SQUID_AT_REST).voltage == pytest.approx(3.0 / found.input_conductance)
    assert found.membrane_resistance == pytest.approx(1e3 / found.input_conductance)


def test_a_closed_branch_has_no_say() -> None:
    closed = replace(SQUID_AT_REST[1], conductance=0.0)
    found = report(SQUID_AT_REST[0], closed)
    assert found.voltage == -77.0
    assert found.branches[1].current == 0.0


def test_no_conductance_is_no_voltage() -> None:
    with pytest.raises(ParameterError, match="every conductance is zero"):
        report(*(replace(branch, conductance=0.0) for branch in SQUID_AT_REST))


def test_a_vanishing_conductance_is_refused_when_current_flows() -> None:
    with pytest.raises(ParameterError, match="too small"):
        report(ParallelBranch(conductance=5e-324, reversal_potential=0.0), injected_current=1.0)
