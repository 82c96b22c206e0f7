"""The arrays of a batch of runs side by side, and its passes through the compiled integrator."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.interruption import checkpoint
from core.neuron import lane_workspace as rows
from core.neuron.declaration import Model
from core.neuron.equations import APPLIED_CURRENT, equations
from core.neuron.lane_rest import equilibria_ahead
from core.neuron.lane_workspace import Equation, Lanes, Method, Outcome, Points, Task
from core.neuron.machine_code import MachineCode, encode
from core.neuron.point_waveforms import PointWaveforms
from core.numerics import tsitouras
from core.parallel import spread, threads
from core.result import Floats

FIRST_STEP = 0.01
"""First step [ms]; the error control corrects it at once."""
BUDGET = 1000
"""Trial steps of all lanes between two looks for interruption: about 2 ms."""
DRIFT, INTERVAL_DRIFT = 1e-3, 1e-4
"""Drift of a cycle, over the rest of the run, and of its period up to which it counts as settled."""
METHOD = Method(tsitouras.NODES, tsitouras.MATRIX, tsitouras.ERRORS, -0.5 / tsitouras.ORDER)

Indices = NDArray[np.int64]


@lru_cache(maxsize=64)
def _code(model: Model) -> MachineCode:
    made = equations(model)
    return encode(made.rates, (*made.states, APPLIED_CURRENT))


class LaneBatch:
    """Runs of one model at many points.

    Parameters
    ----------
    model, values
        The model and all its parameters: numbers, or arrays of shape (points,).
    waveforms
        Injected currents.
    states
        At the start, shape (n, points).
    ends
        Of the runs [ms], shape (points,).
    threshold
        Spikes cross it upwards [mV].
    tolerance
        Error of one step [mV].
    """

    def __init__(
        self,
        model: Model,
        values: Mapping[str, float | Floats],
        waveforms: PointWaveforms,
        states: Floats,
        ends: Floats,
        *,
        threshold: float,
        tolerance: float,
    ) -> None:
        self._model, self._values, self._waveforms = model, values, waveforms
        self._threshold, self._tolerance = threshold, tolerance
        self._code = _code(model)
        count = states.shape[1]
        self.weights = np.array([1.0, *(model.swing / typical for typical in model.typical)])
        varied = [name for name in self._code.names if np.ndim(values[name]) > 0]
        self._fixed = {name: 0.0 if name in varied else float(values[name]) for name in self._code.names}
        places = [self._code.first_name + self._code.names.index(name) for name in varied]
        parameters = np.array([values[name] for name in varied], dtype=np.float64).reshape(len(varied), count)
        self._equation = Equation(
            self._code.prologue,
            self._code.body,
            self._code.outputs,
            np.array(places, dtype=np.int64),
            self.weights,
        )
        self._points = Points(
            np.ascontiguousarray(parameters),
            np.ascontiguousarray(states, dtype=np.float64),
            np.ascontiguousarray(waveforms.knots),
            np.ascontiguousarray(waveforms.values),
            np.ascontiguousarray(waveforms.slopes),
            np.ascontiguousarray(waveforms.sinusoids),
            np.ascontiguousarray(ends, dtype=np.float64),
            np.zeros(0, dtype=np.int64),
            np.zeros(1, dtype=np.int64),
        )
        self.outcome = Outcome(
            np.full((rows.OUT_NUMBERS, count), np.nan),
            np.zeros((rows.OUT_COUNTS, count), dtype=np.int64),
            np.zeros((states.shape[0], count)),
        )

    def run(self, queue: Indices, *, still: float, settle: bool) -> None:
        """Run the points of a queue on all threads.

        Parameters
        ----------
        queue
            Points.
        still
            Speed below which a run may be at rest [mV/ms]; 0 for runs that do not end there.
        settle
            Cut short runs that repeat themselves.
        """
        from core.numerics.lane_vector import LANES

        points = self._points._replace(queue=np.ascontiguousarray(queue), claimed=np.zeros(1, dtype=np.int64))
        task = Task(
            self._tolerance,
            self._threshold,
            FIRST_STEP,
            still,
            DRIFT if settle else 0.0,
            INTERVAL_DRIFT,
            self.weights / self._model.swing,
            BUDGET,
        )
        jobs = min(threads(), -(-queue.size // LANES))
        spread(lambda _: self._work(points, task), range(jobs))

    def _work(self, points: Points, task: Task) -> None:
        """Run points of the common queue until it is empty."""
        from core.neuron.lane_kernel import advance_lanes

        lanes = self._lanes()
        while not advance_lanes(METHOD, self._equation, points, task, lanes, self.outcome):
            checkpoint()

    def _lanes(self) -> Lanes:
        from core.numerics.lane_machine import run_lanes
        from core.numerics.lane_vector import LANES

        n, stages = self.weights.size, METHOD.nodes.size
        registers = np.repeat(self._code.loaded(self._fixed)[:, np.newaxis], LANES, axis=1)
        run_lanes(self._code.prologue, registers)
        # Ones, so that lanes that carry nothing compute with ordinary numbers.
        return Lanes(
            registers,
            np.ones((2 * n, LANES)),
            np.ones((stages * n, LANES)),
            np.ones((rows.NUMBERS, LANES)),
            np.zeros((rows.COUNTS, LANES), dtype=np.int64),
            np.zeros(rows.FLAGS, dtype=np.uint64),
            np.empty((LANES, rows.KEPT)),
            np.empty((LANES, rows.RING, n)),
        )

    def not_at_rest(self, queue: Indices) -> Indices:
        """Close the runs that are at rest for good; return those that only seemed to be."""
        asked: Indices = queue[self.outcome.counts[rows.OUT_STATUS, queue] == rows.NEAR_REST]
        if not asked.size:
            return asked
        values = {
            name: float(value) if np.ndim(value) == 0 else np.asarray(value)[asked]
            for name, value in self._values.items()
        }
        ends = self._points.ends[asked]
        settled, equilibria = equilibria_ahead(
            self._model,
            values,
            self.outcome.states[:, asked],
            self._waveforms.last_currents(asked, ends),
            self.weights,
        )
        found = asked[settled]
        self.outcome.counts[rows.OUT_STATUS, found] = rows.SETTLED_REST
        self.outcome.states[:, found] = equilibria[:, settled]
        rejected: Indices = asked[~settled]
        return rejected

    @property
    def unfinished(self) -> Indices:
        """Points whose steps were too many or too small."""
        found: Indices = np.flatnonzero(self.outcome.counts[rows.OUT_STATUS] == rows.CRAWLING)
        return found
