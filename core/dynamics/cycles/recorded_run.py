"""A run under a constant drive with every step of all states, and its crossings of a voltage."""

from typing import NamedTuple

import numpy as np

from core.neuron.declaration import Neuron
from core.neuron.integrator import workspace
from core.neuron.integrator.membrane import membrane
from core.neuron.integrator.run import Run
from core.neuron.integrator.workspace import LOG_ROWS
from core.neuron.tables import RANGE, WIDE_RANGE
from core.result import Floats
from core.waveform import Waveform

STEP_TOLERANCE = 1e-8
"""Error of one step as a share of a spike: at 1e-6, runs miss the narrow basins next to canards."""
LONGEST = 1e9
"""End of a run [ms]: at rest the steps grow without bound."""
_BISECTIONS, _NEWTON_STEPS = 8, 3


class Crossings(NamedTuple):
    """Upward crossings of a voltage.

    Attributes
    ----------
    times
        [ms], shape (k,).
    states
        All states then, shape (k, n).
    """

    times: Floats
    states: Floats


class Record:
    """Steps of a run, each with all states as polynomials of the fraction of it.

    Parameters
    ----------
    log
        As in `core.neuron.integrator.run.Run.log`, with the gates' coefficients.
    """

    def __init__(self, log: Floats) -> None:
        self.begins, self.ends = log[2].copy(), log[0].copy()
        shape = log.shape[1], (log.shape[0] - 3) // 6, 6
        self.coefficients = np.ascontiguousarray(log[3:].T).reshape(shape)

    @property
    def lowest(self) -> float:
        """Lowest voltage at the end of a step [mV]."""
        return float(self.coefficients[:, 0, 0].min())

    @property
    def highest(self) -> float:
        """Highest voltage at the end of a step [mV]."""
        return float(self.coefficients[:, 0, 0].max())

    def crossings(self, level: float) -> Crossings:
        """Where V rises through a level [mV]."""
        voltages = self.coefficients[:, 0]
        found = np.flatnonzero((voltages[:, 0] < level) & (voltages.sum(axis=1) >= level))
        rising = voltages[found]
        slopes = np.append(rising[:, 1:] * np.arange(1.0, 6.0), np.zeros((found.size, 1)), axis=1)
        low, high = np.zeros(found.size), np.ones(found.size)
        for _ in range(_BISECTIONS):
            middle = 0.5 * (low + high)
            below = _value(rising, middle) < level
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        x = 0.5 * (low + high)
        for _ in range(_NEWTON_STEPS):
            with np.errstate(divide="ignore", invalid="ignore"):
                step = (_value(rising, x) - level) / _value(slopes, x)
            x = np.clip(x - np.where(np.isfinite(step), step, 0.0), low, high)
        states = _value(self.coefficients[found], x[:, None])
        return Crossings(self.begins[found] + x * (self.ends - self.begins)[found], states)

    def states(self, times: Floats) -> Floats:
        """All states at times [ms] within the record, shape (k,): shape (k, n)."""
        step = np.clip(np.searchsorted(self.begins, times, side="right") - 1, 0, self.begins.size - 1)
        x = (times - self.begins[step]) / (self.ends - self.begins)[step]
        return _value(self.coefficients[step], x[:, None])


def _value(coefficients: Floats, x: Floats) -> Floats:
    total = coefficients[..., 5]
    for power in range(4, -1, -1):
        total = total * x + coefficients[..., power]
    return np.asarray(total)


class RecordedRun:
    """A run from a state under a constant current, recorded in stretches.

    Parameters
    ----------
    neuron, current
        The neuron and the applied current [µA/cm²].
    state
        Where it begins, shape (n,).
    """

    def __init__(self, neuron: Neuron, current: float, state: Floats) -> None:
        self.neuron = neuron
        self._waveform = Waveform(np.zeros(1), np.array([current]), np.zeros(1), np.zeros((0, 6)))
        self._span, self.diverged = RANGE, False
        self._run = self._begun(state, 0.0)

    def _begun(self, state: Floats, start: float) -> Run:
        return Run(
            membrane(self.neuron, self._span),
            self._waveform,
            np.asarray(state, dtype=np.float64),
            np.empty(0),
            rows=1,
            tolerance=STEP_TOLERANCE * self.neuron.model.swing,
            start=start,
            end=LONGEST,
        )

    @property
    def time(self) -> float:
        """Time reached [ms]."""
        return self._run.time

    @property
    def state(self) -> Floats:
        """State reached, shape (n,)."""
        return self._run.state

    def record(self, steps: int) -> Record:
        """Go on for so many steps; less where the voltage leaves all tables, and then `diverged` is set.

        Raises
        ------
        ConvergenceError
            The steps become too small.
        """
        run = self._run
        begin, start = run.state, run.time
        run.log = np.empty((LOG_ROWS + 6 * run.cell.dynamic, steps))
        run.task = run.task._replace(budget=steps)
        if run.advance() == workspace.OUT_OF_TABLE:
            if self._span == RANGE:
                self._span = WIDE_RANGE
                self._run = self._begun(begin, start)
                return self.record(steps)
            self.diverged = True
        return Record(run.log[:, : run.count[workspace.LOGGED]])
