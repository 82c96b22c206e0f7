"""The arrays of a batch of runs side by side, and its passes through the compiled integrator."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.interruption import checkpoint
from core.neuron.declaration import Model
from core.neuron.equations import APPLIED_CURRENT, equations
from core.neuron.expression import program
from core.neuron.lanes import workspace as rows
from core.neuron.lanes.point_waveforms import PointWaveforms
from core.neuron.lanes.workspace import Equation, Lanes, Method, Outcome, Points, Task
from core.neuron.machine_code import MachineCode, encode
from core.numerics import tsitouras
from core.parallel import spread, threads
from core.result import Floats

FIRST_STEP = 0.01
"""First step [ms]; the error control corrects it at once."""
BUDGET = 1000
"""Trial steps of all lanes between two looks for interruption: about 2 ms."""
DRIFT, INTERVAL_DRIFT = 1e-3, 2e-4
"""Drift of a cycle, and of its period, over the rest of the run, up to which it counts as settled."""
METHOD = Method(tsitouras.NODES, tsitouras.MATRIX, tsitouras.ERRORS, -0.5 / tsitouras.ORDER)

if TYPE_CHECKING:
    from core.neuron.lanes.rest import Linearisation

Indices = NDArray[np.int64]


@lru_cache(maxsize=64)
def _codes(model: Model) -> tuple[MachineCode, MachineCode]:
    """Code of the right-hand side; and of it and its Jacobian."""
    made = equations(model)
    inputs = (*made.states, APPLIED_CURRENT)
    both = program([*made.right_hand_side, *made.jacobian.values()])
    return encode(made.rates, inputs), encode(both, inputs)


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
        self._model = model
        self._threshold, self._tolerance = threshold, tolerance
        self._code, self._linear_code = _codes(model)
        count = states.shape[1]
        self.weights = np.array([1.0, *(model.swing / typical for typical in model.typical)])
        varied = [name for name in self._code.names if np.ndim(values[name]) > 0]
        self._varied = varied
        self._numbers = {name: float(value) for name, value in values.items() if np.ndim(value) == 0}
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
            np.array(ends, dtype=np.float64),
            np.zeros(0, dtype=np.int64),
            np.zeros(1, dtype=np.int64),
        )
        self.outcome = Outcome(
            np.full((rows.OUT_NUMBERS, count), np.nan),
            np.zeros((rows.OUT_COUNTS, count), dtype=np.int64),
            np.zeros((states.shape[0], count)),
        )

    def run(self, queue: Indices, *, still: float, settle: bool, enough: int = 0) -> None:
        """Run the points of a queue on all threads.

        Parameters
        ----------
        queue
            Points.
        still
            Speed below which a run may be at rest [mV/ms]; 0 for runs that do not end there.
        settle
            Cut short runs that repeat themselves.
        enough
            Spikes after which a run is over; 0 for runs to the end.
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
            enough,
            BUDGET,
        )
        jobs = min(threads(), -(-queue.size // LANES))
        spread(lambda _: self._work(points, task), range(jobs))

    def _work(self, points: Points, task: Task) -> None:
        """Run points of the common queue until it is empty."""
        from core.neuron.lanes.kernel import advance_lanes

        lanes, linear = self._lanes(), self._linearisation()
        while not advance_lanes(METHOD, self._equation, linear, points, task, lanes, self.outcome):
            checkpoint()

    def _linearisation(self) -> "Linearisation":
        from core.neuron.lanes.rest import Linearisation

        code, n = self._linear_code, self.weights.size
        places = {name: code.first_name + i for i, name in enumerate(code.names)}
        elements = np.array(list(equations(self._model).jacobian), dtype=np.int64).reshape(-1, 2)
        return Linearisation(
            code.prologue,
            code.body,
            code.outputs,
            np.ascontiguousarray(elements[:, 0]),
            np.ascontiguousarray(elements[:, 1]),
            np.array([places.get(name, -1) for name in self._varied], dtype=np.int64),
            code.loaded(dict.fromkeys(self._varied, 0.0) | self._numbers),
            np.empty((7, n, n)),
            np.empty((3, n)),
            np.empty((n, 1)),
        )

    def _lanes(self) -> Lanes:
        from core.numerics.lane_machine import run_lanes
        from core.numerics.lane_vector import LANES

        n, stages = self.weights.size, METHOD.nodes.size
        registers = np.repeat(
            self._code.loaded(dict.fromkeys(self._varied, 0.0) | self._numbers)[:, np.newaxis], LANES, axis=1
        )
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
            np.empty((LANES, rows.RING, n + 1)),
        )

    @property
    def unfinished(self) -> Indices:
        """Points whose steps were too many or too small."""
        found: Indices = np.flatnonzero(self.outcome.counts[rows.OUT_STATUS] == rows.CRAWLING)
        return found
