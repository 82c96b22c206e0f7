"""The branch of equilibria over a range of the applied current, and the test functions along it.

Along equilibria I = I_ss(V), so that the branch is a graph over V and needs no continuation. Where I_ss
leaves the range of the current, the branch falls into pieces.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.dynamics.equilibria import SteadyCurve, solve
from core.dynamics.linearisation import eigenvalues, invariants
from core.interruption import checkpoint
from core.neuron.declaration import Neuron
from core.neuron.equations import jacobian_matrix, steady_current, steady_states
from core.numerics.roots import Indices
from core.result import Floats

MAX_HALVINGS = 20
MAX_NODES = 60_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the branch with voltages from `low` to `high` [mV]."""

    low: float
    high: float


def pieces(neuron: Neuron, curve: SteadyCurve, lowest: float, highest: float) -> tuple[Piece, ...]:
    """The stretches of voltage on which `lowest` ≤ I_ss(V) ≤ `highest` [µA/cm²], in increasing order."""
    ends = [solve(neuron, curve, bound).voltage for bound in (lowest, highest)]
    edges = np.unique(np.concatenate([curve.voltage[[0, -1]], *ends]))
    middle = 0.5 * (edges[:-1] + edges[1:])
    current, _ = steady_current(neuron, middle)
    inside = (lowest <= current) & (current <= highest)
    found: list[Piece] = []
    for low, high, within in zip(edges[:-1].tolist(), edges[1:].tolist(), inside, strict=True):
        if within and found and found[-1].high == low:
            found[-1] = Piece(found[-1].low, high)
        elif within:
            found.append(Piece(low, high))
    return tuple(found)


def resolve(neuron: Neuron, voltage: Floats) -> tuple[Floats, Floats]:
    """Nodes between which, by their midpoints, no test function hides two zeros, and its values there.

    Parameters
    ----------
    voltage
        Increasing nodes to begin with [mV], shape (k,).

    Returns
    -------
    voltage, tests
        Shapes (m,) and (2, m), see `test_functions`.
    """
    tests = tests_at(neuron, voltage)
    low, high, left, right = voltage[:-1], voltage[1:], tests[:, :-1], tests[:, 1:]
    for _ in range(MAX_HALVINGS):
        checkpoint()
        middle = 0.5 * (low + high)
        between = tests_at(neuron, middle)
        voltage, tests = np.append(voltage, middle), np.append(tests, between, axis=1)
        doubtful = _may_hide_zeros(left, between, right)
        if not doubtful.any() or voltage.size > MAX_NODES:
            break
        low, high = np.append(low[doubtful], middle[doubtful]), np.append(middle[doubtful], high[doubtful])
        left, between, right = left[:, doubtful], between[:, doubtful], right[:, doubtful]
        left, right = np.append(left, between, axis=1), np.append(between, right, axis=1)
    order = np.argsort(voltage, kind="stable")
    return voltage[order], tests[:, order]


def _may_hide_zeros(left: Floats, middle: Floats, right: Floats) -> NDArray[np.bool]:
    """Cells whose bend rivals the distance to zero, or, with a zero inside, the difference of the ends."""
    crossing = np.sign(left) != np.sign(right)
    distance = np.minimum(np.minimum(np.abs(left), np.abs(right)), np.abs(middle))
    with np.errstate(invalid="ignore", over="ignore"):
        bend = np.abs(middle - 0.5 * (left + right))
        doubtful = bend > 0.25 * np.where(crossing, np.abs(right - left), distance)
    return np.asarray(doubtful.any(axis=0))


def tests_at(neuron: Neuron, voltage: Floats) -> Floats:
    """The test functions at the equilibria of voltages [mV], shape (k,): shape (2, k)."""
    return test_functions(jacobian_matrix(neuron, steady_states(neuron, voltage)))


def test_functions(jacobian: Floats) -> Floats:
    """Two functions of matrices of shape (k, n, n) that vanish at special points: shape (2, k).

    Π (λᵢ + λⱼ) over i < j: at Hopf points and neutral saddles; tr J for n = 2. (It is the determinant of
    the bialternate product 2J ⊙ I, Kuznetsov 2004, section 10.2.) And the discriminant Π (λᵢ − λⱼ)², which
    changes its sign where two real eigenvalues become a complex pair; tr² − 4 det for n = 2.
    """
    if jacobian.shape[-1] == 2:
        trace, _, discriminant = invariants(jacobian)
        return np.array([trace, discriminant])
    values = eigenvalues(jacobian)
    i, j = pairs(values.shape[-1])
    a, b = values[:, i], values[:, j]
    # Each factor is taken relative to its pair, so that the product of many neither overflows nor
    # underflows.
    size = np.hypot(np.abs(a), np.abs(b))
    size = np.where(size > 0.0, size, 1.0)
    return np.array([((a + b) / size).prod(axis=1).real, (((a - b) / size) ** 2).prod(axis=1).real])


@lru_cache(maxsize=64)
def pairs(n: int) -> tuple[Indices, Indices]:
    """Indices i < j of all pairs of n eigenvalues."""
    first, second = np.triu_indices(n, 1)
    return first, second
