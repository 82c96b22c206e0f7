"""Stable cycles by simulation: what is found, that it is right, and what is said where there is none."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from core.dynamics.cycles.settled import Effort, Settled, settled_cycles
from core.dynamics.vector_field import VectorField
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import Neuron
from core.neuron.equations import jacobian_matrix, time_derivative
from core.result import Floats


def settled(name: str, current: float, preset: str | None = None, effort: Effort | None = None) -> Settled:
    neuron = Neuron.of(CATALOGUE[name], preset)
    return settled_cycles(VectorField(neuron, ("current",)), current, effort=effort or Effort())


CYCLES = [
    ("hodgkin-huxley", None, 10.0, 1),
    ("morris-lecar", "hopf", 100.0, 1),
    ("morris-lecar", "snic", 39.97, 1),
    ("hindmarsh-rose", None, 2.0, 9),
    ("fitzhugh-nagumo", None, 0.5, 1),
    ("golomb-amitai", "cholinergic", 2.0, 1),
]


@pytest.mark.parametrize(("name", "preset", "current", "crossings"), CYCLES)
def test_a_cycle_is_one_of_the_equations(
    name: str, preset: str | None, current: float, crossings: int
) -> None:
    found = settled(name, current, preset)
    assert found.crossings == (crossings,)
    assert {run.ending for run in found.outcomes} == {"cycle"}
    entry = found.refined[0]
    assert entry.accurate
    cycle = entry.cycle
    assert cycle.stable
    assert abs(cycle.multipliers[0] - 1.0) < 1e-6
    # Liouville: the product of all multipliers is exp ∮ tr A dt, here by the quadrature of a fine mean.
    gauss = (cycle.mesh[:-1, None] + np.diff(cycle.mesh)[:, None] * cycle.basis.points).ravel()
    weights = (np.diff(cycle.mesh)[:, None] * cycle.basis.weights).ravel()
    jacobian = jacobian_matrix(cycle.field.neuron, cycle.states(gauss).T)
    logarithm = cycle.period * float(weights @ np.trace(jacobian, axis1=1, axis2=2))
    if logarithm > -30.0:  # the least multiplier is lost in rounding otherwise
        assert np.log(np.abs(np.prod(cycle.multipliers))) == pytest.approx(logarithm, rel=1e-6)


def test_a_run_of_another_integrator_closes() -> None:
    # DOP853 at 1e-12 from a point of the cycle comes back to it after the period, and not before.
    entry = settled("hodgkin-huxley", 10.0).refined[0]
    cycle = entry.cycle
    start = cycle.states(np.array([0.3]))[0]

    def rates(_: float, state: Floats) -> Floats:
        return time_derivative(cycle.field.neuron, state, 10.0)

    end = solve_ivp(rates, (0.0, cycle.period), start, method="DOP853", rtol=1e-12, atol=1e-13).y[:, -1]
    speed = np.abs(time_derivative(cycle.field.neuron, start, 10.0))
    assert np.all(np.abs(end - start) < 1e-8 * speed + 1e-6 * cycle.field.scale)
    assert entry.period_error < 1e-9


def test_rest_and_firing_side_by_side() -> None:
    found = settled("morris-lecar", 38.0, "homoclinic")
    assert len(found.cycles) == 1
    assert {run.ending for run in found.outcomes} == {"cycle", "equilibrium"}


def test_a_small_cycle_next_to_its_hopf_point() -> None:
    # 0.0026 µA/cm² below the Hopf point at 154.5266 of the reference tables, where it ends with |µ| = 1.
    cycle = settled("hodgkin-huxley", 154.524, "ermentrout").cycles[0]
    assert 0.9998 < cycle.multipliers[1].real < 1.0
    assert np.ptp(cycle.extremes()) < 1.0


@pytest.mark.parametrize(
    ("name", "preset", "current", "ending"),
    [
        ("hodgkin-huxley", None, 0.0, "equilibrium"),
        ("hodgkin-huxley", None, 160.0, "equilibrium"),
        ("hindmarsh-rose", "chaotic", 3.25, "not periodic"),
    ],
)
def test_no_cycle_is_made_up(name: str, preset: str | None, current: float, ending: str) -> None:
    found = settled(name, current, preset, Effort(steps=20_000))
    assert found.cycles == ()
    assert {run.ending for run in found.outcomes} == {ending}


def test_a_period_that_no_mesh_carries_is_told() -> None:
    found = settled("hindmarsh-rose", 2.0, effort=Effort(steps=30_000, most_intervals=60))
    assert found.cycles == ()
    assert all(run.ending == "unresolved" for run in found.outcomes)
    assert found.outcomes[0].period == pytest.approx(430.7756, rel=1e-5)
