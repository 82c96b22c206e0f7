"""A run with its error: a second, rougher run of the same kernel keeps it company.

Both use steps of one method, so that the error is in proportion to the tolerance of a step, and the difference of the
runs is several times the error of the finer one: an estimate that sees how errors grow from spike to spike, which no
estimate of single steps does.
"""

import numpy as np

from core.interruption import checkpoint
from core.neuron import kernels
from core.neuron.integration import LOCAL_FRACTION, Run
from core.neuron.tables import Membrane
from core.result import ErrorEstimate, Floats
from core.waveform import Waveform

ROUGHNESS = 10.0
"""Tolerance of a step of the rough run, in units of the other's."""
ERROR_RATIO = 2.0
"""The difference of the runs is at least so many times the error of the finer one (measured: 2 to 10)."""
FLOOR = 1e-9
"""What rounding alone may add up to [mV; a hundredth of it in a gate]."""
_BASIS = "measured against a second run of ten times the step tolerance"


class CheckedRun:
    """Two runs of one experiment, the rough one always up to where the fine one is.

    Parameters
    ----------
    cell, waveform, state, times
        As for `Run`.
    tolerance
        Error of V to aim at [mV].
    end
        End of the run [ms].
    threshold
        Spikes cross it upwards [mV].
    """

    def __init__(
        self,
        cell: Membrane,
        waveform: Waveform,
        state: Floats,
        times: Floats,
        *,
        tolerance: float,
        end: float,
        threshold: float,
    ) -> None:
        local = LOCAL_FRACTION * tolerance
        rows = state.size
        self.fine = Run(
            cell,
            waveform,
            state,
            times,
            rows=rows,
            tolerance=local,
            end=end,
            threshold=threshold,
            logged=True,
        )
        self.rough = Run(
            cell,
            waveform,
            state,
            times[:0],
            rows=rows,
            tolerance=ROUGHNESS * local,
            end=end,
            threshold=threshold,
            follow=True,
        )
        self._difference = np.zeros(rows)

    def finish(self) -> bool:
        """Run to the end; false if the voltage left the table.

        Raises
        ------
        ConvergenceError
            Too many or too small steps.
        """
        fine, rough = self.fine, self.rough
        while True:
            status = fine.advance()
            if status == kernels.OUT_OF_TABLE:
                return False
            logged = fine.log[:, : fine.count[kernels.LOGGED]]
            states = rough.follow(logged[0])
            if rough.count[kernels.SAMPLE] < states.shape[1]:
                return False
            np.maximum(
                self._difference, np.abs(states - logged[1:]).max(axis=1, initial=0.0), out=self._difference
            )
            if status == kernels.DONE:
                return True
            checkpoint()

    def errors(self) -> Floats:
        """Estimated errors of the states over the run, shape (n,): V [mV], gates [1]."""
        floor = np.full(self._difference.size, FLOOR / kernels.GATE_WEIGHT)
        floor[0] = FLOOR
        return np.maximum(self._difference / ERROR_RATIO, floor)

    def spike_time_error(self) -> float | None:
        """Estimated error of the spike times [ms]; None without spikes, or if the runs disagree on their number."""
        fine, rough = self.fine.spikes, self.rough.spikes
        if fine.shape[0] == 0 or fine.shape[0] != rough.shape[0]:
            return None
        return max(float(np.abs(fine[:, 0] - rough[:, 0]).max()) / ERROR_RATIO, 1e-12)

    def estimates(self, table_error: float) -> tuple[ErrorEstimate, ...]:
        """The errors as an answer states them."""
        spike_time = self.spike_time_error()
        found = [ErrorEstimate("voltage", "mV", float(self.errors()[0]), _BASIS)]
        if spike_time is not None:
            found.append(ErrorEstimate("spike_time", "ms", spike_time, _BASIS))
        basis = "tables against the declared expressions in the middles of the cells, relative to the rates"
        return (*found, ErrorEstimate("rates", "1", table_error, basis))
