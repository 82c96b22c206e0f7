"""Branches over a parameter that I_ss depends on in any way: followed from all equilibria at a grid of values."""

import numpy as np

from core.dynamics.equilibrium_branches.arc import Arc
from core.dynamics.equilibrium_branches.branch import EquilibriumBranches
from core.dynamics.equilibrium_branches.continuation import Box, trace
from core.dynamics.equilibrium_branches.following import follow
from core.dynamics.equilibrium_branches.starts import SteadyFamily, equilibria_at, searched_range
from core.dynamics.equilibrium_branches.system import System
from core.dynamics.vector_field import VectorField
from core.interruption import checkpoint
from core.result import Floats

OVER_PARAMETER = (
    "Equilibria only; cycles are not followed. All equilibria were found at {count} values of the parameter, "
    "and each of them lies on a branch that was followed to its ends; a closed branch that lies between two "
    "of these values would not be seen. Neutral saddles and node-focus changes are those of two eigenvalues of "
    "states that act on each other: what only follows the others is left out. With more than two states a "
    "pair may form while the leading eigenvalue stays real. A neutral saddle changes no stability."
)
METHOD = (
    "pseudo-arclength continuation from all roots of I_ss(V) = I at {count} values of the parameter; sign scans "
    "of test functions, bracketed roots, exact derivatives"
)
GRID = 12
"""Values of the parameter at which all equilibria are looked for, besides both ends of its range."""
WIDE = 30.0
"""Ratio of the bounds of a range past which the grid is spaced by their logarithm, too."""
ATTEMPTS = 3
SAME = 1e-6
"""Distance, in scaled coordinates, of an equilibrium from the branch that it lies on."""


def over_parameter(field: VectorField, low: float, high: float, rows: int) -> EquilibriumBranches:
    """Branches of equilibria over a range of a parameter."""
    system = System(field, high - low)
    values = grid(low, high)
    family = SteadyFamily(field.neuron, field.free[0])
    span = searched_range(field.neuron, field.free[0], values, field.current)
    roots, evaluations = equilibria_at(family, values, field.current, span)
    room = 1e-9 * (high - low)
    y_low, y_high = np.full(system.scale.size, -np.inf), np.full(system.scale.size, np.inf)
    y_low[0], y_high[0] = span.low - 1.0, span.high + 1.0
    y_low[-1], y_high[-1] = low, high
    box = Box(y_low / system.scale, y_high / system.scale)
    arcs, lost = _arcs(system, roots / system.scale[:, None], box, values)
    lengths = [arc.nodes[-1] for arc in arcs]
    total = sum(lengths)
    branches = tuple(
        follow(arc, max(int(rows * length / total), 1)) for arc, length in zip(arcs, lengths, strict=True)
    )
    count = values.size
    return EquilibriumBranches(
        field=field,
        low=low,
        high=high,
        branches=branches,
        searched=(span.low, span.high),
        bounded=span.proven,
        complete=False,
        method=METHOD.format(count=count),
        coverage=OVER_PARAMETER.format(count=count),
        evaluations=evaluations,
    )


def grid(low: float, high: float) -> Floats:
    """Values of a parameter, the ends of its range among them; off round numbers, at which symmetries sit."""
    inner = low + (high - low) * (np.arange(GRID) + 0.4142135) / GRID
    if low > 0.0 and high > WIDE * low:
        inner = np.append(inner, np.geomspace(low, high, GRID + 2)[1:-1])
    return np.unique(np.concatenate([[low], inner, [high]]))


def _arcs(system: System, roots: Floats, box: Box, values: Floats) -> tuple[list[Arc], int]:
    """Curves such that every root lies on one, and how many roots lie on none.

    Parameters
    ----------
    roots
        In scaled coordinates, shape (n + 1, k).
    """
    left = list(range(roots.shape[1]))
    # From the middle of the range outwards: the ends may be bifurcations themselves.
    middle = 0.5 * (box.low[-1] + box.high[-1])
    left.sort(key=lambda i: abs(float(roots[-1, i]) - middle))
    arcs: list[Arc] = []
    lost = 0
    while left:
        checkpoint()
        first = left.pop(0)
        found = trace(system, roots[:, first], box)
        if found is None:
            lost += 1
            continue
        arc = Arc(system, found)
        arcs.append(arc)
        on = _lying_on(arc, roots[:, left])
        left = [i for i, is_on in zip(left, on, strict=True) if not is_on]
    return arcs, lost


def _lying_on(arc: Arc, roots: Floats) -> list[bool]:
    """Which roots lie on a curve: the nearest point of it is as near as rounding allows."""
    if roots.shape[1] == 0:
        return []
    s, y = arc.trace.arclength, arc.trace.y
    start, chord = y[:, :-1], np.diff(y, axis=1)
    length = (chord * chord).sum(axis=0)
    away = roots[:, :, None] - start[:, None, :]
    share = np.clip((away * chord[:, None, :]).sum(axis=0) / length, 0.0, 1.0)
    distance = np.linalg.norm(away - share * chord[:, None, :], axis=0)
    cell = distance.argmin(axis=1)
    position = s[cell] + share[np.arange(cell.size), cell] * (s[cell + 1] - s[cell])
    near = distance.min(axis=1) < 0.5 * np.sqrt(length[cell])
    for _ in range(3):
        point = arc.points(position)
        along = y[:, cell + 1] - y[:, cell]
        shift = ((roots - point) * along).sum(axis=0) / np.linalg.norm(along, axis=0)
        position = np.clip(position + shift, s[0], s[-1])
    return list(near & (np.abs(arc.points(position) - roots).max(axis=0) < SAME))
