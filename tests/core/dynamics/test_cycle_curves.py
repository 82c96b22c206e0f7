"""Curves of bifurcations of cycles in models whose curves are known in closed form, and in published ones."""

import numpy as np
import pytest

from core.dynamics.cycle_curves import starts
from core.dynamics.cycle_curves.corrector import CurveSolver
from core.dynamics.cycle_curves.critical_cycle import Solved
from core.dynamics.cycle_curves.follow import Path, follow, reversed_start
from core.dynamics.cycle_curves.variational_field import Kind
from core.dynamics.cycles.cycle import Cycle
from core.dynamics.vector_field import VectorField
from core.neuron.declaration import GeneralCurrent, Model, Neuron, Standard, Variable, constant
from core.numerics.collocation.basis import basis
from core.numerics.collocation.mesh import node_points
from core.numerics.collocation.tangent import Tangent
from core.quantity import Dimensionless
from core.result import Floats
from core.stimulus import Step

INTERVALS = 20
UNITS = np.array([1.0, 1.0])


def model(name: str, rate: str, others: dict[str, str], **parameters: float) -> Model:
    """V′ = rate and further states by name."""
    return Model(
        name=name,
        title=name,
        description="A normal form.",
        capacitance="1",
        parameters=tuple(
            constant(key, key, Dimensionless, value, key, ge=-100.0, le=100.0)
            for key, value in parameters.items()
        ),
        gates=(),
        currents=(GeneralCurrent("all", "I", "the whole rate", f"-({rate})"),),
        variables=tuple(Variable(key, key, key, text) for key, text in others.items()),
        presets=(),
        standard=Standard(100.0, (Step(amplitude=0.0),), 0.0, (-1.0, 1.0), (-2.0, 2.0)),
        references=(),
        dimensionless=True,
        swing=2.0,
    )


# r′ = r (p + q ρ − ρ³), ρ = r² − 1, angle at rate 2: folds where p + q ρ − ρ³ and q − 3ρ² vanish, that is
# p = ∓2 (q/3)^1.5 with ρ = ±(q/3)^½; their cusp is at (0, 0).
RADIAL = "(p + q * (V^2 + y^2 - 1) - (V^2 + y^2 - 1)^3)"
CUSP = model("cusp", f"V * {RADIAL} - 2 * y", {"y": f"y * {RADIAL} + 2 * V"}, p=0.0, q=0.3)
# r′ = r (p + q r² − r⁴): folds on q² + 4p = 0 with r² = q/2, to the Bautin point (0, 0).
QUINTIC = "(p + q * (V^2 + y^2) - (V^2 + y^2)^2)"
BAUTIN = model("bautin", f"V * {QUINTIC} - 2 * y", {"y": f"y * {QUINTIC} + 2 * V"}, p=-0.25, q=1.0)
# A cycle r = 1 with a plane across it, in which perturbations grow at the rate p + s (2 s V² has the mean s)
# and turn at the rate k: multipliers exp((p + s ± ik) T), T = π.
CIRCLE = "(1 - V^2 - y^2)"
TORUS = model(
    "torus",
    f"V * {CIRCLE} - 2 * y",
    {
        "y": f"y * {CIRCLE} + 2 * V",
        "a": "(p + 2 * s * V^2 - a^2 - b^2) * a - k * b",
        "b": "(p + 2 * s * V^2 - a^2 - b^2) * b + k * a",
    },
    p=-0.2,
    s=0.2,
    k=0.3,
)
# The plane makes half a turn in a period: multipliers −exp((p + s) T) and −exp(−T), doublings on p + s = 0.
FLIP = model(
    "flip",
    f"V * {CIRCLE} - 2 * y",
    {
        "y": f"y * {CIRCLE} + 2 * V",
        "a": "0.5 * ((p + s - 1) * a + (p + s + 1) * (V * a + y * b)) - b - a^3",
        "b": "0.5 * ((p + s - 1) * b + (p + s + 1) * (y * a - V * b)) + a - b^3",
    },
    p=-0.2,
    s=0.2,
)


def circle(made: Model, radius: float, names: tuple[str, str]) -> tuple[Cycle, Floats]:
    """The cycle (r cos 2t, r sin 2t) with the other states at zero, and its derivative by r."""
    neuron = Neuron.of(made)
    field = VectorField(neuron, names[:1])
    mesh = np.linspace(0.0, 1.0, INTERVALS + 1)
    angle = 2.0 * np.pi * node_points(mesh, basis(5))
    wave = np.zeros((angle.size, len(field.states)))
    wave[:, 0], wave[:, 1] = np.cos(angle), np.sin(angle)
    value = np.array([neuron.values[names[0]]])
    multipliers = np.ones(len(field.states), dtype=np.complex128)
    nodes = radius * wave / field.scale
    cycle = Cycle(field, basis(5), mesh, nodes, float(np.log(np.pi)), value, multipliers)
    return cycle, wave / field.scale


def both_ways(made: Model, kind: Kind, names: tuple[str, str], start: Solved, ranges: Floats) -> list[Path]:
    solver = CurveSolver(VectorField(Neuron.of(made), names), kind, INTERVALS, UNITS)
    return [follow(solver, each, ranges, max_points=100) for each in (start, reversed_start(start))]


def fold_at(made: Model, radius: float) -> Solved:
    cycle, by_radius = circle(made, radius, ("p", "q"))
    solver = CurveSolver(VectorField(Neuron.of(made), ("p", "q")), "fold-of-cycles", INTERVALS, UNITS)
    start = starts.at_fold(solver, cycle, Tangent(by_radius, 0.0, np.zeros(1)), Neuron.of(made).values["q"])
    assert start is not None
    return start


def places(paths: list[Path]) -> Floats:
    return np.array([solved.point.place for path in paths for solved in path.points])


def test_folds_of_cycles_meet_in_their_cusp() -> None:
    # p + q ρ − ρ³ = 0 and q = 3 ρ² at q = 0.3: ρ² = 0.1, p = −2 ρ³ with ρ = −√0.1.
    start = fold_at(CUSP, float(np.sqrt(1.0 - np.sqrt(0.1))))
    assert start.point.place[0] == pytest.approx(2.0 * 0.1**1.5, abs=1e-9)
    ranges = np.array([[-0.2, 0.2], [-0.5, 0.5]])
    paths = both_ways(CUSP, "fold-of-cycles", ("p", "q"), start, ranges)
    found = places(paths)
    assert np.abs(np.abs(found[:, 0]) - 2.0 * (np.maximum(found[:, 1], 0.0) / 3.0) ** 1.5).max() < 1e-8
    cusps = [entry.solved.point.place for path in paths for _, entry in path.special if entry.kind == "cusp"]
    assert len(cusps) == 1
    # q is at its minimum there: known to the square of what the root is known to.
    assert np.abs(cusps[0]).max() < 1e-8
    assert {path.end for path in paths} == {"edge"}


def test_folds_of_cycles_end_at_the_bautin_point() -> None:
    start = fold_at(BAUTIN, float(np.sqrt(0.5)))
    paths = both_ways(BAUTIN, "fold-of-cycles", ("p", "q"), start, np.array([[-1.0, 1.0], [-1.0, 1.5]]))
    found = places(paths)
    assert np.abs(found[:, 1] ** 2 + 4.0 * found[:, 0]).max() < 1e-9
    ended = next(path for path in paths if path.limit is not None)
    assert ended.end == "bautin"
    assert ended.limit is not None
    assert np.abs(ended.limit.place).max() < 1e-7
    assert (np.abs(ended.limit.place) <= 10.0 * ended.limit.errors + 1e-9).all()
    assert next(path for path in paths if path is not ended).end == "edge"


@pytest.mark.parametrize(
    ("made", "kind", "multiplier"),
    [(TORUS, "torus", np.exp(0.3j * np.pi)), (FLIP, "period-doubling", -1.0)],
)
def test_tori_and_doublings_follow_a_straight_line(made: Model, kind: Kind, multiplier: complex) -> None:
    cycle, _ = circle(made, 1.0, ("p", "s"))
    solver = CurveSolver(VectorField(Neuron.of(made), ("p", "s")), kind, INTERVALS, UNITS)
    start = starts.at_multiplier(solver, cycle, multiplier, 0.2)
    assert start is not None
    paths = both_ways(made, kind, ("p", "s"), start, np.array([[-0.6, 0.6], [-0.4, 0.5]]))
    found = places(paths)
    assert np.abs(found.sum(axis=1)).max() < 1e-9
    assert sorted(path.points[-1].point.place[1] for path in paths) == pytest.approx([-0.4, 0.5], abs=1e-12)
    if kind == "torus":
        assert abs(abs(start.point.values[2]) - 0.3) < 1e-9
    else:
        others = start.point.other_multipliers
        assert np.abs(np.sort(others.real) - np.sort([-np.exp(-np.pi), np.exp(-2.0 * np.pi)])).max() < 1e-6


def test_a_torus_curve_ends_at_the_resonances_where_its_multipliers_meet() -> None:
    # On p = −s the multipliers e^{±ikπ} are both 1 for k = 0, both −1 for k = 1, and roots of 1 in between.
    cycle, _ = circle(TORUS, 1.0, ("p", "k"))
    solver = CurveSolver(VectorField(Neuron.of(TORUS), ("p", "k")), "torus", INTERVALS, UNITS)
    start = starts.at_multiplier(solver, cycle, np.exp(0.3j * np.pi), 0.3)
    assert start is not None
    paths = both_ways(TORUS, "torus", ("p", "k"), start, np.array([[-0.6, 0.6], [-2.0, 2.0]]))
    found = sorted((entry.solved.point.place[1], entry.kind) for path in paths for _, entry in path.special)
    kinds = ["resonance-1-1", "resonance-1-4", "resonance-1-3", "resonance-1-2"]
    assert [kind for _, kind in found] == kinds
    assert [k for k, _ in found] == pytest.approx([0.0, 0.5, 2.0 / 3.0, 1.0], abs=1e-6)
    assert {path.end for path in paths} == {"resonance-1-1", "resonance-1-2"}


def test_the_extended_field_has_exact_derivatives() -> None:
    field = VectorField(Neuron.of(TORUS), ("p", "s"))
    solver = CurveSolver(field, "torus", INTERVALS, UNITS)
    rng = np.random.default_rng(7)
    nodes, values = rng.normal(size=(INTERVALS * 5 + 1, 12)), np.array([0.1, 0.3, 0.7])

    def field_at(change: Floats, parameters: Floats) -> Floats:
        solver.system.evaluate(nodes + change, parameters)
        return solver.system.field.copy()

    solver.system.evaluate(nodes, values)
    exact = solver.system.jacobian.copy()
    step = 1e-6
    for column in range(12):
        change = np.zeros_like(nodes)
        change[:, column] = step
        slope = (field_at(change, values) - field_at(-change, values)) / (2.0 * step)
        assert np.abs(slope - exact[:, :, column]).max() < 1e-6 * (1.0 + np.abs(slope).max())
    for k in range(3):
        more = values + step * np.eye(3)[k]
        less = values - step * np.eye(3)[k]
        still = np.zeros_like(nodes)
        slope = (field_at(still, more) - field_at(still, less)) / (2.0 * step)
        assert np.abs(slope - exact[:, :, 12 + k]).max() < 1e-6 * (1.0 + np.abs(slope).max())
