"""Whether a run whose states return has settled on a stable limit cycle, and how near it is.

The map from one return to the next, P, takes the gates at an upward crossing of a voltage to those a period
later. Its derivative M is measured by differences: a run for each gate. Where all multipliers (eigenvalues
of M) lie well within the unit circle, a run that P moves by d = P(x) − x was off the cycle by
e = −(I − M)⁻¹ d, is so by M e afterwards, and came back later than on the cycle by τ·e, τ being the gradient
of the time of return; all returns to come are late by τ·(I − M)⁻¹ M e together. So nothing else is taken for
a cycle: for a slow variable or the ghost of a cycle (I − M)⁻¹ d is large, for an unstable cycle a multiplier.
"""

from typing import TYPE_CHECKING

import numpy as np

from core.neuron.integrator import workspace
from core.neuron.integrator.kernels import advance
from core.neuron.integrator.returns import KEPT, RECORDING
from core.neuron.integrator.settled_cycle import Cycle, last_period
from core.neuron.integrator.workspace import LOG_ROWS
from core.result import Floats

if TYPE_CHECKING:
    from core.neuron.integrator.repeating_run import RepeatingRun

REFINEMENT = 0.01
"""Tolerance of a step while the period is measured, in units of the run's: its error counts many times."""
STEP_FACTOR = 0.56
"""What that does to the step, about."""
FINEST = 1e-10
"""Tolerance of a step [mV] below which rounding errors count."""
PROBE_TOLERANCE = 1e-4
"""Tolerance of a step of the runs beside [mV], at most."""
PROBE = 100.0
"""How far they begin beside, in units of their tolerance."""
LARGEST_MULTIPLIER = 0.95
LARGEST_RESIDUAL = 1e-2
"""Residual of a cycle [mV], at most: beyond it the derivative M might say little."""
UNCERTAINTY = 0.05
"""Relative error of M and τ that is reckoned with."""
SQUARINGS = 5
CAPACITY = 2000
"""Steps of the search, and of each run beside, at most."""
PERIODS = 8
"""Periods that the search may take."""
NOTHING = np.empty(0)


class ReturnMap:
    """A period of a neuron from one return to the next, made linear.

    Parameters
    ----------
    run
        A run at constant drive.
    gates
        Its gates at a return, shape (n,).
    stride
        Returns in a period.
    """

    def __init__(self, run: "RepeatingRun", gates: Floats, stride: int) -> None:
        self.run = run
        tolerance = min(run.task.tolerance, PROBE_TOLERANCE)
        self._task = run.task._replace(tolerance=tolerance, end=np.inf, follow=False, budget=CAPACITY)
        self.stride = stride
        self._w, self._clock, self._count = run.w.copy(), run.clock.copy(), run.count.copy()
        self._returns = run.returns.copy()
        self._room, self._out, self._log = np.empty((KEPT + 1, 3)), np.empty((1, 0)), np.empty((LOG_ROWS, 0))
        n = gates.size
        self.matrix, self.delay = np.empty((n, n)), np.empty(n)
        self.inverse: Floats = np.empty((0, 0))
        """(I − M)⁻¹, where all multipliers are small enough."""
        base = self._next(gates)
        for i, size in enumerate(PROBE * tolerance / run.cell.weights):
            beside = gates.copy()
            beside[i] += size
            change = (self._next(beside) - base) / size
            self.delay[i], self.matrix[:, i] = change[0], change[1:]
        self.multiplier = self._bound()
        if self.multiplier <= LARGEST_MULTIPLIER:
            self.inverse = np.asarray(np.linalg.inv(np.eye(n) - self.matrix), dtype=np.float64)

    def _next(self, gates: Floats) -> Floats:
        """Time of return [ms] and the gates then, shape (1 + n,); NaN if it does not return."""
        w, clock, count, task = self._w, self._clock, self._count, self._task
        w[workspace.V] = task.threshold
        w[workspace.STATE : workspace.STATE + gates.size] = gates
        clock[workspace.TIME] = 0.0
        clock[workspace.STEP] = self.run.clock[workspace.STEP]
        count[:] = 0
        count[workspace.PIECE] = self.run.count[workspace.PIECE]
        count[workspace.STRIDE] = self.stride
        run = self.run
        status = advance(
            run.cell,
            run.drive,
            task,
            w,
            clock,
            count,
            NOTHING,
            self._out,
            self._room,
            self._log,
            self._returns,
        )
        for spent in (workspace.STEPS, workspace.REJECTED, workspace.EVALUATIONS):
            run.count[spent] += count[spent]
        if status != workspace.REPEATS:
            return np.full(1 + gates.size, np.nan)
        there: Floats = self._returns[self.stride - 1].copy()
        return there

    def _bound(self) -> float:
        """A bound of the multipliers' size, sharp to a few percent; infinite where a run does not return."""
        weights = self.run.cell.weights
        power = self.matrix * weights[:, np.newaxis] / weights
        # ρ(M)^32 = ρ(M³²) ≤ ‖M³²‖
        for _ in range(SQUARINGS):
            power = power @ power
        bound = float(np.sqrt(np.sum(power * power)))
        return bound ** (0.5**SQUARINGS) if np.isfinite(bound) else np.inf


class CycleSearch:
    """The search for a cycle, from where a run has come back near an earlier return.

    Parameters
    ----------
    run
        The run; it goes on meanwhile.
    periods
        Periods that are left to it [1].
    """

    def __init__(self, run: "RepeatingRun", periods: float) -> None:
        self.run = run
        self.periods = periods
        self.stride = int(run.count[workspace.STRIDE])
        self.log = np.empty((LOG_ROWS + 6 * run.cell.dynamic, CAPACITY))
        self.cycle: Cycle | None = None
        self.excess = 0.0

    def find(self) -> None:
        """Look for the cycle; `cycle` and `log`, the steps meanwhile, are there afterwards."""
        run, count, stride = self.run, self.run.count, self.stride
        here = run.returns[(count[workspace.RETURNS] - 1) % KEPT].copy()
        around = run.around
        if around is None or around.stride != stride:
            around = ReturnMap(run, here[1:], stride)
            # The runs beside have used the registers of a coupled neuron.
            count[workspace.READY] = 0
        count[workspace.LOGGED] = 0
        if around.multiplier <= LARGEST_MULTIPLIER:
            run.clock[workspace.STEP] *= STEP_FACTOR
            for k in range(PERIODS):
                count[workspace.RETURNS], count[workspace.STRIDE] = 0, stride
                if self._go_on(CAPACITY) != workspace.REPEATS:
                    break
                there = run.returns[stride - 1].copy()
                off = -around.inverse @ (there[1:] - here[1:])
                # The first period begins within a step of the run's own tolerance.
                if k > 0 and self._settles(there[0] - here[0], off, around):
                    run.around = around
                    break
                if self.excess * around.multiplier ** (PERIODS - k) > 1.0:
                    break
                here = there
        self.log = self.log[:, : count[workspace.LOGGED]]

    def _go_on(self, budget: int) -> int:
        task = self.run.task
        tolerance = max(REFINEMENT * task.tolerance, min(FINEST, task.tolerance))
        return self.run.call(task._replace(tolerance=tolerance, budget=budget, follow=False), self.log)

    def _settles(self, interval: float, off: Floats, around: ReturnMap) -> bool:
        """Make the cycle if it is near enough: the states at the return before were off it by so much."""
        run, count = self.run, self.run.count
        late = float(around.delay @ off)
        period = float(interval - late)
        now_off = around.matrix @ off
        to_come = float(around.delay @ around.inverse @ now_off)
        steps = self.log[:, : count[workspace.LOGGED]]
        steepest = float(np.abs(steps[4] / (steps[0] - steps[2])).max())
        blur = UNCERTAINTY * self.periods * abs(late) + abs(to_come)
        away = float((run.cell.weights * (np.abs(now_off) + UNCERTAINTY * np.abs(off))).max(initial=0.0))
        residual = float(away + steepest * blur)
        self.excess = residual / min(run.task.tolerance, LARGEST_RESIDUAL)
        if not self.excess <= 1.0:
            return False
        # The steps must reach back by a period, and the last one goes beyond the return.
        count[workspace.STRIDE] = RECORDING
        while run.time - period < self.log[2, 0]:
            if self._go_on(1) != workspace.PAUSED:
                return False
        steps = self.log[:, : count[workspace.LOGGED]]
        log, ends, coefficients = last_period(steps, run.time, period)
        maxima = int(np.sum((log[4] > 0.0) & (np.arange(1.0, 6.0) @ log[4:] <= 0.0)))
        self.cycle = Cycle(
            run.time, period, self.stride, maxima, around.multiplier, residual, log, ends, coefficients
        )
        return True
