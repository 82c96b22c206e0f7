"""A path to a branch: rows, stability, special points."""

import numpy as np
from numpy.typing import NDArray

from core.dynamics.equilibrium_branches.arc import Arc
from core.dynamics.equilibrium_branches.branch import EquilibriumBranch, LocalBifurcation
from core.dynamics.equilibrium_branches.crossings import branch_points
from core.dynamics.equilibrium_branches.location import (
    MAX_ZEROS,
    folds,
    require_resolved,
    root_between,
    zeros_of_tests,
)
from core.dynamics.equilibrium_branches.path import Path
from core.dynamics.equilibrium_branches.test_functions import (
    BRANCHING,
    NODE_FOCUS,
    TURNING,
    ZERO_SUM,
    Resolved,
    resolve,
)
from core.dynamics.linearisation import Linearisation, linearised
from core.interruption import checkpoint
from core.numerics.roots import Indices, sign_changes
from core.result import Floats

ROUGH = (BRANCHING, TURNING)
LEAST_ROWS = 10
FEW_ROWS = 5
NEAR = 1e-6
"""Positions as near to a branch point, in scaled arclength, are that point."""


def follow(path: Path, rows: int) -> EquilibriumBranch:
    """The branch along a path, with some number of rows besides its special points.

    Raises
    ------
    ConvergenceError
        The rates are not finite, or the test functions are lost in rounding.
    """
    nodes = path.nodes
    spaced = np.linspace(nodes[0], nodes[-1], max(rows // 2, LEAST_ROWS) + 1)
    positions = np.union1d(spaced, nodes[:: max(nodes.size // spaced.size, 1)])
    resolved = resolve(path, positions)
    points = _special_points(path, resolved)
    special = np.array([point.position for point in points])
    edges = np.concatenate([[nodes[0]], special, [nodes[-1]]])
    between = path.sample(0.5 * (edges[:-1] + edges[1:]))
    z, jacobian, positions = _rows(path, resolved, points)
    linear = linearised(path.field.neuron, z, jacobian)
    middle = linearised(path.field.neuron, between.z, between.jacobian)
    return EquilibriumBranch(
        field=path.field,
        position=positions,
        z=z,
        linear=linear,
        points=tuple(points),
        between=_typical(middle, linear, np.searchsorted(special, positions), np.isin(positions, special)),
        ends=path.ends,
    )


def _typical(
    middle: Linearisation, rows: Linearisation, stretch: Indices, at_point: NDArray[np.bool]
) -> Linearisation:
    """The linearisations in the middle of stretches; where most rows there differ from it, a row's.

    Where rates differ by many powers of ten a single one may be rounding.
    """
    states, jacobian = middle.states.copy(), middle.jacobian.copy()
    values, tolerance = middle.eigenvalues.copy(), middle.tolerance.copy()
    dimensions = rows.unstable_dimensions
    for k, own in enumerate(middle.unstable_dimensions.tolist()):
        inside = np.flatnonzero((stretch == k) & ~at_point)
        usual = int(np.bincount(dimensions[inside]).argmax()) if inside.size >= FEW_ROWS else own
        if usual != own:
            alike = inside[dimensions[inside] == usual]
            row = int(alike[alike.size // 2])
            states[:, k], jacobian[k] = rows.states[:, row], rows.jacobian[row]
            values[k], tolerance[k] = rows.eigenvalues[row], rows.tolerance[row]
    return Linearisation(states, jacobian, values, tolerance)


def _special_points(path: Path, resolved: Resolved) -> list[LocalBifurcation]:
    """All special points, in order along the path."""
    require_resolved(resolved, (ZERO_SUM, NODE_FOCUS))
    crossings: list[LocalBifurcation] = []
    turns = path.folds.tolist()
    # Where a parameter stops a state, at the end of its range, the determinant is 0 but for rounding.
    if isinstance(path, Arc) and max(sign_changes(resolved.tests[k]).size for k in ROUGH) <= MAX_ZEROS:
        crossings = branch_points(path, resolved.positions, resolved.tests[BRANCHING])
        turns += _turns(path, resolved.positions, resolved.tests[TURNING])
    points = [*zeros_of_tests(path, resolved), *folds(path, turns)]
    away = [point for point in points if not _near(point, crossings)]
    return sorted([*crossings, *away], key=lambda point: point.position)


def _rows(path: Path, resolved: Resolved, points: list[LocalBifurcation]) -> tuple[Floats, Floats, Floats]:
    """Equilibria, Jacobians and positions of the rows, the special points among them."""
    samples = list(resolved.rows)
    positions = np.concatenate([sample.positions for sample in samples])
    z = np.concatenate([sample.z for sample in samples], axis=1)
    jacobian = np.concatenate([sample.jacobian for sample in samples])
    kept = np.ones(positions.size, dtype=np.bool)
    for point in points:
        # Beside a branch point a corrected point is not well determined.
        apart = NEAR if point.kind == "branch-point" else 0.0
        kept &= np.abs(positions - point.position) > apart
    if points:
        special = np.array([point.z for point in points]).T
        z = np.append(z[:, kept], special, axis=1)
        at_points = path.field.jacobian(special)[..., : len(z) - 1]
        jacobian = np.append(jacobian[kept], at_points, axis=0)
        positions = np.append(positions[kept], [point.position for point in points])
    order = np.argsort(positions, kind="stable")
    z = z[:, order]
    if isinstance(path, Arc):
        # It ends on the bounds themselves; corrected across the curve it is off by rounding.
        z[-1, [0, -1]] = path.trace.y[-1, [0, -1]] * path.system.width
    return z, jacobian[order], positions[order]


def _turns(arc: Arc, positions: Floats, slope: Floats) -> list[float]:
    """Positions at which dp/ds changes its sign."""

    def test(position: float) -> float:
        return arc.turning(position)[0]

    found = []
    for i in sign_changes(slope):
        checkpoint()
        found.append(root_between(test, float(positions[i]), float(positions[i + 1])))
    return found


def _near(point: LocalBifurcation, crossings: list[LocalBifurcation]) -> bool:
    return any(abs(point.position - other.position) < NEAR for other in crossings)
