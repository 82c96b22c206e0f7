"""Continuation of a branch of cycles: steps along it, their lengths, and what is found on the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from core.dynamics.cycles.branch import BranchEnd, BranchPoint
from core.dynamics.cycles.corrector import Corrected, CycleSolver
from core.dynamics.cycles.crossings import FlatFolds, Located, Stretch, oriented, special_points
from core.dynamics.cycles.cycle import Complexes, Cycle
from core.interruption import checkpoint

FIRST_STEP = 0.02
SHORTEST_STEP = 1e-7
LONGEST_STEP = 0.4
LONG, LONGER = 2.0, 0.12
"""Past e² of the shortest period the logarithm of the period changes by no more in a step."""
TURN = 0.8
"""Least cosine of the angle between neighbouring directions."""
MULTIPLIER_CHANGE = 0.5
"""Largest change of a multiplier μ/(1 + |μ|) within a step."""
SHORTEST_FOR_MULTIPLIERS = 2e-4
"""Steps are not made shorter than this for the multipliers' sake."""
NEAR_REST = 0.25
"""Size of a cycle, in scaled states, below which steps shrink with it: it may vanish."""
NEARER = 0.4
"""Share of the way to where it vanishes, if it does, that a step may go."""


def swing(cycle: Cycle) -> float:
    """Root mean square of the states' distances from their means, in scaled states."""
    ends, steps = cycle.nodes[:: cycle.basis.degree], np.diff(cycle.mesh)
    middles = 0.5 * (ends[1:] + ends[:-1])
    return float(np.sqrt(steps @ ((middles - steps @ middles) ** 2).sum(axis=1)))


@dataclass(slots=True)
class Path:
    """A branch while it is followed.

    Attributes
    ----------
    points
        The cycles, each on its own mesh.
    special
        Special points with the number of points before them.
    end
        Why it ended.
    """

    points: list[BranchPoint]
    special: list[tuple[int, Located]] = field(default_factory=list)
    end: BranchEnd | None = None


Stop = Callable[[CycleSolver, Path, Stretch], BranchEnd | None]
"""Looks at a path whose last point is new, and at the stretch before it: the end of the branch, or None."""


def follow(
    solver: CycleSolver,
    first: Corrected,
    stops: Sequence[Stop],
    *,
    max_points: int,
    exhausted: Callable[[], bool] = lambda: False,
    first_step: float = FIRST_STEP,
    size: Callable[[Cycle], float] = swing,
    announce: Callable[[BranchPoint], None] = lambda _: None,
) -> Path:
    """Follow a branch from a cycle in its tangent's direction, until one of the stops says that it ends.

    Parameters
    ----------
    solver
        On whose meshes it is followed.
    first
        The first cycle, with the direction in which to go.
    stops
        What may end it.
    max_points
        Number of cycles past which it is given up.
    exhausted
        Whether the work that is allowed is done, at which it is given up.
    first_step
        Length of the first step.
    size
        A measure of a cycle that is zero where the branch would turn back into its own mirror image.
    announce
        Is told every point.
    """
    cycle, tangent = solver.remeshed(first.cycle, first.tangent)
    path = Path([BranchPoint(first.cycle, first.tangent)])
    current, length = BranchPoint(cycle, tangent), first_step
    flat_folds = FlatFolds(float(solver.units[0]))
    sizes, shortest = [size(first.cycle)], first.cycle.log_period
    while path.end is None:
        checkpoint()
        if length < SHORTEST_STEP:
            path.end = BranchEnd("limit", current.cycle.value, "the steps became too short")
            break
        found = solver.step(current.cycle, current.tangent, length)
        if found is None:
            length *= 0.5
            continue
        found = oriented(solver, found, current.tangent)
        share = _share(solver, current, found, length)
        if share < 1.0:
            length *= share
            continue
        after = BranchPoint(found.cycle, found.tangent)
        stretch = Stretch(solver, current, after, length)
        path.points.append(after)
        for stop in stops:
            path.end = path.end or stop(solver, path, stretch)
        path.special += [
            (len(path.points) - 1, located)
            for located in special_points(stretch)
            if path.end is None or _before(stretch, located, path.end, path)
        ]
        flat = flat_folds.look(len(path.points) - 1, after)
        if flat is not None:
            path.special.append(flat)
        announce(path.points[-1])
        if path.end is None and len(path.points) >= max_points:
            path.end = BranchEnd("limit", found.cycle.value, f"{max_points} cycles were computed")
        if path.end is None and exhausted():
            path.end = BranchEnd("limit", found.cycle.value, "the work allowed for cycles is done")
        current = BranchPoint(*solver.remeshed(found.cycle, found.tangent))
        sizes.append(size(found.cycle))
        shortest = min(shortest, found.cycle.log_period)
        length = _next_length(sizes, found.iterations, length)
        if path.points[-1].cycle.log_period > shortest + LONG:
            length = min(length, LONGER / max(abs(found.tangent.log_period), LONGER / LONGEST_STEP))
    path.special.sort(key=lambda entry: entry[0])
    return path


def _before(stretch: Stretch, located: Located, end: BranchEnd, path: Path) -> bool:
    """Whether a special point lies before the end of the branch, which may be inside of the last stretch."""
    if end.kind in {"hopf", "period-doubling"} and located.kind == "fold-of-cycles":
        # Where a shape passes through zero the branch turns back into its own mirror image.
        return False
    last = path.points[-1]
    if last is stretch.after:
        return True
    start = stretch.before.cycle
    reached = (last.cycle.value - start.value) / max(abs(stretch.after.cycle.value - start.value), 1e-300)
    here = (located.corrected.cycle.value - start.value) / max(
        abs(stretch.after.cycle.value - start.value), 1e-300
    )
    return abs(here) <= abs(reached)


def _share(solver: CycleSolver, current: BranchPoint, found: Corrected, length: float) -> float:
    """1 where a step is good, else the share of its length to try next."""
    if solver.product(current.cycle.mesh, current.tangent, found.tangent) < TURN and length > 1e-5:
        return 0.5
    if not (current.cycle.resolved and found.cycle.resolved):
        return 1.0
    change = multiplier_change(current.cycle.multipliers, found.cycle.multipliers)
    if change > MULTIPLIER_CHANGE and length > SHORTEST_FOR_MULTIPLIERS:
        return max(0.25, 0.7 * MULTIPLIER_CHANGE / change)
    return 1.0


def multiplier_change(before: Complexes, after: Complexes) -> float:
    """Largest change of μ/(1 + |μ|) between two sets of multipliers, paired so that changes are small."""
    a, b = (found[1:] / (1.0 + np.abs(found[1:])) for found in (before, after))
    if a.size == 1:
        return float(abs(a[0] - b[0]))
    costs = np.abs(a[:, None] - b[None, :])
    if np.trace(costs) < 0.1:
        return float(np.diagonal(costs).max())
    return float(costs[linear_sum_assignment(costs)].max())


def _next_length(sizes: Sequence[float], iterations: int, length: float) -> float:
    factor = {1: 2.0, 2: 2.0, 3: 1.6, 4: 1.2, 5: 0.9}.get(iterations, 0.6)
    longer = min(length * factor, LONGEST_STEP)
    shrinks = len(sizes) > 2 and sizes[-1] < sizes[-2]
    return min(longer, NEARER * sizes[-1]) if shrinks and sizes[-1] < NEAR_REST else longer
