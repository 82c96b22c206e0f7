"""Coupled cells with their error: a second, rougher run keeps the first company.

As `core.neuron.integrator.checked_run`, for all cells at once: the rough run is integrated by steps of its
own with ten times the tolerance, and compared at the ends and in the middles of the fine one's steps: stiff
steps are less exact within than at their ends.
"""

from collections.abc import Callable, Sequence

import numpy as np

from core.cable.coupled_compartments.joint import arrays
from core.cable.coupled_compartments.joint.run import JointRun
from core.interruption import checkpoint
from core.neuron.integrator.checked_run import BASIS, FLOOR
from core.result import ErrorEstimate, Floats

MAX_KEPT = 10_000_000
"""Numbers of the logs of steps after which no more are kept for the measures of spikes."""


class CheckedJointRun:
    """Two runs of one experiment.

    Parameters
    ----------
    made
        Makes a run from the factor of its tolerance (1 for the fine one).
    """

    def __init__(self, made: Callable[[float], JointRun], roughness: float) -> None:
        self.fine, self.rough = made(1.0), made(roughness)
        cells = self.fine.log.shape[0]
        self._difference = np.zeros(cells)
        self._logs: list[Floats] = []
        self._kept = 0

    def finish(self) -> None:
        """Run to the end.

        Raises
        ------
        ConvergenceError
            The steps have become too small or too many.
        DivergenceError
            A voltage has left its range.
        """
        over = False
        while not over:
            over = self.fine.advance()
            log = self.fine.log[:, :, : self.fine.count(arrays.LOGGED)]
            if self._kept < MAX_KEPT:
                self._logs.append(log.copy())
                self._kept += log.size
            self._compare(log)
            checkpoint()

    def _compare(self, log: Floats) -> None:
        """Bring the rough run to the end of the fine one's steps; compare the voltages there and halfway."""
        ends, begins = log[0, 0], log[0, 2]
        times = np.column_stack([begins + 0.5 * (ends - begins), ends]).ravel()
        halfway = np.tensordot(0.5 ** np.arange(6.0), log[:, 3:], axes=(0, 1))
        voltages = np.stack([halfway, log[:, 1]], axis=2).reshape(log.shape[0], times.size)
        rough = self.rough
        # The rough run's last step went beyond the last time that it was asked for.
        passed = int(np.searchsorted(times, rough.time, side="right"))
        if passed == times.size:
            return
        rough.times, voltages = times[passed:].copy(), voltages[:, passed:]
        rough.samples = np.empty(voltages.shape)
        rough.room.counter[arrays.SAMPLE] = 0
        while not rough.advance():
            checkpoint()
        found = np.abs(rough.samples - voltages).max(axis=1, initial=0.0)
        self._difference = np.maximum(self._difference, found)

    def steps(self, cell: int) -> Floats:
        """The steps of a cell as far as they are kept, shape (9, n), as in a single run's log."""
        return np.concatenate([log[cell] for log in self._logs], axis=1)

    def error(self, cell: int) -> float:
        """Estimated error of a cell's voltage over the run [mV]."""
        return max(float(self._difference[cell]), FLOOR)

    def spike_time_error(self, cells: Sequence[int]) -> float | None:
        """Estimated error of the spike times [ms]; None without spikes, or where their numbers differ."""
        both = [(self.fine.spikes(cell)[:, 0], self.rough.spikes(cell)[:, 0]) for cell in cells]
        if not any(fine.size for fine, _ in both) or any(fine.size != rough.size for fine, rough in both):
            return None
        return max(1e-12, *(float(np.abs(fine - rough).max(initial=0.0)) for fine, rough in both))

    def estimates(self, cells: Sequence[int]) -> tuple[ErrorEstimate, ...]:
        """The errors as an answer states them; `cells` are those that spike."""
        found = [
            ErrorEstimate(f"voltage_{cell + 1}", "mV", self.error(cell), BASIS)
            for cell in range(self._difference.size)
        ]
        spike_time = self.spike_time_error(cells)
        if spike_time is not None:
            found.append(ErrorEstimate("spike_time", "ms", spike_time, BASIS))
        return tuple(found)
