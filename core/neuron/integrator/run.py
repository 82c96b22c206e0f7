"""One run of the compiled integrator: its arrays, and what it has found so far."""

from typing import NamedTuple

import numpy as np

from core.errors import ConvergenceError, DivergenceError
from core.interruption import checkpoint
from core.neuron.added_conductance import AddedConductance, drive_of
from core.neuron.integrator import workspace
from core.neuron.integrator.coupled_stiff_motion import extra_room
from core.neuron.integrator.kernels import advance
from core.neuron.integrator.membrane import Membrane
from core.neuron.integrator.workspace import LOG_ROWS, Counts, Drive, Task
from core.neuron.tables import WIDE_RANGE
from core.result import Floats
from core.waveform import Waveform

LOCAL_FRACTION = 0.1
"""Tolerance of one step [mV] for each mV of error asked of the whole solution.

Measured: 100 ms of HH at 10 µA/cm² asked to 10⁻³ mV is 0.8·10⁻³ mV wrong.
"""
CHUNK = 4096
"""Steps between two looks for interruption: about 1 ms."""
MAX_STEPS = 20_000_000
CRAWL = (4_000, 60.0)
"""Steps, and steps a millisecond, past which stability and not accuracy limits the explicit method."""
STIFF_FRACTION = 0.1
"""Tolerance of a stiff step in units of the explicit one's: its error is estimated an order lower."""
FIRST_STEP = 0.01
"""First step [ms]; the error control corrects it at once."""
SPIKES_PER_CALL = 512
_NO_WINDOW = np.empty((2, 0))


class Mark(NamedTuple):
    """A point of a run to come back to."""

    w: Floats
    clock: Floats
    counts: Counts
    task: Task
    stretches: int


class Run:
    """One run of the integrator: its arrays, and what it has found so far.

    Parameters
    ----------
    cell
        The neuron.
    waveform
        Injected current [µA/cm²].
    state
        V [mV] and the dynamic gates at the start, shape (n,).
    times
        Sample times [ms], in the order of the run, shape (k,).
    rows
        How many of the states are wanted at them, V first.
    tolerance
        Error allowed in one step [mV].
    start, end
        Time span [ms]; backwards where the end lies before the start.
    threshold
        Spikes cross it upwards [mV].
    follow
        Stop after the last sample instead of at the end.
    logged
        Keep every step of a call in `log`, shape (9, CHUNK): time [ms] and voltage [mV] at its end, time at
        its start, six coefficients of V as a polynomial of the fraction of the step.
    window
        Lowest and highest allowed states, shape (2, n); leaving them stops the run.
    conductances
        Conductances [mS/cm²] added from outside.
    clamped
        The waveform is a command [mV] that the voltage follows, not a current.
    """

    def __init__(  # noqa: PLR0913 - by keyword, all but the first four
        self,
        cell: Membrane,
        waveform: Waveform,
        state: Floats,
        times: Floats,
        *,
        rows: int,
        tolerance: float,
        end: float,
        start: float = 0.0,
        threshold: float = np.inf,
        follow: bool = False,
        logged: bool = False,
        window: Floats | None = None,
        conductances: tuple[AddedConductance, ...] = (),
        clamped: bool = False,
    ) -> None:
        self.cell = cell
        self.drive = drive_of(waveform, conductances)
        bounds = _NO_WINDOW if window is None else window
        self.task = Task(
            end, 1.0 if end >= start else -1.0, tolerance, threshold, CHUNK, False, follow, bounds, clamped
        )
        self.times = times
        self.samples = np.empty((rows, times.size))
        room = extra_room(cell.dynamic) if cell.is_coupled else 0
        self.w = np.zeros(workspace.WORKSPACE + room)
        self.w[workspace.WEIGHT : workspace.WEIGHT + cell.dynamic] = cell.weights
        self.w[workspace.SCALE : workspace.SCALE + cell.dynamic] = cell.scales
        self.w[workspace.V] = state[0]
        self.w[workspace.STATE : workspace.STATE + cell.dynamic] = state[1:]
        self.clock = np.zeros(workspace.CLOCK)
        self.clock[workspace.TIME] = start
        self.clock[workspace.STEP] = FIRST_STEP
        self.clock[workspace.HIGHEST] = -np.inf
        self.clock[workspace.TROUGH] = np.inf
        self.count = np.zeros(workspace.COUNTS, dtype=np.int64)
        if start > 0.0:
            self.count[workspace.PIECE] = np.searchsorted(self.drive.knots, start, side="right") - 1
        if state[0] >= threshold:
            self.count[workspace.ABOVE] = workspace.BEGAN_ABOVE
        self.log = np.empty((LOG_ROWS, CHUNK if logged else 0))
        self.returns = np.empty((0, 1 + cell.dynamic))
        self._start = start
        self._room = np.empty((SPIKES_PER_CALL, 3))
        self._spikes: list[Floats] = []

    @property
    def time(self) -> float:
        """Time reached [ms]."""
        return float(self.clock[workspace.TIME])

    @property
    def state(self) -> Floats:
        """V and the dynamic gates at that time, shape (n,)."""
        gates = self.w[workspace.STATE : workspace.STATE + self.cell.dynamic]
        return np.concatenate([self.w[workspace.V : workspace.V + 1], gates])

    @property
    def spikes(self) -> Floats:
        """Crossing [ms], time of the peak [ms] and peak [mV] of every spike so far, shape (k, 3).

        A spike that is not over has the highest maximum since its crossing, or NaN.
        """
        found = self._spikes
        if self.count[workspace.ABOVE] == workspace.SPIKING:
            crossing, peak_time, peak = self.clock[[workspace.CROSSING, workspace.PEAK_TIME, workspace.PEAK]]
            open_ended = [crossing, peak_time, peak] if np.isfinite(peak) else [crossing, np.nan, np.nan]
            found = [*found, np.array([open_ended])]
        return found[0] if len(found) == 1 else np.concatenate([np.empty((0, 3)), *found])

    def advance(self) -> int:
        """Go on for at most a chunk of steps; return the kernel's status.

        Raises
        ------
        ConvergenceError
            The steps have become too small or too many.
        """
        count = self.count
        count[workspace.LOGGED] = 0
        status = self.call(self.task, self.log)
        if status == workspace.PAUSED and not self.task.stiff:
            self._look_for_stiffness()
        if status == workspace.STEP_TOO_SMALL or count[workspace.STEPS] > MAX_STEPS:
            raise ConvergenceError(
                f"{count[workspace.STEPS]} steps have reached only t = {self.time:.6g} ms",
                hint="shorten the run or loosen the tolerance; very fast gates or a very small "
                "capacitance force very small steps",
            )
        return status

    def go_on(self, end: float, drive: Drive) -> None:
        """Have another end [ms], and another drive, whose first knot is not after the time reached."""
        self.drive, self.task = drive, self.task._replace(end=end)
        self.count[workspace.PIECE] = self.count[workspace.READY] = 0
        if not self.task.stiff:
            self._look_for_stiffness()

    def mark(self) -> Mark:
        """The point that is reached, for `come_back`."""
        return Mark(self.w.copy(), self.clock.copy(), self.count.copy(), self.task, len(self._spikes))

    def come_back(self, mark: Mark) -> None:
        """Forget everything since a mark; samples are written anew."""
        self.w[:], self.clock[:], self.count[:] = mark.w, mark.clock, mark.counts
        self.task = mark.task
        del self._spikes[mark.stretches :]

    def crossings_since(self, mark: Mark) -> list[float]:
        """Times [ms] of the upward crossings of the threshold after a mark."""
        new = int(self.count[workspace.ALL_SPIKES] - mark.counts[workspace.ALL_SPIKES])
        found = [time for part in self._spikes[mark.stretches :] for time in part[:, 0].tolist()]
        if self.count[workspace.ABOVE] == workspace.SPIKING:
            found.append(float(self.clock[workspace.CROSSING]))
        return found[len(found) - new :]

    def call(self, task: Task, log: Floats) -> int:
        """Call the kernel for a task; return its status. Steps are added to a log."""
        count = self.count
        count[workspace.SPIKES] = 0
        status = advance(
            self.cell,
            self.drive,
            task,
            self.w,
            self.clock,
            count,
            self.times,
            self.samples,
            self._room,
            log,
            self.returns,
        )
        if count[workspace.SPIKES]:
            self._spikes.append(self._room[: count[workspace.SPIKES]].copy())
        return status

    def _look_for_stiffness(self) -> None:
        """Go on with the stiff method if the explicit one crawls."""
        if self.count[workspace.STEPS] > CRAWL[0] + CRAWL[1] * abs(self.time - self._start):
            self.go_stiff()

    def go_stiff(self) -> None:
        """Go on with the stiff method."""
        self.task = self.task._replace(stiff=True, tolerance=STIFF_FRACTION * self.task.tolerance)
        self.count[workspace.READY] = 0

    def finish(self) -> int:
        """Go on to the end, with a look for interruption after every chunk; return the kernel's last status.

        Raises
        ------
        ConvergenceError
            As `advance`.
        """
        while (status := self.advance()) == workspace.PAUSED:
            checkpoint()
        return status

    def follow(self, times: Floats) -> Floats:
        """States at further times [ms] of the same run, shape (rows, k).

        Raises
        ------
        ConvergenceError
            As `advance`.
        """
        self.times = times
        self.samples = np.empty((self.samples.shape[0], times.size))
        self.count[workspace.SAMPLE] = 0
        self.finish()
        return self.samples


def diverged(run: Run) -> DivergenceError:
    """The error for a run whose voltage left the widest table."""
    voltage = float(run.w[workspace.V])
    return DivergenceError(
        f"the voltage leaves {WIDE_RANGE[0]:g} to {WIDE_RANGE[1]:g} mV",
        time=run.time,
        where=f"V = {voltage:.6g} mV",
        hint="reduce the injected current, or check capacitance, conductances and reversal potentials",
    )
