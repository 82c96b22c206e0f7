"""Homoclinic curves: an exact one, and that of Morris and Lecar between its two ends."""

import numpy as np
import pytest

from core.dynamics.cycle_curves.homoclinic_follow import HomoclinicPath, follow_homoclinic, reversed_orbit
from core.dynamics.cycle_curves.homoclinic_start import from_orbit
from core.dynamics.cycle_curves.takens_start import from_bogdanov_takens
from core.dynamics.vector_field import VectorField
from core.neuron.catalogue import CATALOGUE
from core.neuron.declaration import GeneralCurrent, Model, Neuron, Standard, Variable, constant
from core.neuron.equations import steady_curve, steady_state
from core.numerics.connections.orbit import Connected
from core.numerics.connections.solver import ConnectionSolver
from core.numerics.roots import newton_root
from core.quantity import Dimensionless
from core.result import Floats
from core.stimulus import Step

# B. Sandstede (1997) Constructing dynamical systems having homoclinic bifurcation points of codimension two.
# J Dyn Differ Equ 9:269-288, doi:10.1007/BF02219223, in the plane: for mu = 0 and every a, b the orbit
# y² = x² (1 − x) is homoclinic to the origin, whose eigenvalues are a ± b: neutral where a = 0.
SANDSTEDE = Model(
    name="sandstede",
    title="Sandstede's planar homoclinic orbit",
    description="A homoclinic orbit in closed form.",
    capacitance="1",
    parameters=tuple(
        constant(name, name, Dimensionless, value, name, ge=-10.0, le=10.0)
        for name, value in {"a": -0.4, "b": 1.0, "mu": 0.0}.items()
    ),
    gates=(),
    currents=(
        GeneralCurrent("all", "I", "the whole rate", "-(a * V + b * y - a * V^2 + mu * V * (2 - 3 * V))"),
    ),
    variables=(Variable("y", "y", "y", "b * V + a * y - 1.5 * b * V^2 - 1.5 * a * V * y - 2 * mu * y"),),
    presets=(),
    standard=Standard(100.0, (Step(amplitude=0.0),), 0.0, (-1.0, 1.0), (-2.0, 2.0)),
    references=(),
    dimensionless=True,
    swing=1.0,
)


def both_ways(solver: ConnectionSolver, first: Connected, ranges: Floats) -> list[HomoclinicPath]:
    return [
        follow_homoclinic(solver, each, ranges, max_points=100) for each in (first, reversed_orbit(first))
    ]


def test_an_exact_homoclinic_curve_with_its_neutral_saddle() -> None:
    solver = ConnectionSolver(VectorField(Neuron.of(SANDSTEDE), ("mu", "a")), 40, np.array([1.0, 1.0]))
    # Of a = 0, b = 1: x = sech²(t/2), y = x′; a little off in mu.
    times = np.linspace(-14.0, 14.0, 401)
    x = 1.0 / np.cosh(0.5 * times) ** 2
    orbit, values = np.array([x, -x * np.tanh(0.5 * times)]), np.array([0.01, -0.2])
    start = from_orbit(solver, times, orbit, values, np.array([0.0, 1.0]))
    assert start is not None
    paths = both_ways(solver, start, np.array([[-0.5, 0.5], [-0.5, 0.5]]))
    found = np.array([entry.orbit.values for path in paths for entry in path.points])
    assert np.abs(found[:, 0]).max() < 1e-8
    assert sorted(path.points[-1].orbit.values[1] for path in paths) == pytest.approx([-0.5, 0.5], abs=1e-12)
    neutral = [entry.connected.orbit.values for path in paths for entry in path.neutral]
    assert len(neutral) == 1
    assert np.abs(neutral[0]).max() < 1e-8


@pytest.fixture(scope="module")
def morris_lecar() -> Neuron:
    return Neuron.of(CATALOGUE["morris-lecar"], preset="homoclinic")


def fold(neuron: Neuron, low: float, high: float) -> tuple[Floats, float]:
    """State and current of the saddle-node between two voltages."""

    def slope(v: float) -> tuple[float, float]:
        _, first, second = steady_curve(neuron, np.array([v]))[:, 0]
        return float(first), float(second)

    voltage = newton_root(slope, low, high)
    return steady_state(neuron, voltage), float(steady_curve(neuron, np.array([voltage]))[0, 0])


def test_from_a_bogdanov_takens_point_to_a_saddle_node(morris_lecar: Neuron) -> None:
    field = VectorField(morris_lecar, ("current", "phi"))
    # The trace vanishes on the fold of the lower branch with the upper one; it is linear in phi.
    state, current = fold(morris_lecar, -10.0, 0.0)
    traces = [float(np.trace(field.jacobian(np.array([*state, current, phi]))[:, :2])) for phi in (0.0, 1.0)]
    phi = traces[0] / (traces[0] - traces[1])
    takens = np.array([*state, current, phi])
    solver = ConnectionSolver(field, 60, np.array([60.0, 0.15]))
    start = from_bogdanov_takens(solver, field, takens)
    assert start is not None
    ranges = np.array([[-30.0, 160.0], [0.04, 0.45]])
    there = follow_homoclinic(solver, start, ranges, max_points=100)
    # Back from the middle: the point from which the curve was begun is found again.
    middle = reversed_orbit(there.points[len(there.points) // 2])
    back = follow_homoclinic(solver, middle, ranges, max_points=100)
    assert (there.end, back.end) == ("saddle-node-homoclinic", "bogdanov-takens")
    assert back.limit is not None
    assert there.limit is not None
    assert back.limit.value == pytest.approx([current, phi], rel=1e-8)
    assert (np.abs(back.limit.value - [current, phi]) < 10.0 * back.limit.error + 1e-10).all()
    # The other end is on the saddle-node of the lower branch, beyond which a SNIC begins.
    assert there.limit.value[0] == pytest.approx(fold(morris_lecar, -40.0, -20.0)[1], rel=1e-8)
