"""Passive trees against closed forms and matrix exponentials, with both methods."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.linalg import expm

from core.compartments.compartments import Compartments
from core.compartments.experiment import Course, Experiment, Probe, State
from core.compartments.run import integrate
from core.compartments.staggered import integrate_staggered
from core.result import Floats
from core.stimulus import Pulse, Ramp, Step
from core.waveform import waveform
from tests.core.compartments.cables import at_rest, cable, experiment, passive_tree, rallpack_1

Method = Callable[[Compartments, State, Experiment], Course]


def adaptive(cells: Compartments, state: State, asked: Experiment) -> Course:
    return integrate(cells, state, asked, 1e-5)


def fixed(cells: Compartments, state: State, asked: Experiment) -> Course:
    return integrate_staggered(cells, state, asked, asked.duration / 8000.0)


METHODS = (pytest.param(adaptive, 1e-5, id="adaptive"), pytest.param(fixed, 2e-4, id="fixed"))
"""Methods, and how far they may be from the truth [mV]."""


def exact(cells: Compartments, current: Floats, times: Floats) -> Floats:
    """Voltages of all compartments after a step of current [nA], shape (times, n); joints are eliminated."""
    n = cells.parents.size
    matrix = np.diag(cells.leaks)
    for child in range(1, n):
        parent, g = cells.parents[child], cells.couplings[child]
        matrix[[child, parent], [child, parent]] += g
        matrix[[child, parent], [parent, child]] -= g
    held = cells.capacitances > 0.0
    charges = cells.capacitances[held]
    # V_joint = given + back V_held.
    inner = np.linalg.solve(matrix[np.ix_(~held, ~held)], np.eye(n - charges.size))
    back = -inner @ matrix[np.ix_(~held, held)]
    given = inner @ (cells.leak_currents + current)[~held]
    reduced = matrix[np.ix_(held, held)] + matrix[np.ix_(held, ~held)] @ back
    right = (cells.leak_currents + current)[held] - matrix[np.ix_(held, ~held)] @ given
    steady = np.linalg.solve(reduced, right)
    found = np.empty((times.size, n))
    for k, time in enumerate(times):
        moved = expm(-time * reduced / charges[:, np.newaxis]) @ (-65.0 - steady)
        found[k, held] = steady + moved
        found[k, ~held] = given + back @ (steady + moved)
    return found


TREES = {
    "one compartment": passive_tree([-1], [0.0], [0.3]),
    "two compartments": passive_tree([-1, 0], [0.0, 0.02], [0.3, 0.1]),
    "a fork at a mere joint": passive_tree([-1, 0, 1, 1], [0.0, 0.03, 0.05, 0.01], [0.2, 0.0, 0.1, 0.3]),
    "joints beside each other, and a joint at the root": passive_tree(
        [-1, 0, 1, 2, 2, 0], [0.0, 0.03, 0.05, 0.01, 0.02, 0.04], [0.0, 0.0, 0.0, 0.1, 0.2, 0.05]
    ),
}


@pytest.mark.parametrize(("method", "error"), METHODS)
@pytest.mark.parametrize("site", [0, -1])
@pytest.mark.parametrize("name", TREES)
def test_trees_follow_the_matrix_exponential(name: str, method: Method, error: float, site: int) -> None:
    cells = TREES[name]
    n = cells.parents.size
    asked = experiment(20.0, Step(amplitude=0.5), site=site % n, probes=range(n), samples=41)
    found = method(cells, at_rest(cells), asked).samples
    current = np.zeros(n)
    current[site] = 0.5
    truth, charged = exact(cells, current, asked.times).T, cells.capacitances > 0.0
    np.testing.assert_allclose(found[charged], truth[charged], rtol=0.0, atol=error)
    # Where a step ends; between steps a mere joint follows a straight line.
    np.testing.assert_allclose(found[:, -1], truth[:, -1], rtol=0.0, atol=error)


@pytest.mark.parametrize(("method", "error"), METHODS)
def test_rallpack_1(method: Method, error: float) -> None:
    cells = cable(None, 1000)
    near, far = 0.0005, 0.9995
    asked = experiment(250.0, Step(amplitude=0.1), probes=(0, 999), times=np.array([5.0, 50.0, 250.0]))
    # Half a compartment's resistance lies between its middle and the end of the cable.
    half = 0.1 / (2.0 * cells.couplings[1])
    asked = Experiment(
        duration=250.0,
        sites=asked.sites,
        waveforms=asked.waveforms,
        probes=(*asked.probes, Probe((0,), (1.0,), half)),
        times=asked.times,
    )
    found = method(cells, at_rest(cells), asked).samples
    # Second order in space: 170 mV (dx/λ)²/24 is 7e-6 mV, more before the voltage is smooth.
    tolerance = error + 2e-4
    np.testing.assert_allclose(found[0], rallpack_1(near, asked.times), rtol=0.0, atol=tolerance)
    np.testing.assert_allclose(found[1], rallpack_1(far, asked.times), rtol=0.0, atol=tolerance)
    np.testing.assert_allclose(found[2], [-16.24285, 65.70190, 101.9351], rtol=0.0, atol=1e-3)
    np.testing.assert_allclose(found[1], [-63.03988, 6.86337, 43.09647], rtol=0.0, atol=1e-3)


def test_space_is_resolved_with_second_order() -> None:
    errors = []
    for count in (9, 27, 81):
        cells = cable(None, count)
        asked = experiment(20.0, Step(amplitude=0.1), probes=(count // 2, count - 1), samples=5)
        found = integrate(cells, at_rest(cells), asked, 1e-7).samples[:, 1:]
        places = (0.5, 1.0 - 0.5 / count)
        errors.append(
            max(np.abs(found[k] - rallpack_1(place, asked.times[1:])).max() for k, place in enumerate(places))
        )
    assert np.log(np.array(errors[:-1]) / errors[1:]) / np.log(3.0) == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize(("method", "error"), METHODS)
def test_charge_is_conserved(method: Method, error: float) -> None:
    # Without a leak the charge is what was injected; both methods integrate a ramp exactly.
    del error
    cells = passive_tree([-1, 0, 1, 1], [0.0, 0.03, 0.05, 0.01], [0.2, 0.0, 0.1, 0.3], leak=0.0)
    asked = experiment(10.0, Ramp(amplitude=2.0, duration=4.0, onset=1.0), site=3)
    moved = method(cells, at_rest(cells), asked).state.voltage + 65.0
    assert cells.capacitances @ moved == pytest.approx(0.5 * 4.0 * 2.0 + 5.0 * 2.0, rel=1e-12)


@pytest.mark.parametrize("step", [0.05, 0.5])
def test_a_reversed_current_does_not_ring(step: float) -> None:
    # At the end of a cable of small compartments, whose fastest mode decays in 13 ns: the pure Crank-Nicolson
    # method would ring by half of the jump for thousands of steps.
    cells = cable(None, 1000)
    pulses = (Pulse(amplitude=0.1, duration=20.0), Step(amplitude=-0.1, onset=20.0))
    asked = experiment(40.0, samples=401, waveforms=(waveform(pulses, 40.0),))
    voltage = integrate_staggered(cells, at_rest(cells), asked, step).samples[0]
    assert (np.diff(voltage[:201]) > 0.0).all()
    assert (np.diff(voltage[201:]) < 0.0).all()
