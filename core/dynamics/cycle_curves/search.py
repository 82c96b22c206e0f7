"""All curves of bifurcations of cycles that sections of a rectangle lead to.

At some values of the second parameter the branches of cycles are followed in the first; curves begin at the
folds, period doublings, tori and homoclinic orbits that are found there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from core.dynamics.cycle_curves import starts
from core.dynamics.cycle_curves.corrector import CurveSolver
from core.dynamics.cycle_curves.course import Course, course_of, place_of
from core.dynamics.cycle_curves.critical_cycle import Solved
from core.dynamics.cycle_curves.extrapolation import Limit
from core.dynamics.cycle_curves.follow import Path, follow, reversed_start
from core.dynamics.cycle_curves.found import CycleCurve, of_cycles, of_orbits
from core.dynamics.cycle_curves.homoclinic_follow import HomoclinicPath, follow_homoclinic, reversed_orbit
from core.dynamics.cycle_curves.homoclinic_start import from_cycle
from core.dynamics.cycle_curves.section import is_long, section
from core.dynamics.cycle_curves.takens_start import from_bogdanov_takens
from core.dynamics.cycle_curves.variational_field import Kind
from core.dynamics.cycles.branch import SpecialCycle
from core.dynamics.cycles.cycle import Cycle
from core.dynamics.vector_field import VectorField
from core.errors import ConvergenceError, ParameterError
from core.interruption import checkpoint
from core.numerics.collocation.tangent import Tangent
from core.numerics.connections.orbit import Connected
from core.numerics.connections.solver import ConnectionSolver
from core.result import Floats

SECTIONS = (0.5178, 0.1236, 0.8764)
"""Shares of the second parameter's range at which branches are followed in the first; off round numbers."""
INTERVALS, HOMOCLINIC_INTERVALS = 60, 80
FEW_STATES, FEWER_INTERVALS = 3, 40
"""Past so many states meshes are coarser: the work of a curve grows with their third power."""
MAX_POINTS = 200
SAME = 1e-4
"""Distance over the ranges within which Bogdanov-Takens points are one."""


@dataclass(slots=True)
class CurveSearch:
    """Curves while they are looked for.

    Attributes
    ----------
    vector_field
        With two free parameters.
    ranges
        Lowest and highest value of each, shape (2, 2).
    curves
        What was found.
    """

    vector_field: VectorField
    ranges: Floats
    curves: list[CycleCurve] = field(default_factory=list)
    iterations: int = 0
    _courses: list[Course] = field(default_factory=list)
    _refused: list[str] = field(default_factory=list)
    _lost: list[tuple[str, tuple[float, float]]] = field(default_factory=list)

    @property
    def units(self) -> Floats:
        """By which lengths in the rectangle count: a third of its sides, shape (2,)."""
        return np.asarray(self.width / 3.0)

    @property
    def width(self) -> Floats:
        """Of the ranges, shape (2,)."""
        return np.asarray(self.ranges[:, 1] - self.ranges[:, 0], dtype=np.float64)

    def sections(self, shares: tuple[float, ...] = SECTIONS) -> None:
        """Follow the curves that cross sections at some shares of the second parameter's range."""
        low, high = self.ranges[1]
        for share in shares:
            other = float(low + share * (high - low))
            try:
                branches = section(self.vector_field, self.ranges, other).branches
            except (ConvergenceError, ParameterError) as error:
                where = f"{self.vector_field.free[1]} = {other:.6g}"
                self._refused.append(f"no section at {where}: {error.detail}")
                continue
            for branch in branches:
                for special in branch.special:
                    self.from_special(special, other)
                for end, point in ((branch.start, branch.points[0]), (branch.end, branch.points[-1])):
                    if end.kind == "homoclinic" or (end.kind == "unresolved" and is_long(branch)):
                        self.homoclinic_curve(point.cycle, other)

    def from_special(self, special: SpecialCycle, other: float) -> None:
        """Follow the curve of a special point of a section, unless it is known."""
        cycle = special.cycle
        if not self.ranges[0, 0] <= cycle.value <= self.ranges[0, 1]:
            return
        if special.kind == "fold-of-cycles":
            self.fold_of_cycles_curve(cycle, special.tangent, other)
        else:
            turn = -1.0 if special.angle is None else np.exp(1j * special.angle)
            self.multiplier_curve(special.kind, cycle, complex(turn), other)

    def fold_of_cycles_curve(self, cycle: Cycle, tangent: Tangent, other: float) -> None:
        """Follow the curve of folds from one of a section."""

        def first(solver: CurveSolver) -> Solved | None:
            return starts.at_fold(solver, cycle, tangent, other)

        found = [first(solver) for solver in self._solvers("fold-of-cycles")]
        self._follow_cycles("fold-of-cycles", found, (cycle.value, other))

    def multiplier_curve(self, kind: Kind, cycle: Cycle, multiplier: complex, other: float) -> None:
        """Follow the curve of period doublings or tori from one of a section."""
        found = [starts.at_multiplier(solver, cycle, multiplier, other) for solver in self._solvers(kind)]
        self._follow_cycles(kind, found, (cycle.value, other))

    def homoclinic_curve(self, cycle: Cycle, other: float) -> None:
        """Follow the homoclinic curve from a cycle of a section with a long period."""
        solver, finer = (
            ConnectionSolver(self.vector_field, factor * HOMOCLINIC_INTERVALS, self.units)
            for factor in (1, 2)
        )
        found = from_cycle(solver, cycle, other), from_cycle(finer, cycle, other)
        self._follow_orbits(solver, *found, (cycle.value, other))

    def from_bogdanov_takens(self, z: Floats) -> None:
        """Follow the homoclinic curve out of a Bogdanov-Takens point, shape (n + 2,), unless it is known."""
        n = len(self.vector_field.states)
        ends = [
            mark.values for curve in self.curves for mark in curve.marks if mark.kind == "bogdanov-takens"
        ]
        if any((np.abs(end - z[n:]) < SAME * self.width).all() for end in ends):
            return
        solver, finer = (
            ConnectionSolver(self.vector_field, factor * HOMOCLINIC_INTERVALS, self.units)
            for factor in (1, 2)
        )
        coarse, fine = (from_bogdanov_takens(each, self.vector_field, z) for each in (solver, finer))
        self._follow_orbits(solver, coarse, fine, (float(z[n]), float(z[n + 1])), z[n:])

    def _solvers(self, kind: Kind) -> Iterator[CurveSolver]:
        intervals = FEWER_INTERVALS if len(self.vector_field.states) > FEW_STATES else INTERVALS
        for factor in (1, 2):
            yield CurveSolver(self.vector_field, kind, factor * intervals, self.units)

    @property
    def failures(self) -> tuple[str, ...]:
        """A sentence for each section and each start that led to no curve.

        Where the period grows without bound a branch may show folds that are none: what is lost right beside
        a homoclinic curve is left out.
        """
        orbits = [
            course
            for curve, course in zip(self.curves, self._courses, strict=True)
            if curve.kind == "homoclinic"
        ]
        lost = [
            f"no curve could be followed from a {what} near {self._named(near)}"
            for what, near in self._lost
            if not any(course.passes(np.append(np.array(near) / self.width, 0.0)) for course in orbits)
        ]
        return tuple(dict.fromkeys([*self._refused, *lost]))

    def _named(self, place: tuple[float, float]) -> str:
        return ", ".join(
            f"{name} = {value:.6g}" for name, value in zip(self.vector_field.free, place, strict=True)
        )

    def _follow_cycles(self, kind: Kind, found: list[Solved | None], near: tuple[float, float]) -> None:
        coarse, finer = found
        # Along canards the first mesh may be too coarse.
        first = finer if coarse is None else coarse
        if first is None:
            self._lost.append((kind, near))
            return
        if self._known(kind, first):
            return
        checkpoint()
        solver = CurveSolver(self.vector_field, kind, first.point.mesh.size - 1, self.units)
        there = follow(solver, first, self.ranges, max_points=MAX_POINTS)
        back = Path([])
        if there.end != "closed":
            back = follow(solver, reversed_start(first), self.ranges, max_points=MAX_POINTS)
        self.iterations += there.iterations + back.iterations
        error = None
        if coarse is not None and finer is not None:
            error = self._apart(coarse.point.place, finer.point.place)
        self.curves.append(of_cycles(back, there, error))
        self._courses.append(course_of(back.points, there.points, self.width))

    def _follow_orbits(
        self,
        solver: ConnectionSolver,
        first: Connected | None,
        finer: Connected | None,
        near: tuple[float, float],
        takens: Floats | None = None,
    ) -> None:
        if first is None:
            self._lost.append(("homoclinic orbit", near))
            return
        if self._known("homoclinic", first):
            return
        there = follow_homoclinic(solver, first, self.ranges, max_points=MAX_POINTS)
        back = HomoclinicPath([first])
        if takens is None:
            back = follow_homoclinic(solver, reversed_orbit(first), self.ranges, max_points=MAX_POINTS)
        else:
            back.end, back.limit = "bogdanov-takens", Limit(takens, np.zeros(2))
        self.iterations += there.iterations + back.iterations
        error = None if finer is None else self._apart(first.orbit.values, finer.orbit.values)
        self.curves.append(of_orbits(back, there, error))
        self._courses.append(course_of(back.points, there.points, self.width))

    def _apart(self, a: Floats, b: Floats) -> float:
        return float((np.abs(a - b) / self.width).max())

    def _known(self, kind: str, point: Solved | Connected) -> bool:
        """Whether a point lies on a curve that was followed."""
        place = place_of(point, self.width)
        courses = zip(self.curves, self._courses, strict=True)
        return any(curve.kind == kind and course.passes(place) for curve, course in courses)
