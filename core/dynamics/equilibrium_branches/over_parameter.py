"""Branches over any parameter, followed from all equilibria at a grid of its values."""

import numpy as np
from numpy.typing import NDArray

from core.dynamics.equilibrium_branches.arc import Arc
from core.dynamics.equilibrium_branches.at_values import EquilibriaAtValues, equilibria_at, unproven
from core.dynamics.equilibrium_branches.branch import EquilibriumBranch, EquilibriumBranches
from core.dynamics.equilibrium_branches.continuation import LARGEST_STEP, Box, trace
from core.dynamics.equilibrium_branches.following import follow
from core.dynamics.equilibrium_branches.starts import is_linear
from core.dynamics.equilibrium_branches.system import System
from core.dynamics.vector_field import VectorField
from core.interruption import checkpoint
from core.numerics.roots import Indices
from core.result import Floats

EQUILIBRIA_ONLY = "Equilibria only; cycles are not followed."
BY_GRAPH = (
    "All equilibria were found at {count} values of the parameter, and each of them lies on a branch that "
    "was "
    "followed to its ends; a closed branch that lies between two of these values would not be seen."
)
BY_ENDS = (
    "All equilibria were found at {count} values of the parameter, and each of them lies on a branch that "
    "was "
    "followed to its ends. I_ss is linear in the parameter, so that every branch reaches an end of the "
    "range: "
    "none lies between these values."
)
BY_STARTS = (
    "Some steady states have no closed form: equilibria were looked for by Newton's method from many starts "
    "at "
    "{count} values of the parameter, and the branches through them followed to their ends; that none is "
    "missed "
    "is not proven."
)
PAIRS = (
    "Neutral saddles and node-focus changes are those of two eigenvalues of states that act on each other: "
    "what "
    "only follows the others is left out. With more than two states a pair may form while the leading "
    "eigenvalue stays real. A neutral saddle changes no stability."
)
METHOD = (
    "pseudo-arclength continuation from {start} at {count} values of the parameter; sign scans of test "
    "functions, bracketed roots, exact derivatives"
)
FROM_GRAPH = "all roots of I_ss(V) = I"
FROM_STARTS = "equilibria found by Newton's method from many starts"
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
    found = equilibria_at(system, values)
    y_low, y_high = np.full(system.scale.size, -np.inf), np.full(system.scale.size, np.inf)
    y_low[0], y_high[0] = found.span.low - 1.0, found.span.high + 1.0
    y_low[-1], y_high[-1] = low, high
    box = Box(y_low / system.scale, y_high / system.scale)
    arcs, lost = _arcs(system, found.z / system.scale[:, None], box)
    complete = found.proven and found.span.proven and not lost and is_linear(field.neuron, field.free[0])
    proven = BY_ENDS if complete else BY_GRAPH
    looked = proven if found.proven else BY_STARTS
    lengths = [float(arc.nodes[-1]) for arc in arcs]
    total = sum(lengths)
    branches = tuple(
        follow(arc, max(int(rows * length / total), 1)) for arc, length in zip(arcs, lengths, strict=True)
    )
    return EquilibriumBranches(
        field=field,
        low=low,
        high=high,
        branches=branches,
        searched=(found.span.low, found.span.high),
        bounded=found.span.proven,
        complete=complete,
        method=METHOD.format(start=FROM_GRAPH if found.proven else FROM_STARTS, count=values.size),
        coverage=f"{EQUILIBRIA_ONLY} {looked.format(count=values.size)} {PAIRS}",
        doubts=_doubts(found, branches, lost),
        evaluations=found.evaluations + sum(branch.position.size for branch in branches),
    )


def _doubts(
    found: EquilibriaAtValues, branches: tuple[EquilibriumBranch, ...], lost: int
) -> tuple[tuple[str, str], ...]:
    doubts = [] if found.span.proven else [unproven(found.span)]
    for branch in branches:
        for end, row in zip(branch.ends, (0, -1), strict=True):
            if end == "not followed further":
                where = float(branch.values[row])
                detail = (
                    f"a branch could not be followed beyond a value of {where:.6g}: no step was short enough"
                )
                doubts.append(("partial-branch", detail))
    if lost:
        detail = (
            f"{lost} equilibria lie on no branch or on two: bifurcations, or branches that lie very close"
        )
        doubts.append(("singular-start", detail))
    return tuple(doubts)


def grid(low: float, high: float) -> Floats:
    """Values of a parameter, the ends of its range among them; off round numbers, at which symmetries sit."""
    inner = low + (high - low) * (np.arange(GRID) + 0.4142135) / GRID
    if low > 0.0 and high > WIDE * low:
        inner = np.append(inner, np.geomspace(low, high, GRID + 2)[1:-1])
    return np.unique(np.concatenate([[low], inner, [high]]))


def _arcs(system: System, roots: Floats, box: Box) -> tuple[list[Arc], int]:
    """Curves such that every root lies on one, and how many roots lie on none or on several.

    Where a root lies on two, a step has jumped from one curve to another, and all is done again in shorter
    ones.

    Parameters
    ----------
    roots
        In scaled coordinates, shape (n + 1, k).
    """
    arcs, times = _traced(system, roots, box, LARGEST_STEP)
    for attempt in range(1, ATTEMPTS):
        if not (times > 1).any():
            break
        arcs, times = _traced(system, roots, box, LARGEST_STEP / 5.0**attempt)
    return arcs, int(np.count_nonzero(times != 1))


def _traced(system: System, roots: Floats, box: Box, largest: float) -> tuple[list[Arc], Indices]:
    """Curves through all roots, and on how many of them each root lies."""
    times = np.zeros(roots.shape[1], dtype=np.intp)
    # From the middle of the range outwards: the ends may be bifurcations themselves.
    middle = 0.5 * (box.low[-1] + box.high[-1])
    arcs: list[Arc] = []
    for first in np.argsort(np.abs(roots[-1] - middle), kind="stable").tolist():
        checkpoint()
        if times[first]:
            continue
        found = trace(system, roots[:, first], box, largest)
        if found is None:
            continue
        arcs.append(Arc(system, found))
        times += _lying_on(arcs[-1], roots)
    return arcs, times


def _lying_on(arc: Arc, roots: Floats) -> NDArray[np.bool]:
    """Which roots lie on a curve: the nearest point of it is as near as rounding allows."""
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
    return np.asarray(near & (np.abs(arc.points(position) - roots).max(axis=0) < SAME))
