"""The stable cycles of a neuron, by simulation from many states and collocation of what it settles on."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.dynamics.cycles.corrector import CycleSolver
from core.dynamics.cycles.cycle import Cycle
from core.dynamics.cycles.outcome import Ending, Outcome
from core.dynamics.cycles.recorded_run import Record, RecordedRun
from core.dynamics.cycles.recurrence import Period, guess, near_cycle, recognised
from core.dynamics.cycles.refinement import GROWTH, UNIT, Refined, part, refined, repetitions
from core.dynamics.cycles.starts import starting_states
from core.dynamics.vector_field import VectorField
from core.errors import ConvergenceError
from core.interruption import checkpoint
from core.result import Floats

FIRST_STEPS = 1500
"""Steps of the first stretch of a run; each further one is as long as all before it."""
AT_REST = 1e-3
"""Distance, in scaled states, from a stable equilibrium within which a run is taken for settled."""
LEAST_SWING = 1e-4
"""Of V, as a share of a spike: a cycle that swings less is not told from an equilibrium."""
SAME = 1e-5
"""Relative difference of periods, and of extremes in units of a spike, below which cycles are the same."""
ROUGHLY = 1e-3
"""The same of a cycle on a first mesh."""
STEPS_PER_INTERVAL = 3.0
"""Steps of the run in an interval of the first mesh."""
MOST_STEPS_PER_INTERVAL = 13.0
"""The same where the intervals allowed are too few: a mesh any wider carries no spike."""
FEWEST_INTERVALS = 20
REPEATED = 3e-7
"""Mismatch of a period, in scaled states, below which a run certainly repeats it."""
NEARING = 0.3
"""Relative difference from the period of a cycle within which a run is given time to come to it."""
NEWTON_STEPS = 12


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How hard cycles are looked for.

    Attributes
    ----------
    steps
        Steps of the integrator from each start, at most.
    accuracy
        Relative change of the period, and of the extremes of V in units of a spike, that a finer mesh may
        still make.
    most_intervals
        Of a mesh.
    """

    steps: int = 60_000
    accuracy: float = 1e-8
    most_intervals: int = 1000


@dataclass(frozen=True, eq=False)
class Settled:
    """The distinct stable cycles, and what every run came to.

    Attributes
    ----------
    refined
        The cycles with what a coarser mesh gives, in the order in which they were found.
    crossings
        How often each rises through the middle of its voltages in a period.
    outcomes
        Of the runs.
    """

    refined: tuple[Refined, ...]
    crossings: tuple[int, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def cycles(self) -> tuple[Cycle, ...]:
        """The cycles, each on the finest mesh."""
        return tuple(entry.cycle for entry in self.refined)


EFFORT = Effort()


def settled_cycles(
    field: VectorField,
    value: float,
    *,
    effort: Effort = EFFORT,
    starts: Mapping[str, Floats] | None = None,
) -> Settled:
    """The stable cycles on which runs from several states settle.

    Each cycle is a solution of the collocation equations whose multipliers but the trivial one lie inside the
    unit circle; a cycle whose basin holds none of the starts is not found.

    Parameters
    ----------
    field
        The vector field with one free parameter.
    value
        Of that parameter.
    effort
        How hard they are looked for.
    starts
        States at which runs begin, by name, each of shape (n,); default: those of `starting_states`.

    Raises
    ------
    ParameterError
        A rate of the neuron has no meaning.
    """
    search = _Search(field, value, effort)
    entries = starting_states(field, value) if starts is None else starts.items()
    for name, state in entries:
        search.run(name, state)
    return Settled(tuple(search.found), tuple(search.crossings), tuple(search.outcomes))


class _Search:
    """The runs so far and what they have found."""

    def __init__(self, field: VectorField, value: float, effort: Effort) -> None:
        self.field, self.value, self.effort = field, value, effort
        self.neuron, self.current = field.split(np.append(np.zeros(len(field.states)), value))
        self.found: list[Refined] = []
        self.crossings: list[int] = []
        self.outcomes: list[Outcome] = []
        self.nearing: int | None = None
        """The cycle that the present run leads to, though it is not there yet."""
        self.unresolved: float | None = None
        """The period [ms] that the present run repeats, though its cycle is not solved for."""

    def run(self, name: str, state: Floats) -> None:
        """Run from a state until it settles, or for as many steps as are allowed."""
        run = RecordedRun(self.neuron, self.current, state)
        ending: Ending = "not periodic"
        cycle, steps, done = None, FIRST_STEPS, 0
        self._forget()
        while ending == "not periodic" and done < self.effort.steps:
            checkpoint()
            try:
                record = run.record(steps)
            except ConvergenceError:
                ending = "diverged"
                break
            done += steps
            steps = min(done, self.effort.steps - done)
            ending, cycle = self._seen(run, record)
        if ending == "not periodic" and self.unresolved is not None:
            ending = "unresolved"
        period = self.unresolved if ending == "unresolved" else None
        self.outcomes.append(Outcome(name, ending, run.time, run.state, cycle, period))

    def _forget(self) -> None:
        """Forget what was seen of the run before."""
        self.nearing, self.unresolved = None, None

    def _seen(self, run: RecordedRun, record: Record) -> tuple[Ending, int | None]:
        """What the run looks like after a stretch, and the number of the cycle that it is on."""
        if run.diverged or not np.isfinite(run.state).all():
            return "diverged", None
        if self._rests(run.state):
            return "equilibrium", None
        period = self._period(record)
        if period is None:
            return "not periodic", None
        for number, known in enumerate(self.found):
            if near_cycle(period, known.cycle, self.crossings[number]):
                return "cycle", number
        if self.nearing is not None:
            rounds = max(period.crossings // self.crossings[self.nearing], 1)
            nearing = self.found[self.nearing].cycle
            if abs(period.length / nearing.period / rounds - 1.0) < NEARING:
                return "not periodic", None
        return self._solved(record, period)

    def _period(self, record: Record) -> Period | None:
        """The period of a stretch, if it has one."""
        if not record.begins.size or record.highest - record.lowest < LEAST_SWING * self.field.scale[0]:
            return None
        level = 0.5 * (record.lowest + record.highest)
        return recognised(record.crossings(level), self.field.scale)

    def _solved(self, record: Record, period: Period) -> tuple[Ending, int | None]:
        """The cycle near a period of a run, and whether the run is on it."""
        steps = np.searchsorted(record.begins, [period.begin, period.begin + period.length])
        taken, most = float(np.ptp(steps)), self.effort.most_intervals / GROWTH**2
        intervals = int(max(min(taken / STEPS_PER_INTERVAL, most), FEWEST_INTERVALS))
        if period.mismatch < REPEATED:
            self.unresolved = period.length
        if taken > MOST_STEPS_PER_INTERVAL * intervals:
            # Longer runs will not change this.
            return ("not periodic" if self.unresolved is None else "unresolved"), None
        solver = CycleSolver(self.field, intervals, UNIT)
        solved = solver.at_values(guess(solver, record, period, self.value))
        if solved is None or np.ptp(solved.cycle.nodes[:, 0]) < LEAST_SWING or not solved.cycle.stable:
            return "not periodic", None
        number = self._number(solved.cycle, period.crossings)
        if number is None:
            return "not periodic", None
        # A run that drifts slowly may have led to a cycle elsewhere.
        if near_cycle(period, self.found[number].cycle, self.crossings[number]):
            return "cycle", number
        self.nearing = number
        return "not periodic", None

    def _number(self, solved: Cycle, crossings: int) -> int | None:
        """The number of a cycle among those found, to which it is added if it is new; None if it fails."""
        for number, known in enumerate(self.found):
            if same_cycle(known.cycle, solved, ROUGHLY):
                return number
        found = refined(solved, self.effort.accuracy, self.effort.most_intervals)
        count = 1 if found is None else repetitions(found.cycle, crossings)
        if found is not None and count > 1:
            once = part(found.cycle, count)
            found = refined(once, self.effort.accuracy, self.effort.most_intervals)
            return None if found is None else self._number(found.cycle, crossings // count)
        if found is None or not found.cycle.stable:
            return None
        self.found.append(found)
        self.crossings.append(crossings)
        return len(self.found) - 1

    def _rests(self, state: Floats) -> bool:
        """Whether a state is next to a stable equilibrium."""
        point, scale, n = np.append(state, self.value), self.field.scale, state.size
        for _ in range(NEWTON_STEPS):
            rates, jacobian = self.field.rates(point), self.field.jacobian(point)[:, :n]
            if not (np.isfinite(rates).all() and np.isfinite(jacobian).all()):
                return False
            try:
                step = np.linalg.solve(jacobian * scale, rates)
            except np.linalg.LinAlgError:
                return False
            point[:n] -= step * scale
            if not np.abs((point[:n] - state) / scale).max() < AT_REST:
                return False
            if np.abs(step).max() < 1e-12:
                return bool(np.linalg.eigvals(jacobian).real.max() < 0.0)
        return False


def same_cycle(a: Cycle, b: Cycle, accuracy: float = SAME) -> bool:
    """Whether two solutions are one cycle: period, means of all states, extremes of V, to an accuracy."""
    if abs(a.period / b.period - 1.0) > accuracy:
        return False
    if (np.abs(a.mean - b.mean) > accuracy * a.field.scale).any():
        return False
    return bool(np.abs(np.subtract(a.extremes(), b.extremes())).max() <= accuracy * a.field.scale[0])
