"""One run of coupled cells: its arrays, and what it has found so far."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.cable.coupled_compartments.cells import Cell
from core.cable.coupled_compartments.joint import arrays
from core.cable.coupled_compartments.joint.build import room
from core.cable.coupled_compartments.joint.kernel import advance
from core.errors import ConvergenceError, DivergenceError
from core.neuron.integrator import workspace
from core.result import Floats, Rows

CHUNK = 1024
"""Steps between two looks for interruption."""
MAX_STEPS, LEAST_STEPS = 3_000_000, 300_000
"""Steps of a run at most, divided among its cells, and how many it may take whatever their number."""
CRAWL = (2_000, 60.0)
"""Steps, and steps a millisecond, past which stability and not accuracy limits the explicit method, besides
those that the currents ask for."""
STEPS_A_CYCLE, STEPS_A_KNOT = 30.0, 6.0
STIFF_FRACTION = 0.1
"""Tolerance of a stiff step in units of the explicit one's: its error is estimated an order lower."""
FIRST_STEP = 0.01
SPIKES_PER_CALL = 512


class JointRun:
    """A run of all cells together.

    Parameters
    ----------
    cells, network
        The cells, and their arrays.
    state
        State of all cells at time 0, one after the other, shape (n,).
    times
        Sample times [ms], shape (k,).
    sampled
        The states that are wanted at them.
    tolerance
        Error allowed in one step [mV].
    end
        End of the run [ms].
    follow
        Stop after the last sample instead of at the end.
    logged
        Keep every step of a call in `log`, shape (cells, 9, CHUNK).
    """

    def __init__(  # noqa: PLR0913 - by keyword, all but the first five
        self,
        cells: Sequence[Cell],
        network: arrays.Network,
        state: Floats,
        times: Floats,
        sampled: Rows,
        *,
        tolerance: float,
        end: float,
        follow: bool = False,
        logged: bool = False,
    ) -> None:
        self.network = network
        self.task = arrays.Task(end, tolerance, sampled.astype(np.int64), False, follow, CHUNK)
        self.times, self.samples = times, np.empty((sampled.size, times.size))
        self.room = room(cells, network.waves.shape[0])
        self.room.w[arrays.STATE] = state
        self.room.w[arrays.WEIGHT] = np.concatenate([cell.weights for cell in cells])
        self.room.clock[arrays.STEP] = FIRST_STEP
        self._crawl = CRAWL[1] + steps_for_currents(network, end)
        self.first = network.programs[: len(cells), arrays.FIRST]
        self.room.cells[:, workspace.HIGHEST] = -np.inf
        self.room.cells[:, workspace.TROUGH] = np.inf
        above = state[self.first] >= network.constants[:, arrays.THRESHOLD]
        self.room.counts[above, workspace.ABOVE] = workspace.BEGAN_ABOVE
        self.log = np.empty((len(cells), arrays.LOG_ROWS, CHUNK if logged else 0))
        self._spikes: list[list[Floats]] = [[] for _ in cells]
        self._space = np.empty((len(cells), SPIKES_PER_CALL, 3))

    @property
    def time(self) -> float:
        """Time reached [ms]."""
        return float(self.room.clock[arrays.TIME])

    @property
    def state(self) -> Floats:
        """State of all cells at that time, shape (n,)."""
        state: Floats = self.room.w[arrays.STATE]
        return state

    def count(self, place: int) -> int:
        """One of the counts of `arrays`."""
        return int(self.room.counter[place])

    def advance(self) -> bool:
        """Go on for at most a chunk of steps; whether the run is over.

        Raises
        ------
        ConvergenceError
            The steps have become too small or too many.
        DivergenceError
            The voltage of an excitable cell has left its range.
        """
        self.room.counter[arrays.LOGGED] = 0
        self.room.counts[:, workspace.SPIKES] = 0
        status = advance(self.network, self.task, self.room, self.times, self.samples, self._space, self.log)
        for found, space, count in zip(self._spikes, self._space, self.room.counts, strict=True):
            if count[workspace.SPIKES]:
                found.append(space[: count[workspace.SPIKES]].copy())
        if status == arrays.DIVERGED:
            raise self._diverged()
        steps = self.count(arrays.STEPS) + self.count(arrays.REJECTED)
        if status == arrays.STEP_TOO_SMALL or steps > max(MAX_STEPS // self.first.size, LEAST_STEPS):
            raise ConvergenceError(
                f"{steps} steps have reached only t = {self.time:.6g} ms",
                hint="shorten the run or loosen the tolerance; very fast gates, very small capacitances and "
                "very steep junctions force small steps",
            )
        if status == arrays.PAUSED and not self.task.stiff and steps > CRAWL[0] + self._crawl * self.time:
            self.task = self.task._replace(stiff=True, tolerance=STIFF_FRACTION * self.task.tolerance)
            self.room.counter[arrays.READY] = 0
        return status == arrays.DONE

    def spikes(self, cell: int) -> Floats:
        """Crossing [ms], time of the peak [ms] and peak [mV] of a cell's spikes so far, shape (k, 3).

        A spike that is not over has the highest maximum since its crossing, or NaN.
        """
        found, clock = self._spikes[cell], self.room.cells[cell]
        if self.room.counts[cell, workspace.ABOVE] == workspace.SPIKING:
            crossing, time, peak = clock[[workspace.CROSSING, workspace.PEAK_TIME, workspace.PEAK]]
            found = [
                *found,
                np.array([[crossing, time, peak] if np.isfinite(peak) else [crossing, *2 * [np.nan]]]),
            ]
        return np.concatenate([np.empty((0, 3)), *found])

    def _diverged(self) -> DivergenceError:
        voltages, limits = self.state[self.first], self.network.constants[:, arrays.LIMIT]
        worst = int(np.argmax(np.abs(voltages) / limits))
        return DivergenceError(
            f"the voltage of compartment {worst + 1} leaves ±{limits[worst]:g} mV",
            time=self.time,
            where=f"V_{worst + 1} = {voltages[worst]:.6g} mV",
            hint="reduce the injected currents, or check capacitances, conductances and reversal potentials",
        )


def steps_for_currents(network: arrays.Network, duration: float) -> float:
    """Steps a millisecond that the currents ask for, their knots and their fastest sinusoid."""
    begins, ends, omegas, rates = (network.sinusoids[:, k] for k in (0, 1, 4, 5))
    last = omegas + rates * (np.minimum(ends, duration) - begins)
    fastest = float(np.max(np.maximum(np.abs(omegas), np.abs(last)), initial=0.0))
    knots: int = network.knots.shape[1]
    return STEPS_A_CYCLE * fastest / (2.0 * math.pi) + STEPS_A_KNOT * knots / duration


@dataclass(frozen=True, eq=False)
class CellRecord:
    """What a joint run found of one cell, in the form that the measures of spikes read of a single run.

    Attributes
    ----------
    clock, count, spikes
        As of `core.neuron.integrator.run.Run`.
    voltage, time
        Voltage at the end [mV], and the end [ms].
    """

    clock: Floats
    count: arrays.Integers
    spikes: Floats
    voltage: float
    time: float

    @property
    def w(self) -> Floats:
        """A workspace that holds the voltage."""
        w = np.zeros(workspace.V + 1)
        w[workspace.V] = self.voltage
        return w


def record(run: JointRun, cell: int) -> CellRecord:
    """The record of one cell of a finished run."""
    return CellRecord(
        run.room.cells[cell],
        run.room.counts[cell],
        run.spikes(cell),
        float(run.state[run.first[cell]]),
        run.time,
    )
