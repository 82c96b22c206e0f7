"""Two runs that fire each other's synapses, integrated side by side and exactly.

Both cells are run ahead to a common horizon as if no further spike came. If a spike found there has its
event, a delay later, before the horizon, both are taken back and run to just before that event. What is kept
is then the solution with every event in its place: no step of either cell sees a conductance too late, and
none is cut but at events and horizons. Cells that step independently of each other between events:
Lytton and Hines, Neural Comput 17:903-921, 2005, doi:10.1162/0899766053429453.
"""

from collections import Counter

import numpy as np

from core.errors import ConvergenceError
from core.interruption import checkpoint
from core.neuron.added_conductance import AddedConductance, drive_of
from core.neuron.integrator import workspace
from core.neuron.integrator.run import Mark, Run
from core.neuron.pair.request import Connection
from core.neuron.synaptic_course import Coefficients, course_pieces, later
from core.result import Floats
from core.waveform import Waveform

STEPS_AHEAD = 400
"""Steps between two horizons, about: they take as long as what surrounds them."""
FIRST_HORIZON = 5.0
"""[ms]"""
MARGIN = 1e-3
"""How long before an event a run is cut, in units of the delay: a spike found anew lies elsewhere by less."""


class Synapse:
    """A synapse in the course of a run: its conductance at the time reached, and the events to come."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.time = 0.0
        self.state: Coefficients = (0.0, 0.0, 0.0)
        self.coming: list[float] = []
        self.arrived: list[float] = []

    def until(self, end: float) -> AddedConductance:
        """The conductance from the time reached to another [ms]."""
        counts = Counter(sorted(time for time in self.coming if time < end))
        knots = [self.time, *(time for time in counts if time > self.time)]
        happen = [counts[time] for time in knots]
        first, second = self.connection.rates
        rows = [
            (0.0, 0.0, a, b, first, c, second)
            for a, b, c in course_pieces(self.connection, knots, happen, self.state)
        ]
        return AddedConductance(np.array(knots), np.array(rows), self.connection.reversal)

    def go_on(self, end: float) -> None:
        """Take the conductance at a later time [ms] as the state."""
        for event in sorted(time for time in self.coming if time < end):
            a, b, c = later(self.connection, self.state, event - self.time)
            more_a, more_b, more_c = self.connection.jumps
            self.state, self.time = (a + more_a, b + more_b, c + more_c), event
            self.arrived.append(event)
        self.coming = [time for time in self.coming if time >= end]
        self.state, self.time = later(self.connection, self.state, end - self.time), end


class PairedRun:
    """One of two cells: its run, what is injected, and the synapses onto it."""

    def __init__(self, run: Run, wave: Waveform, synapses: tuple[Synapse, ...]) -> None:
        self.run = run
        self.wave = wave
        self.synapses = synapses
        self.crossings: list[float] = []
        self.logs: list[Floats] = []
        self._new_logs: list[Floats] = []

    def stretch(self, end: float) -> bool:
        """Run to a time [ms]; false if the voltage leaves the table before."""
        run, self._new_logs = self.run, []
        wave = _stretch_of(self.wave, run.time, end)
        run.go_on(end, drive_of(wave, tuple(synapse.until(end) for synapse in self.synapses)))
        while True:
            status = run.advance()
            logged = int(run.count[workspace.LOGGED])
            if logged:
                self._new_logs.append(run.log[:, :logged].copy())
            if status != workspace.PAUSED:
                return status == workspace.DONE
            checkpoint()

    def keep(self, crossings: list[float]) -> None:
        """Accept the last stretch with its spikes [ms]."""
        self.crossings += crossings
        self.logs += self._new_logs
        for synapse in self.synapses:
            synapse.go_on(self.run.time)

    def sample(self, times: Floats) -> None:
        """Take samples of the voltage at these times [ms] from now on."""
        self.run.times = times
        self.run.samples = np.empty((1, times.size))
        self.run.count[workspace.SAMPLE] = 0


def _stretch_of(wave: Waveform, begin: float, end: float) -> Waveform:
    """The part of a waveform between two times [ms], which begins with a knot at the first."""
    first = max(int(np.searchsorted(wave.knots, begin, side="right")) - 1, 0)
    last = int(np.searchsorted(wave.knots, end))
    now = wave.values[first] + wave.slopes[first] * (begin - wave.knots[first])
    return Waveform(
        np.concatenate([[begin], wave.knots[first + 1 : last]]),
        np.concatenate([[now], wave.values[first + 1 : last]]),
        np.concatenate([[wave.slopes[first]], wave.slopes[first + 1 : last]]),
        wave.sinusoids,
    )


class CoupledPair:
    """Two cells and the synapses between them.

    Parameters
    ----------
    runs
        Runs of the two cells from time 0.
    waves
        Injected currents [µA/cm²].
    connections
        The synapses.
    """

    def __init__(
        self, runs: tuple[Run, Run], waves: tuple[Waveform, Waveform], connections: tuple[Connection, ...]
    ) -> None:
        self.synapses = tuple(Synapse(connection) for connection in connections)
        first, second = (
            PairedRun(
                run, wave, tuple(each for each in self.synapses if each.connection.presynaptic != number)
            )
            for number, (run, wave) in enumerate(zip(runs, waves, strict=True), 1)
        )
        self.cells = (first, second)
        self._delay = min((connection.delay for connection in connections), default=np.inf)

    @property
    def time(self) -> float:
        """Time that both have reached [ms]."""
        return self.cells[0].run.time

    def advance(self, limit: float) -> bool:
        """Go on to the next horizon or `limit` [ms]; false if a voltage leaves the table.

        Raises
        ------
        ConvergenceError
            The steps have become too small or too many.
        """
        begin = self.time
        marks = tuple(cell.run.mark() for cell in self.cells)
        nearest = min(begin + self._delay, limit)
        horizon = min(max(begin + self._reach(), nearest), limit)
        while True:
            checkpoint()
            event = self._try(horizon, marks, last=horizon <= nearest)
            if event >= horizon:
                break
            if event < begin and horizon <= nearest:
                return False
            for cell, mark in zip(self.cells, marks, strict=True):
                cell.run.come_back(mark)
            horizon = max(event - MARGIN * self._delay, nearest)
        for number, (cell, mark) in enumerate(zip(self.cells, marks, strict=True), 1):
            crossings = cell.run.crossings_since(mark)
            cell.keep(crossings)
            for synapse in self.synapses:
                if synapse.connection.presynaptic == number:
                    synapse.coming += [time + synapse.connection.delay for time in crossings]
        return True

    def _reach(self) -> float:
        """How far ahead the next horizon is [ms]."""
        steps = sum(int(cell.run.count[workspace.STEPS]) for cell in self.cells)
        return STEPS_AHEAD * self.time / steps if steps > STEPS_AHEAD else FIRST_HORIZON

    def _try(self, horizon: float, marks: tuple[Mark, ...], *, last: bool) -> float:
        """Run both to a horizon; the time of the first event that was not there [ms], −∞ if one failed."""
        try:
            if not all(cell.stretch(horizon) for cell in self.cells):
                return -np.inf
        except ConvergenceError:
            # What comes after an event that is not there yet says nothing.
            if last:
                raise
            return -np.inf
        events = [
            crossing + synapse.connection.delay
            for number, (cell, mark) in enumerate(zip(self.cells, marks, strict=True), 1)
            for crossing in cell.run.crossings_since(mark)
            for synapse in self.synapses
            if synapse.connection.presynaptic == number
        ]
        return min(events, default=np.inf)
