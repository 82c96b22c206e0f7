"""A path to a branch: rows, stability, special points."""

import numpy as np

from core.dynamics.equilibrium_branches.branch import EquilibriumBranch, LocalBifurcation
from core.dynamics.equilibrium_branches.crossings import branch_points
from core.dynamics.equilibrium_branches.location import folds, root_between, zeros_of_tests
from core.dynamics.equilibrium_branches.path import Path
from core.dynamics.equilibrium_branches.test_functions import coupled_blocks, resolve, test_functions
from core.dynamics.linearisation import linearise_points
from core.numerics.roots import sign_changes
from core.result import Floats

LEAST_ROWS = 10
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
    spaced = np.linspace(nodes[0], nodes[-1], max(rows, LEAST_ROWS))
    positions = np.union1d(spaced, nodes[:: max(nodes.size // rows, 1)])
    blocks = coupled_blocks(path.jacobian(positions)[1])
    turning = path.folds

    def tests_at(where: Floats) -> Floats:
        tests = test_functions(path.jacobian(where)[1], blocks)
        return tests if turning is not None else np.append(tests, path.turning(where), axis=0)

    resolved, tests = resolve(tests_at, positions)
    crossings = [] if turning is not None else branch_points(path, resolved, tests[3])
    points = crossings + [
        point for point in zeros_of_tests(path, blocks, resolved, tests) if not _near(point, crossings)
    ]
    turns = _turns(path, resolved, tests[2]) if turning is None else turning.tolist()
    points += [point for point in folds(path, turns) if not _near(point, crossings)]
    points.sort(key=lambda point: point.position)
    special = [point.position for point in points]
    away = [abs(positions - point.position) > NEAR for point in crossings]
    positions = positions[np.logical_and.reduce(away)] if away else positions
    positions = np.union1d(positions, special)
    z = path.at(positions)
    for point in points:
        z[:, np.searchsorted(positions, point.position)] = point.z
    edges = np.array([nodes[0], *special, nodes[-1]])
    between = path.at(0.5 * (edges[:-1] + edges[1:]))
    return EquilibriumBranch(
        field=path.field,
        position=positions,
        z=z,
        linear=linearise_points(path.field, z),
        points=tuple(points),
        between=linearise_points(path.field, between),
        ends=path.ends,
    )


def _turns(path: Path, positions: Floats, slope: Floats) -> list[float]:
    """Positions at which dp/ds changes its sign."""

    def test(position: float) -> float:
        return float(path.turning(np.array([position]))[0, 0])

    return [root_between(test, float(positions[i]), float(positions[i + 1])) for i in sign_changes(slope)]


def _near(point: LocalBifurcation, crossings: list[LocalBifurcation]) -> bool:
    return any(abs(point.position - other.position) < NEAR for other in crossings)
