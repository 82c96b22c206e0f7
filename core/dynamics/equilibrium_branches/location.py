"""Special points of a path: where they are, what they are, and how well they are known."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import brentq

from core.dynamics.equilibria import VOLTAGE_LIMIT
from core.dynamics.equilibrium_branches.branch import Kind, LocalBifurcation
from core.dynamics.equilibrium_branches.path import Path
from core.dynamics.equilibrium_branches.test_functions import (
    NODE_FOCUS,
    ZERO_SUM,
    Blocks,
    Resolved,
    pairs,
    test_functions,
)
from core.dynamics.linearisation import (
    Complexes,
    balanced_norm,
    eigenvalues,
    elementwise_errors,
)
from core.dynamics.linearisation import rounding as eigenvalue_rounding
from core.dynamics.normal_forms import fold_curvature, hopf_normal_form, saddle_node_coefficient
from core.errors import ConvergenceError
from core.interruption import checkpoint
from core.numerics.roots import EPSILON, Indices, sign_changes
from core.result import Floats

TINY = float(np.finfo(np.float64).tiny)
MAX_ZEROS = 200
"""Hopf points and the like past which they are rounding, on one path; known models have a dozen."""

LEFT = 1e-7
"""Largest error of a defining equation, over its terms, that rounding leaves at a special point."""

Combination = Callable[[Complexes, Complexes], Complexes]


def zeros_of_tests(path: Path, resolved: Resolved) -> list[LocalBifurcation]:
    """Hopf points, neutral saddles and node-focus changes between resolved positions."""
    found = []
    positions, tests, blocks = resolved.positions, resolved.tests, resolved.blocks
    for which in (ZERO_SUM, NODE_FOCUS):
        cells = sign_changes(tests[which])
        test = _scalar_test(path, blocks, which)
        roots = [root_between(test, float(positions[i]), float(positions[i + 1])) for i in cells]
        roots += positions[tests[which] == 0.0].tolist() if blocks else []
        for root in roots:
            checkpoint()
            found.append((_node_focus if which == NODE_FOCUS else _zero_sum)(path, blocks, root))
    # A sign that changes anywhere but at a zero is rounding.
    return [point for point in found if point.residual < LEFT]


def require_resolved(resolved: Resolved, which: Sequence[int]) -> None:
    """Refuse test functions, by number, that are lost in rounding, before their zeros are looked for.

    Raises
    ------
    ConvergenceError
        One changes its sign too often.
    """
    most = max(sign_changes(resolved.tests[row]).size for row in which)
    if most > MAX_ZEROS:
        raise ConvergenceError(
            f"the test functions change their sign {most} times: they are lost in rounding",
            hint="the rates differ by too many orders of magnitude, or change too abruptly",
        )


def folds(path: Path, positions: Sequence[float]) -> list[LocalBifurcation]:
    """Saddle-nodes at turning points of a path."""
    found = []
    for position in positions:
        checkpoint()
        found.append(_saddle_node(path, position))
    return found


def root_between(test: Callable[[float], float], low: float, high: float) -> float:
    """The zero of a function between two positions at which its signs differ, to the last digits."""
    at_low, at_high = test(low), test(high)
    if at_low * at_high >= 0.0:
        # Evaluated on arrays the signs differed: the smaller value is a zero, to rounding.
        return low if abs(at_low) <= abs(at_high) else high
    known = {low: at_low, high: at_high}

    def again(position: float) -> float:
        return known[position] if position in known else test(position)

    return float(brentq(again, low, high, xtol=TINY, rtol=4.0 * EPSILON, maxiter=200))


def _scalar_test(path: Path, blocks: Blocks, which: int) -> Callable[[float], float]:
    def test(position: float) -> float:
        checkpoint()
        return float(test_functions(path.jacobian(position)[None], blocks)[which, 0])

    return test


def _around(path: Path, position: float) -> tuple[Floats, Floats]:
    """Equilibria and Jacobians at a position and a step before and after it."""
    sample = path.sample(position + path.step * np.array([0.0, -1.0, 1.0]))
    return sample.z, sample.jacobian


def _zero_sum(path: Path, blocks: Blocks, position: float) -> LocalBifurcation:
    """A Hopf point or a neutral saddle."""
    z, jacobian = _around(path, position)
    sums, pair = _nearest(jacobian, blocks, np.add)
    size = max(float(np.abs(pair[0]).sum()), TINY)
    slack = 2.0 * float(eigenvalue_rounding(jacobian)[0])
    point = _located(path, position, z, "neutral-saddle", abs(float(sums[0])) / size, slack, sums)
    if pair[0, 0].imag == 0.0:
        return point
    neuron, _ = path.field.split(z[:, 0])
    point = replace(point, kind="hopf", angular_frequency=abs(float(pair[0, 0].imag)))
    try:
        form = hopf_normal_form(neuron, z[:-1, 0])
    except ConvergenceError:
        # A zero eigenvalue besides the pair: no Hopf normal form exists.
        return point
    return replace(point, hopf=form, angular_frequency=form.angular_frequency)


def _node_focus(path: Path, blocks: Blocks, position: float) -> LocalBifurcation:
    z, jacobian = _around(path, position)
    gaps, pair = _nearest(jacobian, blocks, lambda a, b: (a - b) ** 2)
    # The error of λᵢ grows as 1/|λᵢ − λⱼ| towards the double eigenvalue, that of (λᵢ − λⱼ)² does not.
    slack = max(4.0 * np.sqrt(abs(gaps[k])) * _error(jacobian[k], blocks, pair[k, 0]) for k in (1, 2))
    size = float(balanced_norm(jacobian)[0])
    return _located(path, position, z, "node-focus", abs(float(gaps[0])) / size**2, float(slack), gaps)


def _error(jacobian: Floats, blocks: Blocks, value: complex) -> float:
    """The error of one of the eigenvalues of a matrix [1/ms]."""
    found = []
    for block in blocks:
        part = jacobian[block[:, None], block]
        values = eigenvalues(part[None])[0]
        nearest = int(np.abs(values - value).argmin())
        found.append((float(abs(values[nearest] - value)), float(elementwise_errors(part)[nearest])))
    return min(found)[1]


def _nearest(jacobian: Floats, blocks: Blocks, combine: Combination) -> tuple[Floats, Complexes]:
    """λᵢ + λⱼ or (λᵢ − λⱼ)² nearest to zero among the pairs within blocks, for each matrix, and the pair."""
    combined, both = [], []
    for block in blocks:
        values = eigenvalues(jacobian[:, block[:, None], block])
        i, j = pairs(block.size)
        combined.append(combine(values[:, i], values[:, j]))
        both.append(np.stack([values[:, i], values[:, j]], axis=-1))
    every, together = np.concatenate(combined, axis=1), np.concatenate(both, axis=1)
    nearest: Indices = np.abs(every).argmin(axis=1)
    rows = np.arange(nearest.size)
    return np.asarray(every[rows, nearest].real), np.asarray(together[rows, nearest])


def _located(
    path: Path, position: float, z: Floats, kind: Kind, residual: float, slack: float, test: Floats
) -> LocalBifurcation:
    """A zero of a test function, which rounding leaves uncertain by `slack`, with the errors that follow."""
    steepness = abs(float(test[2] - test[1])) / (2.0 * path.step)
    shift = np.abs(z[:, 2] - z[:, 1]) / (2.0 * path.step)
    uncertain = (slack + abs(float(test[0]))) / steepness if steepness > 0.0 else np.inf
    voltage = float(z[0, 0])
    error = float(shift[0]) * uncertain if shift[0] > 0.0 else 0.0
    return LocalBifurcation(
        kind=kind,
        z=z[:, 0],
        position=position,
        residual=residual,
        voltage_error=min(error, 2.0 * VOLTAGE_LIMIT) + EPSILON * abs(voltage),
        value_error=_finite(float(shift[-1]) * uncertain) + path.rounding(z[:, 0]),
    )


def _finite(error: float) -> float:
    return error if np.isfinite(error) else float(np.finfo(np.float64).max)


def _saddle_node(path: Path, position: float) -> LocalBifurcation:
    z, jacobian = _around(path, position)
    slope, slack, curvature = path.turn(position)
    uncertain = (abs(slope) + slack) / abs(curvature) if curvature else np.inf
    shift = abs(float(z[0, 2] - z[0, 1])) / (2.0 * path.step)
    neuron, _ = path.field.split(z[:, 0])
    values = eigenvalues(jacobian[:1])[0]
    return LocalBifurcation(
        kind="saddle-node",
        z=z[:, 0],
        position=position,
        residual=float(np.abs(values).min() / balanced_norm(jacobian)[0]),
        voltage_error=min(shift * uncertain, 2.0 * VOLTAGE_LIMIT) + EPSILON * abs(float(z[0, 0])),
        value_error=path.rounding(z[:, 0]) + _finite(0.5 * uncertain**2 * abs(curvature)),
        quadratic_coefficient=saddle_node_coefficient(neuron, z[:-1, 0]),
        curvature=fold_curvature(path.field, z[:, 0]),
    )
