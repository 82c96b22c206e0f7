"""A run with its error: a second, rougher run of the same kernel keeps it company.

Their difference is the error of the rough run, and a cautious estimate of the other's: it sees how errors
grow from spike to spike, which no estimate of single steps does. In 350 runs of both models under steps,
pulses, trains, sines and noise it was 5 times the error of the finer run in the median, 2 to 13 times in 80 %
and below 0.7 times in 1 % of them, where the errors of upstrokes and afterpotentials happen to cancel in the
rough run.
"""

import numpy as np

from core.interruption import checkpoint
from core.neuron.added_conductance import AddedConductance
from core.neuron.integrator import workspace
from core.neuron.integrator.membrane import Membrane
from core.neuron.integrator.repeating_run import RepeatingRun
from core.neuron.integrator.run import LOCAL_FRACTION
from core.neuron.integrator.workspace import LOG_ROWS
from core.result import ErrorEstimate, Floats
from core.waveform import Waveform

ROUGHNESS = 10.0
"""Tolerance of a step of the rough run, in units of the other's."""
MAX_LOGGED = 1_000_000
"""Steps after which no more are kept for the measures of spikes."""
FLOOR = 1e-9
"""Error that is always possible [mV]."""
NO_STEPS = np.empty((LOG_ROWS, 0))
BASIS = "measured against a second run of ten times the step tolerance"


def local_tolerance(tolerance: float, end: float) -> float:
    """Error to allow in one step [mV] for an error to aim at [mV] over a run of some length [ms]."""
    # Errors of phase add up from spike to spike; past 1 s they are left to grow.
    return LOCAL_FRACTION * tolerance * 100.0 / min(max(end, 100.0), 1000.0)


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
    conductances
        Conductances [mS/cm²] added from outside.
    repeating
        As for `RepeatingRun`.
    """

    def __init__(  # noqa: PLR0913 - by keyword, all but the first four
        self,
        cell: Membrane,
        waveform: Waveform,
        state: Floats,
        times: Floats,
        *,
        tolerance: float,
        end: float,
        threshold: float,
        conductances: tuple[AddedConductance, ...] = (),
        repeating: bool = True,
    ) -> None:
        local = local_tolerance(tolerance, end)
        rows = state.size
        self.fine = RepeatingRun(
            cell,
            waveform,
            state,
            times,
            rows=rows,
            tolerance=local,
            end=end,
            threshold=threshold,
            logged=True,
            conductances=conductances,
            repeating=repeating,
        )
        self.rough = RepeatingRun(
            cell,
            waveform,
            state,
            times[:0],
            rows=1,
            tolerance=ROUGHNESS * local,
            end=end,
            threshold=threshold,
            follow=True,
            conductances=conductances,
            repeating=repeating,
        )
        self._difference = 0.0
        self._log: list[Floats] = []
        self._logged = 0

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
            if status == workspace.OUT_OF_TABLE:
                return False
            times, voltages = self._take_steps()
            rough.around = fine.around
            # The rough run's last step went beyond the last time that it was asked for.
            passed = int(np.searchsorted(times, rough.time, side="right"))
            times, voltages = times[passed:], voltages[passed:]
            found = rough.follow(times)[0]
            if rough.count[workspace.SAMPLE] < times.size:
                return False
            self._difference = max(self._difference, float(np.abs(found - voltages).max(initial=0.0)))
            if status == workspace.DONE:
                return True
            checkpoint()

    def _take_steps(self) -> tuple[Floats, Floats]:
        """Keep the steps of the last call; their times [ms] and voltages [mV]."""
        fine = self.fine
        begin, periods = fine.repeated
        found = [fine.log[:, : fine.count[workspace.LOGGED]].copy(), *fine.searched]
        last = NO_STEPS
        if fine.cycle is not None and periods:
            kept = self._logged + sum(steps.shape[1] for steps in found)
            listed = min(periods, max(MAX_LOGGED - kept, 0) // fine.cycle.log.shape[1] + 1)
            found.append(fine.cycle.later_steps(begin, 0, listed))
            if listed < periods:
                last = fine.cycle.later_steps(begin, periods - 1, 1)
        if self._logged < MAX_LOGGED:
            self._log += found
            self._logged += sum(steps.shape[1] for steps in found)
        times, voltages = np.concatenate([steps[:2] for steps in (*found, last)], axis=1)
        return times, voltages

    @property
    def steps(self) -> Floats:
        """The first million steps or so of the fine run, shape (9, k), as in `Run.log`."""
        return np.concatenate(self._log, axis=1)

    @property
    def error(self) -> float:
        """Estimated error of the voltage over the run [mV]; a gate's is a hundredth of it."""
        cycle = self.fine.cycle
        return max(self._difference, FLOOR) + (0.0 if cycle is None else cycle.residual)

    def spike_time_error(self) -> float | None:
        """Estimated error of the spike times [ms]; None without spikes, or where the runs' numbers differ."""
        fine, rough = self.fine.spikes, self.rough.spikes
        if fine.shape[0] == 0 or fine.shape[0] != rough.shape[0]:
            return None
        return max(float(np.abs(fine[:, 0] - rough[:, 0]).max()), 1e-12)

    def estimates(self, table_error: float) -> tuple[ErrorEstimate, ...]:
        """The errors as an answer states them."""
        spike_time = self.spike_time_error()
        found = [ErrorEstimate("voltage", "mV", self.error, BASIS)]
        if spike_time is not None:
            found.append(ErrorEstimate("spike_time", "ms", spike_time, BASIS))
        basis = "tables against the declared expressions in the middles of the cells, relative to the rates"
        return (*found, ErrorEstimate("rates", "1", table_error, basis))
