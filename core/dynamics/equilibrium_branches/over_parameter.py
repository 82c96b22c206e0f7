"""Branches over any parameter, followed from all equilibria at a grid of its values."""

import numpy as np
from numpy.typing import NDArray

from core.dynamics.equilibrium_branches.arc import Arc
from core.dynamics.equilibrium_branches.at_values import (
    EquilibriaAtValues,
    equilibria_at,
    unexplained,
    unproven,
)
from core.dynamics.equilibrium_branches.branch import EquilibriumBranch, EquilibriumBranches
from core.dynamics.equilibrium_branches.continuation import LARGEST_STEP, Allowance, Box, trace
from core.dynamics.equilibrium_branches.crossings import narrows
from core.dynamics.equilibrium_branches.following import follow
from core.dynamics.equilibrium_branches.starts import is_linear
from core.dynamics.equilibrium_branches.system import System
from core.dynamics.vector_field import VectorField
from core.interruption import checkpoint
from core.neuron.declaration import Model
from core.result import Floats

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
SINGULAR = 1e-6
"""Smallest singular value of the scaled derivatives at which a point counts as a crossing of curves."""
MAX_BRANCHES = 200
MOST_STEPS = 4000
"""Steps of all branches together: about two seconds."""
AWAY = 0.01
"""How far from a branch point, in scaled coordinates, another branch is looked for."""
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
    box = Box(y_low / system.scale, y_high / system.scale, Allowance(MOST_STEPS))
    arcs, lost = _arcs(system, found.z / system.scale[:, None], box)
    branches = _followed(system, arcs, box, rows)
    ends = {end for branch in branches for end in branch.ends}
    bounded = found.span.proven and "searched range" not in ends
    whole = found.proven and bounded and not lost and "not followed further" not in ends
    complete = whole and is_linear(field.neuron, field.free[0])
    proven = BY_ENDS if complete else BY_GRAPH
    looked = proven if found.proven else BY_STARTS
    return EquilibriumBranches(
        field=field,
        low=low,
        high=high,
        branches=branches,
        searched=(found.span.low, found.span.high),
        bounded=bounded,
        complete=complete,
        method=METHOD.format(start=FROM_GRAPH if found.proven else FROM_STARTS, count=values.size),
        coverage=f"{looked.format(count=values.size)} {PAIRS}",
        doubts=_doubts(
            field.neuron.model, found, branches, lost, bounded=bounded, exhausted=box.allowance.left < 0
        ),
        evaluations=found.evaluations + sum(branch.position.size for branch in branches),
    )


def _followed(system: System, arcs: list[Arc], box: Box, rows: int) -> tuple[EquilibriumBranch, ...]:
    """The branches along curves, and along those that cross them at branch points and were not yet known."""
    total = sum(float(arc.nodes[-1]) for arc in arcs)
    branches: list[EquilibriumBranch] = []
    while len(branches) < len(arcs) and len(arcs) < MAX_BRANCHES:
        checkpoint()
        arc = arcs[len(branches)]
        branches.append(follow(arc, max(int(rows * float(arc.nodes[-1]) / total), 1)))
        for point in branches[-1].points:
            for tangent in () if point.tangents is None else point.tangents:
                arcs += _switched(system, arcs, box, point.z / system.scale, tangent)
    return tuple(branches)


def _switched(system: System, arcs: list[Arc], box: Box, y: Floats, tangent: Floats) -> list[Arc]:
    """The curve that leaves a branch point in a direction, unless it is known."""
    for distance in (AWAY, -AWAY):
        found = system.corrected(y + distance * tangent, tangent)
        if found is None or not box.contains(found.y):
            continue
        if any(_lying_on(arc, found.y[:, None])[0] for arc in arcs):
            return []
        traced = trace(system, found.y, box)
        return [] if traced is None else [Arc(system, traced)]
    return []


def _doubts(
    model: Model,
    found: EquilibriaAtValues,
    branches: tuple[EquilibriumBranch, ...],
    lost: int,
    *,
    bounded: bool,
    exhausted: bool,
) -> tuple[tuple[str, str], ...]:
    doubts = [] if bounded else [unproven(found.span, model)]
    for branch in branches:
        for end, row in zip(branch.ends, (0, -1), strict=True):
            if end == "not followed further":
                where = float(branch.values[row])
                detail = (
                    f"a branch could not be followed beyond a value of {where:.6g}: no step was short "
                    f"enough, or there were too many"
                )
                doubts.append(("partial-branch", detail))
    if exhausted:
        detail = (
            f"the {MOST_STEPS:,} steps that all branches may take together were used up: some end too early, "
            "others are missing; a narrower range makes branches shorter"
        )
        doubts.append(("partial", detail))
    if found.continuum:
        detail = (
            "at some values of the parameter nothing flows, whatever the voltage or another state is: each "
            "of these states is an equilibrium, and none is reported"
        )
        doubts.append(("no-conductance", detail))
    if lost:
        detail = (
            f"{lost} equilibria lie on no branch or on two: bifurcations, or branches that lie very close"
        )
        doubts.append(("singular-start", detail))
    return (*doubts, *unexplained(branches))


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
    if not roots.shape[1]:
        return [], 0
    # Equilibria that spread over many times a spike of V make long curves: longer steps, as far as these
    # bend.
    largest = LARGEST_STEP * max(1.0, float(np.ptp(roots, axis=1).max()))
    # A root at which two curves cross may lie on both.
    matrix = system.evaluate(roots)[1]
    finite = np.isfinite(matrix).all(axis=(1, 2))
    matrix[~finite] = 0.0
    crossing = np.linalg.svd(matrix, compute_uv=False)[:, -1] < SINGULAR
    arcs, on, spots = _traced(system, roots, box, largest, None)
    for _ in range(ATTEMPTS):
        shorter = bool((on.sum(axis=0)[~crossing] > 1).any())
        if not shorter and not spots:
            break
        largest *= 0.2 if shorter else 1.0
        arcs, on, more = _traced(system, roots, box, largest, np.array(spots) if spots else None)
        spots = [*spots, *more] if more else []
    different = _different(on, crossing)
    times = on[different].sum(axis=0)
    lost = (on.sum(axis=0) == 0) | ((times > 1) & ~crossing)
    return [arcs[i] for i in different], int(np.count_nonzero(lost))


def _traced(
    system: System, roots: Floats, box: Box, largest: float, spots: Floats | None
) -> tuple[list[Arc], NDArray[np.bool], list[Floats]]:
    """Curves through all roots, which root (column) lies on which (row), and narrows that were not minded."""
    known = np.zeros(roots.shape[1], dtype=np.bool)
    # From the middle of the range outwards: the ends may be bifurcations themselves.
    middle = 0.5 * (box.low[-1] + box.high[-1])
    arcs: list[Arc] = []
    rows: list[NDArray[np.bool]] = []
    for first in np.argsort(np.abs(roots[-1] - middle), kind="stable").tolist():
        checkpoint()
        if known[first] or len(arcs) >= MAX_BRANCHES:
            continue
        found = trace(system, roots[:, first], box, largest, spots)
        if found is None:
            continue
        arcs.append(Arc(system, found))
        rows.append(_lying_on(arcs[-1], roots))
        rows[-1][first] = True
        known |= rows[-1]
    return arcs, np.array(rows, dtype=np.bool).reshape(len(arcs), roots.shape[1]), narrows(arcs)


def _different(on: NDArray[np.bool], crossing: NDArray[np.bool]) -> list[int]:
    """Numbers of the curves without those that were followed again from a root that is badly determined."""
    kept: list[int] = []
    covered = np.zeros(on.shape[1], dtype=np.bool)
    for i, row in enumerate(on):
        again = (row & covered & ~crossing).any() and np.count_nonzero(row & ~covered) <= 1
        if not again:
            kept.append(i)
            covered |= row
    return kept


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
