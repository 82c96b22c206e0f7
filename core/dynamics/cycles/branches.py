"""All branches of cycles over a range of a parameter: from Hopf points, settled cycles, doublings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.dynamics.cycles.branch import BranchEnd, BranchPoint, CycleBranch, SpecialCycle
from core.dynamics.cycles.corrector import Corrected, CycleSolver
from core.dynamics.cycles.crossings import Stretch, oriented
from core.dynamics.cycles.cycle import Cycle
from core.dynamics.cycles.doubling import doubled_start
from core.dynamics.cycles.ends import Bounds, Shrinking, Undoubling, difference_of_halves
from core.dynamics.cycles.follow import FIRST_STEP, Path, Stop, follow, swing
from core.dynamics.cycles.hopf_start import hopf_start
from core.dynamics.cycles.infinite_period import Lengthening
from core.dynamics.cycles.refinement import on_mesh
from core.dynamics.cycles.settled import same_cycle
from core.dynamics.cycles.solvers import Solvers
from core.dynamics.cycles.special_cycles import confirmed
from core.dynamics.cycles.work import INTERVALS
from core.dynamics.equilibrium_branches.branch import LocalBifurcation
from core.dynamics.vector_field import VectorField

FIRST_AMPLITUDE = 0.001
"""Of the first cycle beside a Hopf point, in scaled states."""
SAME_PLACE = 1e-6
"""Relative difference of parameters within which a Hopf point is the same."""

Announce = Callable[[BranchPoint], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """How far branches are followed.

    Attributes
    ----------
    low, high
        Range of the parameter.
    unit
        A size of the parameter that matters.
    points
        Cycles computed on one branch at most.
    total
        Cycles computed in all at most.
    doublings
        How often a branch of doubled cycles is followed from a period doubling: 0, 1 or more in a row.
    work
        Predicted time [s] of the iterations that may be made in all.
    """

    low: float
    high: float
    unit: float
    points: int = 400
    total: int = 3000
    doublings: int = 1
    work: float = np.inf


@dataclass(slots=True)
class Survey:
    """Branches of cycles while they are looked for.

    Attributes
    ----------
    vector_field
        With one free parameter.
    landmarks
        Hopf points and saddle-nodes at which branches may begin or end.
    announce, announce_special
        Are told every cycle, and every special one that is confirmed.
    branches
        What was found.
    failures
        A sentence for each start from which nothing could be followed.
    """

    vector_field: VectorField
    landmarks: Sequence[LocalBifurcation]
    limits: Limits
    announce: Announce = lambda _: None
    announce_special: Callable[[SpecialCycle], None] = lambda _: None
    branches: list[CycleBranch] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _solvers: Solvers | None = None

    @property
    def solvers(self) -> Solvers:
        """The solvers of all mesh sizes."""
        if self._solvers is None:
            self._solvers = Solvers(self.vector_field, np.array([self.limits.unit]))
        return self._solvers

    def from_hopf_points(self) -> None:
        """Follow the branch of every Hopf point at which none has ended yet."""
        for mark in self.landmarks:
            if mark.kind == "hopf" and mark.angular_frequency is not None and not self._reached(mark):
                self._from_hopf(mark)

    def from_cycle(self, cycle: Cycle) -> None:
        """Follow the branch of a cycle in both directions, unless it is known."""
        if self.knows(cycle):
            return
        solver = self.solvers.of(cycle.mesh.size - 1)
        first = solver.at_values(replace(cycle, field=self.vector_field))
        if first is None:
            self.failures.append(f"the cycle at {cycle.value:.6g} could not be followed")
            return
        stops = self._stops()
        there = self._follow(first, stops)
        if there.end is not None and there.end.kind == "closed":
            self._keep(there, BranchEnd("closed", first.cycle.value, "the branch is closed"))
            return
        back = self._follow(Corrected(first.cycle, first.tangent.reversed(), 0), stops)
        self._keep(*_joined(back, there))

    def knows(self, cycle: Cycle) -> bool:
        """Whether a cycle lies on one of the branches."""
        return any(self._on_branch(branch, cycle) for branch in self.branches)

    @property
    def computed(self) -> int:
        """Number of cycles on all branches."""
        return sum(len(branch.points) for branch in self.branches)

    def _reached(self, mark: LocalBifurcation) -> bool:
        ends = [end for branch in self.branches for end in (branch.start, branch.end) if end.kind == "hopf"]
        return any(
            abs(end.value - mark.value) <= SAME_PLACE * self.limits.unit
            and end.state is not None
            and np.allclose(end.state, mark.state, rtol=SAME_PLACE, atol=SAME_PLACE)
            for end in ends
        )

    def _from_hopf(self, mark: LocalBifurcation) -> None:
        solver = self.solvers.of(INTERVALS)
        start = BranchEnd("hopf", mark.value, "born at a Hopf point", state=mark.state)
        rest, direction = hopf_start(solver, mark.state, mark.value, float(mark.angular_frequency or 0.0))
        found = None
        for shrunk in (1.0, 0.2, 0.04):
            guess = replace(rest, nodes=rest.nodes + shrunk * FIRST_AMPLITUDE * direction.nodes)
            found = solver.correct(guess, guess, direction)
            if found is not None:
                break
        if found is None:
            self.failures.append(f"no cycle was found beside the Hopf point at {mark.value:.6g}")
            return
        # Steps grow with the amplitude: a fold of cycles may be next to the Hopf point.
        first = oriented(solver, found, direction)
        self._keep(self._follow(first, self._stops(), first_step=FIRST_AMPLITUDE), start)

    def _stops(self) -> list[Stop]:
        return [
            Bounds(self.limits.low, self.limits.high),
            Shrinking(self.landmarks),
            Closing(),
        ]

    def _follow(
        self,
        first: Corrected,
        stops: Sequence[Stop],
        size: Callable[[Cycle], float] = swing,
        first_step: float = FIRST_STEP,
    ) -> Path:
        solver = self.solvers.of(first.cycle.mesh.size - 1)
        allowed = min(self.limits.points, self.limits.total - self.computed)
        lengthening = Lengthening(self.landmarks, self.solvers)
        path = follow(
            solver,
            first,
            [*stops, lengthening],
            max_points=max(allowed, 2),
            exhausted=lambda: self.solvers.work > self.limits.work,
            first_step=first_step,
            size=size,
            announce=self.announce,
        )
        if path.end is not None and path.end.kind == "limit" and lengthening.candidate is not None:
            path.end = lengthening.candidate
        return path

    def _keep(self, path: Path, start: BranchEnd, doublings: int = 0) -> None:
        special = self._confirmed(path)
        end = path.end or BranchEnd("limit", path.points[-1].cycle.value, "not followed further")
        self.branches.append(CycleBranch(tuple(path.points), special, start, end, doublings))

    def _confirmed(self, path: Path) -> tuple[SpecialCycle, ...]:
        """The special cycles of a path that a finer mesh finds again."""
        made = []
        for place, located in path.special:
            point = confirmed(self.solvers, located, place)
            if point is not None:
                self.announce_special(point)
                made.append(point)
        return tuple(made)

    def from_period_doublings(self) -> None:
        """Follow the doubled cycles of every period doubling so far, and of theirs, as far as allowed."""
        done = 0
        while done < len(self.branches):
            branch = self.branches[done]
            done += 1
            if branch.doublings < self.limits.doublings:
                self._from_doublings(branch)

    def _from_doublings(self, branch: CycleBranch) -> None:
        places = [point for point in branch.special if point.kind == "period-doubling"]
        ends = [(point.cycle.value, point.cycle.log_period) for point in places]
        for point in places:
            if self._doubled(point, branch.doublings + 1):
                continue
            if self.solvers.work > self.limits.work:
                where = f"{point.cycle.value:.6g}"
                self.failures.append(f"doubled cycles at {where} were not followed: no work is left")
                continue
            first = doubled_start(self.solvers, point, branch.points[0].cycle.mesh.size - 1)
            if first is None:
                self.failures.append(f"no doubled cycle was found at {point.cycle.value:.6g}")
                continue
            stops: list[Stop] = [*self._stops(), Undoubling(ends)]
            path = self._follow(first, stops, difference_of_halves, FIRST_AMPLITUDE)
            born = BranchEnd("period-doubling", point.cycle.value, "born at a period doubling")
            self._keep(path, born, branch.doublings + 1)

    def _doubled(self, point: SpecialCycle, doublings: int) -> bool:
        """Whether the branch of doubled cycles of a period doubling is known."""
        return any(
            end.kind == "period-doubling"
            and abs(end.value - point.cycle.value) <= SAME_PLACE * self.limits.unit
            for branch in self.branches
            if branch.doublings == doublings
            for end in (branch.start, branch.end)
        )

    def _on_branch(self, branch: CycleBranch, cycle: Cycle) -> bool:
        """Whether a branch passes through a cycle: solve for its own one at that value, from either side."""
        for a, b in zip(branch.points, branch.points[1:], strict=False):
            low, high = sorted((a.cycle.value, b.cycle.value))
            if not low <= cycle.value <= high:
                continue
            share = (cycle.value - a.cycle.value) / (b.cycle.value - a.cycle.value or 1.0)
            log_period = (1.0 - share) * a.cycle.log_period + share * b.cycle.log_period
            if abs(log_period - cycle.log_period) > 0.1:
                continue
            near = a.cycle if share < 0.5 else b.cycle
            solver = self.solvers.of(near.mesh.size - 1)
            own = solver.at_values(replace(near, values=np.array([cycle.value]), log_period=log_period))
            if own is not None and _same(own.cycle, cycle):
                return True
        return False


def _same(own: Cycle, cycle: Cycle) -> bool:
    """Whether two cycles are one, solved for on the finer of their meshes."""
    most = max(own.mesh.size, cycle.mesh.size) - 1
    first, second = (on_mesh(replace(each, field=own.field), most) for each in (own, cycle))
    return first is not None and second is not None and same_cycle(first, second)


class Closing:
    """Ends a branch that comes back to its first cycle."""

    def __call__(self, _: CycleSolver, path: Path, __: Stretch) -> BranchEnd | None:
        """The parameter passes the first one again, in the same direction, with the same period."""
        if len(path.points) < 10:
            return None
        first, last, before = path.points[0], path.points[-1], path.points[-2]
        start = first.cycle.value
        if (before.cycle.value - start) * (last.cycle.value - start) > 0.0:
            return None
        if first.tangent.values[0] * last.tangent.values[0] < 0.0:
            return None
        low, high = sorted((before.cycle.log_period, last.cycle.log_period))
        slack = 1e-6 + 0.1 * (high - low)
        if not low - slack <= first.cycle.log_period <= high + slack:
            return None
        alike = abs(first.cycle.amplitude / last.cycle.amplitude - 1.0) < 0.1
        return BranchEnd("closed", start, "the branch is closed") if alike else None


def _joined(back: Path, there: Path) -> tuple[Path, BranchEnd]:
    """One path from the end of one to the end of the other, which begin at one cycle."""
    count = len(back.points)
    turned = [BranchPoint(point.cycle, point.tangent.reversed()) for point in reversed(back.points)]
    path = Path(
        [*turned, *there.points[1:]],
        [*((count - place, located) for place, located in reversed(back.special))]
        + [(count - 1 + place, located) for place, located in there.special],
        there.end,
    )
    return path, back.end or BranchEnd("limit", back.points[-1].cycle.value, "not followed further")
